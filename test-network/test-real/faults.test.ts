import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  binaries,
  killNode,
  type MemberHome,
  nodeNames,
  orderingLeader,
  shippedTopology,
  startMember,
  startNode,
} from '@fairway/network';
import { Aeo, Session, Titles } from '@fairway/sdk';
import { openLocal, stageOf, type LocalNetwork, type Stage } from '@fairway/test-network';
import { Bills, errorsOf, Issuer, SteadyWrites, type Granted } from '#src/bench/index.js';
import { expect } from 'chai';
import { ledgerErrorOf } from '../test/suites/refusals.ts';

/** Milliseconds between questions to the orderers for who leads. */
const ASK_AGAIN = 200;

describe('On a real network of five, when nodes fail', function () {
  this.timeout(240_000);
  let root: string;
  let local: LocalNetwork;
  let homes: MemberHome[];
  let stage: Stage;
  let [ar, br, uy]: Issuer[] = [];

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-faults-'));
    local = await openLocal({ topology: { ...(await shippedTopology('bconnect')), basePort: 25_000 }, root });
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
      await pause(ASK_AGAIN);
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
  /** Expects a certificate to be good as a member sees it, once that member's peer has the transaction. */
  const expectValidAt = async (member: string, { number, transactionId }: Granted): Promise<void> => {
    await local.ledger(member).outcome(transactionId);
    expect(await new Aeo(stage(member)).check(number.slice(0, 2), number)).to.include({ valid: true });
  };
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
    const bills = await Bills.found(stage, br!);
    const bill = await bills.issue();
    const granted = await br!.grant();
    await expectValidAt('AR', granted);
    const before = await new Aeo(stage('AR')).history('BR', granted.number);
    const atPartner = new Titles(stage('AR'));
    const issued = await atPartner.history(bill);
    await whileWriting(() => Promise.all(nodeNames(homeOf('BR')).map((node) => killNode(homeOf('BR'), node))));

    // By itself it cannot even read what a grant cites; nothing was sent.
    const own = await ledgerErrorOf(() => br!.grant(through('BR', br!, 3_000)));
    expect(own.code).to.equal('PEER_UNAVAILABLE');
    const throughAnother = await ledgerErrorOf(() => br!.grant(through('AR', br!, 3_000)));
    expect(throughAnother).to.include({ code: 'DEADLINE_EXCEEDED' });
    expect(throughAnother.members).to.include('BR');

    await expectValidAt('UY', granted);
    expect(await new Aeo(stage('AR')).history('BR', granted.number)).to.deep.equal(before);
    const holder = { ledger: local.ledger('AR'), members: local.members, party: bills.exporter, timeout: 3_000 };
    const moved = await ledgerErrorOf(() => bills.offer(bill, new Titles(new Session(holder))));
    expect(moved.code, moved.message).to.equal('DEADLINE_EXCEEDED');
    expect(await atPartner.history(bill)).to.deep.equal(issued);

    await startMember(homeOf('BR'), await binaries());
    await expectValidAt('UY', await br!.grant());
    await expectValidAt('BR', granted);
    await bills.offer(bill);
    await bills.accept(bill);
  });

  it("one of a member's two peers is killed: its clients go on through the other", async () => {
    await whileWriting(() => killNode(homeOf('AR'), 'peer0'));
    await expectValidAt('AR', await ar!.grant());
    await start('AR', 'peer0');
    await whileWriting(() => killNode(homeOf('AR'), 'peer1'));
    await start('AR', 'peer1');
  });

  it('two of five orderers are down: writes wait or say so, reads go on, and what waits is written after', async () => {
    const granted = await ar!.grant();
    await expectValidAt('UY', granted);
    const leader = await leaderOtherThan();
    const down = [leader, local.members.find((member) => member !== leader)!];
    await Promise.all(down.map((member) => killNode(homeOf(member), 'orderer')));

    const failure = await ledgerErrorOf(() => ar!.grant(through('UY', ar!, 3_000)));
    expect(failure.code).to.equal('OUTCOME_UNKNOWN');
    expect(failure.transactionId).to.match(/^[0-9a-f]{64}$/);
    await expectValidAt('UY', granted);

    // The longer they were without each other, the longer orderers take to agree on a leader.
    const waiting = ar!.grant(through('AR', ar!, 150_000));
    await Promise.all(down.map((member) => start(member, 'orderer')));
    await expectValidAt('UY', await waiting);
    await whileWriting(() => Promise.resolve());
  });
});
