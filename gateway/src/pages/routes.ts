import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Digest } from '@fairway/model';
import { Router, type Request, type Response } from 'express';
import type { ShippedTheme } from './theme.js';
import { THEMES } from './themes.js';

/** What a deployment decides about its verification page. */
export interface PageOptions {
  /** The network's digest (`networkDigest`), by which the page knows a trust list. */
  network: Digest;
  /** Other members' gateways by member, as `https://aduana.example/`: asked where this one gives no answer. */
  gateways?: Readonly<Record<string, string>> | undefined;
  /** A theme of config/themes; default `fairway`. */
  theme?: string | undefined;
  /** Where the built page is; default: where `gateway/pages/build.mjs` writes it. */
  folder?: string;
}

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

const BUILT = fileURLToPath(new URL('../../build/pages', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * The verification page, to be mounted at `/verify`: the page itself there, and what it loads below. Nothing is asked of
 * a verifier and nothing kept; the page may load nothing from elsewhere, run nothing inline, and ask only this gateway
 * and those that are named.
 *
 * Throws where there is no such theme, or the page was not built.
 */
export function pageRoutes({ network, gateways = {}, theme: name = 'fairway', folder = BUILT }: PageOptions): Router {
  const theme = THEMES.find((one) => one.theme === name);
  if (!theme) throw new Error(`themes are ${THEMES.map((one) => one.theme).join(', ')}; there is no theme ${name}`);
  if (!existsSync(join(folder, 'index.html')))
    throw new Error(`the page is not in ${folder}; node gateway/pages/build.mjs makes it`);
  const files = new Map(readdirSync(folder).map((file) => [file, served(file, readFileSync(join(folder, file)))]));
  const { administration, crest } = theme;
  const bases = Object.fromEntries(Object.entries(gateways).map(([member, url]) => [member, new URL(url).href]));
  const settings = { network, gateways: bases, administration };
  files.set('settings.json', served('settings.json', Buffer.from(JSON.stringify(settings))));
  files.set('theme.css', served('theme.css', Buffer.from(styleOf(theme))));
  files.set('crest.svg', served('crest.svg', Buffer.from(crest)));
  const headers = headersFor(Object.values(bases));

  const routes = Router({ strict: true });
  const give = (name: string) => (request: Request, response: Response) => {
    response.set(headers);
    send(files.get(name)!, request, response);
  };
  routes.get('/', (request, response) => {
    // What the page loads is named from `/verify`; a browser keeps the fragment over the redirect.
    if (request.originalUrl.split('?')[0] !== request.baseUrl) response.redirect(308, request.baseUrl);
    else give('index.html')(request, response);
  });
  for (const file of files.keys()) if (file !== 'index.html') routes.get(`/${file}`, give(file));
  return routes;
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

/** The headers that let the page do what it needs, and nothing else. */
const headersFor = (gateways: readonly string[]): Record<string, string> => ({
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", ...new Set(gateways.map((url) => new URL(url).origin))].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'permissions-policy': 'camera=(self), microphone=(), geolocation=(), browsing-topics=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
});
