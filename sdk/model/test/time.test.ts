import { expect } from 'chai';
import fc from 'fast-check';
import { dateAt, daysLater, endOfDay, later, startOfDay } from '@fairway/model';

describe('A day at a place', () => {
  const cases: [what: string, date: string, timeZone: string, start: string, end: string][] = [
    ['begins at midnight there', '2026-03-01', 'America/Montevideo', '2026-03-01T03:00', '2026-03-02T02:59'],
    [
      'begins at one where the clocks skip midnight',
      '2024-10-06',
      'America/Asuncion',
      '2024-10-06T04:00',
      '2024-10-07T02:59',
    ],
    [
      'begins at one in Santiago’s spring, too',
      '2024-09-08',
      'America/Santiago',
      '2024-09-08T04:00',
      '2024-09-09T02:59',
    ],
    [
      'lasts 25 hours where they go back at its end',
      '2024-04-06',
      'America/Santiago',
      '2024-04-06T03:00',
      '2024-04-07T03:59',
    ],
    ['lasts 23 hours where they go forward', '2026-03-29', 'Europe/Brussels', '2026-03-28T23:00', '2026-03-29T21:59'],
    [
      'follows an offset that changes for good',
      '2024-10-15',
      'America/Asuncion',
      '2024-10-15T03:00',
      '2024-10-16T02:59',
    ],
    [
      'begins when the next one does where it was left out',
      '2011-12-30',
      'Pacific/Apia',
      '2011-12-30T10:00',
      '2011-12-30T09:59',
    ],
  ];
  for (const [what, date, timeZone, start, end] of cases) {
    it(`${what} (${timeZone}, ${date})`, () => {
      expect(startOfDay(date, timeZone)).to.equal(`${start}:00.000Z`);
      expect(endOfDay(date, timeZone)).to.equal(`${end}:59.999Z`);
    });
  }

  it('holds the moments that fall on its date, and no others', () => {
    const zones = ['America/Asuncion', 'America/Santiago', 'America/Sao_Paulo', 'America/La_Paz', 'Asia/Kathmandu'];
    const dates = fc.integer({ min: 0, max: 25_000 }).map((days) => daysLater('1970-01-01', days));
    fc.assert(
      fc.property(dates, fc.constantFrom(...zones), (date, timeZone) => {
        const [start, end] = [startOfDay(date, timeZone), endOfDay(date, timeZone)];
        expect(dateAt(start, timeZone)).to.equal(date);
        expect(dateAt(end, timeZone)).to.equal(date);
        expect(dateAt(later(start, -1), timeZone) < date).to.equal(true);
        expect(dateAt(later(end, 1), timeZone) > date).to.equal(true);
      }),
      { numRuns: 300 },
    );
  });
});
