import { contractsFor } from '@fairway/chaincode';
import { forNobody } from '@fairway/gateway';
import { canonical, namespaceOf } from '@fairway/model';
import { submit, type Call, type LedgerError, type Ledger } from '@fairway/sdk';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { signAct } from '@fairway/wallets';
import { expect } from 'chai';
import { networkOf } from './network-of.ts';
import { refusalOf } from './suites/refusals.ts';
import { worldOn, type World } from './suites/world.ts';

describe('A gateway that was taken over', () => {
  let embedded: EmbeddedNetwork;
  let world: World;
  let service: Ledger;
  let guarded: Ledger;
  before(async () => {
    embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    world = await worldOn(networkOf(embedded));
    service = embedded.ledger({ member: 'AR' });
    guarded = forNobody(() => service, ['AR', 'UY']);
  });
  after(() => embedded.close());

  const namespace = namespaceOf('AR');
  const codeOf = async (ledger: Ledger, call: Omit<Call, 'namespace'>): Promise<string> =>
    (await refusalOf(() => submit(ledger, { namespace, ...call }, { timeout: 20_000 }))).code;

  const grant = async (number: string) => ({
    version: 1 as const,
    type: 'aeo.grant',
    actor: world.officer.handle,
    records: [{ member: 'AR', kind: 'aeo', id: number, sequence: 1 }],
    cites: [await world.types()],
    args: {
      holder: world.trader.handle,
      type: 'OEA',
      grantedOn: '2026-01-01',
      validFrom: '2026-01-01',
      validTo: '2036-01-01',
    },
    notAfter: new Date(Date.now() + 3_600_000).toISOString(),
  });

  it('puts to the ledger what its actor signed', async () => {
    const act = await grant(world.newNumber());
    const signed = await signAct(act, [{ handle: world.officer.handle, signer: world.officer.signer }]);
    const endorsers = ['AR', 'UY'];
    const { result } = await submit(guarded, { namespace, transaction: 'aeo:grant', args: [signed], endorsers });
    expect(JSON.parse(Buffer.from(result).toString())).to.include.keys('act', 'recordedAt', 'transactionId');
  });

  it('does nothing in the name of anyone, with all that its own certificate opens', async () => {
    const act = await grant(world.newNumber());
    const signed = await signAct(act, [{ handle: world.officer.handle, signer: world.officer.signer }]);
    const { payload, signatures } = JSON.parse(signed) as { payload: string; signatures: object[] };
    const other = await signAct({ ...act, actor: world.trader.handle }, [
      { handle: world.trader.handle, signer: world.trader.signer },
    ]);
    const { signatures: others } = JSON.parse(other) as { signatures: object[] };
    const changed = Buffer.from(Buffer.from(payload, 'base64url').toString().replace('OEA', 'OEB')).toString(
      'base64url',
    );
    for (const ledger of [service, guarded]) {
      const put = (given: unknown) => codeOf(ledger, { transaction: 'aeo:grant', args: [canonical(given)] });
      expect(await put({ payload, signatures: others })).to.equal('SIGNER_NOT_ALLOWED');
      expect(await put({ payload: changed, signatures })).to.equal('SIGNATURE_INVALID');
      expect(await put({ payload, signatures: [] })).to.equal('TOO_SHORT');
      expect(await put({ act })).to.equal('MISSING_FIELD');
    }
  });

  it('runs nothing that is no act where it is reached through its doors: no clock, no secret, nothing shown to partners', async () => {
    for (const [transaction, ...args] of [
      ['clock:tick'],
      ['participant:keepSecret'],
      ['participant:share', world.trader.handle, 'UY', 'AGREEMENT'],
      ['participant:unshare', 'UY', '[]'],
      ['aeo:grant', '{}', '{}'],
    ] as const)
      expect(await codeOf(guarded, { transaction, args }), transaction).to.equal('NOT_AN_ACT');
    for (const transaction of ['record:write', 'aeo:read', 'participant:readSecret'])
      expect(await codeOf(guarded, { transaction, args: [] }).catch((error: LedgerError) => error.code)).to.be.oneOf([
        'NO_SUCH_TRANSACTION',
        'CHAINCODE_FAILED',
      ]);
  });

  it('shows a private part to its owner only, and nothing else beside an act', async () => {
    const keep = { transaction: 'participant:keepPrivate', args: [world.trader.handle] };
    const transient = { private: Buffer.from('{}') };
    expect(await codeOf(guarded, { ...keep, transient })).to.equal('NOT_AN_ACT');
    expect(await codeOf(guarded, { ...keep, transient, endorsers: ['AR', 'UY'] })).to.equal('NOT_AN_ACT');
    expect(await codeOf(guarded, { ...keep, transient: { secret: Buffer.from('x') }, endorsers: ['AR'] })).to.equal(
      'NOT_AN_ACT',
    );
    expect(await codeOf(guarded, { transaction: 'aeo:grant', args: ['{}'], transient })).to.equal('NOT_AN_ACT');
  });

  it('reads what is on its list, and no system chaincode', async () => {
    const read = (call: Call) => refusalOf(() => guarded.evaluate(call));
    for (const call of [
      { namespace: 'qscc', transaction: 'GetChainInfo', args: ['customs'] },
      { namespace: 'qscc', transaction: 'record:stand', args: [] },
      { namespace, transaction: 'clock:tick', args: [] },
      { namespace, transaction: 'toString', args: [] },
      { namespace, transaction: 'participant:keepSecret', args: [], transient: { secret: Buffer.alloc(43, 'A') } },
    ])
      expect((await read(call)).code).to.equal('READ_NOT_ALLOWED');
    const at = await guarded.evaluate({ namespace, transaction: 'clock:read', args: [] });
    expect(Buffer.from(at).toString()).to.match(/^\d{4}-/);
  });

  it('sends no envelope but those that it had endorsed', async () => {
    const tick = await service.endorse({ namespace, transaction: 'clock:tick', args: [], endorsers: ['AR', 'UY'] });
    expect((await refusalOf(() => guarded.send(tick))).code).to.equal('NOT_ENDORSED_HERE');
  });
});
