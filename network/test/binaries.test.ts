import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaries, type NetworkFailure } from '@fairway/network';
import { expect } from 'chai';

describe("Fabric's programs", () => {
  const path = process.env['PATH'];
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fairway-go-'));
    process.env['PATH'] = folder;
  });
  afterEach(async () => {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true });
  });

  const refusal = () =>
    binaries().then(
      () => expect.fail('they were built'),
      (error: unknown) => error as NetworkFailure,
    );
  const goThatSays = async (words: string) => {
    await writeFile(join(folder, 'go'), `#!/bin/sh\necho ${words}\n`);
    await chmod(join(folder, 'go'), 0o755);
  };

  it('need Go, and say which', async () => {
    const { code, sentence } = await refusal();
    expect(code).to.equal('GO_MISSING');
    expect(sentence).to.match(/needs Go 1\.\d+(\.\d+)? or later: install Go from/);
  });

  it('need a Go that is not too old', async () => {
    await goThatSays('go1.19.13');
    const { code, sentence } = await refusal();
    expect(code).to.equal('GO_TOO_OLD');
    expect(sentence).to.contain('this one is go1.19.13');
  });

  it('count versions by number, not by letter', async () => {
    await goThatSays('go1.9');
    expect(await refusal()).to.include({ code: 'GO_TOO_OLD' });
  });
});
