import * as z from 'zod';
import { ProgrammeType } from '../agreement/record.js';
import type { Digest } from '../digest.js';
import { Handle } from '../identifiers.js';
import type { Interval, Version } from '../interval.js';
import { Bytes32 } from '../key.js';
import { rule } from '../schema.js';
import type { AeoType } from '../table/record.js';
import { text } from '../text.js';
import { CalendarDate, Instant } from '../time.js';

/** Why an authorisation is suspended, revoked or annulled, after the grounds that AEO programmes share. */
export const AEO_REASONS = [
  'customs-infringement',
  'tax-infringement',
  'serious-criminal-offence',
  'security-breach',
  'records-not-kept',
  'insolvency',
  'conditions-not-met',
  'information-withheld',
  'holder-request',
  'under-investigation',
  'granted-in-error',
] as const;

/** What is authorised and for how long: to a last day, or until a review. */
const terms = {
  type: ProgrammeType,
  validFrom: CalendarDate,
  validTo: CalendarDate.optional(),
  reviewOn: CalendarDate.optional(),
};
type Terms = { validFrom: string; validTo?: string | undefined; reviewOn?: string | undefined };

const endsSomehow = rule<Terms>(
  ({ validTo, reviewOn }) => validTo !== undefined || reviewOn !== undefined,
  'MISSING_FIELD',
  'a last day (validTo) or a review date (reviewOn) is needed',
  ['validTo'],
);
const endsAfterStart = (end: 'validTo' | 'reviewOn') =>
  rule<Terms>(
    (value) => (value[end] ?? '9') >= value.validFrom,
    'ENDS_BEFORE_START',
    'the end is on or after validFrom',
    [end],
  );
const termRules = [endsSomehow, endsAfterStart('validTo'), endsAfterStart('reviewOn')] as const;

const Note = text(500).optional();
/** When a change takes effect; absent: when it is recorded. */
const From = Instant.optional();
/** How a court or an administration names a case. */
const Reference = text(64);

export const GrantArgs = z.strictObject({ holder: Handle, grantedOn: CalendarDate, ...terms }).check(...termRules);
/** The whole terms as they are from then on. */
export const AmendTermsArgs = z.strictObject({ ...terms, reason: text(250), from: From }).check(...termRules);
export const RenewArgs = z
  .strictObject({ validTo: CalendarDate.optional(), reviewOn: CalendarDate.optional(), note: Note, from: From })
  .check(
    rule<Pick<Terms, 'validTo' | 'reviewOn'>>(
      (args) => args.validTo !== undefined || args.reviewOn !== undefined,
      'MISSING_FIELD',
      'a new last day or a new review date is needed',
      ['validTo'],
    ),
  );
/** Suspension and revocation: a ground, and when it takes effect. */
export const BarArgs = z.strictObject({ reason: z.enum(AEO_REASONS), note: Note, from: From });
export const ReinstateArgs = z.strictObject({ note: Note, from: From });
/** Annulment undoes a certificate from its start; there is no moment to choose. */
export const AnnulArgs = z.strictObject({ reason: z.enum(AEO_REASONS), note: Note });
/** The holder gives its authorisation up. */
export const WithdrawArgs = z.strictObject({ note: Note, from: From });
/** An appeal against the act `of`; a suspensive one keeps the decision from barring from `from` on, while it is pending. */
export const AppealArgs = z.strictObject({
  reference: Reference,
  of: Bytes32,
  suspensive: z.boolean(),
  from: From,
  note: Note,
});
/** Upheld: the decision falls, as if it had not been taken. Dismissed: it stands, anew from `from` on where it was stayed. */
export const ResolveAppealArgs = z.strictObject({
  reference: Reference,
  outcome: z.enum(['upheld', 'dismissed']),
  from: From,
  note: Note,
});

/** The digest of the certificate's document (RFC 8785, SHA-256), which takes the place of an earlier one. */
export const DocumentArgs = z.strictObject({ document: Bytes32 });

export const CERTIFICATE_STATES = ['active', 'suspended', 'revoked', 'withdrawn', 'annulled'] as const;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];

/** A state of a certificate; a reinstatement names the suspensions that it lifts, by their acts. */
export type CertificateInterval = Interval<CertificateState> & { lifts?: Digest[] | undefined };

/** An appeal against a suspension, revocation or annulment, by the digest of that act. */
export interface Appeal {
  /** The court's or administration's. */
  reference: string;
  of: Digest;
  suspensive: boolean;
  from: Instant;
  recordedAt: Instant;
  act: Digest;
  outcome?: { result: 'upheld' | 'dismissed'; from: Instant; recordedAt: Instant; act: Digest } | undefined;
}

/** What is authorised, with what the type covers and for operators in which roles, as the issuer's table then had it. */
export type CertificateTerms = z.infer<z.ZodObject<typeof terms>> & Pick<AeoType, 'covers' | 'roles'>;

/** An AEO certificate: its natural identity is the issuing member and the number. */
export interface AeoCertificate {
  schema: 'aeo/1';
  issuer: string;
  number: string;
  holder: Handle;
  /** The issuer's time zone, in which the dates are meant. */
  timeZone: string;
  grantedOn: CalendarDate;
  /** The terms as they were and are, in the order in which they were recorded; the first ones from the day of the grant. */
  terms: Version<CertificateTerms>[];
  /** What was decided, in the order in which it was recorded; `certificateStateAt` says what it comes to. */
  status: CertificateInterval[];
  appeals: Appeal[];
  /** The digests of the certificate's documents, oldest first; the last one is the document, the others are superseded. */
  documents?: Version<z.infer<typeof DocumentArgs>>[] | undefined;
}
