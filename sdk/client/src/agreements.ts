import {
  AgreementDomain,
  Refusal,
  check,
  instantOf,
  recognition,
  type AeoCheck,
  type Agreement,
  type AgreementRecords,
  type AgreementText,
  type Instant,
  type Receipt,
  type Recognition,
  type RecognitionQuestion,
  type RecordAddress,
  type StanceArgs,
} from '@fairway/model';
import type { infer as Infer } from 'zod';
import { Aeo } from './aeo.js';
import type { Fetched, Session } from './session.js';
import type { Committed } from './submit.js';

/** What a partner's officer is told of a certificate: whether it is good, and what is owed to its holder. */
export type RecognitionCheck = AeoCheck & { partner: string } & Pick<Recognition, 'owed'>;

/** What a partner owes to the holder of a certificate that was checked, and why. */
export function recognised(
  checked: AeoCheck,
  { issuer, partner }: Pick<RecognitionQuestion, 'issuer' | 'partner'>,
  agreements: ReadonlyMap<string, AgreementRecords>,
): RecognitionCheck {
  if (!checked.valid) return { ...checked, partner, owed: [] };
  const { type, at, knownAt } = checked;
  const { owed, because } = recognition(agreements.values(), { issuer, type: type!, partner, at, knownAt });
  return { ...checked, partner, owed, because: `${checked.because}; ${because}` };
}

/**
 * Agreements on mutual recognition. Each party accepts the whole text by a record of its own; nobody can bring another
 * member into an agreement, or keep it in one.
 */
export class Agreements {
  constructor(private readonly session: Session) {}

  /**
   * Accepts terms for a member, as its supervisor: the first to do so proposes them. Throws `NOT_A_PARTY`, `NOT_LATER`,
   * `RECORD_CLOSED`, …
   */
  async accept(member: string, id: string, version: number, text: AgreementText): Promise<Receipt & Committed> {
    const isFirst = (await this.#find(member, id)) === undefined;
    return this.#act(isFirst ? 'agreement.accept' : 'agreement.revise', member, id, { version, text });
  }

  /** Accepts for a member what another one has accepted, word for word; the newest version. */
  async acceptAs(member: string, id: string, proposer: string): Promise<Receipt & Committed> {
    const { version, text } = (await this.get(proposer, id)).accepted.at(-1)!;
    return this.accept(member, id, version, text);
  }

  /** Suspends what is between this member and the other parties. Throws `WRONG_STATE`, … */
  suspend(member: string, id: string, args: Infer<typeof StanceArgs>): Promise<Receipt & Committed> {
    return this.#act('agreement.suspend', member, id, args);
  }

  /** Ends this member's suspension. Throws `WRONG_STATE`, … */
  resume(member: string, id: string, args: Infer<typeof StanceArgs>): Promise<Receipt & Committed> {
    return this.#act('agreement.resume', member, id, args);
  }

  /** Leaves the agreement, after the notice that its terms ask for. Throws `NOTICE_TOO_SHORT`, … */
  terminate(member: string, id: string, args: Infer<typeof StanceArgs>): Promise<Receipt & Committed> {
    return this.#act('agreement.terminate', member, id, args);
  }

  /** A member's record of an agreement. Throws `RECORD_UNKNOWN` where it has accepted none of that name. */
  async get(member: string, id: string): Promise<Agreement> {
    return (await this.session.read<Agreement>(address(member, id))).record;
  }

  /** All members' agreements, by name; what does not carry its signatures is left out, as if it were not there. */
  async all(): Promise<Map<string, AgreementRecords>> {
    const found = new Map<string, Map<string, Agreement>>();
    const lists = await Promise.all(this.session.options.members.map((member) => this.#of(member)));
    for (const agreement of lists.flat()) {
      if (!found.has(agreement.id)) found.set(agreement.id, new Map());
      found.get(agreement.id)!.set(agreement.member, agreement);
    }
    return found;
  }

  /** What a partner owes to holders of a type of certificate at a moment, or why nothing. */
  async recognition(question: RecognitionQuestion): Promise<Recognition> {
    return recognition((await this.all()).values(), question);
  }

  /**
   * Whether a certificate is good at a moment and what the partner owes to its holder, as far as was recorded by
   * `knownAt`; `because` says why it is not good, or why nothing is owed.
   */
  async check(
    partner: string,
    issuer: string,
    number: string,
    at: Instant = instantOf(Date.now()),
    knownAt?: Instant,
  ): Promise<RecognitionCheck> {
    const checked = await new Aeo(this.session).check(issuer, number, at, knownAt);
    const question = { issuer, partner };
    return checked.valid ? recognised(checked, question, await this.all()) : { ...checked, partner, owed: [] };
  }

  async #of(member: string): Promise<Agreement[]> {
    const agreements: Agreement[] = [];
    let bookmark = '';
    do {
      const page = (await this.session.ask(member, 'agreement:list', '100', bookmark)) as {
        agreements: ({ id: string } & Fetched)[];
        bookmark: string;
      };
      const reader = await this.session.readerOf(page.agreements);
      for (const { id, ...kept } of page.agreements) {
        try {
          agreements.push((await reader.read<Agreement>(address(member, id), kept)).record);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
        }
      }
      bookmark = page.bookmark;
    } while (bookmark !== '');
    return agreements;
  }

  async #find(member: string, id: string): Promise<Agreement | undefined> {
    try {
      return await this.get(member, id);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'RECORD_UNKNOWN') return undefined;
      throw error;
    }
  }

  #act(type: string, member: string, id: string, args: unknown): Promise<Receipt & Committed> {
    return this.session.act({ type, records: [address(member, id)], args });
  }
}

const address = (member: string, id: string): RecordAddress => ({
  member,
  kind: AgreementDomain.kind,
  id: check(AgreementDomain.id, id),
});
