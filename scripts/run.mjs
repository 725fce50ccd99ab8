/**
 * What npm's scripts run: brings the clone to a state where the command can run, then runs it. Plain JavaScript for
 * any Node ≥ 20, because it runs before anything is installed; Fairway itself runs on the Node that it pins.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const node = join(root, 'node_modules/node/bin/node');
const [command = 'start', ...rest] = process.argv.slice(2);

const COMMANDS = {
  build: [],
  start: ['sdk/cli/dist/main.js', 'demo'],
  fairway: ['sdk/cli/dist/main.js'],
  bench: ['sdk/cli/dist/main.js', 'bench'],
  test: ['scripts/test.mjs'],
};

/** The files below some folders, without what is built or installed. */
function* files(...paths) {
  for (const path of paths) {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const name = join(path, entry.name);
      if (['node_modules', 'dist', 'build', '.git', '.cache'].includes(entry.name)) continue;
      if (entry.isDirectory()) yield* files(name);
      else yield name;
    }
  }
}

function digest(names) {
  const hash = createHash('sha256');
  for (const name of [...names].sort())
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(root, name)))
      .update('\0');
  return hash.digest('hex');
}

/** Runs a step unless its inputs are those of the last time it succeeded; says so on a terminal's error stream. */
function step(title, inputs, work, product) {
  const stamp = join(root, '.cache', `${title}.done`);
  const now = digest(inputs());
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now && existsSync(join(root, product))) return;
  const began = Date.now();
  process.stderr.write(`${title} …\n`);
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
  process.stderr.write(`${title} done in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
}

function run(program, args, options = {}) {
  const result = spawnSync(program, args, { cwd: root, stdio: ['inherit', 2, 'inherit'], ...options });
  if (result.error) throw result.error;
  if (result.status !== 0) process.exit(result.status ?? 1);
}

if (!(command in COMMANDS)) {
  console.error(`no command ${command}; there are ${Object.keys(COMMANDS).join(', ')}`);
  process.exit(2);
}

const manifests = () => [...files('.')].filter((name) => /(^|\/)(package|package-lock)\.json$/.test(name));
const packages = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces;
const sources = () => [
  ...manifests(),
  'tsconfig.json',
  'tsconfig.base.json',
  'chaincode/bundle.mjs',
  'gateway/pages/build.mjs',
  ...files('gateway/pages/src'),
  ...packages.flatMap((path) => [join(path, 'tsconfig.json'), ...files(join(path, 'src'))]),
];

step(
  'install',
  manifests,
  () => run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error']),
  'node_modules/node/bin/node',
);
step(
  'build',
  sources,
  () => {
    run(node, [join(root, 'node_modules/typescript/bin/tsc'), '--build']);
    run(node, ['bundle.mjs'], { cwd: join(root, 'chaincode') });
    run(node, ['gateway/pages/build.mjs']);
  },
  'chaincode/build/fairway-chaincode.cjs',
);

const [program, ...args] = COMMANDS[command];
if (program) {
  const path = `${dirname(node)}:${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const cwd = process.env.INIT_CWD && command === 'fairway' ? process.env.INIT_CWD : root;
  const result = spawnSync(node, [join(root, program), ...args, ...rest], {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  process.exit(result.status ?? 1);
}
