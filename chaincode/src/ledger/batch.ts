import type { ChaincodeStub } from 'fabric-shim';

/**
 * Several keys in one round trip between contract and peer. Fabric's peers answer these messages since 3.1; the Node
 * runtime cannot send them yet, and takes one request of a transaction at a time, so that what is read key by key costs
 * a round trip each. A contract that never reads what it has written sees no difference.
 */

/** ChaincodeMessage.Type, in peer/chaincode_shim.proto of Fabric 3.1. */
const WRITE_BATCH_STATE = 24;
const GET_STATE_MULTIPLE = 25;
/** WriteRecord.Type */
const PUT_STATE = 9;

/** Peers take no more at once (`chaincode.runtimeParams`), and chaincodes are given no more. */
const MOST = 500;

/** The values of keys, in their order; empty where there is none. */
export async function getStates(stub: ChaincodeStub, keys: readonly string[]): Promise<Uint8Array[]> {
  if (keys.length === 1) return [await stub.getState(keys[0]!)];
  const values: Uint8Array[] = [];
  for (let start = 0; start < keys.length; start += MOST) {
    const some = keys.slice(start, start + MOST);
    const payload = Buffer.concat(some.map((key) => field(1, Buffer.from(key))));
    const answer = fieldsOf(await ask(stub, GET_STATE_MULTIPLE, payload));
    // A peer whose database fails answers with nothing at all, and not with an error.
    if (answer.length !== some.length) throw new Error(`the peer answered ${answer.length} of ${some.length} keys`);
    values.push(...answer);
  }
  return values;
}

/** Puts values under keys. */
export async function putStates(stub: ChaincodeStub, values: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const records = [...values].map(([key, value]) =>
    field(1, Buffer.concat([field(1, Buffer.from(key)), field(2, value), Buffer.from([(5 << 3) | VARINT, PUT_STATE])])),
  );
  for (let start = 0; start < records.length; start += MOST)
    await ask(stub, WRITE_BATCH_STATE, Buffer.concat(records.slice(start, start + MOST)));
}

/** The runtime's own side of the conversation, as far as it is used here; its version is pinned. */
interface Runtime {
  handler: {
    handleGetState(
      this: { _askPeerAndListen: Ask },
      collection: string,
      key: string,
      channel: string,
      txId: string,
    ): Promise<Uint8Array>;
    _askPeerAndListen: Ask;
  };
}
type Ask = (message: Message, method: string) => Promise<Uint8Array>;
interface Message {
  setType(type: number): void;
  setPayload(payload: Uint8Array): void;
}

/** Has the runtime make a message of its own class, which alone it sends, and gives it another type and content. */
async function ask(stub: ChaincodeStub, type: number, payload: Uint8Array): Promise<Uint8Array> {
  const { handler } = stub as unknown as Runtime;
  const changed = {
    _askPeerAndListen: (message: Message, method: string) => {
      message.setType(type);
      message.setPayload(payload);
      return handler._askPeerAndListen(message, method);
    },
  };
  return handler.handleGetState.call(changed, '', '', stub.getChannelID(), stub.getTxID());
}

/** Protobuf's wire types; all fields here are numbered below 16, so that a tag is one byte. */
const VARINT = 0;
const BYTES = 2;

const field = (number: number, value: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([(number << 3) | BYTES]), varint(value.length), value]);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

/** The values of a message whose only field is number 1, bytes, repeated. */
function fieldsOf(message: Uint8Array): Uint8Array[] {
  const values: Uint8Array[] = [];
  for (let at = 0; at < message.length;) {
    if (message[at++] !== ((1 << 3) | BYTES)) throw new Error('the peer answered with another message than asked for');
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++]!;
      length |= (byte & 0x7f) << shift;
      if (byte <= 0x7f) break;
    }
    values.push(message.subarray(at, (at += length)));
  }
  return values;
}
