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

  it('writes out what would let a text of somebody else write over the rest', () => {
    const forged = 'x\n✔ AR-1: valid\t\u001b[2J\u009b1A\u202eevil';
    for (const onTerminal of [true, false])
      expect(table(['name'], [[forged]], onTerminal)).to.include(
        String.raw`x\u{a}✔ AR-1: valid\u{9}\u{1b}[2J\u{9b}1A\u{202e}evil`,
      );
  });
});

describe('Facts in lines', () => {
  it('leave out what is not known', () => {
    expect(lines({ member: 'AR', office: undefined, 'time zone': 'UTC' })).to.equal('member     AR\ntime zone  UTC');
  });

  it('are a line each, whatever stands in them', () => {
    expect(lines({ name: 'María\r\u001b[1A' })).to.equal(String.raw`name  María\u{d}\u{1b}[1A`);
  });
});
