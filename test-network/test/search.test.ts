import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractsFor } from '@fairway/chaincode';
import { Projection, type CertificateQuery, type ParticipantQuery, type TitleQuery } from '@fairway/gateway';
import { DAY, checkAeo, instantOf, later, type AeoCertificate, type Instant } from '@fairway/model';
import { Aeo, Participants, Session, Titles, type Ledger } from '@fairway/sdk';
import { BILL_TERMS, openEmbedded, registerTrader, type Actor, type EmbeddedNetwork } from '@fairway/test-network';
import { expect } from 'chai';
import fc from 'fast-check';
import { networkOf } from './network-of.ts';
import { openRest } from './rest-network.ts';
import { worldOn, type World } from './suites/world.ts';

const TERMS = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };
const BEFORE: Instant = '2026-03-01T12:00:00.000Z';

describe('A search of the projection', () => {
  let embedded: EmbeddedNetwork;
  let world: World;
  let folder: string;
  let file: string;
  let projection: Projection;
  let [one, other]: Actor[] = [];
  const numbers: Record<string, string> = {};
  let bills: { member: string; id: string }[];
  let issued: Instant;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-search-'));
    file = join(folder, 'projection.db');
    embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    world = await worldOn(networkOf(embedded));
    [one, other] = await Promise.all([51, 52].map((nth) => registerTrader(world.stage, world.registrar, nth)));
    const aeo = new Aeo(world.stage('AR', world.officer));
    const terms = {
      inForce: TERMS,
      suspended: TERMS,
      reinstated: TERMS,
      annulled: TERMS,
      expired: { ...TERMS, validTo: '2026-02-20' },
      later: { ...TERMS, validFrom: '2035-01-01' },
      others: { ...TERMS, validTo: '2030-01-31' },
    };
    for (const [name, given] of Object.entries(terms)) {
      numbers[name] = world.newNumber();
      await aeo.grant('AR', numbers[name], { holder: (name === 'others' ? other! : one!).handle, ...given });
    }
    for (const name of ['suspended', 'reinstated']) await aeo.suspend('AR', numbers[name]!, { reason: 'insolvency' });
    await aeo.reinstate('AR', numbers['reinstated']!, {});
    await aeo.annul('AR', numbers['annulled']!, { reason: 'granted-in-error' });
    const carrier = await world.carrier();
    bills = [1, 2].map((nth) => ({ member: 'AR', id: `SCAC:${carrier.code}/SEARCH${nth}/1` }));
    const titles = new Titles(world.stage('AR', carrier));
    for (const bill of bills) await titles.issue(bill, { ...BILL_TERMS, issuer: carrier.handle, shipper: one!.handle });
    issued = instantOf(Date.now());
    await new Titles(world.stage('AR', one)).offer(bills[0]!, {
      to: other!.handle,
      what: 'both',
      endorsement: 'to-order',
      lapsesAt: later(instantOf(Date.now()), DAY),
    });
    await new Titles(world.stage('AR', one)).surrender(bills[1]!, { for: 'delivery' });
    projection = open();
    await projection.catchUp();
  });
  after(async () => {
    projection.close();
    await embedded.close();
    rmSync(folder, { recursive: true });
  });

  const open = (): Projection => Projection.open(file, world.stage('UY'), 'UY');
  const named = (ids: readonly string[]): string[] =>
    Object.keys(numbers).filter((name) => ids.includes(numbers[name]!));
  const ofOurs = (query: CertificateQuery, at?: Instant): string[] =>
    named(projection.certificates(query, { limit: 100, ...(at && { at }) }).records.map(({ id }) => id));
  const bill = (query: TitleQuery, at?: Instant) =>
    projection
      .titles(query, { limit: 100, ...(at && { at }) })
      .records.map(({ id }) => bills.findIndex((b) => b.id === id));
  const handles = (query: ParticipantQuery) =>
    projection.participants(query, { limit: 100 }).records.map(({ id }) => id);

  it('finds certificates by how they stand now, by acts and by the calendar, and as they stood', () => {
    expect(ofOurs({ status: 'active', holder: one!.handle })).to.deep.equal(['inForce', 'reinstated']);
    expect(ofOurs({ status: 'suspended' })).to.deep.equal(['suspended']);
    expect(ofOurs({ status: 'annulled' })).to.deep.equal(['annulled']);
    expect(ofOurs({ status: 'expired' })).to.deep.equal(['expired']);
    expect(ofOurs({ status: 'not-yet-valid' })).to.deep.equal(['later']);
    expect(ofOurs({ status: 'revoked' })).to.deep.equal([]);
    expect(ofOurs({ status: 'suspended' }, BEFORE)).to.deep.equal([]);
    expect(ofOurs({ status: 'active', holder: one!.handle }, BEFORE)).to.include('suspended');
  });

  it('finds certificates by holder, type and when they end', () => {
    expect(ofOurs({ holder: other!.handle })).to.deep.equal(['others']);
    expect(ofOurs({ type: 'OEA' })).to.have.length(Object.keys(numbers).length);
    expect(ofOurs({ type: 'none' })).to.deep.equal([]);
    expect(ofOurs({ endsTo: '2030-01-31' })).to.deep.equal(['expired', 'others']);
    expect(ofOurs({ endsFrom: '2026-02-21', endsTo: '2030-01-31' })).to.deep.equal(['others']);
    expect(ofOurs({ endsFrom: '2036-02-01' })).to.deep.equal([]);
  });

  it('says the same of each certificate as the check of it, whatever is asked together', () => {
    const all = projection.certificates({}, { limit: 100 }).records;
    const statuses = ['active', 'suspended', 'annulled', 'expired', 'not-yet-valid', 'withdrawn'] as const;
    const query = fc.record(
      {
        status: fc.constantFrom(...statuses),
        holder: fc.constantFrom(one!.handle, other!.handle),
        type: fc.constantFrom('OEA', 'other'),
        endsFrom: fc.constantFrom('2026-01-01', '2030-01-31', '2036-01-31'),
        endsTo: fc.constantFrom('2026-02-20', '2030-01-31', '2040-01-01'),
      },
      { requiredKeys: [] },
    );
    const at = fc.constantFrom('2026-01-01T00:00:00.000Z', BEFORE, instantOf(Date.now()), '2035-06-01T00:00:00.000Z');
    fc.assert(
      fc.property(query, at, fc.integer({ min: 1, max: 4 }), (asked, when, limit) => {
        const expected = all.filter(({ record }) => {
          const found = checkAeo(record as AeoCertificate, when);
          const { status = found.status, holder = (record as AeoCertificate).holder, type = found.type } = asked;
          const { endsFrom = '', endsTo = '9' } = asked;
          const isSame = found.status === status && (record as AeoCertificate).holder === holder && found.type === type;
          return isSame && endsFrom <= (found.validTo ?? '') && (found.validTo ?? '') <= endsTo;
        });
        const pages: string[] = [];
        for (let after: { member: string; id: string } | undefined, first = true; first || after; first = false) {
          const page = projection.certificates(asked, { limit, at: when, ...(after && { after }) });
          expect(page.records.length).to.be.at.most(limit);
          pages.push(...page.records.map(({ id }) => id));
          after = page.next;
        }
        expect(pages).to.deep.equal(expected.map(({ id }) => id));
      }),
      { numRuns: 200 },
    );
  });

  it('finds bills by who has to do with them and by their state, which time changes too', async () => {
    const carrier = await world.carrier();
    expect(bill({ party: one!.handle })).to.deep.equal([0, 1]);
    expect(bill({ party: other!.handle })).to.deep.equal([0]);
    expect(bill({ party: other!.handle }, later(instantOf(Date.now()), 2 * DAY)), 'the offer lapses').to.deep.equal([]);
    expect(bill({ issuer: carrier.handle, state: 'surrendered' })).to.deep.equal([1]);
    expect(bill({ issuer: carrier.handle, state: 'in-force' })).to.deep.equal([0]);
    const muchLater = later(instantOf(Date.now()), 300 * DAY);
    expect(bill({ state: 'in-force' }, muchLater), 'no answer to the surrender').to.deep.equal([0, 1]);
    expect(bill({ issuer: one!.handle })).to.deep.equal([]);
    expect(bill({ state: 'in-force' }, issued), 'before it was surrendered').to.deep.equal([0, 1]);
    expect(bill({ state: 'surrendered' }, issued)).to.deep.equal([]);
    expect(bill({}, '2026-01-01T00:00:00.000Z'), 'before they were issued').to.deep.equal([]);
  });

  it('finds participants by role, state and public name, and never by a private one', async () => {
    const carrier = await world.carrier();
    expect(handles({ role: 'carrier' })).to.include(carrier.handle);
    expect(handles({ role: 'trader' })).to.include.members([one!.handle, other!.handle]);
    expect(handles({ role: 'trader', state: 'suspended' })).to.deep.equal([]);
    const { record } = await world.stage('AR').read<{ public?: { name: string } }>({
      member: 'AR',
      kind: 'participant',
      id: carrier.handle,
    });
    const words = record.public!.name.split(' ');
    expect(handles({ name: words.toReversed().join(' ').toUpperCase() })).to.include(carrier.handle);
    expect(handles({ name: words[0]!.slice(0, 3) })).to.include(carrier.handle);
    expect(handles({ name: `${words[0]} nowhere` })).to.deep.equal([]);
    expect(handles({ name: '%' })).to.deep.equal([]);
    expect(handles({ name: 'Operador de ejemplo' })).not.to.include(one!.handle);
  });

  it('follows what changes', async () => {
    const aeo = new Aeo(world.stage('AR', world.officer));
    await aeo.suspend('AR', numbers['others']!, { reason: 'insolvency' });
    await projection.catchUp();
    expect(ofOurs({ status: 'suspended' })).to.deep.equal(['suspended', 'others']);
    await aeo.reinstate('AR', numbers['others']!, {});
    await new Participants(world.stage('AR', world.registrar)).suspend(other!.handle, 'licence withdrawn');
    await projection.catchUp();
    expect(ofOurs({ status: 'suspended' })).to.deep.equal(['suspended']);
    expect(handles({ state: 'suspended' })).to.deep.equal([other!.handle]);
  });

  it('goes on while the projection is thrown away and made anew, and never answers by a part of it', async () => {
    const served = join(folder, 'served.db');
    const rest = await openRest(embedded, { UY: served });
    const token = await rest.issuer.token({ roles: ['officer'], audience: rest.audienceOf('UY') });
    const path = '/api/aeo-certificates?status=active&limit=2';
    const ask = async (cursor = ''): Promise<{ code?: string; records?: { id: string }[]; next?: string }> => {
      const url = new URL(path + (cursor && `&cursor=${cursor}`), rest.gateways.get('UY')!.url);
      return (await (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).json()) as object;
    };
    const made = (blocks: number): Projection => {
      const ledger = world.ledger('UY');
      return Projection.open(served, new Session({ ledger: until(ledger, blocks), members: ['AR', 'UY'] }), 'UY');
    };
    expect((await ask()).code).to.equal('PROJECTION_MISSING');
    const first = made(Infinity);
    await first.catchUp();
    const page = await ask();
    const others = await ask(page.next);
    const whole = [...page.records!, ...others.records!].map(({ id }) => id);
    expect(named(whole)).to.deep.equal(['inForce', 'reinstated', 'others']);

    for (const part of ['', '-wal', '-shm']) rmSync(served + part);
    expect((await ask()).code).to.equal('PROJECTION_MISSING');
    for (const blocks of [0, 1, 20]) {
      const again = made(blocks);
      await again.catchUp().catch((error: unknown) => expect(String(error)).to.equal('Error: no more'));
      expect((await ask()).code, `after ${blocks} blocks`).to.equal('PROJECTION_BEHIND');
      again.close();
    }
    const last = made(Infinity);
    await last.catchUp();
    // A page that was being turned meanwhile goes on where it was.
    expect((await ask(page.next)).records!.map(({ id }) => id)).to.deep.equal(whole.slice(2));
    last.close();
    first.close();
    await rest.close();
  });

  it('is refused over HTTP where something is asked for that there is not', async () => {
    const rest = await openRest(embedded, { UY: file });
    const token = await rest.issuer.token({ roles: ['officer'], audience: rest.audienceOf('UY') });
    const ask = async (path: string) => {
      const url = new URL(path, rest.gateways.get('UY')!.url);
      return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
    };
    for (const asked of [
      ...['aeo-certificates?status=lost', 'aeo-certificates?endsTo=2026-02-30', 'titles?party=x', 'titles?state=lost'],
      ...['participants?role=king', 'participants?name=', 'participants?name=a&name=b', 'titles?other=1'],
    ])
      expect(await ask(`/api/${asked}`), asked).to.equal(400);
    for (const asked of ['aeo-certificates?endsTo=2030-01-31', 'titles?state=surrendered', 'participants?name=%25%00'])
      expect(await ask(`/api/${asked}`), asked).to.equal(200);
    await rest.close();
  });
});

/** A ledger whose peer hands out so many blocks, and then fails. */
function until(ledger: Ledger, blocks: number): Ledger {
  return Object.assign(Object.create(ledger) as Ledger, {
    evaluate: (...call: Parameters<Ledger['evaluate']>) => ledger.evaluate(...call),
    height: () => ledger.height(),
    async *blocksWithPrivateData(from: bigint, signal: AbortSignal) {
      let handed = 0;
      for await (const delivered of ledger.blocksWithPrivateData(from, signal)) {
        if (handed++ >= blocks) throw new Error('no more');
        yield delivered;
      }
    },
  });
}
