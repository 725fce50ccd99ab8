import {
  benchFaults,
  benchLoad,
  benchStart,
  machine,
  type FaultFigures,
  type LoadFigures,
  type Machine,
  type StartFigures,
} from '@fairway/test-network';
import { CliFailure } from './failure.js';
import { step } from './progress-line.js';
import { said } from './reported.js';
import { topologyOf } from './shipped.js';
import { table } from './table.js';

export interface BenchCommandOptions {
  /** The load on real nodes instead of the embedded network. */
  fabric?: boolean;
  json?: boolean;
  /** A topology's name or file; without it `bconnect`, and for faults `bconnect-raft` as well. */
  topology?: string;
  /** How many clients at a time; 20. */
  concurrency?: string;
}

/** What was measured, for machines; times in milliseconds, memory in bytes. */
export interface BenchResult {
  machine: Machine;
  start?: StartFigures;
  faults?: FaultFigures[];
  load?: LoadFigures;
}

const PARTS = ['start', 'faults', 'load'] as const;
type Part = (typeof PARTS)[number];

/** Ports of its own, so that a network that someone runs here does not stand in the way. */
const BASE_PORT = 30_000;

const DEFAULT_CONCURRENCY = 20;

/** Measures and reports; a figure is never a reason to fail. */
export async function bench(parts: readonly string[], options: BenchCommandOptions): Promise<void> {
  const chosen = chosenOf(parts);
  const concurrency = concurrencyOf(options);
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
  if (chosen.includes('load')) {
    const fabric = options.fabric === true;
    const title = `Load on ${fabric ? `real Fabric nodes, ${main.name}` : 'the embedded network'}`;
    const load = await step(title, silent, (say) => benchLoad({ topology: main, fabric, concurrency, say }));
    result.load = load;
    if (!silent) console.log(`\n${load.concurrency} clients at a time\n${loadTable(load)}\n\n${memoryTable(load)}\n`);
  }
  if (silent) said(options, result, '');
}

function chosenOf(parts: readonly string[]): readonly Part[] {
  const unknown = parts.find((part) => !PARTS.some((known) => known === part));
  if (unknown !== undefined)
    throw new CliFailure('USAGE', `the benchmark has no part ${unknown}; its parts are ${PARTS.join(', ')}`);
  return parts.length === 0 ? PARTS : (parts as readonly Part[]);
}

function concurrencyOf({ concurrency = String(DEFAULT_CONCURRENCY) }: BenchCommandOptions): number {
  const wanted = Number(concurrency);
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > 200)
    throw new CliFailure('USAGE', `--concurrency is a whole number from 1 to 200, and not ${concurrency}`);
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

function loadTable({ operations }: LoadFigures): string {
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
      ratio?.time.toFixed(2),
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
