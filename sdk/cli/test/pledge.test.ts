import { expect } from 'chai';
import { Cargo } from './cargo.ts';

/** Two banks of two members, and what one of them finances. */
describe('A pledge at the command line', function () {
  this.timeout(300_000);
  let cargo: Cargo;
  let agreed: string;
  before(async () => {
    cargo = await Cargo.begin();
    agreed = cargo.fairway.write('credit.yaml', 'contract: Línea 7\nadvance: 80 %\n');
  });
  after(() => cargo.fairway.remove());

  const pledge = (...args: string[]) => cargo.fairway.done('pledge', ...args);
  const refused = (...args: string[]) => cargo.fairway.refused('pledge', ...args);
  const isPledged = async (...what: string[]) => {
    const ran = await cargo.fairway.run(['pledge', 'check', ...what]);
    expect(ran.out).to.match(ran.code === 3 ? /^✘ .* is financed already$/m : /^✔ .* is financed by nobody$/m);
    return ran.code === 3;
  };

  it('keeps an invoice from being financed twice, and lets it go when the bank is paid', async () => {
    const invoice = ['--invoice', 'AR30500000001/A-0001-00000077'];
    expect(await isPledged(...invoice)).to.equal(false);
    const marked = await pledge('mark', ...invoice, '--as', 'banco', '--agreed', agreed);
    expect(marked).to.include.keys('salt', 'terms', 'act');
    expect(await isPledged(...invoice)).to.equal(true);
    expect(await refused('mark', ...invoice, '--as', 'banco-uy', '--agreed', agreed)).to.equal('ALREADY_PLEDGED');
    expect(await refused('release', ...invoice, '--as', 'banco-uy')).to.equal('NOT_PLEDGED_BY_YOU');
    await pledge('release', ...invoice, '--as', 'banco');
    expect(await isPledged(...invoice)).to.equal(false);
  });

  it('knows a bill by its name, and by who issued it under which reference', async () => {
    const bill = await cargo.issued();
    await pledge('mark', '--bill', bill, '--as', 'banco-uy', '--agreed', agreed);
    const reference = bill.split('/')[2]!;
    expect(await isPledged('--bill', `${cargo.handles.naviera}/${reference}`)).to.equal(true);
    expect(await isPledged('--bill', `${cargo.handles.naviera}/${reference}9`)).to.equal(false);
    expect(await refused('check', '--bill', `${bill}0`)).to.equal('RECORD_UNKNOWN');
  });

  it('is asked about through the member whose records it stands in, and marked by banks', async () => {
    const invoice = ['--invoice', 'AR30500000001/A-0001-00000078'];
    expect(await refused('check', ...invoice, '--member', 'UY')).to.equal('SERVICE_REQUIRED');
    expect(await refused('mark', ...invoice, '--as', 'exportador', '--agreed', agreed)).to.equal('ROLE_REQUIRED');
    for (const wrong of [[], ['--invoice', 'A-1'], [...invoice, '--bill', 'x/y']])
      expect((await cargo.fairway.run(['pledge', 'check', ...wrong])).code).to.equal(2);
  });
});
