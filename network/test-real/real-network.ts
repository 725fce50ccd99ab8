import { readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  connectionOf,
  firstTick,
  type MemberHome,
  PROGRAMS,
  reset,
  shippedTopology,
  type Topology,
  up,
} from '@fairway/network';
import { namespaceOf } from '@fairway/model';
import { fabricLedger } from '@fairway/sdk/fabric';

/** Ports of their own, so that a network that somebody is working with stays undisturbed. */
const BASE_PORTS: Record<string, number> = { minimal: 14000, bconnect: 15000 };

/** A shipped topology at ports of its own. */
export async function topologyFor(name: string): Promise<Topology> {
  return { ...(await shippedTopology(name)), basePort: BASE_PORTS[name]! };
}

export interface RealNetwork {
  topology: Topology;
  root: string;
  homes: MemberHome[];
  /** The chaincode that it was brought up with. */
  bundle: string;
  /** Plays `up` again, with the same chaincode or another. */
  up: (chaincode?: string) => Promise<MemberHome[]>;
  home: (member: string) => MemberHome;
  remove: () => Promise<void>;
}

/** A network from nothing, in a folder of its own. */
export async function realNetwork(name: string): Promise<RealNetwork> {
  const topology = await topologyFor(name);
  const root = await mkdtemp(join(tmpdir(), 'fairway-real-'));
  // A build while the tests run must not be an upgrade.
  const bundle = join(root, 'chaincode.cjs');
  await copyFile(PROGRAMS.chaincode, bundle);
  const upAgain = (chaincode = bundle) => up({ topology, root, programs: { ...PROGRAMS, chaincode } });
  const remove = async () => {
    await reset(root, topology.name);
    await rm(root, { recursive: true });
  };
  try {
    const homes = await upAgain();
    const home = (member: string) => homes.find(({ layout }) => layout.id === member)!;
    return { topology, root, homes, bundle, up: upAgain, home, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** The time of a namespace's clock as one member's peers have it. */
export async function clockOf(namespace: string, asked: MemberHome): Promise<string> {
  const ledger = fabricLedger(await connectionOf(asked));
  try {
    return Buffer.from(await ledger.evaluate({ namespace, transaction: 'clock:read', args: [] })).toString();
  } finally {
    ledger.close();
  }
}

/** Has each of some members commit a transaction in its own namespace. */
export async function eachWrites(homes: readonly MemberHome[]): Promise<void> {
  await Promise.all(homes.map((home) => firstTick(home)));
}

export const ownNamespace = (home: MemberHome): string => namespaceOf(home.layout.id);

/** Whether any process of this machine was started for a folder. */
export function processesFor(folder: string): number[] {
  if (process.platform !== 'linux') return [];
  return [...pidsOf(folder)];
}

function* pidsOf(folder: string): Generator<number> {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (environmentOf(pid).includes(`FAIRWAY_NODE=${folder}`)) yield Number(pid);
  }
}

function environmentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
