import * as z from 'zod';
import { BenefitCode } from '../agreement/record.js';
import type { Deadline } from '../calendar/deadline.js';
import type { Digest } from '../digest.js';
import { DocumentNumber, Member, RandomId, type Handle } from '../identifiers.js';
import { Bytes32 } from '../key.js';
import { text } from '../text.js';
import { CalendarDate, type Instant } from '../time.js';
import { Month } from '../use/record.js';

/** An operator's claim that a benefit was owed and not given: by which partner, under which agreement, in which month. */
export const LodgeArgs = z.strictObject({
  against: Member,
  agreement: DocumentNumber,
  benefit: BenefitCode,
  month: Month,
});
export type LodgeArgs = z.infer<typeof LodgeArgs>;

/** Which certificate and declaration it is about, and what happened; for the sponsor and the partner only. */
export const ClaimDetail = z.strictObject({
  salt: Bytes32,
  number: DocumentNumber,
  declaration: text(64),
  on: CalendarDate,
  facts: text(1000),
});
export type ClaimDetail = z.infer<typeof ClaimDetail>;

export const WithdrawClaimArgs = z.strictObject({ reason: text(250) });

/** "Owed, not given": in the namespace of the operator's sponsor, so that the partner cannot keep it out. */
export interface Claim extends LodgeArgs {
  schema: 'claim/1';
  id: string;
  claimant: Handle;
  /** Who lodged it under a mandate, where it was not the claimant itself. */
  agent?: Handle | undefined;
  lodgedAt: Instant;
  /** The last day for an answer, at the partner, and the calendar that it was set by. */
  answerBy: Deadline;
  /** The act by which it was lodged, to which the partner answers. */
  act: Digest;
  private: Digest;
  withdrawn?: { at: Instant; reason: string } | undefined;
}

export const OUTCOMES = ['given-since', 'was-given', 'not-owed', 'not-identified'] as const;

/** What a partner answers: a benefit given since or at the time (with the use), not owed, or nothing it could identify. */
export const AnswerArgs = z.strictObject({
  sponsor: Member,
  /** The act by which the claim was lodged. */
  claim: Bytes32,
  outcome: z.enum(OUTCOMES),
  reason: text(500),
  /** The use of the benefit that answers the claim. */
  use: Bytes32.optional(),
});
export type AnswerArgs = z.infer<typeof AnswerArgs>;

/** A partner's answer to a claim, in its own namespace under the claim's id. */
export interface Answer extends AnswerArgs {
  schema: 'answer/1';
  partner: string;
  officer: Handle;
  /** The day of the answer, at the partner. */
  answeredOn: CalendarDate;
}

export const ClaimId = RandomId;

/** Where a claim stands. */
export type ClaimStanding = 'open' | 'overdue' | 'answered' | 'answered-late' | 'withdrawn';

/** Where a claim stands on a day; an answer to something else under its id is none. */
export function claimStanding(claim: Claim, answer: Answer | undefined, day: CalendarDate): ClaimStanding {
  const { lastDay } = claim.answerBy;
  if (claim.withdrawn) return 'withdrawn';
  if (answer?.claim === claim.act && answer.partner === claim.against) {
    return answer.answeredOn <= lastDay ? 'answered' : 'answered-late';
  }
  return day <= lastDay ? 'open' : 'overdue';
}
