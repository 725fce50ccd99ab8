import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { CommandLine, officeOf } from './command-line.ts';

const TYPES = fileURLToPath(new URL('../../../config/tables/AR/AEO-TYPES.yaml', import.meta.url));
const NUMBER = 'AR-2026/0001';
const TERMS = {
  version: 1,
  text: {
    title: 'Reconocimiento mutuo',
    parties: ['AR', 'UY'],
    effectiveFrom: '2026-01-01',
    noticeDays: 0,
    answerWithin: { days: 20, count: 'working' },
    recognitions: [{ of: 'AR', types: ['OEA'], by: 'UY', benefits: ['priority-treatment'] }],
  },
};

/** Two members agree, one grants, the other gives the benefit; the operator's agent claims what it was not given. */
describe('Mutual recognition at the command line', function () {
  this.timeout(300_000);
  const fairway = new CommandLine();
  const day = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
  let agent: string;

  before(async () => {
    for (const member of ['AR', 'UY'] as const) {
      const registrar = `registrar-${member}`;
      await fairway.found(member, registrar);
      for (const role of ['supervisor', 'aeo-officer'])
        await fairway.register(`${role}-${member}`, registrar, ...officeOf(role));
    }
    await fairway.done('table', 'publish', 'AEO-TYPES', '--as', 'supervisor-AR', '--file', TYPES);
    const trader = ['--role', 'trader', '--name', 'Operador de ejemplo', '--tin'];
    const holder = await fairway.register('holder', 'registrar-AR', ...trader, 'AR30500000001');
    agent = await fairway.register('agent', 'registrar-UY', ...trader, 'UY210000000001');
    const dates = ['--granted-on', '2026-02-02', '--valid-from', '2026-02-02', '--valid-to', '2036-02-01'];
    await fairway.done('aeo', 'grant', NUMBER, '--as', 'aeo-officer-AR', '--holder', holder, '--type', 'OEA', ...dates);
  });
  after(() => fairway.remove());

  const recognised = () => fairway.run(['aeo', 'recognise', NUMBER, '--issuer', 'AR', '--member', 'UY', '--json']);
  const benefit = ['--agreement', 'MRA-1', '--benefit', 'priority-treatment', '--number', NUMBER, '--on', day];

  it('owes nothing before both have accepted the same terms, by the digest that they have read', async () => {
    const before = await recognised();
    expect(before.code).to.equal(3);
    expect(before.json).to.deep.include({ valid: true, owed: [] });
    const file = fairway.write('terms.json', TERMS);
    const proposed = await fairway.done('agreement', 'propose', 'MRA-1', '--as', 'supervisor-AR', '--file', file);
    expect((await recognised()).code).to.equal(3);
    const accept = ['agreement', 'accept', 'MRA-1', '--as', 'supervisor-UY', '--of', 'AR', '--digest'];
    const wrong = await fairway.run([...accept, 'A'.repeat(43), '--json']);
    expect(wrong.json['code']).to.equal('TERMS_DIFFER');
    await fairway.done(...accept, proposed['digest'] as string);
    const after = await recognised();
    expect(after.code).to.equal(0);
    expect(after.json['owed']).to.deep.equal([{ benefit: 'priority-treatment', agreement: 'MRA-1', version: 1 }]);
    const shown = await fairway.run(['agreement', 'show', 'MRA-1', '--member', 'UY']);
    expect(shown.out).to.include('in force, version 1').and.to.include(proposed['digest']);
    const owed = ['agreement', 'owed', '--issuer', 'AR', '--type', 'OEA', '--partner', 'UY', '--member', 'UY'];
    expect((await fairway.run(owed)).code).to.equal(0);
    expect((await fairway.run(['agreement', 'list', '--member', 'AR'])).out).to.include('AR accepted, UY accepted');
  });

  it('records a benefit once, and shows its detail to the two members', async () => {
    const record = ['benefit', 'record', '--as', 'aeo-officer-UY', ...benefit, '--issuer', 'AR', '--type', 'OEA'];
    const { id } = await fairway.done(...record, '--declaration', 'DUA-1');
    const again = await fairway.run([...record, '--declaration', 'DUA-1', '--json']);
    expect(again.json['code']).to.equal('RECORD_EXISTS');
    const shown = ['benefit', 'show', id as string, '--by', 'UY', '--member'];
    expect((await fairway.run([...shown, 'AR'])).out).to.include('DUA-1');
    expect((await fairway.run([...shown, 'BR'])).out)
      .to.include('priority-treatment')
      .and.not.to.include('DUA-1');
    await fairway.done('benefit', 'withdraw', id as string, '--as', 'aeo-officer-UY', '--reason', 'Error');
    expect((await fairway.run([...shown, 'UY'])).out).to.match(/withdrawn +Error/);
  });

  it("lets the holder's agent claim under a mandate, and the partner answer", async () => {
    const until = ['--to', new Date(Date.now() + 86_400_000).toISOString()];
    const given = ['mandate', 'give', '--as', 'holder', '--agent', agent, '--capacity', 'trader', ...until];
    const { mandate } = await fairway.done(...given, '--act', 'claim.lodge');
    expect((await fairway.run(['mandate', 'show', mandate as string, '--member', 'UY'])).out).to.include(
      'as agent for the trader',
    );
    const claim = ['benefit', 'claim', '--as', 'agent', '--sponsor', 'AR', '--against', 'UY', ...benefit];
    const lodging = [...claim, '--declaration', 'DUA-2', '--facts', 'Canal rojo', '--mandate', mandate as string];
    const { id } = await fairway.done(...lodging);
    const answer = ['benefit', 'answer', id as string, '--as', 'aeo-officer-UY', '--sponsor', 'AR'];
    await fairway.done(...answer, '--outcome', 'not-owed', '--reason', 'Declaración de otro operador');
    const claimed = await fairway.run(['benefit', 'claimed', id as string, '--sponsor', 'AR', '--member', 'AR']);
    expect(claimed.out).to.include('answered').and.to.include('not-owed').and.to.include('UY/');
    await fairway.done('mandate', 'end', mandate as string, '--as', 'holder', '--reason', 'Fin del encargo');
    expect((await fairway.run([...lodging, '--json'])).json['code']).to.equal('MANDATE_NOT_IN_FORCE');
  });

  it('owes nothing from the moment that a party suspends', async () => {
    const suspend = ['agreement', 'suspend', 'MRA-1', '--as', 'supervisor-UY', '--reason', 'Auditoría'];
    await fairway.done(...suspend);
    const { code, json } = await recognised();
    expect(code).to.equal(3);
    expect(json['because']).to.include('suspended by UY');
    await fairway.done('agreement', 'resume', 'MRA-1', '--as', 'supervisor-UY', '--reason', 'Cerrada');
    expect((await recognised()).code).to.equal(0);
  });
});
