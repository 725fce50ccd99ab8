import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeHome, type MemberHome, NetworkFailure, parseTopology, paths } from '@fairway/network';
import { type Daemon, daemonState, killDaemon, nodeState, startDaemon, stopDaemon } from '#src/daemon.js';

const TOPOLOGY = parseTopology(
  'name: test\nconsensus: raft\nbasePort: 30000\nmembers: [{ id: AR, name: A }, { id: UY, name: U }]',
  'test.yaml',
);

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await closed(server);
  return port;
}

describe('a daemon', () => {
  let home: MemberHome;
  let port: number;

  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fairway-daemon-'));
    home = await makeHome(join(folder, 'AR'), TOPOLOGY, 'AR');
    port = await freePort();
  });
  afterEach(async () => {
    await stopDaemon(home, 'node');
    await rm(join(home.folder, '..'), { recursive: true });
  });

  const daemon = (script: string): Daemon => ({
    name: 'node',
    program: process.execPath,
    args: ['-e', script],
    env: { PORT: String(port) },
    ports: [port],
  });
  const serves = () => daemon("require('net').createServer().listen(process.env.PORT, '127.0.0.1')");
  const failure = (run: Promise<void>): Promise<NetworkFailure> =>
    run.then(
      () => expect.fail('it started'),
      (error: unknown) => error as NetworkFailure,
    );

  it('runs until it is stopped', async () => {
    await startDaemon(home, serves());
    expect((await daemonState(home, 'node'))!.memory).to.be.greaterThan(0);
    await stopDaemon(home, 'node');
    expect(await nodeState(home, 'node')).to.equal('stopped');
  });

  it('that runs is not started twice', async () => {
    await startDaemon(home, serves());
    const { pid } = (await daemonState(home, 'node'))!;
    await startDaemon(home, serves());
    expect((await daemonState(home, 'node'))!.pid).to.equal(pid);
  });

  it('that was killed counts as dead, not as stopped', async () => {
    await startDaemon(home, serves());
    await killDaemon(home, 'node');
    expect(await nodeState(home, 'node')).to.equal('dead');
  });

  it('whose pid has passed to another program is left alone', async () => {
    await writeFile(paths.pid(home, 'node'), JSON.stringify({ pid: process.pid, begun: 'another time' }));
    expect(await daemonState(home, 'node')).to.equal(undefined);
    await stopDaemon(home, 'node');
  });

  // Elsewhere than on Linux a process's environment cannot be read.
  (process.platform === 'linux' ? it : it.skip)('whose pid file was never written is found again', async () => {
    await startDaemon(home, serves());
    const { pid } = (await daemonState(home, 'node'))!;
    await rm(paths.pid(home, 'node'));
    await startDaemon(home, serves());
    expect((await daemonState(home, 'node'))!.pid).to.equal(pid);
  });

  it('says whose its port is', async () => {
    const holder = createServer();
    holder.listen(port, '127.0.0.1');
    const { code, sentence } = await failure(startDaemon(home, serves()));
    await closed(holder);
    expect(code).to.equal('PORT_IN_USE');
    expect(sentence).to.contain(`port ${port}`).and.contain(`process ${process.pid} (`);
  });

  it('that dies as it starts says its last words', async () => {
    const { code, sentence } = await failure(startDaemon(home, daemon("throw new Error('no ledger here')")));
    expect(code).to.equal('NODE_DIED');
    expect(sentence).to.contain('AR/node died').and.contain('no ledger here').and.contain(paths.log(home, 'node'));
  });

  it('that dies of a full disk says so', async () => {
    const dies = daemon("console.error('write data/000001.log: no space left on device'); process.exit(1)");
    expect(await failure(startDaemon(home, dies))).to.include({ code: 'DISK_FULL' });
  });

  it('whose program is missing says so', async () => {
    const { code, sentence } = await failure(startDaemon(home, { ...serves(), program: '/nowhere/peer' }));
    expect(code).to.equal('PROGRAM_MISSING');
    expect(sentence).to.contain('/nowhere/peer');
  });

  it('writes its log for its owner alone', async () => {
    await startDaemon(home, serves());
    expect(await readFile(paths.log(home, 'node'), 'utf8')).to.equal('');
  });
});
