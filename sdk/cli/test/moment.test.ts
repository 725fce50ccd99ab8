import { expect } from 'chai';
import { date, moment } from '#src/moment.js';

describe('A moment on the command line', () => {
  it('is taken with any offset and becomes UTC with milliseconds', () => {
    expect(moment('2026-03-01T12:00Z')).to.equal('2026-03-01T12:00:00.000Z');
    expect(moment('2026-03-01T09:30:15.5-03:00')).to.equal('2026-03-01T12:30:15.500Z');
  });

  for (const wrong of ['2026-03-01', '2026-03-01T12:00', '2026-02-30T12:00Z', '2026-03-01T25:00Z', 'tomorrow', '']) {
    it(`is not '${wrong}'`, () => {
      expect(() => moment(wrong))
        .to.throw()
        .with.property('code', 'commander.invalidArgument');
    });
  }
});

describe('A date on the command line', () => {
  it('exists in the calendar', () => {
    expect(date('2028-02-29')).to.equal('2028-02-29');
    expect(() => date('2027-02-29')).to.throw(/calendar/);
    expect(() => date('01/02/2027')).to.throw(/calendar/);
  });
});
