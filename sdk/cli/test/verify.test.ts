import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { pageProgram, savedPage, type Carried } from '@fairway/gateway';
import { canonical, networkDigest, type TrustList } from '@fairway/model';
import { CommandLine, officeOf } from './command-line.ts';

const NUMBER = 'AR-2026/0001';
const TYPES = fileURLToPath(new URL('../../../config/tables/AR/AEO-TYPES.yaml', import.meta.url));

/** What a page carries that was saved, but for the network's trust list. */
const CARRIED: Omit<Carried, 'network' | 'trustList'> = {
  ...{ version: 1, at: '2026-01-01T00:00:00.000Z' },
  ...{ from: 'https://customs.example/', gateways: { UY: 'https://aduana.example/' } },
  administration: { en: 'Customs', es: 'Aduana', pt: 'Aduana' },
  look: { accent: '#0b3a5b', onAccent: '#ffffff', crest: '<svg/>' },
};

/** AR grants a certificate, both members publish their roots, and anyone checks what they sign. */
describe('On the command line, who is shown a number', function () {
  this.timeout(300_000);
  const fairway = new CommandLine();
  const members = ['--members', 'AR,UY'];
  const two = (...args: string[]) => fairway.done(...args, ...members);
  const verify = (...args: string[]) => fairway.run(['verify', ...args, '--json']);

  before(async () => {
    for (const member of ['AR', 'UY'] as const) {
      const registrar = `registrar-${member.toLowerCase()}`;
      await fairway.found(member, registrar, ...members);
      await two('member', 'publish-roots', '--as', registrar);
    }
    for (const role of ['aeo-officer', 'supervisor'])
      await fairway.register(role, 'registrar-ar', ...officeOf(role), ...members);
    await two('table', 'publish', 'AEO-TYPES', '--as', 'supervisor', '--file', TYPES);
    const holder = fairway.write('trader.json', {
      roles: ['trader'],
      keys: [],
      dueDiligence: { reference: 'EXP-2', on: '2026-01-15' },
      private: { name: 'Frigorífico del Litoral SA', identifiers: [{ scheme: 'TIN', value: 'AR30500000001' }] },
    });
    const { handle } = await two('participant', 'register', '--as', 'registrar-ar', '--file', holder);
    await two(
      ...['aeo', 'grant', NUMBER, '--as', 'aeo-officer', '--holder', String(handle), '--type', 'OEA'],
      ...['--granted-on', '2026-02-02', '--valid-from', '2026-02-02', '--valid-to', '2036-02-01'],
    );
    await two('trust', 'export', 'trust.json', '--member', 'UY');
  });
  after(() => fairway.remove());

  const question = ['--issuer', 'AR', '--number', NUMBER, '--member', 'UY', ...members];

  it('has it checked by the signatures of both members', async () => {
    const { code, json } = await verify(...question, '--trust', 'trust.json', '--keep', 'kept.json');
    expect([code, json['verdict']]).to.deep.equal([0, 'valid']);
    expect((json['signers'] as string[]).toSorted()).to.deep.equal(['AR', 'UY']);
  });

  it('is shown what was found, side by side, and in which sentence', async () => {
    const { out } = await fairway.run(['verify', ...question]);
    expect(out)
      .to.match(/AR aeo AR-2026\/0001: valid/)
      .and.to.contain('issued by Aduana de AR (AR)');
  });

  it('checks a kept answer alone, by a trust list', async () => {
    const { code, json } = await verify('kept.json', '--trust', 'trust.json');
    expect([code, json['verdict']]).to.deep.equal([0, 'valid']);
    const file = join(fairway.folder, 'kept.json');
    const receipt = readFileSync(file, 'utf8');
    writeFileSync(join(fairway.folder, 'other.json'), receipt.replaceAll(NUMBER, 'AR-2026/0002'));
    const other = await verify('other.json', '--trust', 'trust.json');
    expect([other.code, other.json['verdict']]).to.deep.equal([3, 'could-not-check']);
  });

  it('learns of a number that nobody was given that it is not valid', async () => {
    const { code, json } = await verify(...question.with(3, 'AR-2026/0009'));
    expect([code, json['verdict']]).to.deep.equal([3, 'invalid']);
  });

  it('has the document in hand checked, by its link, as it was printed, and as data', async () => {
    const page = 'https://aduana.example/verify';
    const issued = await two('document', 'issue', NUMBER, '--as', 'aeo-officer', '--page', page);
    const link = issued['link'] as string;
    const place = ['--member', 'UY', '--members', 'AR,UY'];
    await fairway.done('document', 'print', link, ...place, '--out', 'certificate.pdf');
    const document = fairway.write('certificate.json', canonical(issued['document']));
    for (const given of [[link], ['certificate.pdf'], [document], [...question.slice(0, 4), '--document', document]]) {
      const { code, json } = await verify(...given, ...place, '--trust', 'trust.json');
      const fragments = json['fragments'] as { dimension: string; code: string }[];
      expect([code, json['verdict']], given.join(' ')).to.deep.equal([0, 'valid']);
      expect(fragments.find(({ dimension }) => dimension === 'integrity')).to.include({ result: 'valid' });
    }
    const forged = canonical({ ...(issued['document'] as object), validTo: '2099-01-01' });
    const { code, json } = await verify(fairway.write('forged.json', forged), ...place);
    expect([code, json['verdict']]).to.deep.equal([3, 'invalid']);
    const { about } = issued['document'] as { about: object };
    const elsewhere = canonical({ ...(issued['document'] as object), about: { ...about, network: 'elsewhere' } });
    expect((await verify(fairway.write('elsewhere.json', elsewhere), ...place)).json['code']).to.equal('OTHER_NETWORK');
  });

  it('has a page that was saved compared with the published program before it is opened', async () => {
    const trustList = JSON.parse(readFileSync(join(fairway.folder, 'trust.json'), 'utf8')) as TrustList;
    const carried = { ...CARRIED, network: networkDigest(trustList), trustList };
    const program = Buffer.from(pageProgram());
    const codeOf = async (page: Uint8Array, ...args: string[]) => {
      writeFileSync(join(fairway.folder, 'saved.html'), page);
      return (await fairway.run(['trust', 'page', 'saved.html', ...args, '--json'])).json['code'];
    };
    expect(await codeOf(savedPage(program, carried), '--pinned', carried.network)).to.equal(undefined);
    expect(await codeOf(savedPage(program, carried), '--pinned', 'A'.repeat(43))).to.equal('OTHER_NETWORK');
    const changed = Buffer.concat([program, Buffer.from('<p>\n')]);
    expect(await codeOf(savedPage(changed, carried))).to.equal('PAGE_DIFFERS');
    const followed = Buffer.concat([savedPage(program, carried), Buffer.from('<p>\n')]);
    expect(await codeOf(followed)).to.equal('SAVED_PAGE_MALFORMED');
    const forged = { ...trustList, chains: {} };
    expect(await codeOf(savedPage(program, { ...carried, trustList: forged }))).not.to.equal(undefined);
  });

  it('has a page compared with what most members have published, each by its own act', async () => {
    const page = join(fairway.folder, 'saved.html');
    const trustList = JSON.parse(readFileSync(join(fairway.folder, 'trust.json'), 'utf8')) as TrustList;
    writeFileSync(page, savedPage(pageProgram(), { ...CARRIED, network: networkDigest(trustList), trustList }));
    const compared = async () => {
      await two('trust', 'export', 'published.json', '--member', 'UY');
      return (await fairway.run(['trust', 'page', page, '--trust', 'published.json', '--json'])).json;
    };
    const officers = await fairway.run([
      'member',
      'publish-page',
      '--as',
      'aeo-officer',
      '--members',
      'AR,UY',
      '--json',
    ]);
    expect(officers.json['code']).to.equal('ROLE_REQUIRED');
    await two('member', 'publish-page', '--as', 'registrar-ar');
    expect((await compared())['code']).to.equal('PAGE_NOT_PUBLISHED');
    await two('member', 'publish-page', '--as', 'registrar-uy');
    expect((await compared())['publishers']).to.deep.equal(['AR', 'UY']);
  });

  it('is refused a trust list of another network, and told what is missing', async () => {
    const pinned = 'A'.repeat(43);
    const other = await fairway.run(['trust', 'show', 'trust.json', '--pinned', pinned, '--json']);
    expect([other.code, other.json['code']]).to.deep.equal([1, 'OTHER_NETWORK']);
    for (const [args, code] of [
      [['kept.json'], 'USAGE'],
      [['--issuer', 'AR'], 'USAGE'],
      // What is given is what is judged; nobody should think that something else was looked at.
      [['kept.json', '--trust', 'trust.json', '--document', 'certificate.pdf'], 'USAGE'],
      [['kept.json', '--trust', 'trust.json', '--at', '2020-01-01T00:00:00.000Z'], 'USAGE'],
      [['certificate.pdf', ...question, '--trust', 'trust.json'], 'USAGE'],
      [[...question, '--gateway', 'http://127.0.0.1:9'], 'USAGE'],
      [[...question, '--kind', 'participant'], 'NOT_ALLOWED'],
    ] as const)
      expect((await verify(...args)).json['code'], args.join(' ')).to.equal(code);
    const shown = await fairway.done('trust', 'show', 'trust.json');
    expect((shown['members'] as unknown[]).length).to.equal(2);
  });
});
