import { fileURLToPath } from 'node:url';
import type { Router } from 'express';
import type { Part } from '../http/app.js';
import { STRICT, policyFor, siteRoutes } from './site.js';

/** What a deployment decides about its officers' page. */
export interface OfficerPageOptions {
  /** Whose officers sign there. */
  member: string;
  /** The network's members. */
  members: readonly string[];
  /** How officers sign in: at the issuer whose tokens the gateway takes. */
  signIn: {
    /** The OpenID Connect issuer's address, as it stands in its tokens. */
    issuer: string;
    /** The page's name at the issuer, which knows it as a public client (no secret) that comes back to `/officer`. */
    clientId: string;
    /** Default `openid`. */
    scope?: string | undefined;
    /** The gateway's name in tokens, for issuers that are told it (RFC 8707). */
    resource?: string | undefined;
    /** Origins of the issuer's endpoints where they are not its own, as `https://login.example`. */
    origins?: readonly string[] | undefined;
  };
  /** A theme of config/themes; default `fairway`. */
  theme?: string | undefined;
  /** Where the built page is; default: where `gateway/pages/build.mjs` writes it. */
  folder?: string;
}

const BUILT = fileURLToPath(new URL('../../build/officer', import.meta.url));

/**
 * The page on which an officer signs, to be mounted at `/officer`. It may load nothing from elsewhere, run nothing
 * inline, and ask only this gateway and the issuer.
 *
 * Throws where there is no such theme, or the page was not built.
 */
export function officerRoutes(options: OfficerPageOptions): Router {
  const { member, members, signIn, theme = 'fairway', folder = BUILT } = options;
  const { origins = [], scope = 'openid', ...told } = signIn;
  return siteRoutes({
    ...{ folder, theme, settings: { member, members, signIn: { ...told, scope } } },
    headers: {
      ...STRICT,
      'content-security-policy': policyFor([new URL(signIn.issuer).origin, ...origins]),
      'permissions-policy': 'camera=(), microphone=(), geolocation=(), browsing-topics=()',
    },
  });
}

/** The officers' page as a part of the gateway, for officers who sign in at the issuer of its tokens. */
export function officerPart(
  { theme, ...signIn }: Omit<OfficerPageOptions['signIn'], 'issuer'> & Pick<OfficerPageOptions, 'theme'>,
  { member, members, issuer }: { member: string; members: readonly string[]; issuer: string },
): Part {
  const router = officerRoutes({ member, members, signIn: { issuer, ...signIn }, theme });
  return { path: '/officer', access: 'anyone', router };
}
