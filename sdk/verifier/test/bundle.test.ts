import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';

describe('The verifier in a browser', () => {
  it('takes at most 100 kB, compressed', async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('../dist/index.js', import.meta.url))],
      ...{ bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', target: 'es2022' },
    });
    expect(gzipSync(outputFiles[0]!.contents).length).to.be.at.most(100_000);
  });
});
