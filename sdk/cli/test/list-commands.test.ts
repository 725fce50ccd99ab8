import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { CommandLine, officeOf } from './command-line.ts';

const TYPES = fileURLToPath(new URL('../../../config/tables/AR/AEO-TYPES.yaml', import.meta.url));
const HEADER = 'number,tin,name,address,contact,type,granted_on,valid_from,valid_to,review_on,status,reason';

/** A member's list through the built command line. */
describe('The commands for lists on an embedded network kept in a file', function () {
  this.timeout(300_000);
  const fairway = new CommandLine();
  const keys = ['--registrar', 'registrar', '--officer', 'officer', '--member', 'AR'];
  const row = (index: number, name = `Operador de ejemplo ${index}`) =>
    `AR-${index},AR3050000000${index},${name},,,OEA,2026-01-01,2026-01-01,2030-12-31,,active,`;
  const listOf = (...rows: string[]) => fairway.write('list.csv', `${[HEADER, ...rows].join('\n')}\n`);
  const importing = async (list: string, ...options: string[]) =>
    fairway.run(['aeo', 'import', list, ...keys, '--json', ...options]);
  const statusOf = async (number: string) =>
    (await fairway.run(['aeo', 'check', number, '--issuer', 'AR', '--member', 'AR', '--json'])).json['status'];

  before(async () => {
    await fairway.found('AR', 'registrar');
    await fairway.register('officer', 'registrar', ...officeOf('aeo-officer'));
    await fairway.register('supervisor', 'registrar', ...officeOf('supervisor'));
    await fairway.done('table', 'publish', 'AEO-TYPES', '--as', 'supervisor', '--file', TYPES);
  });
  after(() => fairway.remove());

  it('show what a list would change and change nothing, then do it, then find nothing to do', async () => {
    const list = listOf(row(1), row(2, 'Operador; Hijos'), row(3, "'=1+1"));
    const planned = await importing(list, '--dry-run');
    expect([planned.code, planned.json['added']]).to.deep.equal([0, 3]);
    expect(await statusOf('AR-1')).to.equal('unknown');
    expect((await importing(list)).json['added']).to.equal(3);
    expect(await statusOf('AR-1')).to.equal('active');
    expect((await importing(list)).json['untouched']).to.equal(3);
  });

  it('give the list back in a form that changes nothing when it is taken in again', async () => {
    const { out } = await fairway.run(['aeo', 'export', '--member', 'AR']);
    expect(out)
      .to.include('"Operador; Hijos"')
      .and.to.match(/,'=1\+1,/);
    const again = await importing(fairway.write('exported.csv', out));
    expect([again.code, again.json['untouched']]).to.deep.equal([0, 3]);
  });

  it('say what a list has otherwise and does not change, and do the rest', async () => {
    const other = await importing(
      listOf(row(1, 'Operador con otro nombre'), row(2, 'Operador; Hijos'), row(3, "'=1+1")),
    );
    expect([other.code, other.json['differing'], other.json['untouched']]).to.deep.equal([0, 1, 2]);
    expect(
      (other.json['notTaken'] as { line: number; code: string }[]).map(({ line, code }) => [line, code]),
    ).to.deep.equal([[2, 'RENAME_REQUIRED']]);
  });

  it('revoke what a list does not have, where that is asked for and every row of it is good', async () => {
    const typo = await importing(listOf(row(1), row(2).replace('2030-12-31', '2030-02-30')), '--missing', 'revoke');
    expect([typo.code, typo.json['missingRevoked']]).to.deep.equal([1, []]);
    expect((typo.json['missingKept'] as { code: string }[]).map(({ code }) => code)).to.deep.equal([
      'LIST_INCOMPLETE',
      'LIST_INCOMPLETE',
    ]);
    expect([await statusOf('AR-2'), await statusOf('AR-3')]).to.deep.equal(['active', 'active']);
    const empty = await importing(listOf(), '--missing', 'revoke');
    expect([empty.code, empty.json['missingRevoked']]).to.deep.equal([1, []]);
    const whole = await importing(listOf(row(1), row(2, 'Operador; Hijos')), '--missing', 'revoke');
    expect([whole.code, whole.json['missingRevoked']]).to.deep.equal([0, ['AR-3']]);
    expect(await statusOf('AR-3')).to.equal('revoked');
  });

  it("tell a bad row by the list's own columns, and end with exit code 1", async () => {
    const foreign = await importing(listOf(row(1), row(4).replace('AR305', 'UY305'), row(2, 'Operador; Hijos')));
    expect(foreign.code).to.equal(1);
    const bad = foreign.json['bad'] as { line: number; column: string; code: string }[];
    expect(bad.map(({ line, column, code }) => [line, column, code])).to.deep.equal([
      [3, 'tin', 'IDENTIFIER_ELSEWHERE_AT_HOME'],
    ]);
  });

  it('write no list of a size or seed that is no number', async () => {
    for (const wrong of [
      ['--rows', 'many'],
      ['--rows', '-4'],
      ['--seed', 'x'],
    ]) {
      expect((await fairway.run(['aeo', 'generate', ...wrong])).code).to.equal(2);
    }
    expect((await fairway.run(['aeo', 'generate', '--rows', '3'])).out.trim().split('\n')).to.have.length(4);
  });
});
