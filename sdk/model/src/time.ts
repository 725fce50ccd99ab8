import { rule } from './schema.js';
import { pattern } from './text.js';

/** A moment: UTC with milliseconds, `2026-03-01T12:00:00.000Z` (RFC 3339). */
export type Instant = string;

/** A calendar date, `2026-03-01` (ISO 8601), meant in the issuing place's time zone. */
export type CalendarDate = string;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export const instantOf = (date: Date | number): Instant => new Date(date).toISOString();

const exists = (text: string): boolean => {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};

export const Instant = pattern(INSTANT, 'a moment in UTC like 2026-03-01T12:00:00.000Z is accepted').check(
  rule<string>(exists, 'NO_SUCH_DATE', 'this moment does not exist in the calendar'),
);

export const CalendarDate = pattern(DATE, 'a date like 2026-03-01 is accepted').check(
  rule<string>(exists, 'NO_SUCH_DATE', 'this date does not exist in the calendar'),
);

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
};

/** A time zone's name in the IANA database, e.g. `America/Montevideo`. */
export const TimeZone = pattern(
  /^[A-Z][A-Za-z_]+(\/[A-Za-z_+-]+)*$/,
  'an IANA time zone like America/Montevideo is accepted',
).check(rule<string>(isTimeZone, 'NO_SUCH_TIME_ZONE', 'the IANA database has no such time zone'));

const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar date that a moment falls on in a time zone. */
export function dateAt(moment: Instant, timeZone: string): CalendarDate {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en', {
      calendar: 'iso8601',
      numberingSystem: 'latn',
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const parts = new Map(format.formatToParts(new Date(moment)).map(({ type, value }) => [type, value]));
  return `${parts.get('year')!.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
}

/** The last moment that can be written. */
export const LAST: Instant = '9999-12-31T23:59:59.999Z';

/** A moment some milliseconds later. */
export const later = (moment: Instant, milliseconds: number): Instant => instantOf(Date.parse(moment) + milliseconds);

/** Spans of time in milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The date some days later, or earlier where `days` is negative. */
export const daysLater = (date: CalendarDate, days: number): CalendarDate =>
  instantOf(Date.parse(date) + days * DAY).slice(0, 10);

/** Further from UTC than any place's clocks are, or were. */
const FARTHEST = 16 * HOUR;

/**
 * The first moment at which the date in a time zone is `date`, or later: midnight, or what follows it where the clocks
 * skip midnight (as Asunción's and Santiago's have) or a whole day (as Apia's have).
 */
export function startOfDay(date: CalendarDate, timeZone: string): Instant {
  const midnight = Date.parse(date);
  let before = (midnight - FARTHEST) / 1000;
  let reached = (midnight + FARTHEST + DAY) / 1000;
  while (reached - before > 1) {
    const between = Math.floor((before + reached) / 2);
    if (dateAt(instantOf(between * 1000), timeZone) >= date) reached = between;
    else before = between;
  }
  return instantOf(reached * 1000);
}

/**
 * How far a reader doubts the order of two records' acts: times are claimed within five minutes of the peers' clocks
 * either way, and an endorsed act may wait for as long as a clock is not stale.
 */
export const ORDER_DOUBT = 30 * MINUTE;

/** The last moment of a date in a time zone, to the millisecond: a term that ends on `date` has run after it. */
export const endOfDay = (date: CalendarDate, timeZone: string): Instant =>
  later(startOfDay(daysLater(date, 1), timeZone), -1);
