import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair, calculateJwkThumbprint, type JWTPayload } from 'jose';
import { DevelopmentConsent, type Page } from './development-consent.js';

/** Seconds that a token is good for. */
const LIFE = 600;

/** What a development token says. */
export interface TokenClaims {
  subject?: string;
  roles: readonly string[];
  handle?: string;
  audience: string;
  /** Seconds from now until it ends; negative: it has ended. Default 600. */
  expiresIn?: number;
}

export interface DevelopmentIssuer {
  /** What stands in its tokens, and where its discovery document is. */
  readonly issuer: string;
  token(claims: TokenClaims): Promise<string>;
  close(): Promise<void>;
}

/**
 * A small OpenID Connect issuer for development: on loopback only, its key made at the start and gone at the end. It gives
 * a token of any role to whoever asks on this machine (`POST /token`, a form with `scope` and `audience`, `handle` where
 * wanted), and signs in whoever says so on its consent page (authorization code with PKCE), so a member's gateway must
 * never be told to trust one.
 */
export async function openDevelopmentIssuer(port = 0): Promise<DevelopmentIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  let issuer = '';

  const signed = (claims: JWTPayload, type: string, subject: string, audience: string, life: number) => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid, typ: type })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(Math.min(now, now + life))
      .setExpirationTime(now + life)
      .sign(privateKey);
  };
  const token = ({ subject = 'developer', roles, handle, audience, expiresIn = LIFE }: TokenClaims): Promise<string> =>
    signed({ roles, ...(handle && { handle }) }, 'at+jwt', subject, audience, expiresIn);

  const consent = new DevelopmentConsent(() => issuer);

  /** The tokens for a code: one to read with, and one that says to the application who signed in. */
  const tokensFor = async (form: URLSearchParams): Promise<Page> => {
    const given = consent.redeem(form);
    if (!given) return json(400, { error: 'invalid_grant' });
    const { clientId, resource, nonce, handle, subject, roles } = given;
    const said = { ...(nonce && { nonce }), ...(handle && { handle }) };
    const identity = await signed(said, 'JWT', subject, clientId, LIFE);
    const access = await token({ subject, roles, ...(handle && { handle }), audience: resource });
    return json(200, { access_token: access, id_token: identity, token_type: 'Bearer', expires_in: LIFE });
  };

  const answers: Record<string, (asked: URLSearchParams) => Page | Promise<Page>> = {
    'GET /.well-known/openid-configuration': () =>
      json(200, {
        issuer,
        jwks_uri: `${issuer}/jwks`,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        grant_types_supported: ['authorization_code', 'client_credentials'],
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: ['none'],
        authorization_response_iss_parameter_supported: true,
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['ES256'],
      }),
    'GET /jwks': () => json(200, { keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] }),
    'GET /authorize': (asked) => consent.ask(asked),
    'POST /authorize': (form) => consent.answer(form),
    'POST /token': async (form) => {
      if (form.get('grant_type') === 'authorization_code') return tokensFor(form);
      const handle = form.get('handle');
      const roles = (form.get('scope') ?? '').split(' ').filter((one) => one !== '');
      const claims = { roles, audience: form.get('audience') ?? '', ...(handle === null ? {} : { handle }) };
      return json(200, { access_token: await token(claims), token_type: 'Bearer', expires_in: LIFE });
    },
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    const answer = answers[`${request.method} ${pathname}`];
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const asked = request.method === 'GET' ? searchParams : new URLSearchParams(Buffer.concat(chunks).toString());
      void (async () => {
        const { status, headers, body } = (await answer?.(asked)) ?? json(404, {});
        response.writeHead(status, headers).end(body);
      })();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    token,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Pages of other origins may read it, as they must to sign anybody in. */
const json = (status: number, said: object): Page => ({
  status,
  headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*', 'cache-control': 'no-store' },
  body: JSON.stringify(said),
});
