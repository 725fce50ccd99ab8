import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair, calculateJwkThumbprint } from 'jose';

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
 * wanted), so a member's gateway must never be told to trust one.
 */
export async function openDevelopmentIssuer(port = 0): Promise<DevelopmentIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(jwk);
  let issuer = '';

  const token = ({ subject = 'developer', roles, handle, audience, expiresIn = 600 }: TokenClaims): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ roles, ...(handle === undefined ? {} : { handle }) })
      .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(Math.min(now, now + expiresIn))
      .setExpirationTime(now + expiresIn)
      .sign(privateKey);
  };

  const answers: Record<string, (form: URLSearchParams) => object | Promise<object>> = {
    'GET /.well-known/openid-configuration': () => ({
      issuer,
      jwks_uri: `${issuer}/jwks`,
      token_endpoint: `${issuer}/token`,
      grant_types_supported: ['client_credentials'],
      response_types_supported: ['token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    }),
    'GET /jwks': () => ({ keys: [{ ...jwk, kid, alg: 'ES256', use: 'sig' }] }),
    'POST /token': async (form) => {
      const handle = form.get('handle');
      const roles = (form.get('scope') ?? '').split(' ').filter((one) => one !== '');
      const claims = { roles, audience: form.get('audience') ?? '', ...(handle === null ? {} : { handle }) };
      return { access_token: await token(claims), token_type: 'Bearer', expires_in: 600 };
    },
  };

  const server = createServer((request, response) => {
    const answer = answers[`${request.method} ${new URL(request.url!, 'http://localhost').pathname}`];
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void (async () => {
        const said = await answer?.(new URLSearchParams(Buffer.concat(chunks).toString()));
        response.writeHead(said ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(said ?? {}));
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
