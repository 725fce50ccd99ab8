import * as z from 'zod';
import { Handle } from '../identifiers.js';
import { stateAt, versionAt, type Interval, type Version } from '../interval.js';
import { rule } from '../schema.js';
import { pattern, text } from '../text.js';
import { CalendarDate, Instant, dateAt } from '../time.js';

/** Why an authorisation is suspended or revoked, after the grounds that AEO programmes share. */
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
] as const;

/** The programme's own type code, e.g. AEOF, OEA-S or OEC. */
const TypeCode = pattern(
  /^[A-Z][A-Z0-9-]{1,15}$/,
  "the programme's type code is accepted: 2 to 16 capital letters, digits or hyphens",
);

/** What is authorised and for how long: to a last day, or until a review. */
const terms = {
  type: TypeCode,
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

export const GrantArgs = z.strictObject({ holder: Handle, grantedOn: CalendarDate, ...terms }).check(...termRules);
/** The whole terms as they are from now on. */
export const AmendTermsArgs = z.strictObject({ ...terms, reason: text(250) }).check(...termRules);
export const RenewArgs = z
  .strictObject({ validTo: CalendarDate.optional(), reviewOn: CalendarDate.optional(), note: Note })
  .check(
    rule<Pick<Terms, 'validTo' | 'reviewOn'>>(
      (args) => args.validTo !== undefined || args.reviewOn !== undefined,
      'MISSING_FIELD',
      'a new last day or a new review date is needed',
      ['validTo'],
    ),
  );
/** Suspension and revocation: a ground, and when it takes effect (absent: when recorded). */
export const BarArgs = z.strictObject({ reason: z.enum(AEO_REASONS), note: Note, from: Instant.optional() });
export const ReinstateArgs = z.strictObject({ note: Note, from: Instant.optional() });

export type CertificateState = 'active' | 'suspended' | 'revoked';

/** An AEO certificate: its natural identity is the issuing member and the number. */
export interface AeoCertificate {
  schema: 'aeo/1';
  issuer: string;
  number: string;
  holder: Handle;
  /** The issuer's time zone, in which the dates are meant. */
  timeZone: string;
  grantedOn: CalendarDate;
  /** The terms as they were and are, each from when it was recorded. */
  terms: Version<z.infer<z.ZodObject<typeof terms>>>[];
  status: Interval<CertificateState>[];
}

/** The answer to: is this certificate good at that moment, and if not, why not? */
export interface AeoCheck {
  valid: boolean;
  status: CertificateState | 'unknown' | 'not-yet-valid' | 'expired';
  /** A sentence for an officer. */
  because: string;
  at: Instant;
  type?: string;
  holder?: Handle;
  validTo?: CalendarDate;
  reviewOn?: CalendarDate;
  reason?: string;
}

/**
 * The state of a certificate at a moment, as far as it was known at `knownAt`; a revocation in force is final, whatever
 * was announced for later. Undefined before the certificate was recorded.
 */
export function certificateStateAt(
  { status }: AeoCertificate,
  at: Instant,
  knownAt?: Instant,
): Interval<CertificateState> | undefined {
  const revoked = status.filter(({ state }) => state === 'revoked');
  return stateAt(revoked, at, knownAt) ?? stateAt(status, at, knownAt);
}

/**
 * Whether a certificate is good at a moment, as far as it was known at `knownAt` (absent: as known now).
 *
 * Each moment is judged by the terms of its own time; before the certificate was recorded, by its first ones, since the
 * decision may be older than its record.
 */
export function checkAeo(certificate: AeoCertificate | undefined, at: Instant, knownAt?: Instant): AeoCheck {
  const recorded = certificate?.terms.filter(({ from }) => knownAt === undefined || from <= knownAt) ?? [];
  const terms = versionAt(recorded, at) ?? recorded[0];
  const state = certificate && certificateStateAt(certificate, at, knownAt);
  if (!certificate || !terms)
    return { valid: false, status: 'unknown', because: 'no such certificate is recorded', at };
  const { type, validFrom, validTo, reviewOn } = terms;
  const known = {
    at,
    type,
    holder: certificate.holder,
    ...(validTo === undefined ? {} : { validTo }),
    ...(reviewOn === undefined ? {} : { reviewOn }),
    ...(state?.reason === undefined ? {} : { reason: state.reason }),
  };
  const day = dateAt(at, certificate.timeZone);
  const not = (status: AeoCheck['status'], because: string): AeoCheck => ({ valid: false, status, because, ...known });
  if (state?.state === 'revoked') return not('revoked', `revoked since ${state.from}`);
  if (day < validFrom) return not('not-yet-valid', `valid from ${validFrom} on`);
  if (validTo !== undefined && day > validTo) return not('expired', `expired, its last day was ${validTo}`);
  if (state?.state === 'suspended') return not('suspended', `suspended since ${state.from}`);
  return { valid: true, status: 'active', because: `in force on ${day}`, ...known };
}
