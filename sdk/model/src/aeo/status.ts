import type { Digest } from '../digest.js';
import { stateAt } from '../interval.js';
import { LAST, type Instant } from '../time.js';
import type { AeoCertificate, Appeal, CertificateInterval, CertificateState } from './record.js';

/** Of two decisions in force the graver one counts, and of two alike the one that took effect first. */
const GRAVITY: Record<CertificateState, number> = { active: 0, suspended: 1, withdrawn: 2, revoked: 2, annulled: 3 };

/** What was decided and appealed by a moment, as it was known then. */
type Known = Pick<AeoCertificate, 'status' | 'appeals'>;

function knownBy({ status, appeals }: Known, knownAt: Instant): Known {
  const isKnown = ({ recordedAt }: { recordedAt: Instant }) => recordedAt <= knownAt;
  return {
    status: status.filter(isKnown),
    appeals: appeals
      .filter(isKnown)
      .map((appeal) => (appeal.outcome && !isKnown(appeal.outcome) ? { ...appeal, outcome: undefined } : appeal)),
  };
}

/** Whether an appeal is pending at a moment, by what is known of it. */
const isPendingAt = ({ from, outcome }: Appeal, at: Instant): boolean =>
  from <= at && (outcome === undefined || at < outcome.from);

/**
 * Whether an appeal keeps a decision from barring at a moment. An annulment has no moments of its own: it is stayed as a
 * whole as long as no outcome is known, and no longer.
 */
const isStayedBy = (appeal: Appeal, { act, state }: CertificateInterval, at: Instant): boolean =>
  appeal.suspensive &&
  appeal.of === act &&
  (state === 'annulled' ? appeal.outcome === undefined : isPendingAt(appeal, at));

/** Whether a decision fell on appeal: it is then as if it had not been taken. */
export const hasFallen = ({ appeals }: Known, of: Digest): boolean =>
  appeals.some((appeal) => appeal.of === of && appeal.outcome?.result === 'upheld');

/** Whether a suspension was lifted by a moment. */
export const isLifted = ({ status }: Known, of: Digest, at: Instant): boolean =>
  status.some(({ lifts, from }) => lifts?.includes(of) && from <= at);

/** When a decision last took effect: a stay that ends lets it take effect anew. */
function effectiveSince({ appeals }: Known, { act, from, state }: CertificateInterval, at: Instant): Instant {
  const ends = appeals.flatMap(({ of, suspensive, outcome }) =>
    of === act && suspensive && state !== 'annulled' && outcome && outcome.from <= at ? outcome.from : [],
  );
  return ends.reduce((last, end) => (end > last ? end : last), from);
}

/** The decisions that bar at a moment, the one that counts first. */
export function barsAt(certificate: Known, at: Instant, knownAt: Instant = LAST): CertificateInterval[] {
  const known = knownBy(certificate, knownAt);
  return known.status
    .filter(
      (one) =>
        one.state !== 'active' &&
        one.from <= at &&
        !hasFallen(known, one.act) &&
        !isLifted(known, one.act, at) &&
        !known.appeals.some((appeal) => isStayedBy(appeal, one, at)),
    )
    .map((one) => ({ ...one, from: effectiveSince(known, one, at) }))
    .sort(
      (one, other) =>
        GRAVITY[other.state] - GRAVITY[one.state] || (one.from < other.from ? -1 : Number(one.from > other.from)),
    );
}

/**
 * The state of a certificate at a moment, as far as it was recorded by `knownAt` (absent: all that is recorded); `from`
 * is since when. Undefined before the day it was granted on, or before its grant was recorded.
 */
export function certificateStateAt(
  certificate: AeoCertificate,
  at: Instant,
  knownAt: Instant = LAST,
): CertificateInterval | undefined {
  const permissions = certificate.status.filter(({ state }) => state === 'active');
  return barsAt(certificate, at, knownAt)[0] ?? stateAt(permissions, at, knownAt);
}

/** The decisions under appeal at a moment, with the appeals, as far as recorded by `knownAt`. */
export function appealsAt(
  certificate: Known,
  at: Instant,
  knownAt: Instant = LAST,
): { appeal: Appeal; decision: CertificateInterval }[] {
  const known = knownBy(certificate, knownAt);
  return known.appeals.flatMap((appeal) => {
    const decision = known.status.find(({ act }) => act === appeal.of)!;
    return isPendingAt(appeal, at) || isStayedBy(appeal, decision, at) ? { appeal, decision } : [];
  });
}
