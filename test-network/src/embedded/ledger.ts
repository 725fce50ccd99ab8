import { Refusal } from '@fairway/model';
import {
  LedgerError,
  gathered,
  type Asked,
  type Attesting,
  type Call,
  type Deadline,
  type Endorsed,
  type Ledger,
  type Outcome,
  type PeerAnswer,
} from '@fairway/sdk';
import type { common, peer } from '@hyperledger/fabric-protos';
import type { Chain } from './chain.js';
import { endorsersFor } from './endorsers.js';
import type { Identity } from './identity.js';
import type { Peer, ProposalAnswer } from './peer.js';
import { privateDataOf } from './private-data.js';
import { assemble, openProposal, propose } from './proposal.js';
import { Code, readTransaction } from './transaction.js';

/** The `Ledger` port as one client of a member, through that member's peer. */
export class EmbeddedLedger implements Ledger, Attesting {
  readonly #running = new Set<AbortController>();
  #closed: LedgerError | undefined;

  constructor(
    private readonly chain: Chain,
    private readonly peers: ReadonlyMap<string, Peer>,
    private readonly client: Identity,
    private readonly now: () => Date,
  ) {}

  async evaluate(call: Call, deadline?: Deadline): Promise<Uint8Array> {
    return await this.#within(deadline, async () => {
      const peer = this.#peer(call.endorsers?.[0] ?? this.client.mspId);
      const { name, definitions } = this.chain.channel;
      if (!definitions.has(call.namespace)) {
        throw new LedgerError(
          'PEER_UNAVAILABLE',
          `no peers available to evaluate chaincode ${call.namespace} in channel ${name}; ` +
            `defined are ${[...definitions.keys()].join(', ')}`,
        );
      }
      const answer = await this.chain.lock.shared(() => peer.answer(this.#propose(call)));
      return successful(answer).getPayload_asU8();
    });
  }

  async endorse(call: Call, deadline?: Deadline): Promise<Endorsed> {
    return await this.#within(deadline, async () => {
      this.#own().demandUp();
      const signed = this.#propose(call);
      const proposal = openProposal(signed);
      // All simulate at one height: members whose code is the same never differ here because one lags.
      const answers = await this.chain.lock.shared(() =>
        call.endorsers?.length ? this.#ask(signed, call.endorsers) : this.#askByPolicy(signed, call),
      );
      const first = agreed(answers);
      const { privateWrites } = answers[0]!.simulated;
      if (privateWrites.length > 0) this.chain.store.keepUndelivered(proposal.transactionId, privateWrites);
      const endorsements = answers.map(({ endorsed }) => endorsed!.endorsement);
      return {
        transactionId: proposal.transactionId,
        result: answers[0]!.response.getPayload_asU8(),
        envelope: assemble(proposal, first, endorsements, this.client),
      };
    });
  }

  async attest(
    call: Call,
    members: readonly string[],
    enough: (answers: ReadonlyMap<string, PeerAnswer>) => boolean,
    deadline?: Deadline,
  ): Promise<Asked> {
    return await this.#within(deadline, async () => {
      this.#own().demandUp();
      const signed = this.#propose(call);
      const answerOf = async (member: string): Promise<PeerAnswer> => {
        const answer = await this.chain.lock.shared(() => this.#peer(member).answer(signed));
        successful(answer);
        const { payload, endorsement } = answer.endorsed!;
        return { payload, endorser: endorsement.getEndorser_asU8(), signature: endorsement.getSignature_asU8() };
      };
      const asking = new Map(members.map((member) => [member, answerOf(member)]));
      return { proposal: openProposal(signed).bytes, ...(await gathered(asking, enough)) };
    });
  }

  async send({ envelope }: Endorsed, deadline?: Deadline): Promise<void> {
    // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
    await this.#within(deadline, async () => {
      this.#own().demandUp();
      const transaction = readTransaction(envelope, this.chain.membership);
      if ('code' in transaction && transaction.code <= Code.BAD_CREATOR_SIGNATURE) {
        throw new LedgerError(
          'ACCESS_DENIED',
          'the envelope is not signed by a certificate of a member of the channel',
        );
      }
      if (!this.chain.orderer.submit(Uint8Array.from(envelope))) {
        throw new LedgerError('LEDGER_FAILED', `an envelope of ${envelope.length} bytes is too large for a block`);
      }
    });
  }

  async outcome(transactionId: string, deadline?: Deadline): Promise<Outcome> {
    return await this.#within(deadline, async (signal) => {
      for (;;) {
        this.#demandOpen();
        this.#own().demandUp();
        const found = this.chain.store.transaction(transactionId);
        if (found) return { transactionId, code: found.code, blockNumber: BigInt(found.version.block) };
        signal.throwIfAborted();
        await this.chain.change(signal);
      }
    });
  }

  async height(deadline?: Deadline): Promise<bigint> {
    // eslint-disable-next-line @typescript-eslint/require-await -- the port is asynchronous
    return await this.#within(deadline, async () => {
      this.#own().demandUp();
      return BigInt(this.chain.store.height());
    });
  }

  async *blocksWithPrivateData(from: bigint, signal: AbortSignal): AsyncIterable<peer.BlockAndPrivateData> {
    for await (const block of this.blocks(from, signal)) {
      yield privateDataOf(
        block,
        this.chain.store.privateOf(this.#own().member, Number(block.getHeader()!.getNumber())),
      );
    }
  }

  async *blocks(from: bigint, signal: AbortSignal): AsyncIterable<common.Block> {
    const ended = this.#begin();
    const end = () => ended.abort();
    signal.addEventListener('abort', end);
    try {
      for (let number = Number(from); !signal.aborted && !ended.signal.aborted;) {
        this.#demandOpen();
        // While the peer is down the stream waits for it, as the Fabric adapter's does.
        const block = this.#own().isUp ? this.chain.block(number) : undefined;
        if (block) {
          yield block;
          number++;
        } else await this.chain.change(ended.signal);
      }
    } finally {
      signal.removeEventListener('abort', end);
      this.#running.delete(ended);
    }
  }

  close(): void {
    this.#closed = new LedgerError('LEDGER_FAILED', 'this ledger is closed; ask the network for another');
    for (const running of this.#running) running.abort(this.#closed);
  }

  #demandOpen(): void {
    if (this.#closed) throw this.#closed;
    this.chain.demandRunning();
  }

  /** A call under way, which closing the ledger breaks off; to be taken off `#running` when it is over. */
  #begin(): AbortController {
    this.#demandOpen();
    const running = new AbortController();
    this.#running.add(running);
    return running;
  }

  #own(): Peer {
    return this.#peer(this.client.mspId);
  }

  #peer(member: string): Peer {
    const peer = this.peers.get(member);
    if (!peer) {
      throw new LedgerError(
        'PEER_UNAVAILABLE',
        `${member} is no member of the channel; its members are ${[...this.peers.keys()].join(', ')}`,
        { members: [member] },
      );
    }
    return peer;
  }

  #propose({ namespace, transaction, args, transient = {} }: Call): Uint8Array {
    const question = {
      channel: this.chain.channel.name,
      namespace,
      args: [transaction, ...args].map((arg) => Buffer.from(arg)),
      transient,
      timestamp: this.now(),
    };
    return propose(question, this.client);
  }

  async #ask(signed: Uint8Array, members: readonly string[]): Promise<ProposalAnswer[]> {
    const peers = [...new Set(members)].map((member) => this.#peer(member));
    for (const peer of peers) peer.demandUp();
    return await Promise.all(peers.map((peer) => peer.answer(signed)));
  }

  /** Simulates at the own peer, as Fabric's gateway does, and asks whom the touched policies call for. */
  async #askByPolicy(signed: Uint8Array, { namespace, transient }: Call): Promise<ProposalAnswer[]> {
    const own = this.client.mspId;
    const { channel } = this.chain;
    if (!channel.definitions.has(namespace)) {
      throw new LedgerError(
        'NO_ENDORSEMENT_PLAN',
        `failed to select a set of endorsers: chaincode ${namespace} is not defined on channel ${channel.name}; ` +
          `defined are ${[...channel.definitions.keys()].join(', ')}`,
      );
    }
    const first = await this.#own().answer(signed);
    successful(first);
    const reachable = [own, ...channel.members.filter((member) => member !== own)].filter(
      (member) => this.peers.get(member)!.isUp,
    );
    const set = endorsersFor(first.simulated, { namespace, isTransient: transient !== undefined, channel, reachable });
    const others = await this.#ask(
      signed,
      set.filter((member) => member !== own),
    );
    // All have to answer like the first, even where its member's endorsement is not called for.
    agreed([first, ...others]);
    return set.includes(own) ? [first, ...others] : others;
  }

  async #within<T>(deadline: Deadline | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const running = this.#begin();
    let timer: NodeJS.Timeout | undefined;
    const broken = new Promise<never>((_, reject) => {
      running.signal.addEventListener('abort', () => reject(running.signal.reason as LedgerError));
    });
    if (deadline?.timeout !== undefined) {
      const late = new LedgerError('DEADLINE_EXCEEDED', `no answer within ${deadline.timeout} ms`);
      timer = setTimeout(() => running.abort(late), deadline.timeout);
    }
    try {
      return await Promise.race([work(running.signal), broken]);
    } finally {
      clearTimeout(timer);
      this.#running.delete(running);
    }
  }
}

/**
 * The payload that all endorsers signed. A refusal counts as the answer when all refuse, and then the first one's, who
 * is the owner; where only some do, the others are no endorsers to go on with.
 */
function agreed(answers: readonly ProposalAnswer[]): Uint8Array {
  const [first, ...others] = answers as [ProposalAnswer, ...ProposalAnswer[]];
  const failed = answers.filter(({ endorsed }) => !endorsed);
  if (failed.length === answers.length) successful(first);
  const payload = first.endorsed?.payload;
  const differing = others.filter(
    ({ endorsed }) => !endorsed || !payload || Buffer.compare(endorsed.payload, payload) !== 0,
  );
  if (payload && differing.length === 0) return payload;
  const texts = failed.map(({ member, response }) => `; ${member}: ${response.getMessage()}`).join('');
  throw new LedgerError(
    'ENDORSEMENTS_DIFFER',
    `ProposalResponsePayloads do not match between ${answers.map(({ member }) => member).join(', ')}${texts}`,
    { members: (failed.length > 0 ? failed : others).map(({ member }) => member) },
  );
}

/** The response of a chaincode that said yes. Throws the refusal, or `CHAINCODE_FAILED`. */
function successful({ response, endorsed }: ProposalAnswer) {
  if (endorsed) return response;
  const message = response.getMessage();
  throw (
    Refusal.parse(message) ??
    new LedgerError('CHAINCODE_FAILED', `chaincode response ${response.getStatus()}, ${message}`)
  );
}
