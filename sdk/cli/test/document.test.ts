import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { canonical } from '@fairway/model';
import { CommandLine, officeOf } from './command-line.ts';
import { codesIn, scanned } from './document/photocopy.ts';

const TYPES = fileURLToPath(new URL('../../../config/tables/AR/AEO-TYPES.yaml', import.meta.url));
const NUMBER = 'AR-2026/0001';
const PAGE = 'https://aduana.example/verify';

/** An officer makes a certificate's document, prints it, and somebody else opens what it was given. */
describe('Documents at the command line', function () {
  this.timeout(300_000);
  const fairway = new CommandLine();
  let [first, link, officer, holder] = ['', '', '', ''];

  before(async () => {
    await fairway.found('AR', 'registrar');
    for (const role of ['supervisor', 'aeo-officer'])
      officer = await fairway.register(role, 'registrar', ...officeOf(role));
    await fairway.done('table', 'publish', 'AEO-TYPES', '--as', 'supervisor', '--file', TYPES);
    const trader = ['--role', 'trader', '--name', 'Ñandutí SA', '--tin', 'AR30500000001'];
    holder = await fairway.register('holder', 'registrar', ...trader);
    const dates = ['--granted-on', '2026-02-02', '--valid-from', '2026-02-02', '--valid-to', '2036-02-01'];
    await fairway.done('aeo', 'grant', NUMBER, '--as', 'aeo-officer', '--holder', holder, '--type', 'OEA', ...dates);
  });
  after(() => fairway.remove());

  const issue = async () =>
    (await fairway.done('document', 'issue', NUMBER, '--as', 'aeo-officer', '--page', PAGE))['link'] as string;
  const open = (given: string) => fairway.run(['document', 'open', given, '--member', 'UY', '--json']);

  it('are made and recorded, and open by their link', async () => {
    link = await issue();
    expect(link).to.match(/^https:\/\/aduana\.example\/verify#1\/bconnect\/AR\/aeo\/[\w-]{43}\/AR-2026\/0001$/);
    const { code, json } = await open(link);
    expect(code).to.equal(0);
    expect(json['checked']).to.include({ standing: 'current', inForce: true, state: 'active' });
    expect(json['document']).to.deep.include({ validTo: '2036-02-01' });
    const { out } = await fairway.run(['document', 'open', link, '--member', 'UY']);
    expect(out).to.include('the one that its record states').and.include('Ñandutí SA');
  });

  it('are printed in the language of the issuer, and open from the file that was printed', async () => {
    const printed = await fairway.done('document', 'print', link, '--member', 'AR', '--out', 'certificate.pdf');
    expect(printed).to.include({ file: 'certificate.pdf', language: 'es' });
    const { code, json } = await open('certificate.pdf');
    expect(code).to.equal(0);
    const file = fairway.write('certificate.json', canonical(json['document']));
    expect((await open(file)).json['checked']).to.deep.equal(json['checked']);
  });

  it('bear a statement by the issuer, which is checked without a network', async () => {
    const printed = await fairway.done(
      'document',
      'print',
      link,
      '--as',
      'aeo-officer',
      '--member',
      'AR',
      '--out',
      'stated.pdf',
    );
    const text = printed['statement'] as string;
    const codes = await codesIn(await scanned(join(fairway.folder, 'stated.pdf'), 188));
    expect(codes).to.have.members([link, text]);
    await fairway.done('document', 'keys', officer, '--member', 'UY', '--out', 'keys.json');
    const alone = { FAIRWAY_EMBEDDED: '' };
    const read = (given: string) => fairway.run(['document', 'open', given, '--keys', 'keys.json', '--json'], alone);
    const { code, json } = await read(text);
    expect(code).to.equal(0);
    expect(json['signer']).to.equal(officer);
    expect(json['statement']).to.deep.include({ state: 'active', inForce: true, validTo: '2036-02-01' });
    const [end, other] = [text.slice(-4, -3), text.endsWith('0') ? '1' : '0'];
    expect((await read(`${text.slice(0, -4)}${end === '7' ? '8' : '7'}${text.slice(-3)}`)).code).to.equal(1);
    expect((await read(text.slice(0, -1) + other)).code).to.equal(1);
    const stranger = await fairway.run(['document', 'keys', holder, '--member', 'UY', '--out', 'none.json', '--json']);
    expect(stranger.json['code']).to.equal('KEY_UNKNOWN');
  });

  it('are told for what they are once they are superseded, or changed', async () => {
    [first, link] = [link, await issue()];
    const stale = await fairway.run(['document', 'print', first, '--as', 'aeo-officer', '--member', 'AR', '--json']);
    expect(stale.json['code']).to.equal('DOCUMENT_SUPERSEDED');
    const old = await open(first);
    expect(old.code).to.equal(3);
    expect(old.json['checked']).to.include({ standing: 'superseded' });
    expect((await open(link)).code).to.equal(0);
    const forged = canonical({ ...(old.json['document'] as object), validTo: '2099-02-01' });
    const { code, json } = await open(fairway.write('forged.json', forged));
    expect(code).to.equal(3);
    expect(json['checked']).to.include({ standing: 'unknown' });
  });

  it('are written to a file where they cannot be kept, and kept from it later', async () => {
    const folder = join(fairway.folder, 'customs.db.ar.documents', 'blobs');
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder was');
    const args = ['document', 'issue', NUMBER, '--as', 'aeo-officer', '--page', PAGE, '--json'];
    const { code, json } = await fairway.run(args);
    expect([code, json['code']]).to.deep.equal([1, 'DOCUMENT_NOT_KEPT']);
    rmSync(folder);
    const file = join(fairway.folder, 'AR-2026-0001.linked.json');
    const { mode } = statSync(file);
    expect(mode & 0o777).to.equal(0o600);
    for (let times = 0; times < 2; times++) await fairway.done('document', 'keep', file, '--member', 'AR');
    ({ link } = JSON.parse(readFileSync(file, 'utf8')) as { link: string });
    expect((await open(link)).code).to.equal(0);
  });

  it('are refused with what would be accepted', async () => {
    const codeOf = async (given: string) => (await open(given)).json['code'];
    expect(await codeOf('nowhere.pdf')).to.equal('FILE_UNREADABLE');
    expect(await codeOf(fairway.write('empty.pdf', '%PDF-1.7\n'))).to.equal('DOCUMENT_NOT_ATTACHED');
    expect(await codeOf(fairway.write('text.json', '{ "a": 1 }'))).to.equal('NOT_CANONICAL');
    expect(await codeOf(link.replace('#1/', '#7/'))).to.equal('LINK_VERSION_UNKNOWN');
    expect(await codeOf(link.replace('/bconnect/', '/bconnect-test/'))).to.equal('DOCUMENT_SPOILT');
    const { document } = (await open(link)).json as { document: { about: object } };
    const elsewhere = { ...document, about: { ...document.about, network: 'bconnect-test' } };
    expect(await codeOf(fairway.write('test.json', canonical(elsewhere)))).to.equal('OTHER_NETWORK');
  });

  it('open without a ledger, and are then not called good', async () => {
    const pdf = readFileSync(join(fairway.folder, 'certificate.pdf'));
    writeFileSync(join(fairway.folder, 'copy.pdf'), pdf);
    const { code, out } = await fairway.run(['document', 'open', 'copy.pdf'], { FAIRWAY_EMBEDDED: '' });
    expect(code).to.equal(0);
    expect(out).to.include('not checked').and.include('Ñandutí SA');
  });

  it('end with the certificate', async () => {
    await fairway.done('aeo', 'revoke', NUMBER, '--as', 'aeo-officer', '--reason', 'insolvency');
    const { code, json } = await open(link);
    expect(code).to.equal(3);
    expect(json['checked']).to.include({ standing: 'current', inForce: false, state: 'revoked' });
  });
});
