import { fileURLToPath } from 'node:url';
import type { Digest } from '@fairway/model';
import type { Router } from 'express';
import { STRICT, policyFor, siteRoutes } from './site.js';

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

const BUILT = fileURLToPath(new URL('../../build/pages', import.meta.url));

/**
 * The verification page, to be mounted at `/verify`: the page itself there, and what it loads below. Nothing is asked of
 * a verifier and nothing kept; the page may load nothing from elsewhere, run nothing inline, and ask only this gateway
 * and those that are named.
 *
 * Throws where there is no such theme, or the page was not built.
 */
export function pageRoutes({ network, gateways = {}, theme = 'fairway', folder = BUILT }: PageOptions): Router {
  const bases = Object.fromEntries(Object.entries(gateways).map(([member, url]) => [member, new URL(url).href]));
  const origins = Object.values(bases).map((url) => new URL(url).origin);
  return siteRoutes({
    ...{ folder, theme, settings: { network, gateways: bases } },
    headers: {
      ...STRICT,
      'content-security-policy': policyFor(origins),
      'permissions-policy': 'camera=(self), microphone=(), geolocation=(), browsing-topics=()',
    },
  });
}
