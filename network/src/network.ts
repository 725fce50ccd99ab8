import { mkdir, readdir, rm, statfs } from 'node:fs/promises';
import { join as joinPath, resolve } from 'node:path';
import { binaries as buildBinaries, type Binaries } from './binaries.js';
import { NetworkFailure } from './failure.js';
import { found } from './genesis.js';
import { homeFolder, makeHome, type MemberHome, openHome } from './home.js';
import { takeIntroductions } from './introduction.js';
import { withLock } from './lock.js';
import { approveDeployed, commitOwn, deploy, initialise, join, serveWhatIsInUse, startGateway } from './member.js';
import { stopMember } from './nodes.js';
import { firstTick } from './readiness.js';
import type { Topology } from './topology.js';

/** The programs of ours that members run; the network does not know what they do. */
export interface Programs {
  /** The chaincode bundle, a file that runs by itself. */
  chaincode: string;
  /** The gateway's program; without it no clock ticks after the first time. */
  gateway?: string;
}

/** One line of what `up` is at. */
export interface Progress {
  step: string;
  /** The member, where the step is one member's. */
  member?: string;
  state: 'begun' | 'done' | 'failed';
  /** Milliseconds since the step began, once it has ended. */
  took?: number;
}

export interface UpOptions {
  topology: Topology;
  /** The folder that holds the networks of this machine. */
  root: string;
  programs: Programs;
  onProgress?: (progress: Progress) => void;
  /** What Go says while it builds Fabric, the first time. */
  onBuild?: (line: string) => void;
}

/** Free bytes below which a network is not started: ledgers preallocate, and a full disk corrupts. */
const DISK_WANTED = 500 * 1024 * 1024;

/** The folder of a network on this machine. */
export const networkFolder = (root: string, name: string): string => joinPath(root, name);

const exchangeOf = (folder: string) => joinPath(folder, 'exchange');

/**
 * Brings a network up on this machine: plays all its members, each by the steps of member.ts, until each namespace has
 * committed a transaction. Repeatable at any time: it goes on where an earlier one stopped, and starts what is down.
 */
export async function up(options: UpOptions): Promise<MemberHome[]> {
  const { topology, programs, onProgress = () => {} } = options;
  const root = resolve(options.root);
  const folder = networkFolder(root, topology.name);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await demandDisk(root);
    return await withLock(
      joinPath(folder, 'up.lock'),
      `${topology.name} is being changed by another command`,
      async () => {
        const step = reporter(onProgress);
        const binaries = await step("Fabric's programs", () => buildBinaries(options.onBuild));
        const homes = await Promise.all(
          topology.members.map(({ id }) => makeHome(homeFolder(root, topology, id), topology, id)),
        );
        await play(homes, exchangeOf(folder), programs, binaries, step);
        return homes;
      },
    );
  } catch (error) {
    throw explained(error);
  }
}

type Step = <Result>(name: string, run: () => Promise<Result>, member?: string) => Promise<Result>;

async function play(
  homes: MemberHome[],
  exchange: string,
  programs: Programs,
  binaries: Binaries,
  step: Step,
): Promise<void> {
  const each = <Result>(name: string, run: (home: MemberHome) => Promise<Result>): Promise<Result[]> =>
    allOf(homes.map((home) => step(name, () => run(home), home.layout.id)));

  await each('its CA and certificates', (home) => initialise(home, exchange, binaries));
  await each('the introductions', (home) => takeIntroductions(home, exchange));
  await step('the founding of the channel', () => found(homes[0]!, exchange, binaries));
  await each('its nodes', (home) => join(home, exchange, binaries));
  await each('its chaincode', (home) => deploy(home, programs.chaincode, binaries));
  await each('its approvals', (home) => approveDeployed(home, binaries));
  await each('its namespace', (home) => commitOwn(home, binaries));
  await each('its first tick', async (home) => {
    await serveWhatIsInUse(home, binaries);
    await firstTick(home);
  });
  const { gateway } = programs;
  if (gateway !== undefined) await each('its gateway', (home) => startGateway(home, gateway, binaries));
}

/** Waits for all, and throws the first error only when nothing is under way any more. */
async function allOf<Result>(runs: readonly Promise<Result>[]): Promise<Result[]> {
  const results = await Promise.allSettled(runs);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return results.map((result) => (result as PromiseFulfilledResult<Result>).value);
}

function reporter(onProgress: (progress: Progress) => void): Step {
  return async (step, run, member) => {
    const begun = Date.now();
    const said = { step, ...(member !== undefined && { member }) };
    onProgress({ ...said, state: 'begun' });
    try {
      const result = await run();
      onProgress({ ...said, state: 'done', took: Date.now() - begun });
      return result;
    } catch (error) {
      onProgress({ ...said, state: 'failed', took: Date.now() - begun });
      throw error;
    }
  };
}

async function demandDisk(root: string): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize >= DISK_WANTED) return;
  const free = Math.floor((bavail * bsize) / 1024 / 1024);
  throw new NetworkFailure('DISK_FULL', `${root} has ${free} MB free and a network needs 500 MB; free some space`);
}

function explained(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code === 'ENOSPC'
    ? new NetworkFailure('DISK_FULL', 'the disk is full; free some space and run up again', { cause: error })
    : error;
}

/** The homes of a network on this machine, as an `up` has made them; throws `NOT_FOUNDED` where there are none. */
export async function homesOf(root: string, name: string): Promise<MemberHome[]> {
  const folder = networkFolder(root, name);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const members = entries.filter((entry) => entry.isDirectory() && /^[A-Z]{2}$/.test(entry.name));
  const homes = await Promise.all(
    members.map((entry) => openHome(joinPath(folder, entry.name)).catch(() => undefined)),
  );
  const made = homes.filter((home) => home !== undefined);
  if (made.length === 0)
    throw new NetworkFailure('NOT_FOUNDED', `there is no network ${name} in ${root}; make it with fairway network up`);
  return made;
}

/** Stops all nodes of a network on this machine and keeps what they hold. */
export async function down(root: string, name: string): Promise<void> {
  await Promise.all((await homesOf(root, name)).map(stopMember));
}

/** Stops a network on this machine and removes it with all its keys and ledgers. */
export async function reset(root: string, name: string): Promise<void> {
  await down(root, name).catch((error: unknown) => {
    if (!(error instanceof NetworkFailure && error.code === 'NOT_FOUNDED')) throw error;
  });
  await rm(networkFolder(root, name), { recursive: true, force: true });
}
