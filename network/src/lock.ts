import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NetworkFailure } from './failure.js';

/** Runs something while no other process on this machine does; throws `BUSY` where one does. A dead one's lock counts not. */
export async function withLock<Result>(path: string, busy: string, run: () => Promise<Result>): Promise<Result> {
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(path, 'utf8').catch(() => '0'));
    if (isRunning(holder)) throw new NetworkFailure('BUSY', `${busy} (process ${holder}); wait until it has ended`);
    await rm(path, { force: true });
  }
  try {
    return await run();
  } finally {
    await rm(path, { force: true });
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
