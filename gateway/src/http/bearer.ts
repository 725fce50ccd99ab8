import { Handle, isSecure } from '@fairway/model';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { remembered } from '../remembered.js';
import { GatewayProblem } from './problem.js';
import { ROLES, isAtLeast, type Caller, type Role } from './role.js';

/** The algorithms that tokens may be signed with; all are asymmetric, so that the gateway could not make one. */
export const TOKEN_ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA'] as const;

export interface OidcOptions {
  /** The issuer's address, as it stands in its tokens; its discovery document tells where its keys are. */
  issuer: string;
  /** What this gateway is called in tokens. */
  audience: string;
  /** Those accepted; default ES256 and PS256. */
  algorithms?: readonly (typeof TOKEN_ALGORITHMS)[number][] | undefined;
  /** The claim with the roles, an array of names; default `roles`. Others than `party`, `officer`, `service` say nothing here. */
  rolesClaim?: string | undefined;
  /** The claim with the handle of the participant for whom the token is; default `handle`. */
  handleClaim?: string | undefined;
}

/** The longest that a token may be good for, in seconds: a role that is taken away is gone by then. */
const LONGEST = 12 * 60 * 60;

/** Seconds that the issuer's clock may be off. */
const CLOCK_TOLERANCE = 30;

/**
 * Checks bearer tokens (RFC 6750) of one OpenID Connect issuer: signature by a pinned algorithm, issuer, audience, times,
 * and a role that means something here. Keys are fetched when the first token comes, and again when one is unknown.
 *
 * Throws `TOKEN_MISSING`, `TOKEN_INVALID`, `ROLE_MISSING`, or `ISSUER_UNAVAILABLE` where the keys cannot be fetched.
 */
export function bearerCheck(options: OidcOptions): (authorization: string | undefined) => Promise<Caller> {
  const { issuer, audience, algorithms = ['ES256', 'PS256'], rolesClaim = 'roles', handleClaim = 'handle' } = options;
  const keySet = remembered(() => discovered(issuer));

  return async (authorization) => {
    const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined)
      throw new GatewayProblem('TOKEN_MISSING', `a bearer token of ${issuer} for ${audience} is needed`, {
        'WWW-Authenticate': 'Bearer',
      });
    const verified = await jwtVerify(token, await keySet(), {
      issuer,
      audience,
      algorithms: [...algorithms],
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: CLOCK_TOLERANCE,
    }).catch((error: unknown) => {
      throw meaningOf(error);
    });
    const { exp, iat } = verified.payload;
    if (exp! - iat! > LONGEST) throw invalid(`a token that is good for ${LONGEST / 3600} hours at most is accepted`);
    return callerIn(verified.payload, rolesClaim, handleClaim);
  };
}

/** The issuer's keys, where its discovery document says that they are (OpenID Connect Discovery 1.0, section 4). */
async function discovered(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(5_000) });
    const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
    if (found.issuer !== issuer || typeof found.jwks_uri !== 'string')
      throw new Error(`${address} names another issuer`);
    const jwks = new URL(found.jwks_uri);
    if (!isSecure(jwks.href)) throw new Error(`${jwks.host} is reached without TLS`);
    return createRemoteJWKSet(jwks, { timeoutDuration: 5_000, cooldownDuration: 30_000, cacheMaxAge: 600_000 });
  } catch (error) {
    throw unavailable(error);
  }
}

function meaningOf(error: unknown): unknown {
  if (error instanceof errors.JWKSTimeout || error instanceof errors.JWKSInvalid) return unavailable(error);
  if (error instanceof errors.JOSEError) {
    // That a key set has no such key is the token's fault; that it cannot be fetched is not.
    if (error.code === 'ERR_JOSE_GENERIC') return unavailable(error);
    return invalid(`a token in force, of this issuer and for this gateway is accepted (${error.code})`);
  }
  return error instanceof TypeError ? unavailable(error) : error;
}

const invalid = (detail: string): GatewayProblem =>
  new GatewayProblem('TOKEN_INVALID', detail, { 'WWW-Authenticate': 'Bearer error="invalid_token"' });

const unavailable = (cause: unknown): GatewayProblem => {
  const problem = new GatewayProblem('ISSUER_UNAVAILABLE', 'the keys of the issuer of tokens cannot be fetched', {
    'Retry-After': '30',
  });
  problem.cause = cause;
  return problem;
};

function callerIn(payload: JWTPayload, rolesClaim: string, handleClaim: string): Caller {
  const named = payload[rolesClaim];
  const roles = ROLES.filter((role) => Array.isArray(named) && named.includes(role));
  const role = roles.reduce<Role | undefined>((most, one) => (most && isAtLeast(most, one) ? most : one), undefined);
  if (role === undefined)
    throw new GatewayProblem('ROLE_MISSING', `a token with one of the roles ${ROLES.join(', ')} is accepted`, {
      'WWW-Authenticate': 'Bearer error="insufficient_scope"',
    });
  const handle = Handle.safeParse(payload[handleClaim]).data;
  return { subject: payload.sub!, role, ...(handle === undefined ? {} : { handle }) };
}
