import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { sumOf } from '../sum.mjs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));

describe('The sum over all suites', () => {
  let folder;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'fairway-sum-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs each suite, named and written as given, by mocha under the reporter; what it all came to. */
  function sum(suites) {
    const counts = join(folder, 'counts.jsonl');
    const steps = Object.entries(suites).map(([name, body]) => {
      const path = join(folder, `${name}.cjs`);
      writeFileSync(path, body);
      const args = [
        file('../../node_modules/mocha/bin/mocha.js'),
        '--no-config',
        '--reporter',
        file('../reporter.cjs'),
      ];
      const env = { ...process.env, FAIRWAY_TEST_COUNTS: counts, FAIRWAY_TEST_STEP: name };
      const { status } = spawnSync(process.execPath, [...args, path], { cwd: folder, env });
      return { name, suite: true, ok: status === 0 };
    });
    const lines = existsSync(counts) ? readFileSync(counts, 'utf8').trim().split('\n') : [];
    return sumOf(
      steps,
      lines.map((line) => JSON.parse(line)),
    );
  }
  const good = `it('holds', () => {}); it('holds, too', () => {});`;

  it('counts a case that fails once, and those that pass beside it', () => {
    const { passed, failures } = sum({
      good,
      bad: `it('holds', () => {}); it('breaks', () => { throw Error('no'); });`,
    });
    expect([passed, failures]).to.deep.equal([3, ['breaks: no']]);
  });

  it('takes a suite that dies for a failure, though others fail beside it', () => {
    const { failures } = sum({
      dying: `it('holds', () => {}); it('dies', () => process.kill(process.pid, 'SIGKILL'));`,
      leaving: `it('leaves', () => process.exit(0));`,
      bad: `it('breaks', () => { throw Error('no'); });`,
    });
    expect(failures.map((one) => one.split(':')[0])).to.deep.equal(['breaks', 'dying', 'leaving']);
  });

  it('takes a suite that cannot be loaded, or tests nothing, for a failure', () => {
    const { failures } = sum({ broken: `throw Error('no');`, empty: '' });
    expect(failures).to.deep.equal(['broken: failed, and no case says why', 'empty: tested nothing']);
  });

  it('takes what goes wrong before a case and beside it for a failure', () => {
    const hook = `describe('a network', () => { before(() => { throw Error('no'); }); it('holds', () => {}); });`;
    const late = `it('waits', (done) => void setTimeout(() => { throw Error('late'); }));`;
    const { failures } = sum({ hook, late });
    expect(failures).to.deep.equal(['a network "before all" hook for "holds": no', 'waits: late']);
  });

  it('lists what was skipped', () => {
    const { passed, failures, skipped } = sum({ good: `${good} it.skip('waits', () => {});` });
    expect([passed, failures, skipped]).to.deep.equal([2, [], ['waits']]);
  });

  it('counts a check as one test, and a set-up only when it fails', () => {
    const { passed, failures } = sumOf(
      [
        { name: 'lint', ok: true },
        { name: 'format', ok: false },
        { name: 'programs', ok: true, isSetup: true },
        { name: 'packages', ok: false, isSetup: true },
      ],
      [],
    );
    expect([passed, failures]).to.deep.equal([1, ['format', 'packages']]);
  });
});
