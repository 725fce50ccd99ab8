import { mkdtempSync, rmSync, watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Projection, projectionState } from '@fairway/gateway';
import { binaries, killNode, parseTopology, paths, reenrolService, startNode, status } from '@fairway/network';
import { openLocal, stageOf, type LocalNetwork, type Stage } from '@fairway/test-network';
import { Issuer } from '#src/bench/index.js';
import { expect } from 'chai';
import { refusalOf } from '../test/suites/refusals.ts';

const TOPOLOGY = `
name: projection
channel: customs
consensus: raft
basePort: 25800
tickSeconds: 10
members:
  - { id: AR, name: Agencia de Recaudación y Control Aduanero, peers: 2, orderer: false }
  - { id: PY, name: Dirección Nacional de Ingresos Tributarios }
`;

describe("A partner's gateway, without any command", function () {
  this.timeout(180_000);
  let root: string;
  let local: LocalNetwork;
  let stage: Stage;
  let issuer: Issuer;

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-projection-'));
    local = await openLocal({ topology: parseTopology(TOPOLOGY, 'projection.yaml'), root });
    stage = stageOf(local.members, (member) => local.ledger(member));
    issuer = await Issuer.found(stage, 'PY');
  });
  after(async () => {
    await local?.close(true);
    rmSync(root, { recursive: true, force: true });
  });

  const partner = () => local.homes.get('AR')!;
  const file = () => paths.projection(partner());

  /** Waits, by the files of the partner's home alone, until its projection says so. */
  const until = async (number: string, wanted: string): Promise<void> => {
    const changed = watch(dirname(file()));
    const projection = Projection.open(file(), stage('AR'), 'AR');
    try {
      for (;;) {
        const questions = [{ certificate: { issuer: 'PY', number } }];
        const { answers } = await projection.checkMany('AR', questions, { sample: 0 });
        if (answers[0]!.status === wanted) return;
        await once(changed, 'change');
      }
    } finally {
      projection.close();
      changed.close();
    }
  };
  const suspended = async (): Promise<string> => {
    const { number } = await issuer.grant();
    await issuer.aeo.suspend('PY', number, { reason: 'under-investigation' });
    return number;
  };
  const log = async (): Promise<{ event: string; peer?: string }[]> =>
    (await readFile(paths.log(partner(), 'gateway'), 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { event: string; peer?: string });

  it('has a suspension in its projection', async () => {
    await until(await suspended(), 'suspended');
    expect(projectionState(file())!.isFollowed).to.equal(true);
  });

  it('has it there also after it was killed and started again', async () => {
    await killNode(partner(), 'gateway');
    expect(projectionState(file())!.isFollowed).to.equal(false);
    const { height } = projectionState(file())!;
    const number = await suspended();
    expect(projectionState(file())!.height).to.equal(height);
    await startNode(partner(), 'gateway', await binaries());
    await until(number, 'suspended');
    const followed = (await log()).findLast(({ event }) => event === 'projection-follows');
    expect(followed).to.include({ height: String(height) });
  });

  it('lets a command answer from its file, and follow only when it does not run', async () => {
    const number = await suspended();
    const command = Projection.open(file(), stage('AR'), 'AR');
    await command.catchUp();
    const asked = await command.checkMany('AR', [{ certificate: { issuer: 'PY', number } }]);
    expect(asked.answers[0]!.status).to.equal('suspended');
    expect(asked.sample).to.deep.equal({ checked: 1, differing: [], lagging: [] });
    const { signal } = new AbortController();
    expect((await refusalOf(() => command.follow(signal))).code).to.equal('FOLLOWED_ALREADY');
    await killNode(partner(), 'gateway');
    const another = await suspended();
    await command.catchUp();
    const { answers } = await command.checkMany('AR', [{ certificate: { issuer: 'PY', number: another } }]);
    expect(answers[0]!.status).to.equal('suspended');
    command.close();
    await startNode(partner(), 'gateway', await binaries());
    await until(await suspended(), 'suspended');
  });

  it('moves on to the other one of its two peers when the one it follows is killed, and says so', async () => {
    for (const peer of ['peer0', 'peer1']) {
      await killNode(partner(), peer);
      await until(await suspended(), 'suspended');
      await startNode(partner(), peer, await binaries());
    }
    const moves = (await log()).filter(({ event }) => event === 'peer-lost' || event === 'peer-followed');
    const lost = moves.findIndex(({ event }) => event === 'peer-lost');
    expect(lost).to.be.greaterThan(0);
    expect(moves[lost + 1]!.event).to.equal('peer-followed');
    expect(moves[lost + 1]!.peer).not.to.equal(moves[lost]!.peer);
  });

  it('goes on under a certificate that was renewed, without being started again', async () => {
    const begun = async () => (await log()).filter(({ event }) => event === 'projection-follows').length;
    const before = await begun();
    const changed = watch(dirname(paths.log(partner(), 'gateway')));
    await reenrolService(partner(), 'gateway');
    while ((await begun()) === before) await once(changed, 'change');
    changed.close();
    await until(await suspended(), 'suspended');
  });

  it("has its peers' heights told beside one another", async () => {
    const { nodes } = await status([partner()], await binaries());
    const heights = nodes.filter(({ node }) => node.startsWith('peer')).map(({ height }) => height!);
    expect(heights).to.have.length(2);
    const own = Number(await local.ledger('AR').height());
    for (const height of heights) expect(height).to.be.within(1, own);
  });
});
