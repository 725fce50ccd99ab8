/**
 * All of Fairway's tests, in order: static checks, units, behaviour on the embedded network, then on real Fabric.
 * Ends with the sum over all reporters; the exit code tells whether anything failed.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { inLanes } from './lanes.mjs';
import { sumOf } from './sum.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});

const bin = (name) => join(root, 'node_modules/.bin', name);
const packages = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces;
const testProjects = packages
  .flatMap((path) => [join(path, 'test'), join(path, 'test-real'), join(path, 'pages')])
  .filter((path) => existsSync(join(root, path, 'tsconfig.json')));
const folder = mkdtempSync(join(tmpdir(), 'fairway-test-'));
const counts = join(folder, 'counts.jsonl');
mkdirSync(join(folder, 'output'));

/** A suite of files of one package. */
const mocha = (path, timeout, specs, options = []) => ({
  suite: true,
  cwd: path,
  run: [
    ...[bin('mocha'), '--no-config', '--extension', 'ts', '--timeout', String(timeout), '--forbid-only'],
    ...['--reporter', join(root, 'scripts/reporter.cjs'), ...options, ...specs],
  ],
});

/** The pages in a browser take as long as all else on the embedded network. */
const PAGES = 'test/*page*.test.ts';

/** The suites on real networks, each with networks and ports of its own; those that take longest are begun first. */
const LONGEST = ['behaviour.test.ts', 'behaviour-minimal.test.ts', 'faults.test.ts', 'attacks/attacks.test.ts'];
const others = readdirSync(join(root, 'test-network/test-real'), { recursive: true }).filter(
  (path) => path.endsWith('.test.ts') && !LONGEST.includes(path),
);

/** Steps begun in order; those of one group run side by side, in as many lanes as there are. */
const GROUPS = [
  [{ name: 'system packages', run: ['sh', 'scripts/system-packages.sh'], isSetup: true }],
  [
    // Where nothing is cached, this downloads and compiles for minutes.
    { name: "Fabric's programs", run: [process.execPath, 'scripts/fabric.mjs'], isSetup: true },
    { name: 'lint', run: [bin('eslint'), '--cache', '--cache-location', '.cache/eslint', '.'] },
    { name: 'format', run: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
    {
      name: 'layers',
      run: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', ...packages.map((path) => `${path}/dist`)],
    },
    { name: 'types of tests', run: [bin('tsc'), '--build', ...testProjects] },
    { name: 'the sum of tests', ...mocha('.', 60_000, ['scripts/test/**/*.test.mjs']) },
    { name: 'the embedded network', ...mocha('test-network', 60_000, ['test/**/*.test.ts'], ['--ignore', PAGES]) },
    {
      name: 'units',
      suite: true,
      run: [
        ...[bin('lerna'), 'run', 'test', '--ignore', '@fairway/test-network'],
        ...['--no-bail', '--no-sort', '--concurrency', '1', '--stream', '--loglevel', 'error'],
      ],
    },
    { name: 'the pages in a browser', ...mocha('test-network', 60_000, [PAGES]) },
  ],
  [
    { name: 'real Fabric, network', ...mocha('network', 300_000, ['test-real/**/*.test.ts']) },
    ...[...LONGEST, ...others].map((path) => ({
      name: `real Fabric, ${basename(path, '.test.ts')}`,
      ...mocha('test-network', 300_000, [`test-real/${path}`]),
    })),
  ],
];

if (values.help) {
  const names = GROUPS.flat().map(({ name }) => `  ${name}`);
  console.log(
    `npm test -- --only NAME   runs one step, or all whose names begin so before a comma:\n${names.join('\n')}`,
  );
  process.exit(0);
}

const isMeant = (name, only) => name === only || name.startsWith(`${only},`);
const unknown = values.only.find((only) => !GROUPS.flat().some(({ name }) => isMeant(name, only)));
if (unknown !== undefined) {
  console.error(`there is no step ${unknown}; --help lists them`);
  process.exit(2);
}

/** How many steps run at once: what waits for a ledger or a browser leaves room for another one, on two cores too. */
const LANES = 2;

/** Milliseconds. */
const TOLD_EVERY = 30_000;

const results = [];
for (const group of GROUPS) {
  const chosen = group.filter(
    ({ name }) => values.only.length === 0 || values.only.some((only) => isMeant(name, only)),
  );
  results.push(...(await inLanes(LANES, chosen, (step) => perform(step, chosen.length > 1))));
}

const lines = existsSync(counts)
  ? readFileSync(counts, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
rmSync(folder, { recursive: true });
const { passed, failures, skipped } = sumOf(results, lines);
const list = (heading, what) =>
  what.length > 0 && console.log(`${heading}:\n${what.map((one) => `  ${one}`).join('\n')}`);
list('failed', failures);
list('skipped', skipped);
console.log(`${passed} passed, ${failures.length} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
process.exit(failures.length === 0 ? 0 : 1);

/** For how long a step has run, how many tests have passed, and its last line. */
function stateOf(path, began) {
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  const passed = lines.filter((line) => line.includes('✔')).length;
  return `${Math.round((Date.now() - began) / 1000)} s, ${passed} passed; ${lines.at(-1).trim()}`;
}

/** Runs one step; a step that runs beside others keeps its output until it ends, and tells now and then how far it is. */
async function perform(step, beside) {
  const began = Date.now();
  process.stdout.write(`▶ ${step.name}\n`);
  const env = {
    ...process.env,
    FAIRWAY_TEST_COUNTS: counts,
    FAIRWAY_TEST_STEP: step.name,
    NX_DAEMON: 'false',
    FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
  };
  // A file, not a pipe: what a step leaves running would keep that open.
  const path = join(folder, 'output', step.name.replaceAll(/\W+/g, '-'));
  const output = beside ? openSync(path, 'w') : 'inherit';
  const child = spawn(step.run[0], step.run.slice(1), {
    cwd: join(root, step.cwd ?? '.'),
    env,
    stdio: ['ignore', output, output],
  });
  const telling = beside && setInterval(() => console.log(`  ${step.name}: ${stateOf(path, began)}`), TOLD_EVERY);
  const ok = await new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${step.name}: ${error.message}`);
      resolve(false);
    });
    child.on('exit', (code) => resolve(code === 0));
  });
  clearInterval(telling);
  if (beside) {
    closeSync(output);
    if (step.suite || !ok) process.stdout.write(readFileSync(path));
  }
  process.stdout.write(`${ok ? '✔' : '✘'} ${step.name}, ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  return { ...step, ok };
}
