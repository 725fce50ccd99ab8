import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { binaries, type Progress, type Topology } from '@fairway/network';
import { openLocal } from '../local.js';

/** Milliseconds from nothing to ready. */
export interface StartFigures {
  /** Real nodes, with Fabric's programs built before: to a committed transaction in every namespace. */
  fabric: { topology: string; total: number; steps: { step: string; took: number }[] };
  /** From the start of the process, median of some: its first confirmed transaction, and its first signed act. */
  embedded: { firstTransaction: number; firstAct: number };
}

export interface BenchOptions {
  topology: Topology;
  /** Says what is going on. */
  say?: (detail: string) => void;
}

const EMBEDDED_STARTS = 5;

/** How long it takes to have a network, real and embedded. */
export async function benchStart({ topology, say = () => {} }: BenchOptions): Promise<StartFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'fairway-bench-'));
  try {
    await binaries(say);
    const steps = new Map<string, { begun: number; ended: number }>();
    const began = performance.now();
    const onProgress = ({ step, member, state }: Progress) => {
      say(member === undefined ? step : `${member}: ${step}`);
      const now = performance.now();
      const known = steps.get(step) ?? { begun: now, ended: now };
      steps.set(step, state === 'begun' ? known : { ...known, ended: now });
    };
    const local = await openLocal({ topology, root: folder, onProgress });
    const total = performance.now() - began;
    await local.close(true);
    const taken = [...steps].map(([step, { begun, ended }]) => ({ step, took: ended - begun }));
    say('the embedded network');
    return { fabric: { topology: topology.name, total, steps: taken }, embedded: await benchEmbeddedStart(folder) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchEmbeddedStart(folder: string): Promise<StartFigures['embedded']> {
  const starts: [number, number][] = [];
  for (let index = 0; index < EMBEDDED_STARTS; index++)
    starts.push(await embeddedStart(join(folder, `embedded-${index}.db`)));
  const median = (values: number[]) => values.sort((one, other) => one - other)[Math.floor(values.length / 2)]!;
  return { firstTransaction: median(starts.map(([tick]) => tick)), firstAct: median(starts.map(([, act]) => act)) };
}

/** Runs first-transaction.ts in a process of its own, which prints a line when each is confirmed. */
async function embeddedStart(file: string): Promise<[firstTransaction: number, firstAct: number]> {
  const program = fileURLToPath(new URL('first-transaction.js', import.meta.url));
  const began = performance.now();
  const child = spawn(process.execPath, [program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const moments: number[] = [];
  for await (const _ of createInterface(child.stdout)) moments.push(performance.now() - began);
  await exited;
  const [firstTransaction, firstAct] = moments;
  if (firstTransaction === undefined || firstAct === undefined)
    throw new Error(`the embedded network confirmed no transaction; its process ended with ${child.exitCode}`);
  return [firstTransaction, firstAct];
}
