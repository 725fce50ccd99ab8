/**
 * Puts what the OpenAPI of a gateway allows, and what it does not, to a gateway on an embedded network: schemathesis, in a
 * virtual environment that is made once. Exits with its code; further arguments are its own.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const VERSION = '4.32.5';

const root = join(import.meta.dirname, '..');
const environment = join(root, '.cache', `schemathesis-${VERSION}`);

const run = (program, ...args) => {
  const { status, error } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${program} ${args[0]} failed`, { cause: error });
};

const made = join(environment, 'made');
if (!existsSync(made)) {
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(environment, { recursive: true });
  run('python3', '-m', 'venv', environment);
  run(join(environment, 'bin', 'pip'), 'install', '--quiet', `schemathesis==${VERSION}`);
  writeFileSync(made, '');
}

const gateway = spawn(process.execPath, [join(root, 'test-network', 'test', 'served-gateway.ts')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const [line] = await once(createInterface({ input: gateway.stdout }), 'line');
const { url, token } = JSON.parse(line);
const { status } = spawnSync(
  join(environment, 'bin', 'st'),
  [
    ...['run', `${url}api/openapi.json`, '--header', `Authorization: Bearer ${token}`],
    // A stream has no end, and what waits for a transaction waits.
    ...['--exclude-operation-id', 'blocks', '--exclude-operation-id', 'outcome'],
    // No schema can say what is signed, which cursor a page gave, or which day there is.
    ...['--exclude-checks', 'positive_data_acceptance', '--suppress-health-check', 'all'],
    ...['--max-examples', '25', '--seed', '1', ...process.argv.slice(2)],
  ],
  { stdio: 'inherit', cwd: environment },
);
gateway.stdin.end();
await once(gateway, 'exit');
process.exit(status ?? 1);
