/**
 * Builds the gateway's pages, each into a folder of gateway/build: `index.html`, what it loads under names that carry their
 * digest, and `manifest.json` with the SHA-256 of every file, which members publish and compare. The same sources make the
 * same bytes everywhere: node gateway/pages/build.mjs [folder [page]]
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The pages: where their sources are, and where they are served. */
const PAGES = {
  verify: { from: 'src', to: '../build/pages' },
  officer: { from: 'src/officer', to: '../build/officer' },
};

const [folder, only = 'verify'] = process.argv.slice(2);
if (folder === undefined) for (const [name, { to }] of Object.entries(PAGES)) await buildPage(name, join(here, to));
else await buildPage(only, folder);

async function buildPage(name, to) {
  const { from } = PAGES[name];
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: [`${from}/main.ts`, `${from}/page.css`],
    // Blocks are read by Fabric's messages, in Node only; nothing here asks for any.
    external: ['@hyperledger/fabric-protos'],
    // Schemas must not try to compile themselves, which the page's policy stops, and they are made as a chunk is loaded.
    banner: { js: 'globalThis.__zod_globalConfig??={jitless:true};' },
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
    const found = [...files.keys()].find((one) => one.startsWith(`${start}-`) && one.endsWith(end));
    return `${name}/${found}`;
  };
  const html = readFileSync(join(here, from, 'index.html'), 'utf8')
    .replace('{{main.js}}', named('main', '.js'))
    .replace('{{page.css}}', named('page', '.css'));
  files.set('index.html', Buffer.from(html));

  const digests = [...files]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([file, bytes]) => [file, createHash('sha256').update(bytes).digest('hex')]);
  files.set('manifest.json', Buffer.from(`${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`));

  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const [file, bytes] of files) writeFileSync(join(to, file), bytes);
}
