import * as z from 'zod';
import { demand } from '../refusal.js';
import { daysLater, type CalendarDate } from '../time.js';
import { isCounted, type Calendar } from './calendar.js';
import { CALENDARS } from './calendars.js';

/** A term as a rule states it: so many days, and which days count. */
export const Term = z.strictObject({
  days: z.int().min(1).max(366),
  count: z.enum(['calendar', 'working', 'banking']),
});
export type Term = z.infer<typeof Term>;

/** By when something is to be done; `endOfDay` of the last day, in the place's zone, is its last moment. */
export interface Deadline {
  /** The last day, included. */
  lastDay: CalendarDate;
  /** The calendar that it was set by, which it keeps: e.g. `AR/2026.1`. */
  calendar: string;
}

/**
 * A member's calendar as it is in force on a day, so that a deadline replayed later comes out as it was set.
 *
 * Throws `CALENDAR_UNKNOWN`.
 */
export function calendarOf(member: string, day: CalendarDate, calendars: readonly Calendar[] = CALENDARS): Calendar {
  const versions = calendars.filter((one) => one.member === member && one.inForceFrom <= day);
  const newest = versions.reduce<Calendar | undefined>(
    (last, one) => (last && last.inForceFrom > one.inForceFrom ? last : one),
    undefined,
  );
  demand(
    newest !== undefined,
    'CALENDAR_UNKNOWN',
    `a day and a member of which a calendar is in force are accepted: ${calendars.map((one) => `${one.member} from ${one.inForceFrom}`).join(', ')}`,
  );
  return newest;
}

/**
 * The last day of a term. It counts from the day after `from`, the day of the event; its last day is one that counts.
 *
 * Throws `CALENDAR_ENDS` where the term leaves the days that the calendar covers, since nobody knows their holidays.
 */
export function deadline(from: CalendarDate, { days, count }: Term, calendar: Calendar): Deadline {
  const name = `${calendar.member}/${calendar.version}`;
  let lastDay = from;
  for (let left = days; ; lastDay = daysLater(lastDay, 1)) {
    demand(
      calendar.from <= lastDay && lastDay <= calendar.to,
      'CALENDAR_ENDS',
      `the calendar ${name} covers ${calendar.from} to ${calendar.to}; a term within these days is accepted`,
    );
    if (lastDay !== from && isCounted(lastDay, count, calendar)) left--;
    if (left === 0) return { lastDay, calendar: name };
  }
}
