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

/** What a record's terms were from a moment on; by which act. */
export type Version<T> = T & { from: Instant; act: Digest };

/**
 * The state at a moment, as far as it was recorded by `knownAt`: the one that began last, and of those that began
 * together the one recorded last. Undefined before the first one.
 */
export function stateAt<S extends string>(
  intervals: readonly Interval<S>[],
  at: Instant,
  knownAt: Instant = LAST,
): Interval<S> | undefined {
  return intervals
    .filter((interval) => interval.from <= at && interval.recordedAt <= knownAt)
    .reduce<Interval<S> | undefined>(
      (last, one) => (last === undefined || one.from >= last.from ? one : last),
      undefined,
    );
}

/** The terms at a moment; undefined before the first ones. */
export function versionAt<T>(versions: readonly Version<T>[], at: Instant): Version<T> | undefined {
  return versions.findLast((version) => version.from <= at);
}

/** The longest that a change may be announced before it takes effect. */
const LONGEST_NOTICE = 366 * DAY;

/** Adds a state, which takes effect when it is recorded, or later. */
export function follow<S extends string>(intervals: readonly Interval<S>[], next: Interval<S>): Interval<S>[] {
  demand(
    next.from >= next.recordedAt,
    'FROM_IN_THE_PAST',
    `a change takes effect when it is recorded (${next.recordedAt}) or later`,
    '/args/from',
  );
  demand(
    next.from <= later(next.recordedAt, LONGEST_NOTICE),
    'FROM_TOO_FAR',
    'a change is announced for at most a year ahead',
    '/args/from',
  );
  return [...intervals, next];
}
