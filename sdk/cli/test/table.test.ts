import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { lines, table } from '#src/table.js';

describe('A table', () => {
  it('is drawn on a terminal', () => {
    const drawn = stripVTControlCharacters(table(['number', 'status'], [['AR-1', undefined]], true));
    expect(drawn)
      .to.match(/│ number │ status │/)
      .and.match(/│ AR-1   │ {8}│/);
  });

  it('is values parted by tabs elsewhere', () => {
    expect(table(['number', 'status'], [['AR-1', undefined]], false)).to.equal('number\tstatus\nAR-1\t');
  });
});

describe('Facts in lines', () => {
  it('leave out what is not known', () => {
    expect(lines({ member: 'AR', office: undefined, 'time zone': 'UTC' })).to.equal('member     AR\ntime zone  UTC');
  });
});
