import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as moment } from 'node:timers/promises';
import { contractsFor } from '@fairway/chaincode';
import { keepProjection, Projection, projectionState } from '@fairway/gateway';
import { Aeo, type Ledger } from '@fairway/sdk';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { expect } from 'chai';
import sinon from 'sinon';
import { until } from '../../sdk/client/test/until.ts';
import { networkOf } from './network-of.ts';
import { refusalOf } from './suites/refusals.ts';
import { worldOn, type World } from './suites/world.ts';

const TERMS = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };
const RETRY = 5_000;

describe("A member's service that keeps the projection", () => {
  let embedded: EmbeddedNetwork;
  let world: World;
  let aeo: Aeo;
  let folder: string;
  let files = 0;
  let file: string;
  let clock: sinon.SinonFakeTimers;
  let stop: AbortController;
  let keeping: Promise<void>;
  let logged: { event: string; [detail: string]: unknown }[];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-keeper-'));
    embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    world = await worldOn(networkOf(embedded));
    aeo = new Aeo(world.stage('AR', world.officer));
  });
  after(async () => {
    await embedded.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    file = join(folder, `${++files}.db`);
    logged = [];
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await keeping;
    clock?.restore();
  });

  const keep = (ledger: () => Ledger = () => world.ledger('UY')): void => {
    const options = { file, member: 'UY', members: embedded.members, signal: stop.signal };
    keeping = keepProjection({ ...options, ledger, log: (entry) => logged.push(entry) });
  };
  const events = (): string[] => logged.map(({ event }) => event);
  const height = (): bigint => projectionState(file)?.height ?? 0n;
  const granted = async (): Promise<string> => {
    const number = world.newNumber();
    await aeo.grant('AR', number, { holder: world.trader.handle, ...TERMS });
    return number;
  };
  const statusOf = async (projection: Projection, number: string): Promise<string> => {
    await projection.catchUp();
    const { answers } = await projection.checkMany('UY', [{ certificate: { issuer: 'AR', number } }]);
    return answers[0]!.status;
  };
  const opened = (): Projection => Projection.open(file, world.stage('UY'), 'UY');

  it('brings it up to date and keeps it so, and others only read it', async () => {
    const number = await granted();
    keep();
    await until(() => events().includes('projection-caught-up'));
    expect(projectionState(file)!.isFollowed).to.equal(true);
    const reading = opened();
    expect(await statusOf(reading, number)).to.equal('active');
    await aeo.suspend('AR', number, { reason: 'insolvency' });
    expect(await statusOf(reading, number)).to.equal('suspended');
    expect((await refusalOf(() => reading.follow(stop.signal))).code).to.equal('FOLLOWED_ALREADY');
    reading.close();
    expect(events()).to.deep.equal(['projection-follows', 'projection-caught-up']);
  });

  it('goes on where it stopped, and who asks meanwhile brings it up to date', async () => {
    keep();
    await until(() => events().includes('projection-caught-up'));
    stop.abort();
    await keeping;
    const number = await granted();
    const asking = opened();
    expect(await statusOf(asking, number)).to.equal('active');
    const before = height();
    stop = new AbortController();
    keep();
    await until(() => events().filter((event) => event === 'projection-caught-up').length === 2);
    expect(logged[2]).to.include({ event: 'projection-follows', height: String(before) });
    asking.close();
  });

  it('goes on with the next ledger when its own is closed, as by a renewed certificate', async () => {
    let ledger = embedded.ledger({ member: 'UY' });
    keep(() => ledger);
    await until(() => events().includes('projection-caught-up'));
    const old = ledger;
    ledger = embedded.ledger({ member: 'UY' });
    old.close();
    const before = height();
    await granted();
    await until(() => height() > before);
    expect(events()).not.to.include('projection-failed');
  });

  it('outlives what fails, says each reason once, and goes on when it has passed', async () => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const ledger = sinon.stub().throws(new Error('no certificate yet'));
    ledger.onCall(2).throws(new Error('no key yet'));
    ledger.onCall(3).returns(world.ledger('UY'));
    keep(ledger);
    for (const calls of [1, 2, 3, 4]) {
      await until(() => ledger.callCount === calls);
      await moment();
      await clock.tickAsync(RETRY);
    }
    await until(() => events().includes('projection-caught-up'));
    const failures = logged.filter(({ event }) => event === 'projection-failed');
    expect(failures.map(({ error }) => error)).to.deep.equal(['no certificate yet', 'no key yet']);
  });

  it('waits while a command follows, and then takes its place', async () => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const command = opened();
    const end = new AbortController();
    const following = command.follow(end.signal);
    keep();
    await until(() => events().includes('projection-failed'));
    expect(logged.at(-1)!['error']).to.include('FOLLOWED_ALREADY');
    end.abort();
    await following;
    command.close();
    await clock.tickAsync(RETRY);
    await until(() => events().includes('projection-caught-up'));
  });

  it('makes it anew when its file was thrown away', async () => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    keep();
    await until(() => events().includes('projection-caught-up'));
    for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`);
    const number = await granted();
    await until(() => events().includes('projection-failed'));
    expect(logged.at(-1)!['error']).to.include('FILE_REPLACED');
    await clock.tickAsync(RETRY);
    await until(() => events().filter((event) => event === 'projection-caught-up').length === 2);
    const reading = opened();
    expect(await statusOf(reading, number)).to.equal('active');
    reading.close();
  });

  it('refuses to answer from it while it is behind the peer', async () => {
    const peer = world.ledger('UY');
    const behind: Ledger = {
      evaluate: (...call) => peer.evaluate(...call),
      endorse: (...call) => peer.endorse(...call),
      send: (...call) => peer.send(...call),
      outcome: (...call) => peer.outcome(...call),
      height: () => peer.height(),
      blocks: (...call) => peer.blocks(...call),
      // The peer has blocks that it does not hand out.
      async *blocksWithPrivateData(_from, signal) {
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
      close: () => {},
    };
    keep(() => behind);
    await until(() => events().includes('projection-follows'));
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const reading = opened();
    const refused = refusalOf(() => reading.catchUp());
    await moment();
    await clock.tickAsync(11_000);
    expect((await refused).code).to.equal('PROJECTION_BEHIND');
    reading.close();
  });
});
