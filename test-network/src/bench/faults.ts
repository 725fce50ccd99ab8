import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaries, killNode, orderingLeader, startNode } from '@fairway/network';
import { stageOf } from '../cast.js';
import { openLocal, type LocalNetwork } from '../local.js';
import { Issuer } from './issuer.js';
import type { BenchOptions } from './start.js';
import { errorsOf, longestGap, SteadyWrites } from './steady-writes.js';

/** What a client notices when the ordering leader is killed (kill -9), a write begun every so often. */
export interface FaultFigures {
  topology: string;
  consensus: string;
  /** Milliseconds between the beginnings of two writes. */
  every: number;
  /** The longest time without a committed write while nothing failed, in milliseconds. */
  undisturbed: number;
  /** The same around each killing of the leader. */
  afterKills: number[];
  writes: number;
  /** What the client was told in place of a committed transaction. */
  errors: string[];
}

const EVERY = 300;
const KILLS = 3;
const WRITES_AROUND = 15;

/** Kills one ordering leader after another on a real network while a client writes. */
export async function benchFaults({ topology, say = () => {} }: BenchOptions): Promise<FaultFigures> {
  const root = await mkdtemp(join(tmpdir(), 'fairway-bench-'));
  let local: LocalNetwork | undefined;
  try {
    local = await openLocal({
      topology,
      root,
      onProgress: ({ step, member }) => say(member === undefined ? step : `${member}: ${step}`),
      onBuild: say,
    });
    return await killLeaders(local, topology.name, topology.consensus, say);
  } finally {
    await local?.close(true);
    await rm(root, { recursive: true, force: true });
  }
}

async function killLeaders(
  local: LocalNetwork,
  topology: string,
  consensus: string,
  say: (detail: string) => void,
): Promise<FaultFigures> {
  const { members } = local;
  const homes = [...local.homes.values()];
  const issuer = await Issuer.found(
    stageOf(members, (member) => local.ledger(member)),
    members[0]!,
  );
  const writing = () => new SteadyWrites(() => issuer.grant(), EVERY);

  say('writes while nothing fails');
  const calm = writing();
  await calm.more(WRITES_AROUND);
  const written = await calm.stop();
  const undisturbed = longestGap(written);

  const afterKills: number[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    say(`kills leader ${kill} of ${KILLS}`);
    const leader = local.homes.get(await currentLeader(homes))!;
    const writer = writing();
    // Time, too, for the last one to be back among the others.
    await writer.more(WRITES_AROUND);
    await killNode(leader, 'orderer');
    await writer.more(WRITES_AROUND);
    const writes = await writer.stop();
    afterKills.push(longestGap(writes));
    written.push(...writes);
    await startNode(leader, 'orderer', await binaries());
  }
  const errors = errorsOf(written).map((error) => (error instanceof Error ? error.message : String(error)));
  return { topology, consensus, every: EVERY, undisturbed, afterKills, writes: written.length, errors };
}

async function currentLeader(homes: Parameters<typeof orderingLeader>[0]): Promise<string> {
  for (;;) {
    const leader = await orderingLeader(homes);
    if (leader !== undefined) return leader;
  }
}
