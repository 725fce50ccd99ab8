import * as z from 'zod';
import { demand } from '../../refusal.js';
import { check } from '../../schema.js';
import { JwsKey } from './platform-key.js';
import type { KnownKey } from './jws.js';

const Jwks = z.looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(64) });

/** What makes a key; all else it says of itself (RFC 7517). */
const MEMBERS = new Map([
  ['EC', ['crv', 'x', 'y']],
  ['OKP', ['crv', 'x']],
  ['RSA', ['n', 'e']],
]);

/**
 * The keys that a platform or a carrier publishes as a JWK set (RFC 7517), for `Trust`; `of` is whose set it is. Where the
 * set came from is for the caller to vouch for. Keys for something else than signing are passed over, and so are those
 * that are not accepted here, or have no name.
 *
 * Throws `KEY_UNKNOWN` where no key is left, `NAMED_TWICE` where two have one name, `KEY_NOT_PUBLIC`.
 */
export function keysInJwks(jwks: unknown, of: string): KnownKey[] {
  const known = check(Jwks, jwks).keys.flatMap((key): KnownKey[] => {
    demand(key['d'] === undefined, 'KEY_NOT_PUBLIC', 'a set of public keys is accepted', '/keys');
    const { kty, kid, use = 'sig' } = key;
    const jwk = JwsKey.safeParse(
      Object.fromEntries(['kty', ...(MEMBERS.get(kty) ?? [])].map((name) => [name, key[name]])),
    ).data;
    return jwk && use === 'sig' && typeof kid === 'string' ? [{ of, kid, jwk }] : [];
  });
  demand(known.length > 0, 'KEY_UNKNOWN', 'a set is accepted with a key that signs by ES256, EdDSA or RSA', '/keys');
  const names = new Set(known.map(({ kid }) => kid));
  demand(names.size === known.length, 'NAMED_TWICE', 'each key has a name (kid) of its own', '/keys');
  return known;
}
