import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instantOf, type Digest, type TrustList } from '@fairway/model';
import type { StatementSigners } from '@fairway/model/document';
import type { Request, Response, Router } from 'express';
import type { Carried, Settings } from './carried.js';
import { savedPage } from './saved-page.js';
import { STRICT, policyFor, siteRoutes, themeNamed } from './site.js';

/** What a deployment decides about its verification page. */
export interface PageOptions {
  /** The network's digest (`networkDigest`), by which the page knows a trust list. */
  network: Digest;
  /** The network's trust list as it is now, which a page that is saved carries. */
  trustList: () => Promise<TrustList>;
  /** By what a page that is saved knows who signs statements, as it is now; absent: it learns it when it is opened. */
  statementSigners?: () => Promise<StatementSigners>;
  /** Where verifiers reach this gateway, as `https://customs.example/`; absent: where who saves the page has asked. */
  address?: string | undefined;
  /** Other members' gateways by member, as `https://aduana.example/`: asked where this one gives no answer. */
  gateways?: Readonly<Record<string, string>> | undefined;
  /** A theme of config/themes; default `fairway`. */
  theme?: string | undefined;
  /** Where the built page is; default: where `gateway/pages/build.mjs` writes it. */
  folder?: string;
}

const BUILT = fileURLToPath(new URL('../../build/pages', import.meta.url));

/** The digests of the verification page's files, as they were built here: `{"FILE": SHA-256 in hexadecimal}`. */
export const pageManifest = (folder: string = BUILT): Uint8Array => readFileSync(join(folder, 'manifest.json'));

/** The verification page as one file that carries nothing yet (`savedPage`), as it was built here. */
export const pageProgram = (folder: string = BUILT): Uint8Array => readFileSync(join(folder, 'program.html'));

/**
 * The verification page, to be mounted at `/verify`: the page itself there, and what it loads below; `saved.html` is the
 * whole of it as one file to be opened from disk. Nothing is asked of a verifier and nothing kept; the page may load
 * nothing from elsewhere, run nothing inline, and ask only this gateway and those that are named.
 *
 * Throws where there is no such theme, or the page was not built.
 */
export function pageRoutes(options: PageOptions): Router {
  const { network, trustList, statementSigners, address, gateways = {}, theme = 'fairway', folder = BUILT } = options;
  const bases = Object.fromEntries(Object.entries(gateways).map(([member, url]) => [member, new URL(url).href]));
  const origins = Object.values(bases).map((url) => new URL(url).origin);
  const { administration, accent, onAccent, crest } = themeNamed(theme);
  const settings: Settings = { network, gateways: bases, administration };
  const headers = {
    ...STRICT,
    'content-security-policy': policyFor(origins),
    'permissions-policy': 'camera=(self), microphone=(), geolocation=(), browsing-topics=()',
  };
  const routes = siteRoutes({ folder, theme, settings, headers });
  const program = pageProgram(folder);
  const giveFile = (response: Response, name: string, page: Uint8Array) =>
    void response.set(headers).attachment(name).send(page);
  routes.get('/program.html', (_request, response) => giveFile(response, 'program.html', program));
  routes.get('/saved.html', async (request, response) => {
    // Without them the page learns them when it is opened.
    const signers = await statementSigners?.().catch(() => undefined);
    const carried: Carried = {
      ...{ version: 1, ...settings, at: instantOf(Date.now()), from: new URL(address ?? originOf(request)).href },
      ...(signers && { statementSigners: signers }),
      ...{ trustList: await trustList(), look: { accent, onAccent, crest } },
    };
    giveFile(response, 'saved.html', savedPage(program, carried));
  });
  return routes;
}

const originOf = (request: Request): string => `${request.protocol}://${request.host}`;
