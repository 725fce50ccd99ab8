import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namespaceOf } from '@fairway/model';
import { nodeStatus, type MemberHome } from '@fairway/network';
import { Aeo, submit, type Ledger, type Session } from '@fairway/sdk';
import { bundle } from '../bundle.js';
import { stageOf, type Stage } from '../cast.js';
import { openEmbedded } from '../embedded/index.js';
import { openLocal, PROGRAMS } from '../local.js';
import { contractsFor } from './contracts.js';
import { Issuer } from './issuer.js';
import { nodesTime, ownTime } from './processor-time.js';
import type { BenchOptions } from './start.js';

/** How one operation did; times in milliseconds. */
export interface OperationFigures {
  operation: string;
  count: number;
  p50: number;
  p95: number;
  perSecond: number;
  /** Processor time a transaction, of all nodes and of the client, which are one process on the embedded network. */
  nodesTime?: number;
  clientTime: number;
  /** What it is measured against. */
  baseline?: string;
  /** Its p50 and its processor time, nodes and client together, by those of its baseline. */
  ratio?: { p50: number; time: number };
}

export interface LoadFigures {
  network: 'embedded' | 'fabric';
  topology: string;
  /** How many clients at a time. */
  concurrency: number;
  operations: OperationFigures[];
  /** Resident memory by node after the load, in bytes. */
  memory: { node: string; bytes: number }[];
}

export interface LoadOptions extends BenchOptions {
  /** On real nodes instead of the embedded network. */
  fabric: boolean;
  concurrency?: number;
  /** How many of each operation in each round. */
  eachRound?: { write: number; read: number };
}

/** All operations take turns in rounds, so that what else the machine does falls on each alike. */
const ROUNDS = 3;
const DEFAULT_EACH_ROUND = { write: 100, read: 200 };
const WARM_UP = 20;
const VALUE = 'x'.repeat(100);

interface Operation {
  name: string;
  kind: 'write' | 'read';
  baseline?: string;
  /** What must be so before it begins, and is not measured. */
  ready?: () => Promise<unknown>;
  run: (index: number) => Promise<unknown>;
}

/**
 * In one run, at one concurrency, in one namespace: a put and a get of 100 bytes by the barest contract, and grant,
 * suspend, get and check of certificates through the SDK beside them.
 */
export async function benchLoad(options: LoadOptions): Promise<LoadFigures> {
  const { topology, fabric, concurrency = 20, eachRound = DEFAULT_EACH_ROUND, say = () => {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'fairway-bench-'));
  const network = await (fabric ? openReal(options, folder) : openInProcess(options, folder)).catch(
    async (error: unknown) => {
      await rm(folder, { recursive: true, force: true });
      throw error;
    },
  );
  try {
    const stage = stageOf(network.members, network.ledger);
    say('founds two members');
    const operations = await operationsOn(stage, network.members);
    const figures = await measure(operations, { concurrency, eachRound }, network.homes, say);
    return {
      network: fabric ? 'fabric' : 'embedded',
      topology: topology.name,
      concurrency,
      operations: figures,
      memory: await memoryOf(network.homes),
    };
  } finally {
    await network.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Opened {
  members: readonly string[];
  ledger: (member: string) => Ledger;
  /** The members' nodes; none where all is in this process. */
  homes: readonly MemberHome[];
  close(): Promise<void>;
}

async function openReal({ topology, say = () => {} }: LoadOptions, root: string): Promise<Opened> {
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
    homes: [...local.homes.values()],
    close: () => local.close(true),
  };
}

async function openInProcess({ topology }: LoadOptions, root: string): Promise<Opened> {
  const members = topology.members.map(({ id }) => id);
  const embedded = await openEmbedded({ members, contracts: contractsFor, file: join(root, 'bench.db') });
  const ledger = (member: string) => embedded.ledger({ member });
  const tick = (member: string) => ({ namespace: namespaceOf(member), transaction: 'clock:tick', args: [] });
  await Promise.all(members.map((member) => submit(ledger(member), tick(member))));
  return { members, ledger, homes: [], close: () => embedded.close() };
}

async function operationsOn(stage: Stage, members: readonly string[]): Promise<Operation[]> {
  const [owner, partner] = members as [string, string];
  const issuer = await Issuer.found(stage, owner);
  const writer = stage(owner, issuer.officer);
  const reader = stage(partner);
  const partnersView = new Aeo(reader);
  const namespace = namespaceOf(owner);
  const granted: string[] = [];
  let latest = '';
  // The partner's peer may be some blocks behind the issuer's.
  const ready = () => reader.options.ledger.outcome(latest);
  return [
    {
      name: 'put 100 bytes',
      kind: 'write',
      run: (index) => writer.write({ namespace, transaction: 'bare:put', args: [`bare-${index}`, VALUE] }),
    },
    {
      name: 'grant',
      kind: 'write',
      baseline: 'put 100 bytes',
      run: async () => granted.push((await issuer.grant()).number),
    },
    {
      name: 'suspend',
      kind: 'write',
      baseline: 'put 100 bytes',
      run: async (index) => {
        const done = await issuer.aeo.suspend(owner, granted[index]!, { reason: 'under-investigation' });
        latest = done.transactionId;
      },
    },
    {
      name: 'get 100 bytes',
      kind: 'read',
      ready,
      run: (index) => bareGet(reader, namespace, `bare-${index % WARM_UP}`),
    },
    {
      name: 'get',
      kind: 'read',
      baseline: 'get 100 bytes',
      ready,
      run: (index) => partnersView.get(owner, granted[index % granted.length]!),
    },
    {
      name: 'check',
      kind: 'read',
      baseline: 'get 100 bytes',
      ready,
      run: (index) => partnersView.check(owner, granted[index % granted.length]!),
    },
  ];
}

const bareGet = (reader: Session, namespace: string, key: string): Promise<Uint8Array> =>
  reader.options.ledger.evaluate({ namespace, transaction: 'bare:get', args: [key] });

/** What has been measured of one operation so far. */
interface Tally {
  latencies: number[];
  elapsed: number;
  nodes: number;
  client: number;
}

async function measure(
  operations: readonly Operation[],
  { concurrency, eachRound }: Required<Pick<LoadOptions, 'concurrency' | 'eachRound'>>,
  homes: readonly MemberHome[],
  say: (detail: string) => void,
): Promise<OperationFigures[]> {
  const tallies = new Map<string, Tally>(
    operations.map(({ name }) => [name, { latencies: [], elapsed: 0, nodes: 0, client: 0 }]),
  );
  const next = new Map<string, number>();
  const indices = (name: string, count: number): number[] => {
    const first = next.get(name) ?? 0;
    next.set(name, first + count);
    return Array.from({ length: count }, (_, index) => first + index);
  };
  for (const { name, ready, run } of operations) {
    say(`warms up: ${name}`);
    await ready?.();
    await inParallel(indices(name, WARM_UP), concurrency, run);
  }
  for (let round = 1; round <= ROUNDS; round++) {
    for (const { name, kind, ready, run } of operations) {
      say(`round ${round} of ${ROUNDS}: ${name}`);
      await ready?.();
      const tally = tallies.get(name)!;
      const before = { nodes: await nodesTime(homes), client: ownTime(), at: performance.now() };
      tally.latencies.push(...(await inParallel(indices(name, eachRound[kind]), concurrency, run)));
      tally.elapsed += performance.now() - before.at;
      tally.client += ownTime() - before.client;
      tally.nodes += (await nodesTime(homes)) - before.nodes;
    }
  }
  const figures = operations.map(({ name }) => figuresOf(name, tallies.get(name)!, homes.length > 0));
  return figures.map((figure, index) => {
    const baseline = figures.find(({ operation }) => operation === operations[index]!.baseline);
    if (!baseline) return figure;
    const time = (one: OperationFigures) => one.clientTime + (one.nodesTime ?? 0);
    const ratio = { p50: figure.p50 / baseline.p50, time: time(figure) / time(baseline) };
    return { ...figure, baseline: baseline.operation, ratio };
  });
}

function figuresOf(operation: string, { latencies, elapsed, nodes, client }: Tally, real: boolean): OperationFigures {
  const sorted = latencies.toSorted((one, other) => one - other);
  const count = sorted.length;
  const quantile = (share: number) => sorted[Math.min(count - 1, Math.floor(count * share))]!;
  return {
    operation,
    count,
    p50: quantile(0.5),
    p95: quantile(0.95),
    perSecond: (count / elapsed) * 1000,
    ...(real && { nodesTime: nodes / count }),
    clientTime: client / count,
  };
}

/** Runs the work for each index, so many at a time; answers with the milliseconds that each took. */
async function inParallel(
  indices: readonly number[],
  concurrency: number,
  run: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const left = indices.values();
  const latencies: number[] = [];
  const worker = async () => {
    for (const index of left) {
      const began = performance.now();
      await run(index);
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return latencies;
}

async function memoryOf(homes: readonly MemberHome[]): Promise<LoadFigures['memory']> {
  if (homes.length === 0) return [{ node: 'this process', bytes: process.memoryUsage().rss }];
  const nodes = await nodeStatus(homes);
  return nodes.flatMap(({ member, node, memory }) =>
    memory === undefined ? [] : [{ node: `${member}/${node}`, bytes: memory }],
  );
}
