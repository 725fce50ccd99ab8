import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parse } from 'yaml';
import { CommandLine, officeOf } from './command-line.ts';

const TABLES = fileURLToPath(new URL('../../../config/tables/', import.meta.url));
const NAME = 'CUSTOMS-OFFICES';

interface Shipped {
  effectiveFrom: string;
  rows: { code: string; name: string; location?: string }[];
}
const shipped = (file: string): Shipped => parse(readFileSync(`${TABLES}${file}`, 'utf8')) as Shipped;
const FILES = readdirSync(TABLES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));

describe('The tables that are shipped', () => {
  for (const file of FILES) {
    it(`name each code once, in order, and only places of the member's own country: ${file}`, () => {
      const { rows } = shipped(file);
      const codes = rows.map(({ code }) => code);
      expect(codes).to.deep.equal([...new Set(codes)].sort());
      const member = file.slice(0, 2);
      expect(rows.filter(({ location }) => location !== undefined && !location.startsWith(member))).to.deep.equal([]);
    });
  }
});

/** A supervisor publishes the file as it is shipped; a partner reads an office as it was on a day. */
describe("A member's customs offices at the command line", function () {
  this.timeout(300_000);
  const fairway = new CommandLine();
  const FILE = `${TABLES}AR/${NAME}.yaml`;
  const tomorrow = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);

  before(async () => {
    await fairway.found('AR', 'registrar');
    await fairway.register('supervisor', 'registrar', ...officeOf('supervisor'));
    await fairway.done('table', 'publish', NAME, '--as', 'supervisor', '--file', FILE);
  });
  after(() => fairway.remove());

  const offices = async (...options: string[]) =>
    (await fairway.done(
      'table',
      'show',
      NAME,
      '--of',
      'AR',
      '--member',
      'UY',
      ...options,
    )) as unknown as Shipped['rows'];

  it('are read back by a partner, each with its name and place', async () => {
    expect(await offices()).to.deep.equal(shipped(`AR/${NAME}.yaml`).rows);
  });

  it('keep on a day what they were called then', async () => {
    const { rows } = shipped(`AR/${NAME}.yaml`);
    const renamed = rows.map((row) => (row.code === '001' ? { ...row, name: 'Buenos Aires (otra sede)' } : row));
    const file = fairway.write('renamed.json', { effectiveFrom: tomorrow, rows: renamed });
    await fairway.done('table', 'publish', NAME, '--as', 'supervisor', '--file', file);
    const called = async (...options: string[]) => (await offices(...options)).find(({ code }) => code === '001')?.name;
    expect(await called('--on', '2026-01-01')).to.equal('Buenos Aires (Capital)');
    expect(await called('--on', tomorrow)).to.equal('Buenos Aires (otra sede)');
    expect(await offices('--on', '2025-12-31')).to.deep.equal([]);
  });
});
