/**
 * Builds the gateway's pages, each into a folder of gateway/build: `index.html`, what it loads under names that carry their
 * digest, and `manifest.json` with the SHA-256 of every file, which members publish and compare; of the verification page
 * also `program.html`, which is all of it in one file, to be opened from disk. The same sources make the same bytes
 * everywhere: node gateway/pages/build.mjs [folder [page]]
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The pages: where their sources are, and where they are served. */
const PAGES = {
  verify: { from: 'src', to: '../build/pages', program: 'src/saved' },
  officer: { from: 'src/officer', to: '../build/officer' },
};

const [folder, only = 'verify'] = process.argv.slice(2);
if (folder === undefined) for (const [name, { to }] of Object.entries(PAGES)) await buildPage(name, join(here, to));
else await buildPage(only, folder);

async function bundled(entryPoints, options) {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints,
    // Blocks are read by Fabric's messages, in Node only; nothing here asks for any.
    external: ['@hyperledger/fabric-protos'],
    // Schemas must not try to compile themselves, which the page's policy stops, and they are made as a chunk is loaded.
    banner: { js: 'globalThis.__zod_globalConfig??={jitless:true};' },
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome111', 'firefox115', 'safari16.4'],
    charset: 'utf8',
    legalComments: 'none',
    write: false,
    ...options,
  });
  return outputFiles;
}

/**
 * A whole page in one file, which runs nothing but what it is made of here, whatever data are put behind it; the elements
 * left open are why it can be put there. It may ask those members' gateways that it then names by itself.
 */
async function programOf(folder, style) {
  const [{ text: script }] = await bundled([`${folder}/main.ts`], { outfile: 'program.js' });
  for (const part of [script, style])
    if (/<\/(?:script|style)|<!--/i.test(part)) throw new Error('a part would end before its end');
  const source = (part) => `'sha256-${createHash('sha256').update(part).digest('base64')}'`;
  const policy = [
    "default-src 'none'",
    `script-src ${source(script)}`,
    `style-src ${source(style)}`,
    'img-src data:',
    'connect-src https: http://127.0.0.1:* http://localhost:*',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  const [noscript] = /<noscript[^]*<\/noscript\s*>/.exec(readFileSync(join(here, 'src/index.html'), 'utf8'));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Fairway</title>
<style>${style}</style>
<script type="module">${script}</script>
${noscript}
`;
}

async function buildPage(name, to) {
  const { from, program } = PAGES[name];
  const outputFiles = await bundled([`${from}/main.ts`, `${from}/page.css`], {
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    outdir: to,
    splitting: true,
  });

  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
  const named = (start, end) => {
    const found = [...files.keys()].find((one) => one.startsWith(`${start}-`) && one.endsWith(end));
    return `${name}/${found}`;
  };
  const html = readFileSync(join(here, 'src/index.html'), 'utf8')
    .replaceAll('{{page}}', name)
    .replace('{{main.js}}', named('main', '.js'))
    .replace('{{page.css}}', named('page', '.css'));
  files.set('index.html', Buffer.from(html));
  if (program !== undefined) {
    const style = outputFiles.find(({ path }) => path.endsWith('.css')).text;
    files.set('program.html', Buffer.from(await programOf(program, style)));
  }

  const digests = [...files]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([file, bytes]) => [file, createHash('sha256').update(bytes).digest('hex')]);
  files.set('manifest.json', Buffer.from(`${JSON.stringify(Object.fromEntries(digests), null, 2)}\n`));

  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const [file, bytes] of files) writeFileSync(join(to, file), bytes);
}
