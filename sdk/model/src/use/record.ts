import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as z from 'zod';
import { BenefitCode, ProgrammeType } from '../agreement/record.js';
import { canonical } from '../canonical.js';
import type { Digest } from '../digest.js';
import { DocumentNumber, Member, type Handle } from '../identifiers.js';
import { Bytes32, fromBase64url, toBase64url } from '../key.js';
import { pattern, text } from '../text.js';
import { CalendarDate, type Instant } from '../time.js';

/** A calendar month, `2026-03` (ISO 8601). */
export const Month = pattern(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month like 2026-03 is accepted');

/** A use's name: what `useId` makes of it, 32 bytes in base64url. */
export const UseId = Bytes32;

/** What everyone may count: under which agreement, whose programme and type, which benefit, in which month. */
export const RecordUseArgs = z.strictObject({
  agreement: DocumentNumber,
  issuer: Member,
  type: ProgrammeType,
  benefit: BenefitCode,
  month: Month,
});
export type RecordUseArgs = z.infer<typeof RecordUseArgs>;

export const WithdrawUseArgs = z.strictObject({ reason: text(250) });

/** Which certificate and declaration it was; for the partner that gave the benefit and the issuer, and nobody else. */
export const UseDetail = z.strictObject({
  salt: Bytes32,
  number: DocumentNumber,
  /** The declaration's reference at the partner (WCO Data Model: Declaration/ID). */
  declaration: text(64),
  /** The day on which the benefit was applied, at the partner. */
  on: CalendarDate,
});
export type UseDetail = z.infer<typeof UseDetail>;

/** That a benefit was given, once, in the namespace of the partner that gave it. */
export interface Use extends RecordUseArgs {
  schema: 'use/1';
  partner: string;
  officer: Handle;
  recordedAt: Instant;
  /** The digest of the detail. */
  private: Digest;
  withdrawn?: { at: Instant; reason: string; act: Digest } | undefined;
}

/**
 * The name of a use: the same benefit for the same declaration under the same certificate has the same one, so it counts
 * once; and nobody without the partner's secret can guess which declaration it was.
 *
 * @param secret 32 bytes in base64url
 */
export function useId(
  secret: string,
  { issuer, benefit }: Pick<RecordUseArgs, 'issuer' | 'benefit'>,
  { number, declaration }: Pick<UseDetail, 'number' | 'declaration'>,
): string {
  const what = canonical(['use', issuer, number, benefit, declaration]);
  return toBase64url(hmac(sha256, fromBase64url(secret)!, new TextEncoder().encode(what)));
}
