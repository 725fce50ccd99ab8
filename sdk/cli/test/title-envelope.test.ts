import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { Cargo } from './cargo.ts';

/** The documents of a cargo on their way from the carrier by the exporter and a bank to the importer. */
describe('The documents of a bill at the command line', function () {
  this.timeout(300_000);
  let cargo: Cargo;
  let bill: string;
  /** The folder that stands for a gateway's store. */
  let blobs: string;

  before(async () => {
    cargo = await Cargo.begin();
    const { fairway, handles, code } = cargo;
    blobs = `${fairway.network}.blobs`;
    for (const name of ['naviera', 'exportador', 'banco'] as const) await writtenTo(name);
    bill = `AR/SMDG:${code}/ABC123/1`;
    const sample = readFileSync(new URL('../samples/transport-document.json', import.meta.url), 'utf8');
    const { shippedOnBoardDate: _, ...document } = JSON.parse(sample) as Record<string, unknown>;
    fairway.write('bl.json', { ...document, carrierCode: code });
    fairway.write('bill.json', { ...cargo.terms(), issuer: handles.naviera });
    for (const name of ['factura.pdf', 'poliza.pdf']) fairway.write(name, `%PDF-1.7 ${name}`);
  });
  after(() => cargo.fairway.remove());

  const writtenTo = async (name: keyof Cargo['handles'], key = name as string) => {
    await cargo.fairway.done('key', 'make', key, '--encryption');
    const saying = ['participant', 'set-encryption-key', cargo.handles[name], '--as', name, '--stored-key', key];
    await cargo.fairway.done(...saying);
  };
  const documents = (command: string, ...args: string[]) =>
    cargo.fairway.done('title', 'documents', command, bill, ...args);
  const refused = (command: string, ...args: string[]) =>
    cargo.fairway.refused('title', 'documents', command, bill, ...args);
  /** What a party may open, envelope by envelope; or how each stands to it. */
  const seenBy = async (name: keyof Cargo['handles']) =>
    ((await documents('show', '--as', name)) as unknown as { state: string; documents?: { name: string }[] }[]).map(
      (one) => one.documents?.map((document) => document.name).join('+') ?? one.state,
    );

  it('travel with it from the issue on, the transport document among them', async () => {
    const issue = [
      'title',
      'issue',
      bill,
      '--as',
      'naviera',
      '--file',
      'bill.json',
      '--enclose',
      'invoice=factura.pdf',
    ];
    const wrong = await cargo.fairway.run([...issue.slice(0, -1), 'bill=factura.pdf']);
    expect([wrong.code, wrong.err]).to.deep.equal([2, wrong.err]);
    expect(wrong.err).to.include('packing-list');
    expect((await cargo.fairway.run(issue)).code).to.equal(2);
    await cargo.fairway.done(...issue, '--document', 'bl.json');
    expect(await seenBy('exportador')).to.deep.equal(['bl.json+factura.pdf']);
    expect(await seenBy('banco')).to.deep.equal(['closed']);
  });

  it('are added to by its holder, and given to the bank before it is offered the bill', async () => {
    expect(await refused('add', '--as', 'banco', '--document', 'insurance=poliza.pdf')).to.equal('NOT_THE_HOLDER');
    await documents('add', '--as', 'exportador', '--document', 'insurance=poliza.pdf');
    const toBank = ['--to', cargo.handles.banco];
    expect(await refused('give', '--as', 'importador', ...toBank)).to.equal('NOTHING_TO_GIVE');
    expect(await refused('give', '--as', 'exportador', '--to', cargo.handles.importador)).to.equal(
      'ENCRYPTION_KEY_MISSING',
    );
    await documents('give', '--as', 'exportador', ...toBank);
    const presented = ['--credit', 'LC-79', '--with-title', ...cargo.lapses];
    await cargo.title('present', bill, 'exportador', ...toBank, ...presented);
    await documents('accept', '--as', 'banco');
    expect(await seenBy('banco')).to.deep.equal(['bl.json+factura.pdf', 'poliza.pdf']);
    expect(await seenBy('naviera')).to.deep.equal(['bl.json+factura.pdf', 'closed']);
  });

  it('are written to a folder, each under its own name and none elsewhere', async () => {
    const opened = await documents('open', '--as', 'banco', '--into', 'received');
    expect(opened).to.deep.include({ failed: [], closed: 0 });
    expect(readdirSync(join(cargo.fairway.folder, 'received')).sort()).to.deep.equal([
      ...['bl.json', 'factura.pdf', 'poliza.pdf'],
    ]);
    expect(readFileSync(join(cargo.fairway.folder, 'received/poliza.pdf'), 'utf8')).to.equal('%PDF-1.7 poliza.pdf');
  });

  it('are proven by who has held them, to anyone and without a key', async () => {
    const [, insurance] = (await documents('show', '--as', 'exportador')) as unknown as {
      documents: { digest: string }[];
    }[];
    const { digest } = insurance!.documents[0]!;
    await documents('prove', '--as', 'exportador', '--document', digest, '--output', 'proof.json');
    const check = ['title', 'documents', 'check', 'proof.json', '--member', 'UY'];
    const { out } = await cargo.fairway.run(check);
    expect(out).to.match(new RegExp(`^put in by +${cargo.handles.exportador}$`, 'm'));
    const proof = JSON.parse(readFileSync(join(cargo.fairway.folder, 'proof.json'), 'utf8')) as object;
    cargo.fairway.write('proof.json', { ...proof, document: Buffer.from('otra póliza').toString('base64') });
    expect(await cargo.fairway.refused(...check)).to.equal('DOCUMENT_DIFFERS');
  });

  it('are missed where a store has lost or spoilt them, and brought back by who has the bytes', async () => {
    renameSync(blobs, `${blobs}.copy`);
    const lost = await cargo.fairway.run(['title', 'documents', 'missing', bill, '--member', 'UY', '--json']);
    expect(lost.code).to.equal(3);
    const opened = await cargo.fairway.run([
      'title',
      'documents',
      'open',
      bill,
      '--as',
      'banco',
      '--into',
      'x',
      '--json',
    ]);
    expect([opened.code, opened.json['written']]).to.deep.equal([1, []]);
    const restoring = ['title', 'documents', 'restore', bill, '--member', 'UY'];
    expect((await cargo.fairway.run([...restoring, '--from', 'nowhere'])).code).to.equal(3);
    expect((await cargo.fairway.run([...restoring, '--from', `${blobs}.copy`])).code).to.equal(0);
    const [file] = readdirSync(blobs, { recursive: true, encoding: 'utf8' }).filter((one) => one.length > 10);
    writeFileSync(join(blobs, file!), 'spoilt');
    const spoilt = await cargo.fairway.run(['title', 'documents', 'missing', bill, '--member', 'UY', '--json']);
    expect((spoilt.json as unknown as { missing: string[] }[])[0]!.missing).to.have.length(1);
    await cargo.fairway.run([...restoring, '--from', `${blobs}.copy`]);
    expect(await seenBy('banco')).to.deep.equal(['bl.json+factura.pdf', 'poliza.pdf']);
  });

  it('are not called lost where nobody answers who may have them', async () => {
    const silent = ['--blobs', 'http://127.0.0.1:9/api/blobs'];
    for (const command of [
      ['missing', '--member', 'UY', ...silent],
      ['show', '--as', 'banco', ...silent],
      ['restore', '--member', 'UY', '--blobs', 'empty', '--from', silent[1]!],
    ])
      expect(await refused(...(command as [string])), command[0]).to.equal('BLOBS_UNREACHABLE');
    expect(await documents('show', '--as', 'banco', ...silent, '--blobs', blobs)).to.have.length(2);
  });

  it('stay with who deposits them where no store takes them, to be kept later', async () => {
    const { bill: other, document } = { bill: await cargo.issued(), document: ['--document', 'insurance=poliza.pdf'] };
    cargo.fairway.write('no-folder', '');
    const adding = ['title', 'documents', 'add', other, '--as', 'exportador', ...document];
    expect(await cargo.fairway.refused(...adding, '--blobs', 'no-folder')).to.equal('ENVELOPE_NOT_KEPT');
    const saved = `${other.replaceAll(/[^A-Za-z0-9-]/g, '-')}.blobs`;
    expect(existsSync(join(cargo.fairway.folder, saved))).to.equal(true);
    const restoring = ['title', 'documents', 'restore', other, '--from', saved, '--member', 'AR'];
    expect((await cargo.fairway.run(restoring)).code).to.equal(0);
    const { out } = await cargo.fairway.run(['title', 'documents', 'show', other, '--as', 'exportador']);
    expect(out).to.match(/\topen\tinsurance\tpoliza.pdf\tapplication\/pdf\t19\t/);
  });

  it('open with the keys by which one was written to, also once there is a newer one', async () => {
    await writtenTo('banco', 'banco-2027');
    expect(await seenBy('banco')).to.deep.equal(['bl.json+factura.pdf', 'poliza.pdf']);
    const listed = (await cargo.fairway.done('key', 'list')) as unknown as { name: string; algorithm: string }[];
    expect(listed.filter(({ algorithm }) => algorithm === 'ECDH-ES').map(({ name }) => name)).to.include('banco-2027');
    const { out } = await cargo.fairway.run(['participant', 'show', cargo.handles.banco, '--member', 'UY']);
    expect(out).to.match(/^written to by +[\w-]{43}$/m);
  });
});
