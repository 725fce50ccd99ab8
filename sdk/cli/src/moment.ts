import { CalendarDate, check, instantOf, type Instant } from '@fairway/model';
import { InvalidArgumentError } from 'commander';

const FORM = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})$/;
const SENTENCE = 'a moment with its offset is accepted, like 2026-03-01T12:00Z or 2026-03-01T09:00:00-03:00';

/** A moment as people write it (RFC 3339, seconds may be left out), in the one form that the ledger takes. */
export function moment(text: string): Instant {
  const parts = FORM.exec(text);
  const time = parts ? Date.parse(text) : NaN;
  if (!parts || Number.isNaN(time)) throw new InvalidArgumentError(SENTENCE);
  date(parts[1]!);
  return instantOf(time);
}

/** A calendar date that exists. */
export function date(text: string): CalendarDate {
  try {
    return check(CalendarDate, text);
  } catch {
    throw new InvalidArgumentError('a date of the calendar is accepted, like 2026-03-01');
  }
}
