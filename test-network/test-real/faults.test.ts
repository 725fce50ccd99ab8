import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  binaries,
  killNode,
  nodeNames,
  orderingLeader,
  startMember,
  startNode,
  type MemberHome,
} from '@fairway/network';
import { Aeo, Session } from '@fairway/sdk';
import { openLocal, shippedTopology, stageOf, type LocalNetwork, type Stage } from '@fairway/test-network';
import { errorsOf, Issuer, SteadyWrites } from '#src/bench/index.js';
import { expect } from 'chai';
import { ledgerErrorOf } from '../test/suites/refusals.ts';

describe('On a real network of five, when nodes fail', function () {
  this.timeout(180_000);
  let root: string;
  let local: LocalNetwork;
  let homes: MemberHome[];
  let stage: Stage;
  let [ar, br, uy]: Issuer[] = [];

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-faults-'));
    local = await openLocal({ topology: { ...shippedTopology('bconnect'), basePort: 25_000 }, root });
    homes = [...local.homes.values()];
    stage = stageOf(local.members, (member) => local.ledger(member));
    [ar, br, uy] = await Promise.all(['AR', 'BR', 'UY'].map((member) => Issuer.found(stage, member)));
  });
  after(async () => {
    await local?.close(true);
    rmSync(root, { recursive: true, force: true });
  });

  const homeOf = (member: string) => local.homes.get(member)!;
  const start = async (member: string, node: string) => startNode(homeOf(member), node, await binaries());
  const leaderOtherThan = async (...members: (string | undefined)[]): Promise<string> => {
    for (;;) {
      const leader = await orderingLeader(homes);
      if (leader !== undefined && !members.includes(leader)) return leader;
    }
  };
  /** An issuer's way to the ledger through another member, with a deadline of its own. */
  const through = (member: string, issuer: Issuer, timeout?: number) =>
    new Aeo(
      new Session({
        ledger: local.ledger(member),
        members: local.members,
        party: issuer.officer,
        ...(timeout === undefined ? {} : { timeout }),
      }),
    );
  /** Has AR and UY write at a steady pace while something happens, and until they have written after it. */
  const whileWriting = async (happening: () => Promise<unknown>): Promise<void> => {
    const writers = [ar!, uy!].map((issuer) => new SteadyWrites(() => issuer.grant()));
    try {
      await Promise.all(writers.map((writer) => writer.more(3)));
      await happening();
      await Promise.all(writers.map((writer) => writer.more(10)));
    } finally {
      const writes = await Promise.all(writers.map((writer) => writer.stop()));
      expect(errorsOf(writes.flat())).to.deep.equal([]);
    }
  };

  it('every write ends committed while the ordering leader is killed, and no client sees an error', async () => {
    const leader = await leaderOtherThan();
    await whileWriting(async () => {
      await killNode(homeOf(leader), 'orderer');
      await leaderOtherThan(leader);
    });
    await whileWriting(() => start(leader, 'orderer'));
  });

  it('an orderer that was killed catches up: another one may fail after it', async () => {
    // Four of five must agree, so without the one that came back nothing is ordered here.
    const other = await leaderOtherThan();
    await whileWriting(async () => {
      await killNode(homeOf(other), 'orderer');
      await leaderOtherThan(other);
    });
    await whileWriting(() => start(other, 'orderer'));
  });

  it("a member's nodes are all down: others write as before, its records stand still and stay readable", async () => {
    const number = await br!.grant();
    const before = await new Aeo(stage('AR')).history('BR', number);
    await whileWriting(() => Promise.all(nodeNames(homeOf('BR')).map((node) => killNode(homeOf('BR'), node))));

    const own = await ledgerErrorOf(() => br!.grant(through('BR', br!, 3_000)));
    expect(own.code).to.equal('DEADLINE_EXCEEDED');
    expect(own.message).to.include('PEER_UNAVAILABLE');
    const throughAnother = await ledgerErrorOf(() => br!.grant(through('AR', br!, 3_000)));
    expect(throughAnother).to.include({ code: 'DEADLINE_EXCEEDED' });
    expect(throughAnother.members).to.include('BR');

    const reader = new Aeo(stage('UY'));
    expect(await reader.check('BR', number)).to.include({ valid: true });
    expect(await new Aeo(stage('AR')).history('BR', number)).to.deep.equal(before);

    await startMember(homeOf('BR'), await binaries());
    const again = await br!.grant();
    expect(await reader.check('BR', again)).to.include({ valid: true });
    expect(await new Aeo(stage('BR')).check('BR', number)).to.include({ valid: true });
  });

  it("one of a member's two peers is killed: its clients go on through the other", async () => {
    await whileWriting(() => killNode(homeOf('AR'), 'peer0'));
    expect(await new Aeo(stage('AR')).check('AR', await ar!.grant())).to.include({ valid: true });
    await start('AR', 'peer0');
    await whileWriting(() => killNode(homeOf('AR'), 'peer1'));
    await start('AR', 'peer1');
  });

  it('two of five orderers are down: writes wait or say so, reads go on, and what waits is written after', async () => {
    const number = await ar!.grant();
    const leader = await leaderOtherThan();
    const down = [leader, local.members.find((member) => member !== leader)!];
    await Promise.all(down.map((member) => killNode(homeOf(member), 'orderer')));

    const failure = await ledgerErrorOf(() => ar!.grant(through('UY', ar!, 3_000)));
    expect(failure.code).to.equal('OUTCOME_UNKNOWN');
    expect(failure.transactionId).to.match(/^[0-9a-f]{64}$/);
    expect(await new Aeo(stage('UY')).check('AR', number)).to.include({ valid: true });

    const waiting = ar!.grant();
    await Promise.all(down.map((member) => start(member, 'orderer')));
    expect(await new Aeo(stage('UY')).check('AR', await waiting)).to.include({ valid: true });
    await whileWriting(() => Promise.resolve());
  });
});
