import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractsFor } from '@fairway/chaincode';
import { Webhooks, type WebhookOptions } from '@fairway/gateway';
import { Aeo, Participants } from '@fairway/sdk';
import { SeenNonces, verifyWebhook, type WebhookEvent } from '@fairway/sdk/webhook';
import { openEmbedded, registerTrader, type EmbeddedNetwork } from '@fairway/test-network';
import { expect } from 'chai';
import { posting, type Posting } from '../../gateway/test/webhooks/posting.ts';
import { served, type Served } from '../../sdk/client/test/served.ts';
import { until } from '../../sdk/client/test/until.ts';
import { networkOf } from './network-of.ts';
import { worldOn, type World } from './suites/world.ts';

const TERMS = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };

describe('A national system that a partner tells of changes', () => {
  let embedded: EmbeddedNetwork;
  let world: World;
  let aeo: Aeo;
  let folder: string;
  let files = 0;
  let server: Served;
  let url: string;
  let file: string;
  let told: WebhookEvent[];
  let open: Posting[] = [];
  const logged: string[] = [];
  const seen = new SeenNonces();
  let keys: Parameters<typeof verifyWebhook>[1]['keys'] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-webhooks-'));
    embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    world = await worldOn(networkOf(embedded));
    aeo = new Aeo(world.stage('AR', world.officer));
    server = await served((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method, headers } = request;
        verifyWebhook({ method: method!, url, headers, body: Buffer.concat(chunks) }, { keys, seen }).then(
          (event) => {
            told.push(event);
            response.writeHead(204).end();
          },
          () => response.writeHead(401).end(),
        );
      });
    });
    url = `${server.url}/`;
  });
  after(async () => {
    await server.close();
    await embedded.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    file = join(folder, `${++files}.db`);
    told = [];
    logged.length = 0;
  });
  afterEach(async () => {
    await Promise.all(open.map((one) => one.end()));
    open = [];
  });

  const run = (more: Partial<WebhookOptions> = {}): Posting => {
    const webhooks = new Webhooks({
      file,
      members: embedded.members,
      ledger: () => world.ledger('UY'),
      addresses: { loopback: true },
      retries: { first: 1, most: 1, attempts: 1_000 },
      log: (entry) => logged.push(entry.event),
      ...more,
    });
    const one = posting(webhooks);
    open.push(one);
    return one;
  };
  const types = (): string[] => told.map(({ act }) => act.type);

  it("hears of a partner's suspension, whom it concerns, and can check who told it", async () => {
    const holder = await registerTrader(world.stage, world.registrar, 700);
    const [number, other] = [world.newNumber(), world.newNumber()];
    await aeo.grant('AR', number, { holder: holder.handle, ...TERMS });
    await aeo.grant('AR', other, { holder: world.trader.handle, ...TERMS });
    const { webhooks } = run();
    await until(() => logged.includes('webhooks-follow'));
    keys = (await webhooks.subscribe({ url, parties: [holder.handle] })).keys;
    await aeo.suspend('AR', other, { reason: 'insolvency' });
    const { transactionId } = await aeo.suspend('AR', number, { reason: 'insolvency' });
    await new Participants(world.stage('AR', holder)).consent(holder.handle, { given: true });
    await until(() => told.length === 2);
    expect(types()).to.deep.equal(['aeo.suspend', 'participant.consent']);
    expect(told[0]).to.deep.include({ record: { member: 'AR', kind: 'aeo', id: number }, sequence: 2, transactionId });
  });

  it('hears of everything in order and once, however often the gateway is stopped and started anew', async () => {
    const number = world.newNumber();
    const first = run();
    keys = (await first.webhooks.subscribe({ url, kinds: ['aeo'] })).keys;
    await until(() => logged.includes('webhooks-follow'));
    await aeo.grant('AR', number, { holder: world.trader.handle, ...TERMS });
    for (let round = 0; round < 3; round++) {
      await open.pop()!.end();
      // This happens while no gateway runs.
      await aeo.suspend('AR', number, { reason: 'insolvency' });
      run();
      await aeo.reinstate('AR', number, {});
    }
    const last = open[0]!.webhooks;
    await until(() => {
      const [one] = last.subscribers();
      return one!.position === one!.newest && told.at(-1)?.sequence === 7;
    });
    const sequences = told.filter(({ record }) => record.id === number).map(({ sequence }) => sequence);
    expect([...new Set(sequences)]).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
    expect(sequences, 'none goes back').to.deep.equal(sequences.toSorted((one, other) => one - other));
    expect(new Set(told.map(({ id }) => id)).size).to.equal(7);
  });

  it('can be told of everything from the first block on', async () => {
    const { webhooks } = run({ from: 'first' });
    keys = (await webhooks.subscribe({ url, kinds: ['member'], after: 'first' })).keys;
    await until(() => told.length === 2);
    expect(told.map(({ record }) => record.id)).to.have.members(['AR', 'UY']);
  });
});
