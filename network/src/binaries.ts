import { createHash } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NetworkFailure } from './failure.js';
import { exists } from './files.js';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const DEFAULT_CACHE = join(PACKAGE, '..', '.cache');

/** fabric-ca keeps its register in SQLite, which is C. */
const MODULES = [
  { folder: 'fabric', cgo: '0', programs: ['configtxgen', 'configtxlator', 'orderer', 'osnadmin', 'peer'] },
  { folder: 'fabric-ca', cgo: '1', programs: ['fabric-ca-server'] },
] as const;
/** peer and orderer say their version in the lines of their logs and to `peer version`. */
const LDFLAGS = '-s -w -X github.com/hyperledger/fabric/common/metadata.Version=3.1.1';
const INSTALL_GO = 'install Go from https://go.dev/dl and put its bin folder on the PATH';

export type Program = (typeof MODULES)[number]['programs'][number];

/** Where each of Fabric's programs lies. */
export type Binaries = Readonly<Record<Program, string>>;

/**
 * Fabric's programs, built once by Go from network/fabric and network/fabric-ca and then kept.
 *
 * The cache (`<repo>/.cache`, or the folder that FAIRWAY_CACHE names) is keyed by the lock files and Go's version;
 * a build becomes visible only when it is whole.
 * Throws `GO_MISSING`, `GO_TOO_OLD` or `BUILD_FAILED`.
 */
export async function binaries(onProgress: (line: string) => void = () => {}): Promise<Binaries> {
  const locks = await Promise.all(
    MODULES.flatMap(({ folder }) => ['go.mod', 'go.sum'].map((file) => readFile(join(PACKAGE, folder, file)))),
  );
  const version = await goVersion(locks.map(String));
  const digest = locks.reduce((hash, lock) => hash.update(lock), createHash('sha256').update(version)).digest('hex');
  const folder = join(process.env['FAIRWAY_CACHE'] ?? DEFAULT_CACHE, `fabric-${digest.slice(0, 16)}`);

  if (!(await exists(folder))) await build(folder, onProgress);
  return Object.fromEntries(
    MODULES.flatMap(({ programs }) => programs.map((program) => [program, join(folder, program)])),
  ) as Record<Program, string>;
}

async function build(folder: string, onProgress: (line: string) => void): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = await mkdtemp(`${folder}.unfinished-`);
  try {
    for (const module of MODULES) {
      onProgress(`building ${module.programs.join(', ')} (once, some minutes)`);
      await goInstall(module, unfinished, onProgress);
    }
    await rename(unfinished, folder).catch(async (cause: unknown) => {
      if (!(await exists(folder))) throw cause;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await removeStale(folder);
}

/** Builds with other lock files or another Go are of no use any more. */
async function removeStale(folder: string): Promise<void> {
  const cache = dirname(folder);
  const stale = (await readdir(cache)).filter(
    (name) => /^fabric-[0-9a-f]{16}$/.test(name) && join(cache, name) !== folder,
  );
  await Promise.all(stale.map((name) => rm(join(cache, name), { recursive: true, force: true })));
}

async function goInstall(
  module: (typeof MODULES)[number],
  target: string,
  onProgress: (line: string) => void,
): Promise<void> {
  const { code, output } = await run(
    'go',
    ['install', '-v', '-trimpath', '-buildvcs=false', '-mod=readonly', '-ldflags', LDFLAGS, 'tool'],
    { cwd: join(PACKAGE, module.folder), env: { ...process.env, GOBIN: target, CGO_ENABLED: module.cgo, GOFLAGS: '' } },
    onProgress,
  );
  if (code === 0) return;
  const last = output.trim().split('\n').slice(-3).join(' | ');
  const hint = /C compiler|gcc|cgo/.test(last)
    ? 'install a C compiler (Debian: gcc and libc6-dev), which fabric-ca needs for SQLite'
    : /no space left/.test(last)
      ? 'free some 2 GB of disk'
      : 'see the message, and check that the Go module proxy can be reached';
  throw new NetworkFailure('BUILD_FAILED', `go install in network/${module.folder} failed: ${last}; ${hint}`);
}

const compareVersions = (one: string, other: string): number => one.localeCompare(other, 'en', { numeric: true });

/** Go's version, at least the latest that a go.mod asks for. */
async function goVersion(locks: readonly string[]): Promise<string> {
  const wanted = locks
    .flatMap((lock) => /^go (\S+)$/m.exec(lock)?.[1] ?? [])
    .sort(compareVersions)
    .at(-1)!;
  const { output } = await run('go', ['env', 'GOVERSION'], {
    // Here a Go that fetches later ones by itself says which it would take.
    cwd: join(PACKAGE, 'fabric-ca'),
    env: process.env,
  }).catch((cause: unknown) => {
    throw new NetworkFailure('GO_MISSING', `building Fabric needs Go ${wanted} or later: ${INSTALL_GO}`, { cause });
  });
  const version = /go(\d+\.\d+(?:\.\d+)?)/.exec(output)?.[1];
  if (version === undefined || compareVersions(version, wanted) < 0)
    throw new NetworkFailure(
      'GO_TOO_OLD',
      `building Fabric needs Go ${wanted} or later, and this one is ${output.trim() || 'of no known version'}: ${INSTALL_GO}`,
    );
  return version;
}

function run(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv },
  onLine: (line: string) => void = () => {},
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      chunk.toString().split('\n').filter(Boolean).forEach(onLine);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}
