import type { Digest } from '../digest.js';
import type { Handle } from '../identifiers.js';
import { versionAt } from '../interval.js';
import type { AeoType } from '../table/record.js';
import { LAST, dateAt, later, type CalendarDate, type Instant } from '../time.js';
import type { AeoCertificate, CertificateState } from './record.js';
import { appealsAt, certificateStateAt } from './status.js';

/** The answer to: is this certificate good at that moment, and if not, why not? */
export interface AeoCheck {
  valid: boolean;
  status: CertificateState | 'unknown' | 'not-yet-valid' | 'expired';
  /** A sentence for an officer. */
  because: string;
  at: Instant;
  /** As far as it was recorded by then; absent: as far as it is. */
  knownAt?: Instant;
  type?: string;
  /** What the type covers, and for operators in which roles. */
  covers?: AeoType['covers'];
  roles?: AeoType['roles'];
  holder?: Handle;
  validTo?: CalendarDate;
  reviewOn?: CalendarDate;
  /** The ground of what bars. */
  reason?: string;
  /** When the decision that counts took effect. */
  since?: Instant;
  /** When it was recorded. */
  recordedAt?: Instant;
  /** Appeals that are pending at that moment, with the decisions that they are against. */
  appeals?: { reference: string; against: CertificateState; suspensive: boolean; since: Instant }[];
}

const DECISIONS: Partial<Record<CertificateState, string>> = {
  suspended: 'suspension',
  revoked: 'revocation',
  annulled: 'annulment',
};

/**
 * Whether a certificate is good at a moment, as far as it was recorded by `knownAt` (absent: as far as it is): what held,
 * and what could be known of it.
 *
 * Each moment is judged by the terms of its own time; its date is that of the issuer's place, the last day included.
 */
export function checkAeo(certificate: AeoCertificate | undefined, at: Instant, knownAt?: Instant): AeoCheck {
  const asked = { at, ...(knownAt === undefined ? {} : { knownAt }) };
  const [first] = certificate?.terms ?? [];
  if (!certificate || !first || first.recordedAt! > (knownAt ?? LAST)) {
    const by = knownAt === undefined || !certificate ? '' : ` by ${knownAt}`;
    return { valid: false, status: 'unknown', because: `no such certificate was recorded${by}`, ...asked };
  }
  const { type, covers, roles, validFrom, validTo, reviewOn } = versionAt(certificate.terms, at, knownAt) ?? first;
  const state = certificateStateAt(certificate, at, knownAt);
  const appeals = appealsAt(certificate, at, knownAt).map(({ appeal, decision }) => ({
    reference: appeal.reference,
    against: decision.state,
    suspensive: appeal.suspensive,
    since: appeal.from,
  }));
  const answer = (status: AeoCheck['status'], because: string): AeoCheck => ({
    valid: status === 'active',
    status,
    because: [because, ...appeals.map(sentence)].join('; '),
    ...asked,
    type,
    covers,
    roles,
    holder: certificate.holder,
    ...(validTo === undefined ? {} : { validTo }),
    ...(reviewOn === undefined ? {} : { reviewOn }),
    ...(state?.reason === undefined ? {} : { reason: state.reason }),
    ...(state === undefined ? {} : { since: state.from, recordedAt: state.recordedAt }),
    ...(appeals.length === 0 ? {} : { appeals }),
  });
  const day = dateAt(at, certificate.timeZone);
  if (state?.state === 'annulled') return answer('annulled', 'annulled, so that it never authorised anything');
  if (state?.state === 'revoked') return answer('revoked', `revoked since ${state.from}`);
  if (state?.state === 'withdrawn') return answer('withdrawn', `given up by its holder, since ${state.from}`);
  if (day < validFrom) return answer('not-yet-valid', `valid from ${validFrom} on`);
  if (validTo !== undefined && day > validTo) return answer('expired', `expired, its last day was ${validTo}`);
  if (state?.state === 'suspended') return answer('suspended', `suspended since ${state.from}`);
  return answer('active', `in force on ${day}`);
}

const sentence = ({ reference, against, suspensive }: NonNullable<AeoCheck['appeals']>[number]): string =>
  `its ${DECISIONS[against]} is under appeal (${reference}), which ${suspensive ? 'suspends' : 'does not suspend'} its effect`;

/**
 * Whether an act changed what had been the answer for a moment: so an annulment touches the uses that were made of a
 * certificate before it. Acts recorded in the same instant count together. False of an act that is not on this certificate.
 */
export function touches(certificate: AeoCertificate, act: Digest, moment: Instant): boolean {
  const { status, appeals, terms } = certificate;
  const recordedAt = [...status, ...appeals, ...appeals.flatMap(({ outcome }) => outcome ?? []), ...terms].find(
    (one) => one.act === act,
  )?.recordedAt;
  if (recordedAt === undefined) return false;
  const before = checkAeo(certificate, moment, later(recordedAt, -1));
  return before.status !== 'unknown' && before.valid !== checkAeo(certificate, moment, recordedAt).valid;
}

/** When an act on a certificate took effect: the decision's time, which is not when it was recorded. */
export function effectOf({ status, terms, appeals, documents = [] }: AeoCertificate, act: Digest): Instant | undefined {
  const outcome = appeals.find((appeal) => appeal.outcome?.act === act);
  const decision = outcome?.outcome?.result === 'upheld' && status.find((one) => one.act === outcome.of);
  if (decision) return decision.from;
  return (outcome?.outcome ?? [...status, ...appeals, ...terms, ...documents].find((one) => one.act === act))?.from;
}
