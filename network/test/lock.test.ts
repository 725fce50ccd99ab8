import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { withLock } from '#src/lock.js';

describe('a lock on a network', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'fairway-lock-'))));
  afterEach(() => rm(folder, { recursive: true }));

  it('refuses a second command and says which one is at it', async () => {
    const path = join(folder, 'up');
    const second = withLock(path, 'minimal is being changed', () =>
      withLock(path, 'minimal is being changed', () => Promise.resolve()).catch((error: unknown) => error),
    );
    expect(await second)
      .to.include({ code: 'BUSY' })
      .and.property('sentence')
      .that.contains(`process ${process.pid}`);
  });

  it('of a command that was killed does not hold', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    await writeFile(join(folder, 'up'), String(dead));
    expect(await withLock(join(folder, 'up'), 'busy', () => Promise.resolve('done'))).to.equal('done');
  });

  it('is gone after an error', async () => {
    const path = join(folder, 'up');
    await withLock(path, 'busy', () => Promise.reject(new Error('failed'))).catch(() => undefined);
    expect(await withLock(path, 'busy', () => Promise.resolve('done'))).to.equal('done');
  });
});
