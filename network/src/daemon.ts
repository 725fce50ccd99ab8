import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { NetworkFailure } from './failure.js';
import { exists, writeWhole } from './files.js';
import { type MemberHome, paths } from './home.js';
import { holderOf, isFree, isListening } from './ports.js';

/** A program that a member keeps running in the background. */
export interface Daemon {
  /** The node's name within its home: `ca`, `orderer`, `peer0`, `chaincode`, `gateway`. */
  name: string;
  program: string;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** Where it listens on this machine; the first is the one by which it is known. */
  ports: readonly number[];
  /** Whether it serves by now, once its ports are open; asked again until it does or the process has died. */
  isReady?: () => Promise<boolean>;
}

interface PidFile {
  pid: number;
  /** When the process began, as the system tells it: a pid alone may have passed to another program. */
  begun: string;
}

/** `dead`: it was started and has ended by itself. */
export type NodeState = 'running' | 'stopped' | 'dead';

export interface DaemonState {
  pid: number;
  /** Resident memory in bytes. */
  memory: number;
}

/** Marks a process as a home's own, so that one whose pid file was never written is found again. */
const MARK = 'FAIRWAY_NODE';
const READY_WITHIN = 60_000;
const STOPS_WITHIN = 15_000;
const LOOK_EVERY = 50;
const LOG_LIMIT = 20 * 1024 * 1024;

/** Where nodes listen: on loopback alone, unless the member's host is another. */
export const bindAddress = (home: MemberHome): string => (home.layout.host === 'localhost' ? '127.0.0.1' : '0.0.0.0');

/**
 * Starts a daemon unless it runs already, and waits until it serves.
 *
 * Throws `PORT_IN_USE` (whose), `NODE_DIED` (its last words), `DISK_FULL` or `NODE_NOT_READY`.
 */
export async function startDaemon(home: MemberHome, daemon: Daemon): Promise<void> {
  const running = (await daemonState(home, daemon.name)) ?? (await adopt(home, daemon));
  const pid = running?.pid ?? (await launch(home, daemon));
  await untilReady(home, daemon, pid);
}

async function launch(home: MemberHome, daemon: Daemon): Promise<number> {
  for (const port of daemon.ports) await demandFree(home, daemon, port);
  const path = paths.log(home, daemon.name);
  const size = await stat(path).then(
    (file) => file.size,
    () => 0,
  );
  const log = await open(path, size > LOG_LIMIT ? 'w' : 'a', 0o600);
  try {
    // fabric-ca leaves some of its keys to the umask.
    const umask = process.umask(0o077);
    const child = spawn(daemon.program, daemon.args, {
      cwd: home.folder,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      env: { PATH: process.env['PATH'] ?? '', HOME: home.folder, ...daemon.env, [MARK]: markOf(home, daemon.name) },
    });
    process.umask(umask);
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) =>
        reject(
          new NetworkFailure(
            'PROGRAM_MISSING',
            `${nodeName(home, daemon.name)} cannot be started: ${daemon.program} is missing or cannot be run; build it or name another`,
            { cause },
          ),
        ),
      );
    });
    child.unref();
    await writePid(home, daemon.name, child.pid!);
    return child.pid!;
  } finally {
    await log.close();
  }
}

async function demandFree(home: MemberHome, daemon: Daemon, port: number): Promise<void> {
  if (await isFree(port, bindAddress(home))) return;
  const holder = await holderOf(port);
  const whose = holder ? `process ${holder.pid} (${holder.program})` : 'a process of another user';
  throw new NetworkFailure(
    'PORT_IN_USE',
    `port ${port}, which ${nodeName(home, daemon.name)} needs, is in use by ${whose}; end it, or choose another basePort in the topology`,
  );
}

/** A node that an interrupted `up` has started without noting its pid. */
async function adopt(home: MemberHome, daemon: Daemon): Promise<DaemonState | undefined> {
  const port = daemon.ports[0];
  if (port === undefined || (await isFree(port, bindAddress(home)))) return undefined;
  const holder = await holderOf(port);
  if (!holder || !(await environmentOf(holder.pid)).includes(`${MARK}=${markOf(home, daemon.name)}`)) return undefined;
  await writePid(home, daemon.name, holder.pid);
  return daemonState(home, daemon.name);
}

async function untilReady(home: MemberHome, daemon: Daemon, pid: number): Promise<void> {
  const deadline = Date.now() + READY_WITHIN;
  while (!(await serves(home, daemon))) {
    if (!isAlive(pid)) throw await obituary(home, daemon.name);
    if (Date.now() > deadline)
      throw new NetworkFailure(
        'NODE_NOT_READY',
        `${nodeName(home, daemon.name)} runs but does not serve after ${READY_WITHIN / 1000} s; see ${paths.log(home, daemon.name)}`,
      );
    await delay(LOOK_EVERY);
  }
}

async function serves(home: MemberHome, { ports, isReady }: Daemon): Promise<boolean> {
  for (const port of ports) if (!(await isListening(port, home.layout.host))) return false;
  return isReady === undefined || isReady().catch(() => false);
}

async function obituary(home: MemberHome, name: string): Promise<NetworkFailure> {
  const log = await readFile(paths.log(home, name), 'utf8').catch(() => '');
  const lines = log.trim().split('\n').slice(-200);
  if (lines.some((line) => line.includes('no space left on device')))
    return new NetworkFailure(
      'DISK_FULL',
      `${nodeName(home, name)} died of a full disk; free some space and run up again`,
    );
  const words =
    lines.findLast((line) => /^panic: | PANI | FATA /.test(line)) ??
    lines.findLast((line) => /error/i.test(line)) ??
    lines.at(-1) ??
    'nothing';
  return new NetworkFailure(
    'NODE_DIED',
    `${nodeName(home, name)} died as it started, saying "${words.slice(0, 300)}"; see ${paths.log(home, name)}, mend it and run up again`,
  );
}

/** Ends a daemon, gently first; does nothing where it is not running. */
export async function stopDaemon(home: MemberHome, name: string): Promise<void> {
  const state = await daemonState(home, name);
  if (state) {
    process.kill(state.pid, 'SIGTERM');
    const deadline = Date.now() + STOPS_WITHIN;
    while (isAlive(state.pid)) {
      if (Date.now() > deadline) process.kill(state.pid, 'SIGKILL');
      await delay(LOOK_EVERY);
    }
  }
  await rm(paths.pid(home, name), { force: true });
}

/** Ends a daemon at once, as a power failure would (SIGKILL); it then counts as dead. */
export async function killDaemon(home: MemberHome, name: string): Promise<void> {
  const state = await daemonState(home, name);
  if (!state) return;
  process.kill(state.pid, 'SIGKILL');
  while (isAlive(state.pid)) await delay(LOOK_EVERY);
}

/** Ends what an interrupted command has started for a home without noting its pid; seen on Linux only. */
export async function stopStrays(home: MemberHome): Promise<void> {
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number)) {
    const marks = (await environmentOf(pid)).filter((entry) => entry.startsWith(`${MARK}=${home.folder}#`));
    if (marks.length > 0 && isAlive(pid)) process.kill(pid, 'SIGKILL');
  }
}

const environmentOf = async (pid: number): Promise<string[]> =>
  (await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')).split('\0');

/** The daemon's process, or undefined where it is not running. */
export async function daemonState(home: MemberHome, name: string): Promise<DaemonState | undefined> {
  const text = await readFile(paths.pid(home, name), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { pid, begun } = JSON.parse(text) as PidFile;
  return isAlive(pid) && (await begunAt(pid)) === begun ? { pid, memory: await memoryOf(pid) } : undefined;
}

/** Whether a daemon runs, was stopped, or has died. */
export async function nodeState(home: MemberHome, name: string): Promise<NodeState> {
  if (await daemonState(home, name)) return 'running';
  return (await exists(paths.pid(home, name))) ? 'dead' : 'stopped';
}

/** A node's name among all members': `AR/peer0`. */
export const nodeName = (home: MemberHome, name: string): string => `${home.layout.id}/${name}`;

const markOf = (home: MemberHome, name: string): string => `${home.folder}#${name}`;

async function writePid(home: MemberHome, name: string, pid: number): Promise<void> {
  const file: PidFile = { pid, begun: await begunAt(pid) };
  await writeWhole(paths.pid(home, name), JSON.stringify(file));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/**
 * A process that has died stays visible until its parent notices. Its first thread dies before the others do, and with
 * the last one only are its ports free.
 */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return ps(pid, 'stat').startsWith('Z');
  try {
    const { state, threads } = statOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return state === 'Z' && threads <= 1;
  } catch {
    return true;
  }
}

async function begunAt(pid: number): Promise<string> {
  if (process.platform !== 'linux') return ps(pid, 'lstart');
  return statOf(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')).begun;
}

/** What Linux tells of a process, proc_pid_stat(5): fields 3, 20 and 22. */
function statOf(line: string): { state: string; threads: number; begun: string } {
  // The second field is the program's name in brackets, which may hold anything.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', threads: Number(fields[17]), begun: fields[19] ?? '' };
}

async function memoryOf(pid: number): Promise<number> {
  if (process.platform !== 'linux') return Number(ps(pid, 'rss')) * 1024;
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}

function ps(pid: number, field: string): string {
  try {
    return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}
