import { base64urlnopad } from '@scure/base';
import * as z from 'zod';
import { digestOfJson, type Digest } from './digest.js';
import { pattern } from './text.js';

/** 32 bytes in base64url, with no spare bits set. */
export const Bytes32 = pattern(
  /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/,
  '32 bytes in base64url, 43 characters, are accepted',
);

/** A public key that a party is written to by (ECDH-ES, RFC 7518): P-256, which most HSMs have. */
export const EncryptionJwk = z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: Bytes32, y: Bytes32 });
export type EncryptionJwk = z.infer<typeof EncryptionJwk>;

/** A public key for acts: P-256 for ES256, or Ed25519 for EdDSA (RFC 7517, RFC 8037). */
export const PublicJwk = z.discriminatedUnion('kty', [
  EncryptionJwk,
  z.strictObject({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: Bytes32 }),
]);
export type PublicJwk = z.infer<typeof PublicJwk>;

/** The algorithms acts are signed with. */
export const ALGORITHMS = ['ES256', 'EdDSA'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/** The one algorithm that a key signs with. */
export const algorithmOf = (key: PublicJwk): Algorithm => (key.kty === 'EC' ? 'ES256' : 'EdDSA');

/** A key's thumbprint (RFC 7638, SHA-256). */
export const thumbprintOf = (key: PublicJwk): Digest =>
  digestOfJson(
    key.kty === 'EC' ? { crv: key.crv, kty: key.kty, x: key.x, y: key.y } : { crv: key.crv, kty: key.kty, x: key.x },
  );

/**
 * Whether `signature` (r‖s for ES256, RFC 8032's form for EdDSA; 64 bytes) is `key`'s over `data`. A key that is no
 * point of its curve verifies nothing. Node's crypto and WebCrypto both stand behind this.
 */
export type SignatureCheck = (key: PublicJwk, data: Uint8Array, signature: Uint8Array) => boolean | Promise<boolean>;

/** The signature check of browsers and of Node, by WebCrypto. */
export const webCryptoCheck: SignatureCheck = async (key, data, signature) => {
  const algorithm = key.kty === 'EC' ? { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } : { name: 'Ed25519' };
  try {
    return await globalThis.crypto.subtle.verify(algorithm, await imported(key), signature.slice(), data.slice());
  } catch {
    return false;
  }
};

/** Keys as WebCrypto has them; the last thousand are remembered. */
type ImportedKey = ReturnType<typeof globalThis.crypto.subtle.importKey>;
const keys = new Map<Digest, ImportedKey>();

function imported(key: PublicJwk): ImportedKey {
  const thumbprint = thumbprintOf(key);
  let found = keys.get(thumbprint);
  if (!found) {
    if (keys.size >= 1000) keys.delete(keys.keys().next().value!);
    const algorithm = key.kty === 'EC' ? { name: 'ECDSA', namedCurve: 'P-256' } : { name: 'Ed25519' };
    found = globalThis.crypto.subtle.importKey('jwk', key, algorithm, false, ['verify']);
    keys.set(thumbprint, found);
  }
  return found;
}

export const toBase64url = (bytes: Uint8Array): string => base64urlnopad.encode(bytes);

/** The bytes of strict base64url without padding; undefined for anything else. */
export function fromBase64url(text: string): Uint8Array | undefined {
  try {
    return base64urlnopad.decode(text);
  } catch {
    return undefined;
  }
}
