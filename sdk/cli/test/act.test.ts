import { copyFileSync, readFileSync } from 'node:fs';
import { DAY, digestOfJson, type Act, type ActToSign } from '@fairway/model';
import { expect } from 'chai';
import sinon from 'sinon';
import { CommandLine } from './command-line.ts';
import { Cargo } from './cargo.ts';

/** Officers and a carrier, whose keys lie in different places and who hand one another a file. */
describe('An act that several sign, each at its own place', function () {
  this.timeout(300_000);
  let cargo: Cargo;
  let office: CommandLine;
  /** Where the carrier sits: its keys are here and nowhere else, and the network is the same. */
  let carrier: CommandLine;
  let bill: string;

  before(async () => {
    cargo = await Cargo.begin();
    office = cargo.fairway;
    carrier = new CommandLine({ network: office.network });
    bill = await cargo.issued();
    for (const ending of ['actkey', 'handle'])
      carrier.write(`naviera.${ending}`, readFileSync(`${office.folder}/keys/naviera.${ending}`, 'utf8'));
  });
  after(() => {
    office.remove();
    carrier.remove();
  });

  const fileOf = (place: CommandLine, name: string) => `${place.folder}/${name}`;
  const contentOf = (place: CommandLine, name: string) =>
    JSON.parse(readFileSync(fileOf(place, name), 'utf8')) as ActToSign;
  const handOver = (name: string, from: CommandLine, to: CommandLine) =>
    copyFileSync(fileOf(from, name), fileOf(to, name));
  const atCarrier = ['--as', 'naviera', '--keys', '.'];
  const write = (file: string, command: string, ...args: string[]) =>
    cargo.title(command, bill, 'registrar-AR', ...args, '--sign-later', file);

  it('is written by an officer, read and signed by the carrier, and sent by anyone', async () => {
    const { missing, state } = await write('freeze.act', 'freeze', '--order', 'JF 3/2026');
    expect([missing, state]).to.deep.equal([[cargo.handles.naviera], 'open']);
    expect(await cargo.shown(bill)).not.to.have.property('orders');
    expect(await office.refused('act', 'send', 'freeze.act')).to.equal('SIGNATURES_TOO_FEW');
    handOver('freeze.act', office, carrier);
    const { out } = await carrier.run(['act', 'show', 'freeze.act', '--member', 'UY']);
    expect(out).to.match(new RegExp(`^the bill ${bill} stands still, by order JF 3/2026$`, 'm'));
    expect(out).to.match(/^by +Registro \(ar-/m);
    expect(out).to.match(new RegExp(`^Naviera \\(${cargo.handles.naviera}\\)\tmissing$`, 'm'));
    await carrier.done('act', 'sign', 'freeze.act', ...atCarrier);
    expect(await carrier.refused('act', 'sign', 'freeze.act', ...atCarrier)).to.equal('ALREADY_SIGNED');
    const { act } = await carrier.done('act', 'send', 'freeze.act');
    expect(await cargo.shown(bill)).to.have.nested.property('orders[0].act', act);
    expect(await carrier.done('act', 'send', 'freeze.act')).to.include({ act });
    expect((await office.done('act', 'show', `${carrier.folder}/freeze.act`, '--member', 'AR'))['state']).to.equal(
      'done',
    );
  });

  it('is signed by two of a firm where it has set so, and by no key twice', async () => {
    await office.done('key', 'make', 'naviera-2', '--keys', carrier.folder);
    const firm = [cargo.handles.naviera, ...atCarrier];
    await carrier.done('participant', 'add-key', ...firm, '--stored-key', 'naviera-2');
    await carrier.done('participant', 'set-signing', ...firm, '--together', 'title.unfreeze');
    const { missing } = await write('unfreeze.act', 'unfreeze', '--order', 'JF 9/2026');
    expect(missing).to.deep.equal([cargo.handles.naviera, cargo.handles.naviera]);
    handOver('unfreeze.act', office, carrier);
    await carrier.done('act', 'sign', 'unfreeze.act', ...atCarrier);
    expect(await carrier.refused('act', 'sign', 'unfreeze.act', ...atCarrier)).to.equal('ALREADY_SIGNED');
    expect(await carrier.refused('act', 'send', 'unfreeze.act')).to.equal('SIGNATURES_TOO_FEW');
    await carrier.done('act', 'sign', 'unfreeze.act', '--as', 'naviera-2', '--keys', '.');
    await carrier.done('act', 'send', 'unfreeze.act');
    expect(await cargo.shown(bill)).to.have.nested.property('orders[0].to');
  });

  it('is prepared by who signs nothing, signed on copies, and put together again', async () => {
    const { handle } = await office.done('key', 'show', 'registrar-AR');
    const transfer = ['--reference', 'JF 4/2026', '--beneficiary', cargo.handles.importador];
    const unsigned = ['--as', handle as string, '--keys', 'nowhere', '--sign-later', 'transfer.act'];
    const { missing } = await office.done('title', 'transfer-by-order', bill, ...transfer, ...unsigned);
    expect(missing).to.deep.equal([handle, cargo.handles.naviera]);
    handOver('transfer.act', office, carrier);
    expect(await office.refused('act', 'sign', 'transfer.act', '--as', 'exportador')).to.equal('SIGNER_NOT_ALLOWED');
    await office.done('act', 'sign', 'transfer.act', '--as', 'registrar-AR');
    const copy = ['act', 'sign', 'transfer.act', ...atCarrier, '--output', fileOf(office, 'by-the-carrier.act')];
    await carrier.done(...copy);
    expect(contentOf(carrier, 'transfer.act').signatures).to.deep.equal([]);
    await office.done('act', 'send', 'by-the-carrier.act', 'transfer.act');
    const { control } = (await cargo.shown(bill)) as unknown as { control: object[] };
    expect(control.at(-1)).to.include({ beneficiary: cargo.handles.importador, holder: cargo.handles.importador });
  });

  it('is refused once it was changed, also by one who writes its digest anew', async () => {
    await write('honest.act', 'freeze', '--order', 'JF 5/2026');
    const { act, ...rest } = contentOf(office, 'honest.act');
    const forged = { ...act, args: { ...(act.args as object), order: 'JF 6/2026' } };
    office.write('forged.act', { ...rest, act: forged });
    office.write('forged-whole.act', { ...rest, act: forged, id: digestOfJson(forged) });
    for (const [file, code] of [
      ['forged.act', 'ACT_DIFFERS'],
      ['forged-whole.act', 'SIGNATURE_INVALID'],
    ] as const) {
      for (const command of [
        ['sign', file, '--as', 'naviera'],
        ['show', file, '--member', 'UY'],
        ['send', file],
      ])
        expect(await office.refused('act', ...command), command.join(' ')).to.equal(code);
    }
    expect(await office.refused('act', 'send', 'honest.act', 'forged-whole.act')).to.equal('ACT_DIFFERS');
    office.write('other.json', { schema: 'act-to-sign/1' });
    expect(await office.refused('act', 'show', 'other.json', '--member', 'UY')).to.equal('MISSING_FIELD');
  });

  it('is written anew where what it builds on has changed since', async () => {
    await write('late.act', 'freeze', '--order', 'JF 7/2026');
    await cargo.title('surrender', bill, 'importador');
    expect(await office.refused('act', 'sign', 'late.act', '--as', 'naviera-9')).to.equal('KEY_NOT_FOUND');
    expect(await carrier.refused('act', 'sign', fileOf(office, 'late.act'), ...atCarrier)).to.equal('ACT_OUTDATED');
    expect(await write('late.act', 'freeze', '--order', 'JF 7/2026').catch(String)).to.include('FILE_EXISTS');
  });

  it('founds a member, with registrars who are nowhere together', async () => {
    const colleague = new CommandLine({ network: office.network });
    const { handle, publicKey: jwk } = await colleague.done('key', 'make', 'colega', '--new-handle', 'PY');
    await office.done('key', 'make', 'registrar-PY', '--new-handle', 'PY');
    const registrars = [
      { key: 'registrar-PY', office: 'Registro' },
      { handle, jwk, office: 'Registro' },
    ];
    const found = { member: 'PY', name: 'Aduana', network: 'bconnect', timeZone: 'America/Asuncion', registrars };
    const founding = ['member', 'found', '--file', office.write('PY.json', found), '--as', 'registrar-PY'];
    expect(await office.refused(...founding)).to.equal('SIGNER_NOT_ALLOWED');
    await office.done(...founding, '--sign-later', 'PY.act');
    handOver('PY.act', office, colleague);
    const { sentence } = await colleague.done('act', 'show', 'PY.act');
    expect(sentence).to.match(/^PY, Aduana, is founded/);
    await colleague.done('act', 'sign', 'PY.act', '--as', 'colega');
    await colleague.done('act', 'send', 'PY.act');
    const shown = await office.done('member', 'show', 'PY', '--member', 'AR');
    expect(shown['registrars']).to.include(handle);
    colleague.remove();
  });

  it('is done at once where part of it is private', async () => {
    const trader = ['--role', 'trader', '--name', 'Otra SA', '--tin', 'AR30500000009', '--stored-key', 'banco'];
    const checked = ['--due-diligence', 'EXP-3', '--checked-on', '2026-01-15', '--sign-later', 'trader.act'];
    expect(await office.refused('participant', 'register', '--as', 'registrar-AR', ...trader, ...checked)).to.equal(
      'NOT_SIGNED_LATER',
    );
  });

  it('is good for as long as it says, and no longer than seven days', async () => {
    const next = await cargo.issued();
    const freeze = [
      'title',
      'freeze',
      next,
      '--as',
      'registrar-AR',
      '--order',
      'JF 8/2026',
      '--sign-later',
      'soon.act',
    ];
    const days = (count: number) => ['--good-until', new Date(Date.now() + count * DAY).toISOString()];
    expect(await office.refused(...freeze, ...days(-1))).to.equal('ACT_EXPIRED');
    expect(await office.refused(...freeze, ...days(8))).to.equal('NOT_AFTER_TOO_FAR');
    await office.done(...freeze, ...days(2));
    handOver('soon.act', office, carrier);
    await office.done('act', 'sign', 'soon.act', '--as', 'naviera');
    const { act } = contentOf(office, 'soon.act') as { act: Act };
    sinon.useFakeTimers({ now: Date.parse(act.notAfter) + 1, toFake: ['Date'] });
    try {
      const { state } = await carrier.done('act', 'show', 'soon.act', '--member', 'UY');
      expect(state).to.equal('expired');
      expect(await carrier.refused('act', 'sign', 'soon.act', ...atCarrier)).to.equal('ACT_EXPIRED');
      expect(await office.refused('act', 'send', 'soon.act')).to.equal('ACT_EXPIRED');
    } finally {
      sinon.restore();
    }
  });
});
