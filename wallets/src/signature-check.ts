import { createPublicKey, verify, type JsonWebKey, type KeyObject } from 'node:crypto';
import { algorithmOf, thumbprintOf, type PublicJwk, type SignatureCheck } from '@fairway/model';

const MOST = 1000;
const imported = new Map<string, KeyObject | undefined>();

/** A key's form for OpenSSL, or undefined where it is no point of its curve; the last thousand are remembered. */
function keyObject(key: PublicJwk): KeyObject | undefined {
  const thumbprint = thumbprintOf(key);
  if (!imported.has(thumbprint)) {
    if (imported.size >= MOST) imported.delete(imported.keys().next().value!);
    imported.set(thumbprint, importKey(key));
  }
  return imported.get(thumbprint);
}

function importKey(key: PublicJwk): KeyObject | undefined {
  try {
    return createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** The model's signature check by node:crypto, for readers of very many acts: ten times as fast as WebCrypto's. */
export const nodeCryptoCheck: SignatureCheck = (key, data, signature) => {
  const publicKey = keyObject(key);
  if (!publicKey) return false;
  return algorithmOf(key) === 'ES256'
    ? verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)
    : verify(null, data, publicKey, signature);
};
