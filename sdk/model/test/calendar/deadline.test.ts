import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import fc from 'fast-check';
import {
  CALENDARS,
  calendarOf,
  check,
  Calendar,
  daysLater,
  deadline,
  endOfDay,
  isCounted,
  type Term,
} from '@fairway/model';
import { refusalOf } from '../refusals.ts';

const on = (member: string, from: string, days: number, count: Term['count']): string =>
  deadline(from, { days, count }, calendarOf(member, from)).lastDay;

describe('A deadline', () => {
  const cases: [what: string, member: string, from: string, days: number, count: Term['count'], lastDay: string][] = [
    ['in calendar days ends on whatever day that is', 'AR', '2026-03-20', 3, 'calendar', '2026-03-23'],
    ['in working days passes over a weekend', 'BR', '2026-11-12', 2, 'working', '2026-11-16'],
    ['in working days passes over holidays and the day added between', 'AR', '2026-03-20', 1, 'working', '2026-03-25'],
    ['in working days counts a day on which banks alone are closed', 'AR', '2026-11-05', 1, 'working', '2026-11-06'],
    ['in banking days does not', 'AR', '2026-11-05', 1, 'banking', '2026-11-09'],
    ['passes over a whole week of Tourism', 'UY', '2026-03-27', 1, 'working', '2026-04-06'],
    ['passes over a Sunday’s holiday that is kept on Monday', 'BO', '2026-06-19', 1, 'working', '2026-06-23'],
    ['begins to run after the event even where that is on a Sunday', 'PY', '2026-05-31', 1, 'working', '2026-06-01'],
    ['of ten working days spans the turn of the year', 'BR', '2026-12-23', 10, 'working', '2027-01-08'],
  ];
  for (const [what, member, from, days, count, lastDay] of cases) {
    it(`${what} (${member}, ${days} ${count} after ${from})`, () => {
      expect(on(member, from, days, count)).to.equal(lastDay);
    });
  }

  it('ends with its last day in the place whose calendar it follows', () => {
    expect(endOfDay(on('PY', '2026-05-31', 1, 'working'), 'America/Asuncion')).to.equal('2026-06-02T02:59:59.999Z');
  });

  it('keeps the version of the calendar that it was set by, though a later one knows better', () => {
    const [known] = CALENDARS.filter(({ member }) => member === 'UY');
    const strike = [...known!.holidays, { date: '2026-08-24', name: 'Puente' }].sort((a, b) =>
      a.date < b.date ? -1 : 1,
    );
    const corrected = { ...known!, version: '2026.2', inForceFrom: '2026-07-01', holidays: strike };
    const set = (from: string) =>
      deadline(from, { days: 60, count: 'working' }, calendarOf('UY', from, [corrected, known!]));
    expect(set('2026-06-30')).to.deep.equal({ lastDay: '2026-09-23', calendar: 'UY/2026.1' });
    expect(set('2026-07-01')).to.deep.equal({ lastDay: '2026-09-25', calendar: 'UY/2026.2' });
  });

  it('is refused where nobody knows the holidays yet, or no longer', async () => {
    expect((await refusalOf(() => on('UY', '2027-12-30', 2, 'working'))).code).to.equal('CALENDAR_ENDS');
    const calendar = calendarOf('UY', '2026-01-01');
    const early = () => deadline('2025-12-31', { days: 1, count: 'calendar' }, calendar);
    expect((await refusalOf(early)).code).to.equal('CALENDAR_ENDS');
    expect((await refusalOf(() => calendarOf('UY', '2025-12-31'))).code).to.equal('CALENDAR_UNKNOWN');
    expect((await refusalOf(() => calendarOf('CL', '2026-05-01'))).code).to.equal('CALENDAR_UNKNOWN');
  });

  it('is a day that counts, with as many of them after the event as the term has', () => {
    const term = fc.record({
      days: fc.integer({ min: 1, max: 60 }),
      count: fc.constantFrom('calendar', 'working', 'banking'),
    });
    const date = fc.integer({ min: 0, max: 500 }).map((days) => daysLater('2026-01-01', days));
    fc.assert(
      fc.property(fc.constantFrom(...CALENDARS), date, term, (calendar, from, { days, count }) => {
        const { lastDay } = deadline(from, { days, count: count }, calendar);
        let counted = 0;
        for (let day = from; day < lastDay;) {
          day = daysLater(day, 1);
          if (isCounted(day, count, calendar)) counted++;
        }
        expect(counted).to.equal(days);
        expect(isCounted(lastDay, count, calendar)).to.equal(true);
      }),
    );
  });
});

describe('The calendars that come with the contracts', () => {
  it('are those of config/calendars, newly compiled', () => {
    const script = fileURLToPath(new URL('../../../../scripts/config.mjs', import.meta.url));
    execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' });
  });

  it('are there for every member of the programme, through 2027', () => {
    expect(CALENDARS.map(({ member }) => member)).to.deep.equal(['AR', 'BO', 'BR', 'PY', 'UY']);
    for (const { from, to } of CALENDARS) expect([from, to]).to.deep.equal(['2026-01-01', '2027-12-31']);
  });

  it('list each holiday once, in order, within the days covered', async () => {
    const calendar = structuredClone(CALENDARS[0]!);
    calendar.holidays.reverse();
    expect((await refusalOf(() => check(Calendar, calendar))).code).to.equal('HOLIDAYS_OUT_OF_ORDER');
  });
});
