import * as z from 'zod';
import { Member } from '../identifiers.js';
import { rule } from '../schema.js';
import { pattern, text } from '../text.js';
import { CalendarDate } from '../time.js';

/** In the order of `Date.getUTCDay`. */
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

const Holiday = z.strictObject({
  date: CalendarDate,
  name: text(100),
  closes: z.enum(['offices', 'banks']).optional().describe('who does not open that day; absent: neither does'),
});

const isAscending = (dates: readonly string[]): boolean => dates.every((date, at) => at === 0 || dates[at - 1]! < date);

/** The days on which a member's offices and banks are closed, as one version of `config/calendars` has them. */
export const Calendar = z
  .strictObject({
    member: Member,
    version: pattern(/^\d{4}\.\d{1,3}$/, 'a version like 2026.1 is accepted'),
    inForceFrom: CalendarDate.describe('the first day on which deadlines are set by this version'),
    from: CalendarDate.describe('the first day that it covers'),
    to: CalendarDate.describe('the last day that it covers'),
    restDays: z.array(z.enum(WEEKDAYS)).max(6).describe('the days of every week on which nobody opens'),
    holidays: z.array(Holiday).describe('in order, each day once'),
  })
  .check(
    rule<{ from: string; to: string; holidays: { date: string }[] }>(
      ({ from, to, holidays }) =>
        isAscending(holidays.map(({ date }) => date)) && holidays.every(({ date }) => from <= date && date <= to),
      'HOLIDAYS_OUT_OF_ORDER',
      'holidays are listed in order, each day once, within the days that the calendar covers',
      ['holidays'],
    ),
  );
export type Calendar = z.infer<typeof Calendar>;

/** Which days a term counts: all, those on which offices open, or those on which banks do. */
export type Count = 'calendar' | 'working' | 'banking';

/** Whether a day counts. */
export function isCounted(date: CalendarDate, count: Count, { restDays, holidays }: Calendar): boolean {
  if (count === 'calendar') return true;
  const concerned = count === 'working' ? 'offices' : 'banks';
  return (
    !restDays.includes(WEEKDAYS[new Date(date).getUTCDay()]!) &&
    !holidays.some((holiday) => holiday.date === date && (holiday.closes ?? concerned) === concerned)
  );
}
