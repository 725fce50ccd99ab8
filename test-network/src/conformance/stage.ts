import { Refusal } from '@fairway/model';
import { LedgerError, type Call, type Endorsed, type Ledger } from '@fairway/sdk';
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
  results: unknown[];
}

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

  /** Sends what was endorsed, together, and waits until all members have it. */
  async settle(endorsed: Endorsed): Promise<Played>;
  async settle(...endorsed: Endorsed[]): Promise<Played[]>;
  async settle(...endorsed: Endorsed[]): Promise<Played | Played[]> {
    const ledger = this.ledger(this.owner);
    await Promise.all(endorsed.map((one) => ledger.send(one)));
    const played = await Promise.all(
      endorsed.map(async ({ transactionId, result }) => {
        const outcomes = await Promise.all([...this.ledgers.values()].map((each) => each.outcome(transactionId)));
        return { code: outcomes[0]!.code, results: resultsOf(result) };
      }),
    );
    return played.length === 1 ? played[0]! : played;
  }

  ledger(member: string): Ledger {
    return this.ledgers.get(member)!;
  }
}

/** The chaincode name of a member. */
export function namespaceOf(member: string): string {
  return `fairway-${member.toLowerCase()}`;
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

/** An observation without Fabric's own texts: that a step failed matters, how it says so does not. */
export function withoutTexts(observation: Observation): Observation {
  return JSON.parse(JSON.stringify(observation), (key, value: unknown) => (key === 'failed' ? true : value)) as unknown;
}

function resultsOf(answer: Uint8Array): unknown[] {
  return answer.length === 0 ? [] : (JSON.parse(Buffer.from(answer).toString()) as unknown[]);
}
