import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeStatus, PROGRAMS, type Progress, reset, up } from '@fairway/network';
import { expect } from 'chai';
import { eachWrites, topologyFor } from './real-network.ts';

/** Each is begun by the `up` after the one that was killed at the step before. */
const STEPS = ['its CA and certificates', 'its nodes', 'its chaincode', 'its approvals', 'its namespace'];

describe('an up that is killed', function () {
  this.timeout(120_000);
  let root: string;

  before(async () => (root = await mkdtemp(join(tmpdir(), 'fairway-half-'))));
  after(async () => {
    await reset(root, 'minimal');
    await rm(root, { recursive: true });
  });

  for (const step of STEPS)
    it(`at ${step} leaves what the next one goes on with`, async () => {
      await killedAt(root, step);
    });

  it('does not keep the network from getting ready in the end', async () => {
    const homes = await up({ topology: await topologyFor('minimal'), root, programs: PROGRAMS });
    expect((await nodeStatus(homes)).filter(({ state }) => state !== 'running')).to.deep.equal([]);
    await eachWrites(homes);
  });
});

/** Runs `up` in a process of its own and kills that when a step begins. */
function killedAt(root: string, step: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('up-program.ts', import.meta.url), [root], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    let killed = false;
    child.on('message', (progress: Progress) => {
      if (progress.step !== step || killed) return;
      killed = true;
      child.kill('SIGKILL');
    });
    child.on('exit', () => (killed ? resolve() : reject(new Error(`up ended before ${step}`))));
  });
}
