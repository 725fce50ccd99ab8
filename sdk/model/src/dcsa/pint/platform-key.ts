import * as z from 'zod';
import { PublicJwk, webCryptoCheck } from '../../key.js';
import { check } from '../../schema.js';
import { pattern } from '../../text.js';

/** A public key that signs PINT content: those of acts, and RSA of 2048 bits or more, as other platforms use it. */
export const JwsKey = z.union([
  PublicJwk,
  z.strictObject({
    kty: z.literal('RSA'),
    n: z
      .string()
      .max(1400)
      .regex(/^[A-Za-z0-9_-]{342,}$/, { error: 'a modulus of at least 2048 bits is accepted' }),
    e: pattern(/^AQAB$/, 'the exponent 65537 is accepted'),
  }),
]);
export type JwsKey = z.infer<typeof JwsKey>;

export type JwsAlgorithm = 'ES256' | 'EdDSA' | 'RS256' | 'PS256';

const RSA = { RS256: 'RSASSA-PKCS1-v1_5', PS256: 'RSA-PSS' } as const;

/** Whether `signature` is `key`'s over `data` by `algorithm` (RFC 7518, RFC 8037); false for an algorithm of another key. */
export async function verifies(
  key: JwsKey,
  algorithm: JwsAlgorithm,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const jwk = check(JwsKey, key);
  if (jwk.kty !== 'RSA') {
    return algorithm === (jwk.kty === 'EC' ? 'ES256' : 'EdDSA') && webCryptoCheck(jwk, data, signature);
  }
  if (algorithm !== 'RS256' && algorithm !== 'PS256') return false;
  const { subtle } = globalThis.crypto;
  try {
    const scheme = { name: RSA[algorithm], hash: 'SHA-256' };
    const imported = await subtle.importKey('jwk', jwk, scheme, false, ['verify']);
    return await subtle.verify({ ...scheme, saltLength: 32 }, imported, signature.slice(), data.slice());
  } catch {
    return false;
  }
}
