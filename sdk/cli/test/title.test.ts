import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { DAY, codesAtHome, digestOfJson, instantOf } from '@fairway/model';
import { BILL_TERMS } from '@fairway/test-network';
import { Cargo } from './cargo.ts';
import type { CommandLine } from './command-line.ts';

/** A cargo sold from AR to UY by its bill of lading, through a bank, at the command line. */
describe('A bill of lading at the command line', function () {
  this.timeout(300_000);
  const code = codesAtHome('SMDG', 'AR')[0]!;
  const bill = `AR/SMDG:${code}/ABC123/1`;
  const lapses = ['--lapses', instantOf(Date.now() + DAY)];
  const terms = { ...BILL_TERMS, law: 'AR' };

  let [cargo, fairway, handles]: [Cargo, CommandLine, Record<string, string>] = [] as never;
  before(async () => {
    cargo = await Cargo.begin();
    ({ fairway, handles } = cargo);
  });
  after(() => fairway.remove());

  const title = (command: string, as: string, ...args: string[]) =>
    fairway.done('title', command, bill, '--as', as, ...args);
  const refused = async (command: string, as: string, ...args: string[]) => {
    const ran = await fairway.run(['title', command, bill, '--as', as, ...args, '--json']);
    expect(ran.code).to.equal(1);
    return ran.json['code'];
  };
  const shown = async (name = bill) => (await fairway.run(['title', 'show', name, '--member', 'UY'])).out;
  const issue = (name: string, more: object = {}) => {
    const file = fairway.write('bill.json', { ...terms, shipper: handles['exportador'], ...more });
    return fairway.done('title', 'issue', name, '--as', 'naviera', '--file', file);
  };

  /** A transport document as the command line gives it for an example, with changes. */
  function sample(name: string, change: (document: Record<string, unknown>) => void = () => {}) {
    const text = readFileSync(new URL(`../samples/${name}`, import.meta.url), 'utf8');
    const document = JSON.parse(text) as Record<string, unknown>;
    change(document);
    return document;
  }

  it('is issued from a file or by options, by the carrier whose code it bears', async () => {
    const file = fairway.write('bill.json', { ...terms, issuer: handles['naviera'], shipper: handles['exportador'] });
    expect(await refused('issue', 'exportador', '--file', file)).to.equal('NOT_THE_ISSUER');
    const document = sample('transport-document.json', (bill) => {
      bill['carrierCode'] = code;
      delete bill['shippedOnBoardDate'];
    });
    const quantity = ['--quantity', 'KGM=24000'];
    const options = [...quantity, '--document', fairway.write('document.json', document)];
    const differs = ['--document', fairway.write('other.json', { ...document, issueDate: '2026-03-02' })];
    const ran = await fairway.run(['title', 'issue', bill, '--as', 'naviera', '--file', file, ...differs, '--json']);
    expect(ran.json).to.include({ code: 'DATES_DIFFER', path: '/issueDate' });
    const fiata = ['--document', fairway.write('efbl.json', sample('efbl.json'))];
    expect(await refused('issue', 'naviera', '--file', file, ...fiata)).to.equal('MISSING_FIELD');
    expect(await refused('issue', 'naviera', '--file', file, '--law', 'XX')).to.equal('NOT_ALLOWED');
    await title('issue', 'naviera', '--file', file, ...options);
    const out = await shown();
    expect(out).to.match(new RegExp(`^✔ ${bill} is in-force$`, 'm'));
    expect(out).to.match(new RegExp(`^who has the document\t${handles['exportador']}\t`, 'm'));
    expect(out).to.match(new RegExp(`^issuer +Naviera \\(${handles['naviera']}\\)$`, 'm'));
    expect(out).to.match(/^for +24000 KGM$/m);
    expect(out).to.include(digestOfJson(document));
    expect(out).to.match(/^✘ the law of AR knows no electronic titles/m);
  });

  it('is presented to a bank, refused for a discrepancy, and taken up after a waiver', async () => {
    const presented = ['--credit', 'LC-77', '--with-title', ...lapses];
    await title('present', 'exportador', '--to', handles['banco']!, ...presented);
    await title('accept', 'banco');
    await title('complete', 'banco');
    const notice = ['--discrepancy', 'Falta la póliza', '--disposition', 'holds-for-waiver'];
    await title('refuse', 'banco', ...notice);
    expect(await refused('take-up', 'banco')).to.equal('DOCUMENTS_REFUSED');
    const out = await shown();
    expect(out).to.include(
      `credit LC-77\t${handles['exportador']}\tBanco de ejemplo (${handles['banco']})\twith title`,
    );
    expect(out).to.include('Falta la póliza\tholds-for-waiver');
    await title('waive', 'banco', '--reference', 'Nota 8');
    await title('take-up', 'banco');
    expect(await shown()).to.match(new RegExp(`^whose the goods are\tBanco de ejemplo \\(${handles['banco']}\\)`, 'm'));
  });

  it('is offered and accepted, and not sold a second time', async () => {
    const toImporter = ['--to', handles['importador']!, '--both', '--endorse', 'to-order', ...lapses];
    expect(await refused('offer', 'exportador', ...toImporter)).to.equal('NOT_SOLE_CONTROLLER');
    await title('offer', 'banco', ...toImporter);
    expect(await shown()).to.match(new RegExp(`^offered +both to ${handles['importador']} until`, 'm'));
    expect(await refused('offer', 'banco', ...toImporter)).to.equal('OFFER_OPEN');
    await title('decline', 'importador', '--reason', 'Falta el aviso');
    await title('offer', 'banco', ...toImporter);
    await title('withdraw', 'banco');
    await title('offer', 'banco', ...toImporter);
    await title('accept', 'importador');
  });

  it('stands still under an order that a registrar and the carrier sign, by two signatories where it wants that', async () => {
    const order = ['--order', 'JF 3/2026'];
    const together = ['--with', 'naviera', ...order];
    expect(await refused('freeze', 'registrar-AR', ...order)).to.equal('SIGNER_NOT_ALLOWED');
    expect(await refused('freeze', 'registrar-UY', ...together)).to.equal('ROLE_REQUIRED');
    await fairway.done('key', 'make', 'naviera-2');
    const firm = ['participant', 'add-key', handles['naviera']!, '--as', 'naviera', '--stored-key', 'naviera-2'];
    await fairway.done(...firm);
    const both = ['participant', 'set-signing', handles['naviera']!, '--as', 'naviera', '--together', 'title.freeze'];
    await fairway.done(...both);
    expect(await refused('freeze', 'registrar-AR', ...together)).to.equal('SIGNATURES_TOO_FEW');
    await title('freeze', 'registrar-AR', ...together, '--with', 'naviera-2');
    expect(await shown()).to.match(/^✘ frozen by JF 3\/2026/m);
    expect(await refused('surrender', 'importador')).to.equal('TITLE_FROZEN');
    await title('unfreeze', 'registrar-AR', ...together);
  });

  it('is surrendered and accomplished, with a history of who controlled it', async () => {
    const live = ['title', 'live', handles['naviera']!, 'ABC123', '--member', 'UY'];
    const before = await fairway.run(live);
    expect([before.code, before.out.trim()]).to.deep.equal([0, bill]);
    await title('surrender', 'importador');
    await title('refuse-surrender', 'naviera', '--reason', 'Flete impago');
    await title('surrender', 'importador');
    await title('accept-surrender', 'naviera');
    const none = await fairway.run([...live, '--json']);
    expect([none.code, none.json]).to.deep.equal([3, null]);
    const { out } = await fairway.run(['title', 'history', bill, '--member', 'UY']);
    const rows = out
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'));
    expect(rows.map(([, what]) => what).join(' ')).to.equal(
      'issue present accept noticeComplete refuse waive takeUp offer decline offer withdraw offer accept freeze unfreeze surrender refuseSurrender surrender acceptSurrender',
    );
    expect(rows.at(-1)).to.include.members([handles['importador'], 'accomplished']);
    const events = (await fairway.run(['title', 'history', bill, '--member', 'AR', '--json'])).json;
    expect((events as unknown as object[])[6]).to.deep.include({ beneficiary: handles['banco'], type: 'title.takeUp' });
  });

  it('is split by the carrier, from a file, into others for as much', async () => {
    const whole = `AR/SMDG:${code}/ABC200/1`;
    await issue(whole);
    await fairway.done('title', 'surrender', whole, '--as', 'exportador', '--comment', 'Dos partidas');
    const part = (id: string, thousandths: number) => ({ ...terms, id, quantities: [{ unit: 'KGM', thousandths }] });
    const split = (second: number) => ({
      ...{ issuer: handles['naviera'], party: handles['exportador'] },
      closes: [{ id: whole.slice(3), quantities: terms.quantities }],
      issues: [part(`SMDG:${code}/ABC200/2`, 14_000_000), part(`SMDG:${code}/ABC200B/1`, second)],
    });
    const replace = ['title', 'replace', 'AR', '--as', 'naviera', '--file'];
    const less = await fairway.run([...replace, fairway.write('less.json', split(9_000_000)), '--json']);
    expect([less.code, less.json['code']]).to.deep.equal([1, 'QUANTITIES_DIFFER']);
    const { issued } = await fairway.done(...replace, fairway.write('split.json', split(10_000_000)));
    expect(issued).to.deep.equal([`AR/SMDG:${code}/ABC200/2`, `AR/SMDG:${code}/ABC200B/1`]);
    expect(await shown(`AR/SMDG:${code}/ABC200/2`)).to.match(/^in the place of +SMDG:.*ABC200\/1$/m);
    expect(await shown(whole)).to.include('is replaced');
  });

  it('is issued by an agent under its mandate, in the name of the carrier', async () => {
    const until = ['--to', instantOf(Date.now() + DAY)];
    const given = ['mandate', 'give', '--as', 'naviera', '--agent', handles['exportador']!, '--capacity', 'carrier'];
    // The firm has set that two sign, and a mandate is then among what they sign together.
    const { mandate } = await fairway.done(...given, '--with', 'naviera-2', '--act', 'title.issue', ...until);
    const name = `AR/SMDG:${code}/ABC300/1`;
    const file = fairway.write('bill.json', { ...terms, law: 'GB', shipper: handles['exportador'] });
    const byAgent = ['--as', 'exportador', '--mandate', mandate as string, '--file', file];
    await fairway.done('title', 'issue', name, ...byAgent);
    const out = await shown(name);
    expect(out).to.include(`by its agent ${handles['exportador']}`).and.not.to.include('knows no electronic titles');
  });

  it('is spent where the carrier delivered the goods without it, and goes where a court puts it', async () => {
    const name = `AR/SMDG:${code}/ABC300/1`;
    const spent = ['--as', 'naviera', '--indemnity', 'LOI-3', '--on', '2026-03-09'];
    await fairway.done('title', 'delivered', name, ...spent);
    const order = ['--as', 'registrar-AR', '--with', 'naviera', '--reference', 'JF 4/2026'];
    await fairway.done('title', 'transfer-by-order', name, ...order, '--beneficiary', handles['importador']!);
    const out = await shown(name);
    expect(out).to.match(/^✘ spent: the goods were delivered without it on 2026-03-09, against LOI-3$/m);
    expect(out).to.match(new RegExp(`^whose the goods are\t${handles['importador']}\t`, 'm'));
  });

  it('passes at once to who has accepted ahead', async () => {
    const next = `AR/SMDG:${code}/ABC400/1`;
    await issue(next);
    const importer = handles['importador']!;
    const setting = ['participant', 'set-acceptance', importer, '--as', 'importador'];
    await fairway.done(...setting, '--accept', 'both', '--from', handles['exportador']!);
    const registered = await fairway.run(['participant', 'show', importer, '--member', 'AR']);
    expect(registered.out).to.match(new RegExp(`^accepts ahead +both from ${handles['exportador']}$`, 'm'));
    const offer = ['--to', importer, '--both', '--endorse', 'blank', ...lapses];
    await fairway.done('title', 'offer', next, '--as', 'exportador', ...offer);
    const { json } = await fairway.run(['title', 'show', next, '--member', 'UY', '--json']);
    expect(json).to.include({ form: 'bearer' });
    await fairway.done(...setting);
  });

  it('is named as it is, and offered one way', async () => {
    const wrong = await fairway.run(['title', 'show', 'AR/ABC123', '--member', 'UY', '--json']);
    expect([wrong.code, wrong.json['code']]).to.deep.equal([1, 'NOT_ALLOWED']);
    const unknown = await fairway.run(['title', 'show', `AR/SMDG:${code}/NONE/1`, '--member', 'UY', '--json']);
    expect([unknown.code, unknown.json['code']]).to.deep.equal([1, 'RECORD_UNKNOWN']);
    for (const [args, sentence] of [
      [['offer', bill, '--to', handles['importador']!, '--both', '--title', ...lapses], 'one of --holdership'],
      [['present', bill, '--to', handles['banco']!, ...lapses], '--credit or'],
      [['issue', bill, '--quantity', 'KGM=1.2345'], 'KGM=24000.5'],
      [['issue', bill, '--answer-within', 'soon'], '3-working'],
    ] as const) {
      const usage = await fairway.run(['title', ...args, '--as', 'exportador']);
      expect(usage.code).to.equal(2);
      expect(usage.err).to.include(sentence);
    }
  });
});
