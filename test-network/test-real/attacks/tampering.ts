import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paths, stopNode, type MemberHome } from '@fairway/network';
import { build } from 'esbuild';

/** Where a member's first bundle is served. */
const SLOT = 'chaincode-a';

/** A member's chaincode configuration: names, package ids, addresses, TLS. */
export const chaincodeConfig = (home: MemberHome): string => join(paths.node(home, SLOT), 'config.json');

/** Bundles the tampered program as the honest one is; its path. */
export async function tamperedProgram(folder: string): Promise<string> {
  const outfile = join(folder, 'tampered.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('tampered-chaincode.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    keepNames: true,
    logLevel: 'warning',
  });
  return outfile;
}

/** Puts another program in the place of a member's chaincode; the process, for the caller to end. */
export async function tamper(home: MemberHome, program: string): Promise<ChildProcess> {
  await stopNode(home, SLOT);
  const child = spawn(process.execPath, ['--no-deprecation', program, '--config', chaincodeConfig(home)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const serving = once(child.stdout, 'data');
  const died = once(child, 'exit').then(() =>
    Promise.reject(new Error('the tampered chaincode died before it served')),
  );
  await Promise.race([serving, died]);
  died.catch(() => undefined);
  return child;
}

/** Ends a process and waits until it has gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}
