import type { Digest } from './digest.js';
import { demand } from './refusal.js';
import type { Instant } from './time.js';

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

/** The state at a moment, as far as it was recorded by `knownAt`; undefined before the first one. */
export function stateAt<S extends string>(
  intervals: readonly Interval<S>[],
  at: Instant,
  knownAt: Instant = LAST,
): Interval<S> | undefined {
  return intervals.findLast((interval) => interval.from <= at && interval.recordedAt <= knownAt);
}

/** The terms at a moment; undefined before the first ones. */
export function versionAt<T>(versions: readonly Version<T>[], at: Instant): Version<T> | undefined {
  return versions.findLast((version) => version.from <= at);
}

const LAST: Instant = '9999-12-31T23:59:59.999Z';

/** Adds a state; it never begins before the one it follows, nor before it is recorded. */
export function follow<S extends string>(intervals: readonly Interval<S>[], next: Interval<S>): Interval<S>[] {
  demand(
    next.from >= next.recordedAt,
    'FROM_IN_THE_PAST',
    `a change takes effect when it is recorded (${next.recordedAt}) or later`,
    '/args/from',
  );
  const last = intervals.at(-1);
  demand(
    last === undefined || next.from >= last.from,
    'FROM_BEFORE_LAST_CHANGE',
    `a change takes effect after the one before it (${last?.from})`,
    '/args/from',
  );
  return [...intervals, next];
}
