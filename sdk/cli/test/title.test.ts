import { expect } from 'chai';
import { DAY, codesAtHome, digestOf, instantOf } from '@fairway/model';
import { CommandLine } from './command-line.ts';

/** A cargo sold by its bill of lading, at the command line. */
describe('A bill of lading at the command line', function () {
  this.timeout(300_000);
  const fairway = new CommandLine();
  const handles: Record<string, string> = {};
  const code = codesAtHome('SCAC', 'AR')[0]!;
  const bill = `AR/SCAC:${code}/ABC123/1`;
  const lapses = ['--lapses', instantOf(Date.now() + DAY)];

  before(async () => {
    await fairway.done('key', 'make', 'registrar', '--new-handle', 'AR');
    const found = `
      member: AR
      name: Agencia de Recaudación y Control Aduanero
      network: bconnect
      timeZone: America/Argentina/Buenos_Aires
      registrars: [{ key: registrar, office: Registro de operadores }]`;
    await fairway.done('member', 'found', '--file', fairway.write('found.yaml', found), '--as', 'registrar');
    const parties: [name: string, ...profile: string[]][] = [
      ['naviera', '--role', 'carrier', '--name', 'Naviera', '--scac', code],
      ['exportador', '--role', 'trader', '--name', 'Frigorífico SA', '--tin', 'AR30500000001'],
      ['importador', '--role', 'trader', '--name', 'Importadora SA', '--tin', 'AR30500000002'],
    ];
    for (const [name, ...profile] of parties) {
      await fairway.done('key', 'make', name);
      const { handle } = await fairway.done(
        ...['participant', 'register', '--as', 'registrar', ...profile, '--stored-key', name],
        ...['--due-diligence', 'EXP-1', '--checked-on', '2026-01-15'],
      );
      handles[name] = handle as string;
    }
  });
  after(() => fairway.remove());

  const title = (command: string, as: string, ...args: string[]) =>
    fairway.done('title', command, bill, '--as', as, ...args);
  const refused = async (command: string, as: string, ...args: string[]) => {
    const ran = await fairway.run(['title', command, bill, '--as', as, ...args, '--json']);
    expect(ran.code).to.equal(1);
    return ran.json['code'];
  };
  const shown = async () => (await fairway.run(['title', 'show', bill, '--member', 'UY'])).out;

  it('is issued from a file, by the carrier whose code it bears', async () => {
    const terms = {
      issuer: handles['naviera'],
      shipper: handles['exportador'],
      form: 'order',
      document: digestOf('transport document'),
      quantities: [{ unit: 'KGM', thousandths: 24_000_000 }],
      issuedOn: '2026-03-01',
      placeOfIssue: 'ARBUE',
      law: 'AR',
      rulebook: 'Rulebook 1',
      answerWithin: { days: 3, count: 'working' },
    };
    const file = fairway.write('bill.json', terms);
    expect(await refused('issue', 'exportador', '--file', file)).to.equal('NOT_THE_ISSUER');
    await title('issue', 'naviera', '--file', file);
    const bad = fairway.write('bad.json', { ...terms, law: 'XX' });
    expect(await refused('issue', 'naviera', '--file', bad)).to.equal('NOT_ALLOWED');
    const out = await shown();
    expect(out).to.match(new RegExp(`^who has the document +${handles['exportador']}$`, 'm'));
    expect(out).to.match(/^for +24000 KGM$/m);
    expect(out).to.include('the law of AR knows no electronic titles');
  });

  it('is offered and accepted, and not sold a second time', async () => {
    const toImporter = ['--to', handles['importador']!, '--both', '--endorse', 'to-order', ...lapses];
    await title('offer', 'exportador', ...toImporter);
    expect(await shown()).to.match(new RegExp(`^offered +both to ${handles['importador']} until`, 'm'));
    expect(await refused('offer', 'exportador', ...toImporter)).to.equal('OFFER_OPEN');
    await title('accept', 'importador');
    expect(await refused('offer', 'exportador', ...toImporter)).to.equal('NOT_SOLE_CONTROLLER');
  });

  it('stands still under an order that a registrar and the carrier sign together', async () => {
    const order = ['--issuer', handles['naviera']!, '--order', 'JF 3/2026'];
    expect(await refused('freeze', 'registrar', ...order)).to.equal('SIGNER_NOT_ALLOWED');
    await title('freeze', 'registrar', '--with', 'naviera', ...order);
    expect(await shown()).to.include('frozen by JF 3/2026');
    expect(await refused('surrender', 'importador')).to.equal('TITLE_FROZEN');
    await title('unfreeze', 'registrar', '--with', 'naviera', ...order);
  });

  it('is surrendered and accomplished, with a history of who controlled it', async () => {
    const live = ['title', 'live', handles['naviera']!, 'ABC123', '--member', 'UY'];
    expect((await fairway.run(live)).out.trim()).to.equal(bill);
    await title('surrender', 'importador');
    await title('accept-surrender', 'naviera');
    expect((await fairway.run(live)).out.trim()).to.equal('no version of ABC123 is live');
    const { out } = await fairway.run(['title', 'history', bill, '--member', 'UY']);
    const rows = out
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'));
    expect(rows.map(([, what]) => what)).to.deep.equal([
      ...['issue', 'offer', 'accept', 'freeze', 'unfreeze', 'surrender', 'acceptSurrender'],
    ]);
    expect(rows.at(-1)).to.include.members([handles['importador'], 'accomplished']);
  });

  it('passes at once to who has accepted ahead', async () => {
    const next = bill.replace('/1', '/2');
    const file = fairway.write('bill.json', {
      ...{ issuer: handles['naviera'], shipper: handles['exportador'], form: 'order', document: digestOf('second') },
      ...{ quantities: [{ unit: 'PK', thousandths: 1000 }], issuedOn: '2026-03-01', placeOfIssue: 'ARBUE', law: 'PY' },
      ...{ rulebook: 'Rulebook 1', answerWithin: { days: 3, count: 'working' } },
    });
    await fairway.done('title', 'issue', next, '--as', 'naviera', '--file', file);
    const party = handles['importador']!;
    await fairway.done('participant', 'set-acceptance', party, '--as', 'importador', '--accept', 'both');
    const offer = ['--to', party, '--both', '--endorse', 'blank', ...lapses];
    await fairway.done('title', 'offer', next, '--as', 'exportador', ...offer);
    const { json } = await fairway.run(['title', 'show', next, '--member', 'UY', '--json']);
    expect(json).to.include({ form: 'bearer' });
  });

  it('is named as it is, and offered one way', async () => {
    const wrong = await fairway.run(['title', 'show', 'AR/ABC123', '--member', 'UY', '--json']);
    expect([wrong.code, wrong.json['code']]).to.deep.equal([1, 'NOT_ALLOWED']);
    const twice = ['--to', handles['importador']!, '--both', '--title', '--endorse', 'named', ...lapses];
    const usage = await fairway.run(['title', 'offer', bill, '--as', 'exportador', ...twice]);
    expect(usage.code).to.equal(2);
  });
});
