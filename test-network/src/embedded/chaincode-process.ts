import { peer } from '@hyperledger/fabric-protos';
import { JSONSerializer, type Contract } from 'fabric-contract-api';
import { answerQuery, closeQuery, historyRows, nextBatch, stateRows, type Query } from './query.js';
import { fill } from './protobuf.js';
import { shim, type ChaincodeStream, type ContractClass } from './shim.js';
import type { Simulator } from './simulator.js';

const { ChaincodeMessage } = peer;
/** Beside the runtime's older messages, whichever generation was loaded last gives the names; these two are Fabric 3.1's. */
const Type = { ...ChaincodeMessage.Type, WRITE_BATCH_STATE: 24, GET_STATE_MULTIPLE: 25 } as const;
type Type = peer.ChaincodeMessage.TypeMap[keyof peer.ChaincodeMessage.TypeMap];
type Message = Parameters<ChaincodeStream['write']>[0];
type Listener = (message: Message) => void;

/** One transaction under simulation at one peer, as its chaincodes see it. */
export interface Running {
  channel: string;
  transactionId: string;
  /** The serialised SignedProposal. */
  proposal: Uint8Array;
  simulator: Simulator;
  /** Runs another chaincode of the same peer in this simulation. */
  call(name: string, args: Uint8Array[]): Promise<Completed>;
}

/** What a chaincode answered: a serialised peer.Response, whatever its status, and its event. */
export interface Completed {
  response: Uint8Array;
  event: { name: string; payload: Uint8Array } | undefined;
}

interface Conversation {
  running: Running;
  queries: Map<string, Query>;
  resolve(completed: Completed): void;
  reject(error: Error): void;
}

/**
 * One chaincode name at one member: the contracts under fabric-contract-api's own runtime and the shim's own handler,
 * and this peer's side of their conversation, message by message, over a stream in memory.
 */
export class ChaincodeProcess {
  readonly #conversations = new Map<string, Conversation>();
  #toChaincode: Listener = () => undefined;
  #isStarted = false;

  constructor(
    readonly namespace: string,
    private readonly contracts: readonly (Contract | ContractClass)[],
    /** Milliseconds after which a transaction that has not answered fails, Fabric's `chaincode.executetimeout`. */
    private readonly executeTimeout: number,
  ) {}

  /** Runs a transaction to its answer. Throws where the chaincode gives none. */
  async execute(running: Running, args: Uint8Array[]): Promise<Completed> {
    const { transactionId, channel, proposal } = running;
    if (this.#conversations.has(transactionId)) {
      throw new Error(`error sending: txid: ${transactionId}(${channel}) exists`);
    }
    this.#start();
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#conversations.set(transactionId, { running, queries: new Map(), resolve, reject });
        timer = setTimeout(
          () => reject(new Error('error sending: timeout expired while executing transaction')),
          this.executeTimeout,
        );
        this.#send({
          type: Type.TRANSACTION,
          txid: transactionId,
          channelId: channel,
          payload: fill(new peer.ChaincodeInput(), { argsList: args }).serializeBinary(),
          proposal: peer.SignedProposal.deserializeBinary(proposal),
        });
      });
    } finally {
      clearTimeout(timer);
      this.#conversations.delete(transactionId);
    }
  }

  /**
   * Starts the contracts, before the first transaction: the runtime compiles so much for each that a command at the
   * command line, which asks few of all processes, spent a sixth of its time on the others.
   */
  #start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const classes = this.contracts.map((contract) => (typeof contract === 'function' ? contract : always(contract)));
    const serializers = { serializers: { json: JSONSerializer }, transaction: 'json' };
    const chaincode = new shim.ChaincodeFromContract(classes, serializers, {});
    const stream: ChaincodeStream = {
      on: (event, listener) => {
        if (event === 'data') this.#toChaincode = listener;
      },
      write: (message) => this.#receive(ChaincodeMessage.deserializeBinary(message.serializeBinary())),
      end: () => undefined,
    };
    const hello = fill(new ChaincodeMessage(), { type: Type.REGISTER });
    new shim.ChaincodeMessageHandler(stream, chaincode).chat(shim.readMessage(hello.serializeBinary()));
  }

  /** Breaks off what is running, as when the chaincode's process dies; new transactions are taken. */
  breakOff(): void {
    for (const conversation of this.#conversations.values()) {
      conversation.reject(new Error('error sending: chaincode stream terminated'));
    }
  }

  #receive(message: peer.ChaincodeMessage): void {
    const type = message.getType();
    if (type === Type.REGISTER) {
      // The shim listens before it registers, and counts both answers off by their order.
      this.#toChaincode(shim.readMessage(fill(new ChaincodeMessage(), { type: Type.REGISTERED }).serializeBinary()));
      this.#toChaincode(shim.readMessage(fill(new ChaincodeMessage(), { type: Type.READY }).serializeBinary()));
      return;
    }
    const conversation = this.#conversations.get(message.getTxid());
    if (type === Type.COMPLETED) {
      const event = message.getChaincodeEvent();
      this.#conversations.delete(message.getTxid());
      return conversation?.resolve({
        response: message.getPayload_asU8(),
        event: event && { name: event.getEventName(), payload: event.getPayload_asU8() },
      });
    }
    if (type === Type.ERROR) return conversation?.reject(new Error(Buffer.from(message.getPayload_asU8()).toString()));
    const name = Object.entries(Type).find(([, value]) => value === type)![0];
    const fail = (cause: unknown) =>
      this.#reply(
        message,
        Type.ERROR,
        Buffer.from(`${name} failed: transaction ID: ${message.getTxid()}: ${textOf(cause)}`),
      );
    try {
      if (!conversation) throw new Error('no ledger context');
      // Answered at once, as the write that comes first must be; only calls to other chaincodes take longer.
      const answer = this.#answer(type, message.getPayload_asU8(), conversation);
      if (answer instanceof Promise) answer.then((payload) => this.#reply(message, Type.RESPONSE, payload), fail);
      else this.#reply(message, Type.RESPONSE, answer);
    } catch (cause) {
      fail(cause);
    }
  }

  #reply(to: peer.ChaincodeMessage, type: Type, payload: Uint8Array): void {
    this.#send({ type, payload, txid: to.getTxid(), channelId: to.getChannelId() });
  }

  #send(fields: Parameters<typeof fill<peer.ChaincodeMessage>>[1]): void {
    const bytes = fill(new ChaincodeMessage(), fields).serializeBinary();
    // A turn of the event loop, as a network would take: a contract that does not await its writes loses the later ones.
    setImmediate(() => this.#toChaincode(shim.readMessage(bytes)));
  }

  #answer(type: Type, payload: Uint8Array, { running, queries }: Conversation): Uint8Array | Promise<Uint8Array> {
    const { simulator } = running;
    const namespace = this.namespace;
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others are for the chaincode
    switch (type) {
      case Type.GET_STATE: {
        const [collection, key] = placeIn(peer.GetState.deserializeBinary(payload));
        return collection === '' ? simulator.get(namespace, key) : simulator.getPrivate(namespace, collection, key);
      }
      case Type.GET_PRIVATE_DATA_HASH:
        return simulator.getPrivateHash(namespace, ...placeIn(peer.GetState.deserializeBinary(payload)));
      case Type.PUT_STATE: {
        const request = peer.PutState.deserializeBinary(payload);
        return put(simulator, namespace, ...placeIn(request), request.getValue_asU8());
      }
      case Type.GET_STATE_MULTIPLE: {
        const request = peer.GetStateMultiple.deserializeBinary(payload);
        const keys = wellFormed(request.getCollection(), ...request.getKeysList()).slice(1);
        const collection = request.getCollection();
        const values = keys.map((key) =>
          collection === '' ? simulator.get(namespace, key) : simulator.getPrivate(namespace, collection, key),
        );
        return fill(new peer.GetStateMultipleResult(), { valuesList: values }).serializeBinary();
      }
      case Type.WRITE_BATCH_STATE: {
        const records = peer.WriteBatchState.deserializeBinary(payload).getRecList();
        for (const record of records) {
          if (record.getType() !== peer.WriteRecord.Type.PUT_STATE)
            throw new Error('of batches of writes, the embedded network takes those that put values');
          put(simulator, namespace, ...placeIn(record), record.getValue_asU8());
        }
        return NOTHING;
      }
      case Type.DEL_STATE:
        return put(simulator, namespace, ...placeIn(peer.DelState.deserializeBinary(payload)), NOTHING);
      case Type.PURGE_PRIVATE_DATA:
        simulator.purgePrivate(namespace, ...placeIn(peer.PurgePrivateState.deserializeBinary(payload)));
        return NOTHING;
      case Type.GET_STATE_METADATA:
        return NOTHING;
      case Type.PUT_STATE_METADATA:
        throw new Error(
          'the embedded network takes no key-level endorsement policies: use the policy of the chaincode or of a collection',
        );
      case Type.GET_STATE_BY_RANGE: {
        const request = peer.GetStateByRange.deserializeBinary(payload);
        wellFormed(request.getCollection(), request.getStartkey(), request.getEndkey());
        return answerQuery(queries, stateRows(simulator, namespace, request));
      }
      case Type.GET_HISTORY_FOR_KEY: {
        const [key] = wellFormed(peer.GetHistoryForKey.deserializeBinary(payload).getKey());
        return answerQuery(queries, historyRows(simulator.history(namespace, key!)));
      }
      case Type.GET_QUERY_RESULT:
        throw new Error('ExecuteQuery not supported for leveldb');
      case Type.QUERY_STATE_NEXT:
        return nextBatch(queries, peer.QueryStateNext.deserializeBinary(payload).getId());
      case Type.QUERY_STATE_CLOSE:
        return closeQuery(queries, peer.QueryStateClose.deserializeBinary(payload).getId());
      case Type.INVOKE_CHAINCODE:
        return this.#invoke(running, peer.ChaincodeSpec.deserializeBinary(payload));
      default:
        throw new Error(`the peer does not expect a message of type ${type}`);
    }
  }

  async #invoke(running: Running, spec: peer.ChaincodeSpec): Promise<Uint8Array> {
    const [name = '', channel = running.channel] = spec.getChaincodeId()?.getName().split('/') ?? [];
    if (channel !== running.channel)
      throw new Error(`this network has the channel ${running.channel} only, not ${channel}`);
    const { response } = await running.call(name, spec.getInput()?.getArgsList_asU8() ?? []).catch((cause: unknown) => {
      throw new Error(`execute failed: ${textOf(cause)}`, { cause });
    });
    const completed = fill(new ChaincodeMessage(), {
      type: Type.COMPLETED,
      payload: response,
      txid: running.transactionId,
      channelId: channel,
    });
    return completed.serializeBinary();
  }
}

const NOTHING = new Uint8Array();

function put(simulator: Simulator, namespace: string, collection: string, key: string, value: Uint8Array): Uint8Array {
  if (collection === '') simulator.put(namespace, key, value);
  else simulator.putPrivate(namespace, collection, key, value);
  return NOTHING;
}

/** The collection and the key that a request is about; the collection is empty for public state. */
function placeIn(request: { getCollection(): string; getKey(): string }): [collection: string, key: string] {
  return wellFormed(request.getCollection(), request.getKey()) as [string, string];
}

/** Half a surrogate pair gets through JavaScript's protobuf, but not through the peer's. */
function wellFormed(...texts: string[]): string[] {
  if (texts.every((text) => text.isWellFormed())) return texts;
  throw new Error('unmarshal failed: string field contains invalid UTF-8');
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

/** The runtime makes its contracts itself; a class whose instance is this one. */
function always(contract: Contract): ContractClass {
  return function () {
    return contract;
  } as unknown as ContractClass;
}
