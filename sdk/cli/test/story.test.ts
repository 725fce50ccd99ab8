import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { CommandLine, PASSPHRASE } from './command-line.ts';

const NUMBER = 'AR-2026/0001';
const TERMS = ['--type', 'OEA', '--granted-on', '2026-02-02', '--valid-from', '2026-02-02', '--valid-to', '2036-02-01'];

const TYPES = fileURLToPath(new URL('../../../config/tables/AR/AEO-TYPES.yaml', import.meta.url));

/** A registrar founds AR, registers an officer and a trader, and the officer grants the trader a certificate. */
describe('The command line on an embedded network kept in a file', function () {
  this.timeout(300_000);
  const fairway = new CommandLine();
  let officer: string;
  let trader: string;

  before(async () => {
    await fairway.done('key', 'make', 'registrar', '--new-handle', 'AR');
    const key = await fairway.done('key', 'make', 'officer', '--algorithm', 'EdDSA');
    const found = `
      member: AR
      name: Agencia de Recaudación y Control Aduanero
      network: bconnect
      timeZone: America/Argentina/Buenos_Aires
      registrars: [{ key: registrar, office: Registro de operadores }]`;
    await fairway.done('member', 'found', '--file', fairway.write('found.yaml', found), '--as', 'registrar');
    const profile = ['--role', 'aeo-officer', '--office', 'Programa OEA', '--name', 'Legajo 4711'];
    const checked = ['--due-diligence', 'EXP-1', '--checked-on', '2026-01-15'];
    const registered = await fairway.done(
      ...['participant', 'register', '--as', 'registrar', ...profile, ...checked, '--stored-key', 'officer'],
    );
    officer = registered['handle'] as string;
    await fairway.done('key', 'make', 'supervisor');
    const supervisor = ['--role', 'supervisor', '--office', 'Programa OEA', '--name', 'Legajo 12'];
    await fairway.done(
      ...['participant', 'register', '--as', 'registrar', ...supervisor, ...checked, '--stored-key', 'supervisor'],
    );
    await fairway.done('table', 'publish', 'AEO-TYPES', '--as', 'supervisor', '--file', TYPES);
    // A trader's public key comes to the registrar as a file; here the officer's serves, since a key is slow to make.
    const file = fairway.write('trader.json', {
      roles: ['trader'],
      dueDiligence: { reference: 'EXP-2', on: '2026-01-15' },
      private: { name: 'Frigorífico del Litoral SA', identifiers: [{ scheme: 'TIN', value: 'AR30500000001' }] },
    });
    const publicKey = fairway.write('key.json', key);
    const sponsored = await fairway.done(
      ...['participant', 'register', '--as', 'registrar', '--file', file, '--key', publicKey],
    );
    trader = sponsored['handle'] as string;
    await fairway.done('aeo', 'grant', NUMBER, '--as', 'officer', '--holder', trader, ...TERMS);
  });
  after(() => fairway.remove());

  const inUruguay = (...args: string[]) => fairway.run([...args, '--member', 'UY']);

  it('keeps keys readable by their owner alone, with the handle that the registry knows', async () => {
    const listed = (await fairway.done('key', 'list')) as unknown as { name: string; handle: string }[];
    expect(listed.map(({ name }) => name)).to.deep.equal(['officer', 'registrar', 'supervisor']);
    expect(listed[0]!.handle).to.equal(officer);
    const file = join(fairway.folder, 'keys/officer.actkey');
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(readFileSync(file, 'utf8')).not.to.include('"d":');
  });

  it('shows a member as it was founded', async () => {
    const { code, out } = await inUruguay('member', 'show', 'AR');
    expect(code).to.equal(0);
    expect(out).to.match(/^time zone +America\/Argentina\/Buenos_Aires$/m);
  });

  it("shows a trader's name to its sponsor and not to the partner", async () => {
    const known = await fairway.done('participant', 'show-private', trader, '--member', 'AR');
    expect(known['name']).to.equal('Frigorífico del Litoral SA');
    const refused = await inUruguay('participant', 'show-private', trader, '--json');
    expect(refused.code).to.equal(1);
    expect(refused.json['code']).to.equal('SERVICE_REQUIRED');
    const shown = await inUruguay('participant', 'show', trader);
    expect(shown.out).to.include('trader').and.not.to.include('Litoral');
  });

  it('shows what the types of a programme cover and for whom', async () => {
    const { out } = await inUruguay('table', 'show', 'AEO-TYPES', '--of', 'AR');
    expect(out).to.match(/^OEA-C\t.*\tcompliance\timporter, exporter, broker, carrier$/m);
  });

  it('tells a partner that a certificate is valid, with exit code 0, and 3 once it is suspended', async () => {
    const before = await inUruguay('aeo', 'check', 'ar‐2026/0001', '--issuer', 'AR');
    expect(before.code).to.equal(0);
    expect(before.out).to.match(/^✔ valid: in force[^]*^covers +security, compliance$/m);
    await fairway.done('aeo', 'suspend', NUMBER, '--as', 'officer', '--reason', 'under-investigation');
    const after = await inUruguay('aeo', 'check', NUMBER, '--issuer', 'AR', '--json');
    expect(after.code).to.equal(3);
    expect(after.json).to.include({ valid: false, status: 'suspended', reason: 'under-investigation' });
    const then = await inUruguay('aeo', 'check', NUMBER, '--issuer', 'AR', '--at', '2026-02-01T09:00-03:00', '--json');
    expect(then.json['status']).to.equal('not-yet-valid');
    const known = ['--at', '2026-02-02T12:00Z', '--known-at', '2026-02-02T12:00Z', '--json'];
    const unknown = await inUruguay('aeo', 'check', NUMBER, '--issuer', 'AR', ...known);
    expect([unknown.code, unknown.json['status']]).to.deep.equal([3, 'unknown']);
  });

  it('tells who did what to a certificate, one act a line', async () => {
    const { out } = await inUruguay('aeo', 'history', NUMBER, '--issuer', 'AR');
    const rows = out.trim().split('\n').slice(1);
    expect(rows.map((row) => row.split('\t').slice(2, 5))).to.deep.equal([
      ['aeo.grant', officer, ''],
      ['aeo.suspend', officer, 'under-investigation'],
    ]);
  });

  it("lists an issuer's certificates, those of one status where it is given", async () => {
    const suspended = await inUruguay('aeo', 'list', '--issuer', 'AR', '--status', 'suspended');
    expect(suspended.out).to.include(`${NUMBER}\tsuspended\tOEA\t${trader}`);
    const active = await inUruguay('aeo', 'list', '--issuer', 'AR', '--status', 'active', '--json');
    expect(active.json).to.deep.equal([]);
  });

  it('checks a whole list at once, by numbers or by TINs, and says which are not valid and why', async () => {
    const numbers = fairway.write('numbers.txt', `${NUMBER}\nAR-2026/9999\n`);
    const checked = await inUruguay('aeo', 'check-list', numbers, '--issuer', 'AR');
    expect(checked.code).to.equal(3);
    expect(checked.out).to.match(
      /^suspended\t1$[^]*^AR-2026\/9999\tunknown\t[^]*^✔ 2 checked on the peer; as of block/m,
    );
    const named = fairway.write('operators.csv', 'name;tin\nLitoral, SA;AR30500000001\n');
    const own = await fairway.run(['aeo', 'check-list', named, '--member', 'AR', '--json']);
    const { answers, counts } = own.json as { answers: object[]; counts: object };
    expect(counts).to.deep.equal({ suspended: 1 });
    expect(answers[0]).to.deep.include({ certificate: { issuer: 'AR', number: NUMBER } });
    const foreign = await inUruguay('aeo', 'check-list', named, '--json');
    expect(foreign.json['counts']).to.deep.equal({ unknown: 1 });
    const wrong = await inUruguay('aeo', 'check-list', named, '--by', 'lei', '--json');
    expect([wrong.code, wrong.json['code']]).to.deep.equal([1, 'LIST_COLUMNS']);
  });

  it('keeps its own view of all records up to date until it is told to stop, and counts by it', async () => {
    const followed = await fairway.spawned(['projection', 'follow', '--member', 'UY'], {}, 'follows from block');
    expect([followed.code, followed.err]).to.deep.equal([0, '']);
    const status = await fairway.run(['projection', 'status', '--member', 'UY', '--json']);
    expect(status.json).to.include({ member: 'UY', isFollowed: false });
    const { height, peer } = status.json as { height: number; peer: number };
    expect(height).to.equal(peer);
    const counted = await fairway.run(['projection', 'counts', '--member', 'AR', '--json']);
    expect([counted.code, counted.json]).to.deep.equal([0, []]);
  });

  it('records an appeal against the last decision, and how it was decided', async () => {
    const appeal = ['--as', 'officer', '--reference', 'CAF 7/2026'];
    await fairway.done('aeo', 'appeal', NUMBER, ...appeal, '--suspensive');
    expect((await inUruguay('aeo', 'check', NUMBER, '--issuer', 'AR')).out).to.match(
      /^✔ valid: .*under appeal \(CAF 7/,
    );
    await fairway.done('aeo', 'resolve-appeal', NUMBER, ...appeal, '--outcome', 'dismissed');
    expect((await inUruguay('aeo', 'get', NUMBER, '--issuer', 'AR')).out).to.match(/CAF 7\/2026\tsuspended.*dismissed/);
  });

  it('brings the changes up to now as JSON lines, and goes on after a checkpoint', async () => {
    const { code, out } = await inUruguay('changes', '--json');
    expect(code).to.equal(0);
    const changes = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { checkpoint: string; act: { type: string } });
    const types = changes.map(({ act }) => act.type);
    expect(types).to.deep.equal([
      ...['member.found', 'member.found', 'participant.register', 'participant.register'],
      ...['table.publish', 'participant.register'],
      ...['aeo.grant', 'aeo.suspend', 'aeo.appeal', 'aeo.resolveAppeal'],
    ]);
    const rest = await inUruguay('changes', '--after', changes.at(-2)!.checkpoint);
    expect(rest.out.trim().split('\n')).to.have.length(1);
    expect(rest.out).to.include(`aeo.resolveAppeal AR/aeo/${NUMBER}#4 by ${officer}`);
  });

  it('follows the changes until it is told to stop', async () => {
    const { code, out, err } = await fairway.spawned(
      ['changes', '--follow', '--member', 'UY'],
      {},
      'aeo.resolveAppeal',
    );
    expect([code, err]).to.deep.equal([0, '']);
    expect(out.trim().split('\n')).to.have.length(10);
  });

  it('says a refusal with its code on stderr, and as the one JSON document where that is asked for', async () => {
    const again = ['aeo', 'grant', NUMBER, '--as', 'officer', '--holder', trader, ...TERMS];
    const refused = await fairway.run([...again, '--json']);
    expect(refused.code).to.equal(1);
    expect(refused.err).to.match(/^RECORD_EXISTS \(\/records\/0\/id\): /);
    expect(refused.json).to.have.all.keys('code', 'sentence', 'path');
  });

  it('signs nothing with a wrong passphrase', async () => {
    const act = ['aeo', 'reinstate', NUMBER, '--as', 'officer', '--json'];
    const refused = await fairway.run(act, { FAIRWAY_PASSPHRASE: `not ${PASSPHRASE}` });
    expect([refused.code, refused.json['code']]).to.deep.equal([1, 'WRONG_PASSPHRASE']);
  });

  it('asks for a passphrase where there is nobody to ask, by a refusal', async () => {
    const act = ['aeo', 'reinstate', NUMBER, '--as', 'officer', '--json'];
    const refused = await fairway.spawned(act, { FAIRWAY_PASSPHRASE: undefined });
    expect([refused.code, refused.json['code']]).to.deep.equal([1, 'PASSPHRASE_MISSING']);
  });

  it('refuses a trader whose identifier belongs to another country before anything is recorded', async () => {
    const profile = ['--role', 'trader', '--name', 'Otra SA', '--tin', 'BR30500000001'];
    const checked = ['--due-diligence', 'EXP-3', '--checked-on', '2026-01-15', '--key', 'key.json'];
    const refused = await fairway.run([
      ...['participant', 'register', '--as', 'registrar', ...profile, ...checked, '--json'],
    ]);
    expect([refused.code, refused.json['code']]).to.deep.equal([1, 'IDENTIFIER_ELSEWHERE_AT_HOME']);
    const { out } = await inUruguay('changes');
    expect(out.match(/participant\.register/g)).to.have.length(3);
  });

  it('says so where the file belongs to other members', async () => {
    const refused = await fairway.run(['member', 'show', 'AR', '--members', 'AR,UY', '--member', 'AR', '--json']);
    expect([refused.code, refused.json['code']]).to.deep.equal([1, 'LEDGER_FAILED']);
  });
});
