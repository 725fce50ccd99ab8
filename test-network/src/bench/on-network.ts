import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namespaceOf } from '@fairway/model';
import { authorityRoot, type MemberHome, PROGRAMS } from '@fairway/network';
import { submit, type Attesting, type Ledger } from '@fairway/sdk';
import { bundle } from '../bundle.js';
import { openEmbedded } from '../embedded/index.js';
import { openLocal } from '../local.js';
import { contractsFor } from './contracts.js';
import type { BenchOptions } from './start.js';

export interface NetworkOptions extends BenchOptions {
  /** On real nodes instead of the embedded network. */
  fabric: boolean;
}

/** A network whose namespaces have the bare contract beside the members' own. */
export interface BenchNetwork {
  members: readonly string[];
  ledger: (member: string) => Ledger & Attesting;
  /** A member's root certificate, in PEM. */
  rootOf: (member: string) => Promise<string>;
  channel: string;
  /** The members' nodes; none where all is in this process. */
  homes: readonly MemberHome[];
}

/** Has a network for as long as the work takes, and leaves nothing behind. */
export async function onNetwork<T>(options: NetworkOptions, work: (network: BenchNetwork) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'fairway-bench-'));
  try {
    const { close, ...network } = await (options.fabric ? openReal(options, folder) : openInProcess(options, folder));
    try {
      return await work(network);
    } finally {
      await close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Opened = BenchNetwork & { close: () => Promise<void> };

async function openReal({ topology, say = () => {} }: BenchOptions, root: string): Promise<Opened> {
  const chaincode = await bundle(new URL('chaincode.js', import.meta.url), join(root, 'bench.cjs'));
  const local = await openLocal({
    topology,
    root,
    programs: { ...PROGRAMS, chaincode },
    onProgress: ({ step, member }) => say(member === undefined ? step : `${member}: ${step}`),
    onBuild: say,
  });
  return {
    members: local.members,
    ledger: (member) => local.ledger(member),
    rootOf: (member) => authorityRoot(local.homes.get(member)!),
    channel: topology.channel,
    homes: [...local.homes.values()],
    close: () => local.close(true),
  };
}

async function openInProcess({ topology }: BenchOptions, root: string): Promise<Opened> {
  const members = topology.members.map(({ id }) => id);
  const embedded = await openEmbedded({ members, contracts: contractsFor, file: join(root, 'bench.db') });
  const ledger = (member: string) => embedded.ledger({ member });
  const tick = (member: string) => ({ namespace: namespaceOf(member), transaction: 'clock:tick', args: [] });
  await Promise.all(members.map((member) => submit(ledger(member), tick(member))));
  const { channel, roots } = embedded;
  const rootOf = (member: string) => Promise.resolve(roots.get(member)!);
  return { members, ledger, rootOf, channel, homes: [], close: () => embedded.close() };
}
