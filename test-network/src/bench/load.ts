import { namespaceOf } from '@fairway/model';
import { nodeStatus, type MemberHome } from '@fairway/network';
import { Aeo, type Session, type TitleName } from '@fairway/sdk';
import { stageOf, type Stage } from '../cast.js';
import { Bills } from './bills.js';
import { Issuer } from './issuer.js';
import { onNetwork, type NetworkOptions } from './on-network.js';
import { nodesTime, ownTime } from './processor-time.js';
import { inParallel, quantile } from './timing.js';

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
  /** Its p50, its throughput, and its processor time, nodes and client together, by those of its baseline. */
  ratio?: { p50: number; perSecond: number; time: number };
}

export interface LoadFigures {
  network: 'embedded' | 'fabric';
  topology: string;
  /** How many clients at a time. */
  concurrency: number;
  operations: OperationFigures[];
  /** The same with one client at a time. */
  oneClient: OperationFigures[];
  /** Resident memory by node after the load, in bytes. */
  memory: { node: string; bytes: number }[];
}

export interface LoadOptions extends NetworkOptions {
  concurrency?: number;
  /** How many of each operation in each round. */
  eachRound?: { write: number; read: number; voyage: number };
  /** How many of each operation before anything is measured, so that every member's contracts run at their pace. */
  warmUp?: number;
}

/** All operations take turns in rounds, so that what else the machine does falls on each alike. */
const ROUNDS = 3;
/** As many reads as writes, so that no certificate is read twice by one session. */
const DEFAULT_EACH_ROUND = { write: 200, read: 200, voyage: 20 };
const DEFAULT_WARM_UP = 200;
const VALUE = 'x'.repeat(100);

interface Operation {
  name: string;
  kind: 'write' | 'read' | 'voyage';
  baseline?: string;
  /** What must be so before it begins, and is not measured. */
  ready?: () => Promise<unknown>;
  run: (index: number) => Promise<unknown>;
  /** The last index that was run. */
  done?: number;
}

/**
 * In one run, at one concurrency, in one namespace: a put and a get of 100 bytes by the barest contract, and grant,
 * suspend, get and check of certificates, and issue, offer and accept of titles, through the SDK beside them.
 */
export async function benchLoad(options: LoadOptions): Promise<LoadFigures> {
  const { topology, fabric, concurrency = 20, eachRound = DEFAULT_EACH_ROUND, say = () => {} } = options;
  const { warmUp = DEFAULT_WARM_UP } = options;
  return onNetwork(options, async (network) => {
    const stage = stageOf(network.members, network.ledger);
    say('founds a member');
    const operations = await operationsOn(stage, network.members);
    const figures = await measure(operations, { concurrency, eachRound, warmUp }, network.homes, say);
    const { write, read, voyage } = eachRound;
    const alone = { concurrency: 1, eachRound: { write: share(write), read: share(read), voyage: share(voyage) } };
    return {
      network: fabric ? 'fabric' : 'embedded',
      topology: topology.name,
      concurrency,
      operations: figures,
      oneClient: await measure(operations, { ...alone, warmUp: 1 }, network.homes, say),
      memory: await memoryOf(network.homes),
    };
  });
}

/** One client alone does a fifth as many. */
const share = (count: number): number => Math.ceil(count / 5);

async function operationsOn(stage: Stage, members: readonly string[]): Promise<Operation[]> {
  const [owner, partner] = members as [string, string];
  const issuer = await Issuer.found(stage, owner);
  const writer = stage(owner, issuer.officer);
  const reader = stage(partner);
  // A session that checks has not read the certificates before.
  const [partnersView, checking] = [new Aeo(stage(partner)), new Aeo(stage(partner))];
  const namespace = namespaceOf(owner);
  const granted: string[] = [];
  const bills = await Bills.found(stage, issuer);
  const issued: TitleName[] = [];
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
      name: 'issue a title',
      kind: 'write',
      baseline: 'put 100 bytes',
      run: async () => issued.push(await bills.issue()),
    },
    { name: 'offer it', kind: 'write', baseline: 'put 100 bytes', run: (index) => bills.offer(issued[index]!) },
    { name: 'accept it', kind: 'write', baseline: 'put 100 bytes', run: (index) => bills.accept(issued[index]!) },
    { name: 'title through two banks', kind: 'voyage', run: () => bills.voyage() },
    {
      name: 'get 100 bytes',
      kind: 'read',
      ready,
      run: (index) => bareGet(reader, namespace, `bare-${index % 20}`),
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
      run: (index) => checking.check(owner, granted[index % granted.length]!),
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
  { concurrency, eachRound, warmUp }: Required<Pick<LoadOptions, 'concurrency' | 'eachRound' | 'warmUp'>>,
  homes: readonly MemberHome[],
  say: (detail: string) => void,
): Promise<OperationFigures[]> {
  const tallies = new Map<string, Tally>(
    operations.map(({ name }) => [name, { latencies: [], elapsed: 0, nodes: 0, client: 0 }]),
  );
  const indices = (operation: Operation, count: number): number[] =>
    Array.from({ length: count }, () => (operation.done = (operation.done ?? -1) + 1));
  for (const operation of operations) {
    const { name, kind, ready, run } = operation;
    say(`warms up: ${name}`);
    await ready?.();
    await inParallel(indices(operation, Math.min(warmUp, eachRound[kind])), concurrency, run);
  }
  for (let round = 1; round <= ROUNDS; round++) {
    for (const operation of operations) {
      const { name, kind, ready, run } = operation;
      say(`round ${round} of ${ROUNDS}: ${name}`);
      await ready?.();
      const tally = tallies.get(name)!;
      const before = { nodes: await nodesTime(homes), client: ownTime(), at: performance.now() };
      tally.latencies.push(...(await inParallel(indices(operation, eachRound[kind]), concurrency, run)));
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
    const ratio = {
      p50: figure.p50 / baseline.p50,
      perSecond: figure.perSecond / baseline.perSecond,
      time: time(figure) / time(baseline),
    };
    return { ...figure, baseline: baseline.operation, ratio };
  });
}

function figuresOf(operation: string, { latencies, elapsed, nodes, client }: Tally, real: boolean): OperationFigures {
  const count = latencies.length;
  return {
    operation,
    count,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    perSecond: (count / elapsed) * 1000,
    ...(real && { nodesTime: nodes / count }),
    clientTime: client / count,
  };
}

async function memoryOf(homes: readonly MemberHome[]): Promise<LoadFigures['memory']> {
  if (homes.length === 0) return [{ node: 'this process', bytes: process.memoryUsage().rss }];
  const nodes = await nodeStatus(homes);
  return nodes.flatMap(({ member, node, memory }) =>
    memory === undefined ? [] : [{ node: `${member}/${node}`, bytes: memory }],
  );
}
