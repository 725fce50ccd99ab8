import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { Router, type Request, type Response } from 'express';
import type { ShippedTheme } from './theme.js';
import { THEMES } from './themes.js';

/** Something that is served: the same to everyone, packed beforehand. */
interface Served {
  type: string;
  bytes: Buffer;
  gzip: Buffer;
  brotli: Buffer;
  etag: string;
  /** Its name carries its digest. */
  isForEver: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
};

export interface SiteOptions {
  /** Where the built page is. */
  folder: string;
  /** A theme of config/themes. */
  theme: string;
  /** What the deployment decides; the page reads it as `settings.json`, with whose page it is. */
  settings: object;
  headers: Readonly<Record<string, string>>;
}

/**
 * A built page, to be mounted at its name: the page itself there, and what it loads below, its settings and theme among
 * it. Throws where there is no such theme, or the page was not built.
 */
export function siteRoutes({ folder, theme: name, settings, headers }: SiteOptions): Router {
  const theme = themeNamed(name);
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`the page is not in ${folder}; node gateway/pages/build.mjs makes it`);
  // A page that is to be saved is not served as one that is opened here.
  const names = readdirSync(folder).filter((file) => file === 'index.html' || !file.endsWith('.html'));
  const files = new Map(names.map((file) => [file, served(file, readFileSync(join(folder, file)))]));
  const { administration, crest } = theme;
  const decided = { ...settings, administration };
  files.set('settings.json', served('settings.json', Buffer.from(JSON.stringify(decided))));
  files.set('theme.css', served('theme.css', Buffer.from(styleOf(theme))));
  files.set('crest.svg', served('crest.svg', Buffer.from(crest)));

  const routes = Router({ strict: true });
  const give = (name: string) => (request: Request, response: Response) => {
    response.set(headers);
    send(files.get(name)!, request, response);
  };
  routes.get('/', (request, response) => {
    // What the page loads is named from its own name; a browser keeps the fragment over the redirect.
    if (request.originalUrl.split('?')[0] !== request.baseUrl) response.redirect(308, request.baseUrl);
    else give('index.html')(request, response);
  });
  for (const file of files.keys()) if (file !== 'index.html') routes.get(`/${file}`, give(file));
  return routes;
}

/** A theme of config/themes. Throws where there is none of that name. */
export function themeNamed(name: string): ShippedTheme {
  const theme = THEMES.find((one) => one.theme === name);
  if (!theme) throw new Error(`themes are ${THEMES.map((one) => one.theme).join(', ')}; there is no theme ${name}`);
  return theme;
}

function served(name: string, bytes: Buffer): Served {
  return {
    bytes,
    type: TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    gzip: gzipSync(bytes, { level: 9 }),
    brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
    etag: `"${createHash('sha256').update(bytes).digest('base64url')}"`,
    isForEver: /-[A-Z0-9]{8}\.(?:js|css)$/.test(name),
  };
}

function send({ type, bytes, gzip, brotli, etag, isForEver }: Served, request: Request, response: Response): void {
  const encoding = request.acceptsEncodings(['br', 'gzip', 'identity']);
  response.set({
    'content-type': type,
    etag,
    vary: 'accept-encoding',
    'cache-control': isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.fresh) {
    response.status(304).end();
    return;
  }
  if (encoding === 'br' || encoding === 'gzip') response.set('content-encoding', encoding);
  response.end(encoding === 'br' ? brotli : encoding === 'gzip' ? gzip : bytes);
}

const styleOf = ({ accent, onAccent }: ShippedTheme): string => `:root{--accent:${accent};--on-accent:${onAccent}}\n`;

/** What every page is kept from; each adds what it may do. */
export const STRICT: Readonly<Record<string, string>> = {
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** A content security policy under which a page loads and runs its own files only, and asks these origins beside its own. */
export const policyFor = (origins: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", ...new Set(origins)].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
