import {
  AnswerDomain,
  ClaimDetail,
  ClaimDomain,
  Refusal,
  check,
  claimStanding,
  digestOfJson,
  instantOf,
  newRandomId,
  type Answer,
  type AnswerArgs,
  type Claim,
  type ClaimStanding,
  type CalendarDate,
  type Receipt,
  type RecordAddress,
  type WithdrawClaimArgs,
} from '@fairway/model';
import type { infer as Infer } from 'zod';
import { actWithDetail } from './private-part.js';
import { random } from './secret.js';
import type { Session } from './session.js';
import type { Committed } from './submit.js';

/** What an operator says was owed and not given. */
export interface Owed {
  against: string;
  agreement: string;
  benefit: string;
  number: string;
  declaration: string;
  /** The day of the declaration, at the partner. */
  on: string;
  facts: string;
}

/** "Owed, not given": claims of operators, which the partner answers in the term that the agreement sets. */
export class Claims {
  constructor(private readonly session: Session) {}

  /** Lodges a claim, as the holder or its agent. Throws `NOT_OWED`, `NOT_THE_HOLDER`, `ROLE_REQUIRED`, … */
  async lodge(sponsor: string, owed: Owed): Promise<{ id: string; receipt: Receipt & Committed }> {
    const { against, agreement, benefit, ...rest } = owed;
    const detail = check(ClaimDetail, { salt: random(), ...rest });
    const id = newRandomId();
    const args = { against, agreement, benefit, month: detail.on.slice(0, 7) };
    const intent = { type: 'claim.lodge', records: [claimAt(sponsor, id)], args };
    return { id, receipt: await actWithDetail(this.session, intent, detail) };
  }

  /** Withdraws a claim, as its claimant or agent. Throws `NOT_THE_CLAIMANT`, `RECORD_CLOSED`, … */
  withdraw(sponsor: string, id: string, args: Infer<typeof WithdrawClaimArgs>): Promise<Receipt & Committed> {
    return this.session.act({ type: 'claim.withdraw', records: [claimAt(sponsor, id)], args });
  }

  /** Answers a claim, as an officer of the partner that it is against. Throws `RECORD_EXISTS`, `USE_DOES_NOT_FIT`, … */
  async answer(sponsor: string, id: string, args: Omit<AnswerArgs, 'sponsor' | 'claim'>): Promise<Receipt & Committed> {
    const claim = await this.get(sponsor, id);
    const records = [answerAt(claim.against, id)];
    return this.session.act({ type: 'answer.give', records, args: { sponsor, claim: claim.act, ...args } });
  }

  /** The claim as its signed acts make it. Throws `RECORD_UNKNOWN` where there is none. */
  async get(sponsor: string, id: string): Promise<Claim> {
    return (await this.session.read<Claim>(claimAt(sponsor, id))).record;
  }

  /** A claim with its answer, where there is one, and where it stands on a day at the partner. */
  async standing(
    sponsor: string,
    id: string,
    day: CalendarDate = instantOf(Date.now()).slice(0, 10),
  ): Promise<{ claim: Claim; answer?: Answer; standing: ClaimStanding }> {
    const claim = await this.get(sponsor, id);
    const answer = await this.#answer(claim);
    return { claim, ...(answer && { answer }), standing: claimStanding(claim, answer, day) };
  }

  /** What the claim is about, through services of the sponsor or the partner; undefined where it was not kept. */
  async detail(sponsor: string, id: string): Promise<ClaimDetail | undefined> {
    const claim = await this.get(sponsor, id);
    const detail = (await this.session.ask(sponsor, 'claim:readDetail', id)) as ClaimDetail | undefined;
    if (detail && digestOfJson(detail) !== claim.private) {
      throw new Refusal('DIGEST_DIFFERS', 'what is kept is not the detail that was signed');
    }
    return detail;
  }

  async #answer({ against, id }: Claim): Promise<Answer | undefined> {
    try {
      return (await this.session.read<Answer>(answerAt(against, id))).record;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'RECORD_UNKNOWN') return undefined;
      throw error;
    }
  }
}

const claimAt = (sponsor: string, id: string): RecordAddress => ({ member: sponsor, kind: ClaimDomain.kind, id });
const answerAt = (partner: string, id: string): RecordAddress => ({ member: partner, kind: AnswerDomain.kind, id });
