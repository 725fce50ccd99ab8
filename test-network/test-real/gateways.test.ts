import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDevelopmentIssuer } from '@fairway/gateway';
import { expect } from 'chai';
import { authorityRoot, binaries, paths, shippedTopology, startNode, stopNode } from '@fairway/network';
import { Aeo, Documents, bundleFrom, changes, trustListFrom } from '@fairway/sdk';
import { restLedger } from '@fairway/sdk/rest';
import { SeenNonces, verifyWebhook, type ReceivedRequest, type WebhookTrust } from '@fairway/sdk/webhook';
import { documentsAt, openDocument } from '@fairway/sdk/document';
import { recordedDigestOf } from '@fairway/model/document';
import {
  ADMINISTRATIONS,
  foundMember,
  openLocal,
  publishAeoTypes,
  publishRoot,
  registerOfficer,
  registerTrader,
  stageOf,
  type Actor,
  type LocalNetwork,
} from '@fairway/test-network';
import { readTrustList, verify } from '@fairway/verifier';
import { refusalOf } from '../test/suites/refusals.ts';

/** A server that takes what is posted to it, and keeps the first. */
async function receiver(): Promise<{ url: string; posted: Promise<ReceivedRequest>; close: () => void }> {
  let take: (request: ReceivedRequest) => void;
  const posted = new Promise<ReceivedRequest>((resolve) => (take = resolve));
  const server = createServer((request, response) => {
    void request.toArray().then((chunks: Buffer[]) => {
      const { method, headers } = request;
      take({ method: method!, url, headers, body: Buffer.concat(chunks) });
      response.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, posted, close: () => void server.close() };
}

/** The members' own service processes, as they run on a real network. */
describe('The gateways of a real network', function () {
  this.timeout(240_000);
  let root: string;
  let local: LocalNetwork;
  let officer: Actor;
  let holder: string;
  const url = (member: string) => `http://127.0.0.1:${local.homes.get(member)!.layout.gateway.port}/`;
  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-gateways-'));
    local = await openLocal({ topology: { ...(await shippedTopology('minimal')), basePort: 23_500 }, root });
  });
  after(async () => {
    await local?.close(true);
    rmSync(root, { recursive: true, force: true });
  });

  it('have no page while members have published no roots', async () => {
    const { status } = await fetch(new URL('verify', url('AR')));
    expect(status).to.equal(404);
  });

  it("keep a certificate's document, and collect what members sign of it for anyone", async () => {
    const stage = stageOf(local.members, (member) => local.ledger(member));
    const registrars = new Map<string, Actor>();
    for (const member of local.members) {
      const administration = ADMINISTRATIONS.find((one) => one.member === member)!;
      const registrar = await foundMember(stage, administration, 'gateways');
      await publishRoot(stage, registrar, await authorityRoot(local.homes.get(member)!));
      registrars.set(member, registrar);
    }
    const [issuer, other] = ['AR', local.members.find((member) => member !== 'AR')!];
    const registrar = registrars.get(issuer)!;
    await publishAeoTypes(stage, registrar);
    officer = await registerOfficer(stage, registrar, 'aeo-officer');
    ({ handle: holder } = await registerTrader(stage, registrar, 1));
    const terms = { grantedOn: '2026-02-02', type: 'OEA', validFrom: '2026-02-02', validTo: '2036-02-01' };
    await new Aeo(stage(issuer, officer)).grant(issuer, 'AR-2026/0001', { holder, ...terms });
    const documents = documentsAt(new URL('api/documents/', url(issuer)).href);
    const page = new URL('verify', url(issuer)).href;
    const { link, document } = await new Documents(stage(issuer, officer), { documents, page }).issueAeo(
      issuer,
      'AR-2026/0001',
    );
    const opened = await openDocument(link, { network: 'gateways' });
    expect(opened.document).to.deep.equal(document);

    const trust = await readTrustList(await trustListFrom(url(other)));
    const question = {
      record: { member: issuer, kind: 'aeo', id: 'AR-2026/0001' },
      nonce: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64url'),
      document: recordedDigestOf(document),
    };
    const found = await verify(await bundleFrom(url(other), question), { trust, ...question });
    expect(found.verdict).to.equal('valid');
    expect(found.signers.toSorted()).to.deep.equal(local.members.toSorted());

    const shown = await fetch(link);
    expect([shown.status, shown.headers.get('content-type')]).to.deep.equal([200, 'text/html; charset=utf-8']);
    const settings = (await (await fetch(new URL('verify/settings.json', url(issuer)))).json()) as { network: string };
    expect(settings.network).to.equal(trust.digest);
  });

  it('take acts over HTTP, and let a session read and follow what becomes of them, and post it', async () => {
    const other = local.members.find((member) => member !== 'AR')!;
    const issuer = await openDevelopmentIssuer();
    const home = local.homes.get(other)!;
    const oidc = { issuer: issuer.issuer, audience: 'gateway' };
    const webhooks = { from: 'first', loopback: true };
    await writeFile(paths.gatewaySettings(home), JSON.stringify({ http: { oidc }, webhooks }));
    await stopNode(home, 'gateway');
    await startNode(home, 'gateway', await binaries());
    const ledger = restLedger({
      url: url(other),
      token: () => issuer.token({ roles: ['officer'], audience: 'gateway' }),
    });
    const through = stageOf(local.members, () => ledger);
    const height = await ledger.height();
    const number = 'AR-2026/0002';
    const terms = { grantedOn: '2026-02-02', type: 'OEA', validFrom: '2026-02-02', validTo: '2036-02-01' };
    await new Aeo(through('AR', officer)).grant('AR', number, { holder, ...terms });
    const again = new Aeo(through('AR', officer)).grant('AR', number, { holder, ...terms });
    expect((await refusalOf(() => again)).code).to.equal('RECORD_EXISTS');
    expect((await new Aeo(through('AR')).get('AR', number)).holder).to.equal(holder);
    const stop = new AbortController();
    const found = changes(through('AR'), { after: `${height - 1n}-999`, signal: stop.signal, kinds: ['aeo'] });
    expect((await found.next()).value).to.deep.include({ record: { member: 'AR', kind: 'aeo', id: number } });
    stop.abort();
    ledger.close();

    const { url: hook, posted, close } = await receiver();
    const subscribed = await fetch(new URL('api/webhooks/subscribers', url(other)), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await issuer.token({ roles: ['officer'], audience: 'gateway' })}`,
      },
      body: JSON.stringify({ url: hook, kinds: ['aeo'], after: 'first' }),
    });
    const { keys } = (await subscribed.json()) as Pick<WebhookTrust, 'keys'>;
    const event = await verifyWebhook(await posted, { keys, seen: new SeenNonces() });
    expect([event.record.id, event.act.type]).to.deep.equal(['AR-2026/0001', 'aeo.grant']);
    close();
    await issuer.close();
  });

  it('take up what their member decides when they are started anew', async () => {
    const home = local.homes.get('AR')!;
    await writeFile(paths.gatewaySettings(home), JSON.stringify({ http: { limits: { readsAMinute: 1 } } }));
    await stopNode(home, 'gateway');
    await startNode(home, 'gateway', await binaries());
    const asked = () => fetch(new URL('api/problems', url('AR')));
    expect([(await asked()).status, (await asked()).status]).to.deep.equal([200, 429]);
  });
});
