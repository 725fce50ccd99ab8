import { isLoopback } from '@fairway/model';
import * as oauth from 'oauth4webapi';
import type { SignInSettings } from './settings.ts';

/** Somebody who has signed in. The token lives in this object and nowhere else: a page that is loaded anew has none. */
export interface SignedIn {
  /** The issuer's name for who it is; never shown and never sent on. */
  subject: string;
  /** The officer's handle, where the issuer knows it. */
  handle?: string;
  /** For reading at the gateway; it signs nothing. */
  token: string;
  /** The fragment with which the page was opened. */
  fragment: string;
}

/** What has to outlive the way to the issuer and back; none of it is a token. */
interface UnderWay {
  state: string;
  nonce: string;
  verifier: string;
  /** What the page was opened with, which the way to the issuer would lose. */
  fragment: string;
}

const UNDER_WAY = 'fairway-sign-in';

/** Goes to the issuer (authorization code with PKCE: RFC 6749, RFC 7636); it sends the browser back here. */
export async function beginSignIn(settings: SignInSettings): Promise<void> {
  const server = await discovered(settings);
  const underWay: UnderWay = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    fragment: location.hash,
  };
  if (server.authorization_endpoint === undefined) throw new TypeError(`${settings.issuer} signs nobody in`);
  const address = new URL(server.authorization_endpoint);
  const asked = {
    client_id: settings.clientId,
    redirect_uri: here(),
    response_type: 'code',
    scope: settings.scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(underWay.verifier),
    code_challenge_method: 'S256',
    state: underWay.state,
    nonce: underWay.nonce,
    ...resourceOf(settings),
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  sessionStorage.setItem(UNDER_WAY, JSON.stringify(underWay));
  location.assign(address);
}

/**
 * Who has just come back from the issuer; undefined where nobody has. The code leaves the address line, and so the
 * history, before anything else is done; what outlived the way is thrown away, however it ends.
 *
 * Throws where the issuer says no, or what came back does not answer what this browser asked.
 */
export async function endSignIn(settings: SignInSettings): Promise<SignedIn | undefined> {
  const returned = new URL(location.href);
  const kept = sessionStorage.getItem(UNDER_WAY);
  sessionStorage.removeItem(UNDER_WAY);
  if (!returned.searchParams.has('state')) return undefined;
  history.replaceState(null, '', returned.pathname);
  if (kept === null) return undefined;
  const { state, nonce, verifier, fragment } = JSON.parse(kept) as UnderWay;
  const server = await discovered(settings);
  const client = { client_id: settings.clientId };
  const answer = oauth.validateAuthResponse(server, client, returned, state);
  const response = await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), answer, here(), verifier, {
    ...insecureOnThisMachine(settings),
    additionalParameters: resourceOf(settings),
  });
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
  await oauth.validateApplicationLevelSignature(server, response, insecureOnThisMachine(settings));
  const { sub, handle } = oauth.getValidatedIdTokenClaims(tokens)!;
  return { subject: sub, token: tokens.access_token, fragment, ...(typeof handle === 'string' ? { handle } : {}) };
}

async function discovered(settings: SignInSettings): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(settings.issuer);
  const response = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...insecureOnThisMachine(settings) });
  const server = await oauth.processDiscoveryResponse(issuer, response);
  return server;
}

/** Without TLS only an issuer on this machine is asked, for development. */
const insecureOnThisMachine = ({ issuer }: SignInSettings) => ({
  [oauth.allowInsecureRequests]: isLoopback(new URL(issuer).hostname),
});

const resourceOf = ({ resource }: SignInSettings): Record<string, string> =>
  resource === undefined ? {} : { resource };

/** This page's own address, as the issuer knows it. */
const here = (): string => `${location.origin}${location.pathname}`;
