import {
  benchBatch,
  benchChanges,
  benchFaults,
  benchGrowth,
  benchLoad,
  benchRaces,
  benchStart,
  benchVerifications,
  goalsOf,
  machine,
  type BatchFigures,
  type ChangesFigures,
  type FaultFigures,
  type Goal,
  type GrowthFigures,
  type LoadFigures,
  type Machine,
  type OperationFigures,
  type RaceFigures,
  type StartFigures,
  type VerificationFigures,
} from '@fairway/test-network';
import { CliFailure } from './failure.js';
import { step } from './progress-line.js';
import { said } from './reported.js';
import { topologyOf } from './topology-of.js';
import { table } from './table.js';

export interface BenchCommandOptions {
  /** The load on real nodes instead of the embedded network. */
  fabric?: boolean;
  json?: boolean;
  /** A topology's name or file; without it `bconnect`, and for faults `bconnect-raft` as well. */
  topology?: string;
  /** How many clients at a time; 20. */
  concurrency?: string;
  /** How many times a title is raced for. */
  rounds?: string;
  /** How many certificates the ledger has grown to when its growth is measured. */
  certificates?: string;
}

/** What was measured, for machines; times in milliseconds, memory in bytes. */
export interface BenchResult {
  machine: Machine;
  start?: StartFigures;
  faults?: FaultFigures[];
  load?: LoadFigures;
  changes?: ChangesFigures;
  batch?: BatchFigures;
  growth?: GrowthFigures;
  races?: RaceFigures;
  verifications?: VerificationFigures;
  goals?: Goal[];
}

const PARTS = ['start', 'faults', 'load', 'changes', 'batch', 'growth', 'races', 'verifications'] as const;
type Part = (typeof PARTS)[number];

/** Ports of its own, so that a network that someone runs here does not stand in the way. */
const BASE_PORT = 30_000;

const DEFAULT_CONCURRENCY = 20;
const DEFAULT_CERTIFICATES = 100_000;
const DEFAULT_ROUNDS = 1_000;

/** Measures and reports; a figure is never a reason to fail. */
export async function bench(parts: readonly string[], options: BenchCommandOptions): Promise<void> {
  const chosen = chosenOf(parts);
  const concurrency = wholeNumber('concurrency', options.concurrency ?? DEFAULT_CONCURRENCY, 1, 200);
  const certificates = wholeNumber('certificates', options.certificates ?? DEFAULT_CERTIFICATES, 1_001, 10_000_000);
  const rounds = wholeNumber('rounds', options.rounds ?? DEFAULT_ROUNDS, 1, 100_000);
  const silent = options.json === true;
  const topology = async (name: string) => ({ ...(await topologyOf({ topology: name })), basePort: BASE_PORT });
  const main = await topology(options.topology ?? 'bconnect');
  const real = chosen.includes('start') || chosen.includes('faults') || options.fabric === true;
  const result: BenchResult = { machine: await machine(real) };
  if (!silent) console.log(`${machineLine(result.machine)}\n`);

  if (chosen.includes('start')) {
    result.start = await step('From nothing to ready', silent, (say) => benchStart({ topology: main, say }));
    if (!silent) console.log(`\n${startTable(result.start)}\n`);
  }
  if (chosen.includes('faults')) {
    const names = options.topology === undefined ? ['bconnect', 'bconnect-raft'] : [options.topology];
    result.faults = [];
    for (const name of names) {
      const one = await topology(name);
      const title = `The ordering leader is killed, ${one.name}`;
      result.faults.push(await step(title, silent, (say) => benchFaults({ topology: one, say })));
    }
    if (!silent) console.log(`\n${faultsTable(result.faults)}\n`);
  }
  const fabric = options.fabric === true;
  const where = fabric ? `real Fabric nodes, ${main.name}` : 'the embedded network';
  if (chosen.includes('load')) {
    const title = `Load on ${where}`;
    const load = await step(title, silent, (say) => benchLoad({ topology: main, fabric, concurrency, say }));
    result.load = load;
    if (!silent) {
      console.log(`\n${load.concurrency} clients at a time\n${loadTable(load.operations)}\n`);
      console.log(`one client\n${loadTable(load.oneClient)}\n\n${memoryTable(load)}\n`);
    }
  }
  if (chosen.includes('changes')) {
    const title = `A partner listens on ${where}`;
    result.changes = await step(title, silent, (say) => benchChanges({ topology: main, fabric, say }));
    if (!silent) console.log(`\n${changesTable(result.changes)}\n`);
  }
  if (chosen.includes('batch')) {
    const title = `A batch of questions on ${where}`;
    result.batch = await step(title, silent, (say) => benchBatch({ topology: main, fabric, say }));
    if (!silent) console.log(`\n${batchTable(result.batch)}\n`);
  }
  if (chosen.includes('growth')) {
    const title = `The ledger grows on ${where}`;
    result.growth = await step(title, silent, (say) => benchGrowth({ topology: main, fabric, certificates, say }));
    if (!silent) console.log(`\n${growthTable(result.growth)}\n`);
  }
  if (chosen.includes('races')) {
    const title = `Fifty clients at once want one title elsewhere, on ${where}`;
    result.races = await step(title, silent, (say) => benchRaces({ topology: main, fabric, rounds, say }));
    if (!silent) console.log(`\n${racesTable(result.races)}\n`);
  }
  if (chosen.includes('verifications')) {
    const title = `Anyone verifies a certificate on ${where}`;
    result.verifications = await step(title, silent, (say) => benchVerifications({ topology: main, fabric, say }));
    if (!silent) console.log(`\n${verificationsTable(result.verifications)}\n`);
  }
  const goals = goalsOf(result);
  if (goals.length > 0) {
    result.goals = goals;
    if (!silent) console.log(goalsTable(goals));
  }
  if (silent) said(options, result, '');
}

function chosenOf(parts: readonly string[]): readonly Part[] {
  const unknown = parts.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined)
    throw new CliFailure('USAGE', `the benchmark has no part ${unknown}; its parts are ${PARTS.join(', ')}`);
  return parts.length === 0 ? PARTS : (parts as readonly Part[]);
}

function wholeNumber(option: string, given: string | number, least: number, most: number): number {
  const wanted = Number(given);
  if (!Number.isInteger(wanted) || wanted < least || wanted > most)
    throw new CliFailure('USAGE', `--${option} is a whole number from ${least} to ${most}, and not ${given}`);
  return wanted;
}

function machineLine({ cores, processor, memory, platform, node, fabric }: Machine): string {
  const versions = [`Node ${node.slice(1)}`, ...(fabric === undefined ? [] : [`Fabric ${fabric}`])].join(', ');
  return `${cores} cores (${processor}), ${(memory / 2 ** 30).toFixed(0)} GB, ${platform}; ${versions}`;
}

function startTable({ fabric, embedded }: StartFigures): string {
  return table(
    ['from nothing to ready', 's'],
    [
      ...fabric.steps.map(({ step, took }) => [`  ${step}`, seconds(took)]),
      [`real Fabric nodes, ${fabric.topology}: all of it`, seconds(fabric.total)],
      ['embedded: first confirmed transaction after process start', seconds(embedded.firstTransaction)],
      ['embedded: first signed act after process start', seconds(embedded.firstAct)],
    ],
  );
}

function faultsTable(faults: readonly FaultFigures[]): string {
  return table(
    ['leader killed', 'longest time without a committed write, s', 'undisturbed, s', 'writes', 'errors seen'],
    faults.map(({ topology, consensus, afterKills, undisturbed, writes, errors }) => [
      `${consensus} (${topology})`,
      afterKills.map(seconds).join(', '),
      seconds(undisturbed),
      writes,
      [errors.length, ...new Set(errors)].join(' '),
    ]),
  );
}

function loadTable(operations: readonly OperationFigures[]): string {
  const real = operations.some(({ nodesTime }) => nodesTime !== undefined);
  return table(
    [
      'operation',
      'count',
      'p50 ms',
      'p95 ms',
      'per s',
      ...(real ? ['CPU ms, nodes', 'CPU ms, client'] : ['CPU ms']),
      'against',
      'p50 ×',
      'per s ×',
      'CPU ×',
    ],
    operations.map(({ operation, count, p50, p95, perSecond, nodesTime, clientTime, baseline, ratio }) => [
      operation,
      count,
      p50.toFixed(1),
      p95.toFixed(1),
      perSecond.toFixed(1),
      ...(real ? [nodesTime?.toFixed(1)] : []),
      clientTime.toFixed(1),
      baseline,
      ratio?.p50.toFixed(2),
      ratio?.perSecond.toFixed(2),
      ratio?.time.toFixed(2),
    ]),
  );
}

function changesTable({ count, afterOwnPeer, afterIssuer }: ChangesFigures): string {
  const row = (title: string, { p50, p95 }: { p50: number; p95: number }) => [title, p50.toFixed(1), p95.toFixed(1)];
  return table(
    [`${count} suspensions heard by a partner`, 'p50 ms', 'p95 ms'],
    [row("after the issuer's peer has it", afterIssuer), row("after the partner's own peer has it", afterOwnPeer)],
  );
}

function batchTable({ questions, followed, p50, longest }: BatchFigures): string {
  return table(
    [`${questions} certificates`, 's'],
    [
      ['the projection follows from the first block', seconds(followed)],
      ['a batch about all of them, p50', seconds(p50)],
      ['the longest', seconds(longest)],
    ],
  );
}

function growthTable({ certificates, operations }: GrowthFigures): string {
  const [few, many] = certificates as [number, number];
  const titles = (what: string) => [`${what} at ${few}`, `at ${many}`, '×'];
  return table(
    ['one client', ...titles('p50 ms'), ...titles('CPU ms')],
    operations.map(({ operation, p50, time, ratio }) => [
      operation,
      ...p50.map((one) => one.toFixed(1)),
      ratio.p50.toFixed(2),
      ...time.map((one) => one.toFixed(1)),
      ratio.time.toFixed(2),
    ]),
  );
}

function racesTable({ rounds, clients, decided, refused, elapsed }: RaceFigures): string {
  return table(
    ['rounds', 'clients', 'with one winner', 'refused, by code', 'a second'],
    [
      [
        ...[rounds, clients, decided].map(String),
        Object.entries(refused)
          .map(([code, count]) => `${code} ${count}`)
          .join(', '),
        ((rounds / elapsed) * 1000).toFixed(1),
      ],
    ],
  );
}

function verificationsTable({ members, count, steps, inBrowser, atOnce }: VerificationFigures): string {
  return [
    table(
      [`${count} verifications, ${members} members`, 'p50 ms', 'p95 ms', 'p50 ×'],
      [...steps, ...(inBrowser ?? [])].map(({ step, p50, p95, ratio }) => [
        step,
        p50.toFixed(1),
        p95.toFixed(1),
        ratio?.toFixed(2),
      ]),
    ),
    ...(inBrowser ? [] : ['There is no Chromium here: nothing was checked in a browser']),
    `${atOnce.count} at once: ${atOnce.errors} errors, all in ${seconds(atOnce.elapsed)} s`,
  ].join('\n');
}

function goalsTable(goals: readonly Goal[]): string {
  return table(
    ['goal', 'measured', 'wanted', ''],
    goals.map(({ goal, measured, wanted: [relation, limit], unit, isMet }) => [
      goal,
      `${measured.toFixed(2)} ${unit}`,
      `${relation} ${limit} ${unit}`,
      isMet ? 'met' : 'not met',
    ]),
  );
}

function memoryTable({ memory }: LoadFigures): string {
  const total = memory.reduce((sum, { bytes }) => sum + bytes, 0);
  return table(
    ['memory after the load', 'MB'],
    [...memory.map(({ node, bytes }) => [node, megabytes(bytes)]), ['all', megabytes(total)]],
  );
}

const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
