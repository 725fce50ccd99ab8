import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const built = at('../../build/pages');

describe('The built page', () => {
  for (const [name, there] of [
    ['verify', built],
    ['officer', at('../../build/officer')],
  ] as const)
    it(`${name} is made alike wherever it is made, and is not older than its sources`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'fairway-page-'));
      try {
        execFileSync(process.execPath, [at('../../pages/build.mjs'), folder, name]);
        const manifest = (one: string) => JSON.parse(readFileSync(join(one, 'manifest.json'), 'utf8')) as unknown;
        expect(manifest(folder), 'node gateway/pages/build.mjs makes it anew').to.deep.equal(manifest(there));
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

  it('is there in one file, too, that loads nothing and lets nothing run but what it is made of', () => {
    const program = readFileSync(join(built, 'program.html'), 'utf8');
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(program)!;
    const sourceOf = (part: RegExp) => createHash('sha256').update(part.exec(program)![1]!).digest('base64');
    expect(policy!.split('; ')).to.include.members([
      "default-src 'none'",
      `script-src 'sha256-${sourceOf(/<script type="module">([^]*?)<\/script>/)}'`,
      `style-src 'sha256-${sourceOf(/<style>([^]*?)<\/style>/)}'`,
      "trusted-types 'none'",
    ]);
    expect(policy).not.to.match(/unsafe|blob:/);
    expect(program).not.to.match(/<(?:link|img|iframe)|\ssrc=|^import /m);
    expect(program.endsWith('\n')).to.equal(true);
  });

  it('is small: what is loaded at first is at most 150 kB, all checks included', () => {
    const first = readdirSync(built).filter((file) => /^(index|main|page|chunk)/.test(file));
    const sizes = first.map((file) => gzipSync(readFileSync(join(built, file)), { level: 9 }).length);
    expect(sizes.reduce((sum, one) => sum + one, 0)).to.be.at.most(150_000);
  });
});
