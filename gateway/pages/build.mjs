/**
 * Builds the verification page into gateway/build/pages: `index.html`, what it loads under names that carry their digest,
 * and `manifest.json` with the SHA-256 of every file, which members publish and compare. The same sources make the same
 * bytes everywhere: node gateway/pages/build.mjs
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const to = process.argv[2] ?? join(here, '../build/pages');

const { outputFiles } = await build({
  absWorkingDir: here,
  entryPoints: ['src/main.ts', 'src/page.css'],
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  outdir: to,
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  charset: 'utf8',
  legalComments: 'none',
  write: false,
});

const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
const named = (start, end) => {
  const name = [...files.keys()].find((one) => one.startsWith(`${start}-`) && one.endsWith(end));
  return `verify/${name}`;
};
const html = readFileSync(join(here, 'src/index.html'), 'utf8')
  .replace('{{main.js}}', named('main', '.js'))
  .replace('{{page.css}}', named('page', '.css'));
files.set('index.html', Buffer.from(html));

const digests = [...files]
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]);
files.set('manifest.json', Buffer.from(`${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`));

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
for (const [name, bytes] of files) writeFileSync(join(to, name), bytes);
