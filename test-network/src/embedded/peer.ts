import { LedgerError } from '@fairway/sdk';
import { peer as messages } from '@hyperledger/fabric-protos';
import type { ChaincodeProcess, Completed, Running } from './chaincode-process.js';
import { LIFECYCLE, sequenceKey, type Channel } from './definition.js';
import { serialise, sign, type Identity, type Membership } from './identity.js';
import { openProposal, proposalHash } from './proposal.js';
import { fill } from './protobuf.js';
import { encode } from './rwset.js';
import { Simulator, type Simulated } from './simulator.js';
import type { Store } from './store.js';

/** One peer's answer to a proposal. */
export interface ProposalAnswer {
  member: string;
  response: messages.Response;
  /** The ProposalResponsePayload and this peer's signature over it; absent when the chaincode said no. */
  endorsed?: { payload: Uint8Array; endorsement: messages.Endorsement };
  simulated: Simulated;
}

export interface PeerOptions {
  identity: Identity;
  store: Store;
  channel: Channel;
  membership: Membership;
  /** The member's chaincode processes by name. */
  processes: ReadonlyMap<string, ChaincodeProcess>;
  now: () => Date;
  /** Milliseconds that a proposal's time may be off the peer's clock, either way. */
  timeWindow: number;
}

/** Status codes from here on are errors, which peers do not endorse. */
const ERROR_THRESHOLD = 400;
/** The name under which Fabric's peers version a chaincode; there is one version here. */
const VERSION = '1';

/** A member's peer: checks proposals, simulates them with the member's own code and endorses. */
export class Peer {
  #isUp = true;

  constructor(private readonly options: PeerOptions) {}

  get member(): string {
    return this.options.identity.mspId;
  }

  /** A peer that is down answers nothing. */
  get isUp(): boolean {
    return this.#isUp;
  }

  /** Goes down with all that it was simulating. */
  takeDown(): void {
    this.#isUp = false;
    for (const process of this.options.processes.values()) process.breakOff();
  }

  bringUp(): void {
    this.#isUp = true;
  }

  /** Throws `PEER_UNAVAILABLE` while the peer is down. */
  demandUp(): void {
    if (this.isUp) return;
    throw new LedgerError('PEER_UNAVAILABLE', `the peer of ${this.member} is down; ask another member's`, {
      members: [this.member],
    });
  }

  /** Simulates a signed proposal and endorses the outcome. Throws a LedgerError where it gets no answer. */
  async answer(signedProposal: Uint8Array): Promise<ProposalAnswer> {
    this.demandUp();
    const { store, channel } = this.options;
    const proposal = openProposal(signedProposal);
    const creator = this.#admit(proposal);
    const simulator = new Simulator(store, channel, this.member, creator, proposal.transactionId);
    const running: Running = {
      channel: channel.name,
      transactionId: proposal.transactionId,
      proposal: signedProposal,
      simulator,
      call: (name, args) => this.#execute(running, name, args),
    };
    const { response: bytes, event } = await this.#run(running, proposal.namespace, proposal.args);
    this.demandUp();
    const response = messages.Response.deserializeBinary(bytes);
    const simulated = simulator.result();
    if (response.getStatus() >= ERROR_THRESHOLD) return { member: this.member, response, simulated };
    const action = fill(new messages.ChaincodeAction(), {
      results: encode(simulated.accesses),
      response,
      chaincodeId: fill(new messages.ChaincodeID(), { name: proposal.namespace, version: VERSION }),
      ...(event && {
        events: fill(new messages.ChaincodeEvent(), {
          chaincodeId: proposal.namespace,
          txId: proposal.transactionId,
          eventName: event.name,
          payload: event.payload,
        }).serializeBinary(),
      }),
    });
    const payload = fill(new messages.ProposalResponsePayload(), {
      proposalHash: proposalHash(proposal.header, proposal.payload),
      extension$: action.serializeBinary(),
    }).serializeBinary();
    const endorser = serialise(this.options.identity);
    const signature = sign(this.options.identity, Buffer.concat([payload, endorser]));
    const endorsement = fill(new messages.Endorsement(), { endorser, signature });
    return { member: this.member, response, simulated, endorsed: { payload, endorsement } };
  }

  /** Whether the proposal is one that the peer looks at; the MSP id of its creator. */
  #admit(proposal: ReturnType<typeof openProposal>): string {
    const { membership, now, timeWindow, store, channel } = this.options;
    const creator = membership.recognise(proposal.creator);
    if (!creator?.verifies(proposal.bytes, proposal.signature)) {
      throw new LedgerError('ACCESS_DENIED', 'the proposal is not signed by a certificate of a member of the channel');
    }
    const clock = now();
    if (Math.abs(clock.getTime() - proposal.timestamp.getTime()) > timeWindow) {
      throw new LedgerError(
        'TIME_OUT_OF_WINDOW',
        `the proposal says ${proposal.timestamp.toISOString()}, the peer's clock ${clock.toISOString()}; ` +
          `at most ${timeWindow / 1000} s apart are accepted`,
      );
    }
    if (store.transaction(proposal.transactionId)) {
      throw new LedgerError('LEDGER_FAILED', `duplicate transaction found [${proposal.transactionId}]`);
    }
    if (proposal.channel !== channel.name || !channel.definitions.has(proposal.namespace)) {
      throw new LedgerError(
        'LEDGER_FAILED',
        `chaincode ${proposal.namespace} is not defined on channel ${proposal.channel}; ` +
          `defined are ${[...channel.definitions.keys()].join(', ')}`,
      );
    }
    return creator.mspId;
  }

  async #run(running: Running, name: string, args: Uint8Array[]): Promise<Completed> {
    try {
      return await this.#execute(running, name, args);
    } catch (cause) {
      this.demandUp();
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new LedgerError(
        'CHAINCODE_FAILED',
        `error in simulation: failed to execute transaction ${running.transactionId}: ${text}`,
        { cause },
      );
    }
  }

  async #execute(running: Running, name: string, args: Uint8Array[]): Promise<Completed> {
    const process = this.options.processes.get(name);
    if (!process) {
      throw new Error(`invalid invocation: [channel ${running.channel}] chaincode ${name} not found`);
    }
    // A new definition in between makes the transaction conflict.
    running.simulator.get(LIFECYCLE, sequenceKey(name));
    return await process.execute(running, args);
  }
}
