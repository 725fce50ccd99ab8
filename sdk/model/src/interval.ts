import type { Digest } from './digest.js';
import { demand } from './refusal.js';
import { DAY, LAST, later, type Instant } from './time.js';

/** A state that holds from a moment on, until the next one; by which act, and when that was recorded. */
export interface Interval<S extends string> {
  state: S;
  from: Instant;
  recordedAt: Instant;
  act: Digest;
  reason?: string | undefined;
}

/** What a record's terms were from a moment on; by which act, and when that was recorded (absent: then). */
export type Version<T> = T & { from: Instant; act: Digest; recordedAt?: Instant | undefined };

/**
 * The state at a moment, as far as it was recorded by `knownAt`: the one that began last, and of those that began
 * together the one recorded last. Undefined before the first one.
 */
export function stateAt<S extends string>(
  intervals: readonly Interval<S>[],
  at: Instant,
  knownAt: Instant = LAST,
): Interval<S> | undefined {
  return lastBegun(
    intervals.filter(({ recordedAt }) => recordedAt <= knownAt),
    at,
  );
}

/** The terms at a moment, as far as they were recorded by `knownAt`; undefined before the first ones. */
export function versionAt<T>(
  versions: readonly Version<T>[],
  at: Instant,
  knownAt: Instant = LAST,
): Version<T> | undefined {
  return lastBegun(
    versions.filter(({ recordedAt, from }) => (recordedAt ?? from) <= knownAt),
    at,
  );
}

const lastBegun = <T extends { from: Instant }>(all: readonly T[], at: Instant): T | undefined =>
  all
    .filter(({ from }) => from <= at)
    .reduce<T | undefined>((last, one) => (last === undefined || one.from >= last.from ? one : last), undefined);

/** The longest that a change may be announced before it takes effect. */
const LONGEST_NOTICE = 366 * DAY;

/** Refuses a moment at which a change cannot take effect: it does when it is recorded, or up to a year later. */
export function demandAhead(from: Instant, recordedAt: Instant): void {
  demand(
    from >= recordedAt,
    'FROM_IN_THE_PAST',
    `a change takes effect when it is recorded (${recordedAt}) or later`,
    '/args/from',
  );
  demand(
    from <= later(recordedAt, LONGEST_NOTICE),
    'FROM_TOO_FAR',
    'a change is announced for at most a year ahead',
    '/args/from',
  );
}

/** Adds a state, which takes effect when it is recorded, or later. */
export function follow<I extends Interval<string>>(intervals: readonly I[], next: I): I[] {
  demandAhead(next.from, next.recordedAt);
  return [...intervals, next];
}
