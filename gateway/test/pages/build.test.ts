import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
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

  it('is small: what is loaded at first is at most 120 kB, all checks included', () => {
    const packed = (file: string) => gzipSync(readFileSync(join(built, file)), { level: 9 }).length;
    const sizes = [...loadedAtFirst()].map(packed);
    expect(sizes.reduce((sum, one) => sum + one, 0)).to.be.at.most(120_000);
  });

  it('loads what reads statements when one is met', () => {
    const first = [...loadedAtFirst()].map((file) => readFileSync(join(built, file), 'utf8')).join('');
    expect(first).not.to.include('CBOR');
    expect(readFileSync(join(built, 'program.html'), 'utf8')).to.include('CBOR');
  });
});

/** The page and all that it names, and what that imports without being asked to. */
function loadedAtFirst(): Set<string> {
  const first = new Set(['index.html']);
  for (const file of first) {
    const text = readFileSync(join(built, file), 'utf8');
    const named = text.matchAll(/(?:(?:href|src)="verify\/|(?:from|import)\s*"\.\/)([\w-]+\.(?:js|css))"/g);
    for (const [, other] of named) if (other !== 'theme.css') first.add(other!);
  }
  return first;
}
