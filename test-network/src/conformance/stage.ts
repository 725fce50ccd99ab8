import { namespaceOf, Refusal } from '@fairway/model';
import { LedgerError, type Call, type Endorsed, type Ledger, type Outcome } from '@fairway/sdk';
import { common } from '@hyperledger/fabric-protos';
import type { Step } from './contract.js';

/** What one case saw; JSON, so that two networks can be compared. */
export type Observation = unknown;

/** A question to a network, and what Fabric answers. */
export interface Case {
  /** A sentence about the ledger. */
  name: string;
  run: (stage: Stage) => Promise<Observation>;
  expected: Observation;
}

/** A transaction's validation code and its steps' results. */
export interface Played {
  code: number;
  blockNumber: bigint;
  results: unknown[];
}

const ATTEMPTS = 20;

/** A running network with the conformance contract in every member's namespace, as the cases use it. */
export class Stage {
  /** The member in whose namespace the cases write. */
  readonly owner: string;
  /** Another member. */
  readonly other: string;

  /** @param ledgers one for each member, by MSP id; the first is the owner */
  constructor(private readonly ledgers: ReadonlyMap<string, Ledger>) {
    [this.owner, this.other] = [...ledgers.keys()] as [string, string];
  }

  /** Writes in the owner's namespace, endorsed as the policies ask, and waits until all members have the block. */
  async write(...steps: Step[]): Promise<Played> {
    return await this.settle(await this.endorse(this.call(steps)));
  }

  /** Reads in the owner's namespace at the owner's peer. */
  async read(...steps: Step[]): Promise<unknown[]> {
    return await this.readAt(this.owner, ...steps);
  }

  async readAt(member: string, ...steps: Step[]): Promise<unknown[]> {
    return resultsOf(await this.ledger(member).evaluate({ ...this.call(steps), endorsers: [member] }));
  }

  call(steps: readonly Step[], more: Partial<Call> = {}): Call {
    return {
      namespace: namespaceOf(this.owner),
      transaction: 'conformance:run',
      args: [JSON.stringify(steps)],
      ...more,
    };
  }

  async endorse(call: Call): Promise<Endorsed> {
    return await this.ledger(this.owner).endorse(call);
  }

  /** Waits until all members have the transaction's block, so that none of them lags in what comes next. */
  async outcome({ transactionId }: Pick<Endorsed, 'transactionId'>): Promise<Outcome> {
    const outcomes = await Promise.all([...this.ledgers.values()].map((each) => each.outcome(transactionId)));
    return outcomes[0]!;
  }

  /** Sends what was endorsed, together, and waits until all members have it. */
  async settle(endorsed: Endorsed): Promise<Played>;
  async settle(...endorsed: Endorsed[]): Promise<Played[]>;
  async settle(...endorsed: Endorsed[]): Promise<Played | Played[]> {
    const ledger = this.ledger(this.owner);
    await Promise.all(endorsed.map((one) => ledger.send(one)));
    const played = await Promise.all(
      endorsed.map(async ({ transactionId, result }) => {
        const { code, blockNumber } = await this.outcome({ transactionId });
        return { code, blockNumber, results: resultsOf(result) };
      }),
    );
    return played.length === 1 ? played[0]! : played;
  }

  /**
   * Has transactions share a block in this order and tells their codes as the block has them. Where the orderers cut
   * between them, others are made with the next attempt, so `make` takes keys of its own for each.
   */
  async inOneBlock(make: (attempt: number) => Promise<Endorsed[]>): Promise<{ codes: number[]; attempt: number }> {
    const ledger = this.ledger(this.owner);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const endorsed = await make(attempt);
      for (const one of endorsed) await ledger.send(one);
      const [{ blockNumber }] = (await Promise.all(endorsed.map((one) => this.outcome(one)))) as [Outcome];
      const { ids, codes } = contentsOf(await this.block(blockNumber));
      if (ids.join() === endorsed.map(({ transactionId }) => transactionId).join()) return { codes, attempt };
    }
    throw new Error(`the orderers put no ${ATTEMPTS} attempts into one block`);
  }

  /** A block as the owner's peer has it. */
  async block(number: bigint): Promise<common.Block> {
    const stop = new AbortController();
    for await (const block of this.ledger(this.owner).blocks(number, stop.signal)) {
      stop.abort();
      return block;
    }
    throw new Error(`the stream of blocks ended before block ${number}`);
  }

  ledger(member: string): Ledger {
    return this.ledgers.get(member)!;
  }
}

/** What an error is to a caller: a refusal with its parts, or the ledger's code. */
export async function errorOf(promise: Promise<unknown>): Promise<Observation> {
  try {
    await promise;
    return 'no error';
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error.toJSON() };
    if (error instanceof LedgerError) return error.code;
    throw error;
  }
}

/**
 * An observation without Fabric's own texts: that a step failed matters, how it says so does not. Looks into the
 * answers of nested calls, too.
 */
export function withoutTexts(observation: Observation): Observation {
  return JSON.parse(JSON.stringify(observation), (key, value: unknown) => {
    if (key === 'failed') return true;
    return key === 'payload' && value !== '' ? withoutTexts(JSON.parse(value as string)) : value;
  }) as unknown;
}

function resultsOf(answer: Uint8Array): unknown[] {
  return answer.length === 0 ? [] : (JSON.parse(Buffer.from(answer).toString()) as unknown[]);
}

/** The ids and codes of a block's transactions. */
function contentsOf(block: common.Block): { ids: string[]; codes: number[] } {
  const ids = block
    .getData()!
    .getDataList_asU8()
    .map((bytes) => {
      const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
      return common.ChannelHeader.deserializeBinary(payload.getHeader()!.getChannelHeader_asU8()).getTxId();
    });
  return {
    ids,
    codes: [...block.getMetadata()!.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER]!],
  };
}
