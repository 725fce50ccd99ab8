/**
 * All of Fairway's tests, in order: static checks, units, behaviour on the embedded network, then on real Fabric.
 * Ends with the sum over all reporters; the exit code tells whether anything failed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

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
const counts = join(mkdtempSync(join(tmpdir(), 'fairway-test-')), 'counts.jsonl');

/** Steps in order; those of one group run side by side. A check counts as one test, a suite by its reporter. */
const GROUPS = [
  [{ name: 'system packages', run: ['sh', 'scripts/system-packages.sh'], isSetup: true }],
  [
    { name: 'format', run: [bin('prettier'), '--check', '--log-level', 'warn', '.'] },
    { name: 'lint', run: [bin('eslint'), '--cache', '--cache-location', '.cache/eslint', '.'] },
  ],
  [
    {
      name: 'layers',
      run: [bin('depcruise'), '--config', '.dependency-cruiser.cjs', ...packages.map((path) => `${path}/dist`)],
    },
    { name: 'types of tests', run: [bin('tsc'), '--build', ...testProjects] },
  ],
  [
    {
      name: 'units and the embedded network',
      suite: true,
      run: [
        bin('lerna'),
        'run',
        'test',
        '--no-bail',
        '--no-sort',
        '--concurrency',
        '1',
        '--stream',
        '--loglevel',
        'error',
      ],
    },
  ],
  [{ name: "Fabric's programs", run: [process.execPath, 'scripts/fabric.mjs'], isSetup: true }],
  ...['network', 'test-network'].map((path) => [
    {
      name: `real Fabric, ${path}`,
      suite: true,
      cwd: path,
      run: [bin('mocha'), '--config', '../.mocharc-real.json', '--reporter', '../scripts/reporter.cjs'],
    },
  ]),
];

if (values.help) {
  console.log(
    `npm test -- --only NAME   runs one step; the steps are: ${GROUPS.flat()
      .map(({ name }) => name)
      .join(', ')}`,
  );
  process.exit(0);
}

const unknown = values.only.find((name) => !GROUPS.flat().some((step) => step.name === name));
if (unknown !== undefined) {
  console.error(`there is no step ${unknown}; --help lists them`);
  process.exit(2);
}

const results = [];
for (const group of GROUPS) {
  const chosen = group.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
  results.push(...(await Promise.all(chosen.map((step) => perform(step, chosen.length > 1)))));
}

const suites = existsSync(counts)
  ? readFileSync(counts, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
rmSync(dirname(counts), { recursive: true });
const checks = results.filter(({ suite, isSetup, ok }) => !suite && !(isSetup && ok));
const skipped = suites.flatMap((one) => one.skipped);
const failures = suites.flatMap((one) => one.failures);
// A suite that died without its reporter's counts is one failure.
const died = results.filter(({ suite, ok }) => suite && !ok).length;
const passed = checks.filter(({ ok }) => ok).length + suites.reduce((total, one) => total + one.passed, 0);
const failed = checks.filter(({ ok }) => !ok).length + Math.max(failures.length, died);

if (failures.length > 0) console.log(`failed:\n${failures.map((what) => `  ${what}`).join('\n')}`);
if (skipped.length > 0) console.log(`skipped:\n${skipped.map((title) => `  ${title}`).join('\n')}`);
console.log(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`);
// A run in which nothing was tested has shown nothing.
process.exit(failed === 0 && (passed > 0 || checks.length + suites.length === 0) ? 0 : 1);

/** Runs one step; a step that runs beside others keeps its output until it ends. */
async function perform(step, beside) {
  const began = Date.now();
  process.stdout.write(`▶ ${step.name}\n`);
  const env = {
    ...process.env,
    FAIRWAY_TEST_COUNTS: counts,
    NX_DAEMON: 'false',
    FORCE_COLOR: process.stdout.isTTY ? '1' : '0',
  };
  const child = spawn(step.run[0], step.run.slice(1), {
    cwd: join(root, step.cwd ?? '.'),
    env,
    stdio: beside ? 'pipe' : ['ignore', 'inherit', 'inherit'],
  });
  const output = [];
  child.stdout?.on('data', (data) => output.push(data));
  child.stderr?.on('data', (data) => output.push(data));
  const ok = await new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(`${step.name}: ${error.message}`);
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
  if (!ok && output.length > 0) process.stdout.write(Buffer.concat(output));
  process.stdout.write(`${ok ? '✔' : '✘'} ${step.name}, ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  return { ...step, ok };
}
