import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractsFor } from '@fairway/chaincode';
import { Projection } from '@fairway/gateway';
import { LAST, instantOf, later, DAY, type Handle } from '@fairway/model';
import type { StatementSigners } from '@fairway/model/document';
import { Aeo, Session, Titles, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, openEmbedded, registerTrader, type Actor, type EmbeddedNetwork } from '@fairway/test-network';
import { expect } from 'chai';
import { networkOf } from './network-of.ts';
import { openRest, type RestNetwork } from './rest-network.ts';
import { refusalOf } from './suites/refusals.ts';
import { worldOn, type World } from './suites/world.ts';

interface Page {
  records: { member: string; id: string; record: { schema: string } }[];
  next?: string;
  height: string;
}

describe('What a gateway shows', () => {
  let folder: string;
  let embedded: EmbeddedNetwork;
  let rest: RestNetwork;
  let world: World;
  let projection: Projection;
  let shipper: Actor;
  let buyer: Actor;
  let stranger: Actor;
  let bill: TitleName;
  const numbers: string[] = [];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-reads-'));
    const file = join(folder, 'projection.db');
    embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    rest = await openRest(embedded, { AR: file });
    world = await worldOn(networkOf(embedded));
    [shipper, buyer, stranger] = (await Promise.all(
      [11, 12, 13].map((one) => registerTrader(world.stage, world.registrar, one)),
    )) as [Actor, Actor, Actor];
    const carrier = await world.carrier();
    const aeo = new Aeo(world.stage('AR', world.officer));
    const terms = { type: 'OEA', grantedOn: '2026-02-01', validFrom: '2026-02-01', validTo: '2036-01-31' };
    for (let count = 0; count < 5; count++) {
      numbers.push(world.newNumber());
      await aeo.grant('AR', numbers.at(-1)!, { holder: shipper.handle, ...terms });
    }
    await aeo.suspend('AR', numbers[0]!, { reason: 'insolvency' });
    bill = { member: 'AR', id: `SCAC:${carrier.code}/READS1/1` };
    await new Titles(world.stage('AR', carrier)).issue(bill, {
      ...BILL_TERMS,
      issuer: carrier.handle,
      shipper: shipper.handle,
    });
    const lapsesAt = later(instantOf(Date.now()), DAY);
    const what = 'both' as const;
    await new Titles(world.stage('AR', shipper)).offer(bill, {
      to: buyer.handle,
      what,
      endorsement: 'to-order',
      lapsesAt,
    });
    projection = Projection.open(file, world.stage('AR'), 'AR');
    await projection.catchUp();
  });
  after(async () => {
    projection?.close();
    await rest.close();
    await embedded.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async <T = Record<string, unknown>>(path: string, role: string, handle?: Handle, member = 'AR') => {
    const claims = { roles: [role], audience: rest.audienceOf(member), ...(handle && { handle }) };
    const authorization = `Bearer ${await rest.issuer.token(claims)}`;
    const response = await fetch(new URL(path, rest.gateways.get(member)!.url), { headers: { authorization } });
    return { status: response.status, answer: (await response.json()) as T };
  };
  const titlePath = () => `/api/titles/AR/${encodeURIComponent(bill.id)}`;

  it('names those whose statements can be checked without a network as its projection has them', async () => {
    const namedAt = async (member: string) => {
      const answer = await fetch(new URL('/api/statement-signers', rest.gateways.get(member)!.url));
      return ((await answer.json()) as StatementSigners).signers;
    };
    const carrier = await world.carrier();
    expect(await namedAt('AR')).to.include.members([world.officer.handle, carrier.handle]);
    expect(await namedAt('AR')).not.to.include(shipper.handle);
    expect(await namedAt('UY'), 'which has no projection').to.deep.equal([]);
  });

  it('of a participant is what is public, to any token, and its history', async () => {
    const { answer } = await ask<{ record: object }>(`/api/participants/${shipper.handle}`, 'party');
    expect(answer.record).to.include({ schema: 'participant/1', handle: shipper.handle });
    expect(JSON.stringify(answer)).not.to.include('Operador de ejemplo');
    const history = await ask<{ events: { type: string }[] }>(`/api/participants/${shipper.handle}/history`, 'party');
    expect(history.answer.events.map(({ type }) => type)).to.deep.equal(['participant.register']);
  });

  it('of an identity is for officers of the sponsor, and of a partner that was shown it', async () => {
    const path = `/api/participants/${shipper.handle}/identity`;
    const { answer } = await ask<{ identity: { name: string } }>(path, 'officer');
    expect(answer.identity.name).to.equal('Operador de ejemplo 11');
    expect((await ask(path, 'party', shipper.handle)).answer['code']).to.equal('ROLE_MISSING');
    expect((await ask(path, 'officer', undefined, 'UY')).answer['code']).to.equal('RECORD_UNKNOWN');
  });

  it('of a certificate is how it stands, what was decided, and whether it held at a moment', async () => {
    const path = `/api/aeo-certificates/AR/${encodeURIComponent(numbers[0]!)}`;
    const { answer } = await ask<{ record: { status: { state: string }[] } }>(path, 'party', shipper.handle);
    expect(answer.record.status.map(({ state }) => state)).to.deep.equal(['active', 'suspended']);
    const { answer: history } = await ask<{ events: { type: string }[] }>(`${path}/history`, 'officer');
    expect(history.events.map(({ type }) => type)).to.deep.equal(['aeo.grant', 'aeo.suspend']);
    expect((await ask(`${path}/check`, 'officer')).answer).to.include({ status: 'suspended', reason: 'insolvency' });
    const earlier = `${path}/check?at=2026-03-01T00:00:00.000Z`;
    expect((await ask(earlier, 'officer')).answer['status']).to.equal('active');
    expect((await ask('/api/aeo-certificates/AR/AR-2026%2F9999', 'officer')).status).to.equal(404);
    expect((await ask(`${path}/check?at=yesterday`, 'party')).answer).to.include({ status: 400, pointer: '/at' });
  });

  it('of a certificate to others than its holder is whether it holds, and not why', async () => {
    const path = `/api/aeo-certificates/AR/${encodeURIComponent(numbers[0]!)}`;
    for (const handle of [stranger.handle, undefined]) {
      const { answer } = await ask(`${path}/check`, 'party', handle);
      expect(answer)
        .to.include({ valid: false, status: 'suspended' })
        .and.not.to.have.any.keys('reason', 'because', 'holder');
      for (const hidden of [path, `${path}/history`])
        expect((await ask(hidden, 'party', handle)).answer['code']).to.equal('NOT_A_PARTY');
    }
    const ledger = rest.ledger('AR', 'party', stranger.handle);
    const call = { namespace: 'fairway-ar', transaction: 'aeo:check', args: [numbers[0]!, '', ''] };
    expect((await refusalOf(() => ledger.evaluate(call))).code).to.equal('NOT_A_PARTY');
  });

  it('of a bill is for officers and for those whom it names', async () => {
    for (const handle of [shipper.handle, buyer.handle]) {
      const { answer } = await ask<{ record: object }>(titlePath(), 'party', handle);
      expect(answer.record).to.include({ schema: 'title/1' });
    }
    const { answer } = await ask<{ events: { type: string }[] }>(`${titlePath()}/history`, 'officer');
    expect(answer.events.map(({ type }) => type)).to.deep.equal(['title.issue', 'title.offer']);
    for (const path of [
      titlePath(),
      `${titlePath()}/history`,
      `/api/titles/AR/${encodeURIComponent('SCAC:ZZZZ/NONE/1')}`,
    ]) {
      expect((await ask(path, 'party', stranger.handle)).answer['code'], path).to.equal('NOT_A_PARTY');
      expect((await ask(path, 'party')).answer['code'], path).to.equal('NOT_A_PARTY');
    }
  });

  it('of a bill to a party’s own session is what it needs to replay it, and of others’ nothing', async () => {
    const session = (handle: Handle) =>
      new Titles(new Session({ ledger: rest.ledger('AR', 'party', handle), members: embedded.members }));
    expect((await session(buyer.handle).get(bill, LAST)).issuer).to.equal((await world.carrier()).handle);
    expect((await refusalOf(() => session(stranger.handle).get(bill))).code).to.equal('NOT_A_PARTY');
  });

  it('of a list are pages that stay in place while records join', async () => {
    const path = '/api/aeo-certificates?member=AR&limit=2';
    const first = (await ask<Page>(path, 'officer')).answer;
    expect(first.records.map(({ id }) => id)).to.deep.equal(numbers.slice(0, 2));
    const number = 'AR-2026/0000';
    const terms = { type: 'OEA', grantedOn: '2026-02-01', validFrom: '2026-02-01', validTo: '2036-01-31' };
    await new Aeo(world.stage('AR', world.officer)).grant('AR', number, { holder: buyer.handle, ...terms });
    await projection.catchUp();
    const second = (await ask<Page>(`${path}&cursor=${first.next}`, 'officer')).answer;
    expect(second.records.map(({ id }) => id)).to.deep.equal(numbers.slice(2, 4));
    expect(Number(second.height)).to.be.greaterThan(Number(first.height));
    const third = (await ask<Page>(`${path}&cursor=${second.next}`, 'officer')).answer;
    expect([third.records.map(({ id }) => id), third.next]).to.deep.equal([numbers.slice(4), undefined]);
  });

  it('of a list is nothing by a cursor that no page gave', async () => {
    const { next } = (await ask<Page>('/api/aeo-certificates?limit=1', 'officer')).answer;
    for (const [path, cursor] of [
      ['/api/participants', next],
      ['/api/aeo-certificates', 'AAAA'],
      ['/api/aeo-certificates', `${next}A`],
    ])
      expect((await ask(`${path}?cursor=${cursor}`, 'officer')).answer, path).to.include({
        code: 'CURSOR_UNKNOWN',
        status: 400,
      });
    expect((await ask('/api/aeo-certificates?limit=1000', 'officer')).answer['code']).to.equal('OUT_OF_RANGE');
  });

  it('of bills and certificates in a list is to a party those that name it, and of participants nothing', async () => {
    const held = await ask<Page>('/api/aeo-certificates', 'party', shipper.handle);
    expect(held.answer.records.map(({ id }) => id)).to.deep.equal(numbers);
    expect((await ask<Page>('/api/aeo-certificates', 'party', stranger.handle)).answer.records).to.deep.equal([]);
    expect((await ask('/api/participants', 'party', stranger.handle)).answer['code']).to.equal('ROLE_MISSING');
    const idsFor = async (role: string, handle?: Handle) =>
      (await ask<Page>('/api/titles', role, handle)).answer.records?.map(({ id }) => id);
    expect(await idsFor('officer')).to.deep.equal([bill.id]);
    expect(await idsFor('party', buyer.handle)).to.deep.equal([bill.id]);
    expect(await idsFor('party', stranger.handle)).to.deep.equal([]);
    expect((await ask('/api/titles', 'party')).answer['code']).to.equal('ROLE_MISSING');
  });

  it('is refused as a list where no projection is kept', async () => {
    expect((await ask('/api/participants', 'officer', undefined, 'UY')).answer).to.include({
      code: 'PROJECTION_MISSING',
      status: 503,
    });
  });

  it('is, on its way to being ready, whether the projection is there', async () => {
    const response = await fetch(new URL('/ready', rest.gateways.get('AR')!.url));
    expect(await response.json()).to.deep.equal({ ready: true, checks: { peer: 'ok', clock: 'ok', projection: 'ok' } });
  });
});
