import { readFile } from 'node:fs/promises';
import { nodeStatus, type MemberHome } from '@fairway/network';

/** Linux counts a process's time in hundredths of a second. */
const TICK = 10;

/** Milliseconds of processor time that this process has used. */
export function ownTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of processor time that the running nodes of all members have used; Linux only, elsewhere 0. */
export async function nodesTime(homes: readonly MemberHome[]): Promise<number> {
  const nodes = await nodeStatus(homes);
  const times = await Promise.all(nodes.flatMap(({ pid }) => (pid === undefined ? [] : timeOf(pid))));
  return times.reduce((sum, time) => sum + time, 0);
}

async function timeOf(pid: number): Promise<number> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // After the program's name in brackets: state is field 3, user time 14, system time 15.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * TICK;
}
