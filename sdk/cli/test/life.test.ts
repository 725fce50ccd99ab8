import { expect } from 'chai';
import { CommandLine } from './command-line.ts';

/** A registrar and a trader with two signatories, over the years. */
describe('The life of a participant at the command line', function () {
  this.timeout(300_000);
  const fairway = new CommandLine();
  const checked = ['--due-diligence', 'EXP-1', '--checked-on', '2026-01-15'];
  const asRegistrar = ['--as', 'registrar'];
  let [trader, jose] = ['', ''];

  before(async () => {
    await fairway.found('AR', 'registrar');
    const profile = ['--role', 'trader', '--name', 'Frigorífico SA', '--tin', 'AR30500000001'];
    trader = await fairway.register('maria', 'registrar', ...profile);
    jose = (await fairway.done('key', 'make', 'jose'))['thumbprint'] as string;
  });
  after(() => fairway.remove());

  const party = (name: string, ...args: string[]) => fairway.done('participant', name, trader, ...args);
  const refused = async (name: string, ...args: string[]) =>
    (await fairway.run(['participant', name, trader, ...args, '--json'])).json['code'];
  const shown = async () => (await fairway.run(['participant', 'show', trader, '--member', 'UY'])).out;

  it('lets two signatories sign together what their firm has set, and each no more than it may', async () => {
    await party('add-key', '--as', 'maria', '--stored-key', 'jose');
    await party('set-signing', '--as', 'maria', '--together', 'participant.consent');
    expect(await refused('consent', '--as', 'maria')).to.equal('SIGNATURES_TOO_FEW');
    await party('consent', '--as', 'maria', '--with', 'jose');
    const out = await shown();
    expect(out).to.match(
      /^together by two +mandate.give, participant.addKey, participant.consent, participant.setSigning$/m,
    );
    expect(out).to.match(/^shown to partners +yes$/m);
  });

  it('shows a partner nothing without an agreement, and takes back what it was shown', async () => {
    const to = ['--partner', 'UY', '--member', 'AR'];
    expect(await refused('share', ...to, '--agreement', 'ARM-1')).to.equal('AGREEMENT_NOT_IN_FORCE');
    await fairway.done('participant', 'unshare', trader, ...to);
    expect(await refused('show-shared', ...to)).to.equal('NOT_SHARED');
  });

  it('replaces a lost key after its term, unless the party objects', async () => {
    const replaces = ['--replaces', jose];
    const key = fairway.write('new.json', await fairway.done('key', 'make', 'nueva'));
    await party('rekey', ...asRegistrar, '--key', key, ...replaces, ...checked);
    const { thumbprint } = (await fairway.done('key', 'show', 'nueva')) as { thumbprint: string };
    const objection = { handle: trader, thumbprint };
    const answer = await fairway.done(
      ...['participant', 'object', trader, thumbprint, '--as', 'maria', '--reason', 'nobody lost a key'],
    );
    expect(answer).to.deep.include(objection);
  });

  it('keeps an old name, which only its sponsor reads', async () => {
    const name = ['--name', 'Litoral Carnes SA', '--deed', 'IGJ 17/2026', '--on', '2026-02-01'];
    await party('rename', ...asRegistrar, ...name);
    expect(await shown()).to.match(/^former names +private until 2026-02-01 \(IGJ 17\/2026\)$/m);
    const { out } = await fairway.run(['participant', 'show-private', trader, '--member', 'AR']);
    expect(out).to.match(/^former names +Frigorífico SA until 2026-02-01$/m);
  });

  it('freezes a party by order, releases it, and records who succeeds it', async () => {
    await party('freeze', ...asRegistrar, '--order', 'JF 3/2026');
    const retire = [jose, '--as', 'maria', '--reason', 'x'];
    expect(await refused('retire-key', ...retire)).to.equal('PARTY_FROZEN');
    await party('release', ...asRegistrar, '--order', 'JF 9/2026');
    const successor = 'uy-00000000000000000000000000';
    const deed = ['--successor', successor, '--deed', 'F-4', '--from', '2030-01-01T00:00Z'];
    expect(await refused('succeed', ...asRegistrar, ...deed)).to.equal('FROM_TOO_FAR');
    expect((await fairway.run(['participant', 'successor', trader, '--member', 'UY'])).out.trim()).to.equal(trader);
  });
});
