import { createPrivateKey, type webcrypto } from 'node:crypto';
import { algorithmOf, PublicJwk, thumbprintOf, type Algorithm } from '@fairway/model';
import { WalletError } from './wallet-error.js';

/** What signs acts: a key in memory, or an HSM or a browser that keeps its key to itself. */
export interface ActSigner {
  readonly algorithm: Algorithm;
  readonly publicKey: PublicJwk;
  /** The public key's thumbprint (RFC 7638), by which the registry and every signature name it. */
  readonly thumbprint: string;
  /** Signs the bytes: r‖s for ES256, RFC 8032's form for EdDSA; 64 bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A private key as JWK (RFC 7517, RFC 8037); only this package sees one. */
export type PrivateJwk = PublicJwk & { d: string };

/** An act key that was just made or imported: it signs, and it can be put away once with `sealActKey`. */
export interface ActKey extends ActSigner {
  /** Kept out of JSON, logs and enumeration. */
  exportPrivate(): PrivateJwk;
}

/** Makes a new key for acts. P-256 is what most HSMs and all authenticators have; Ed25519 is the simpler scheme. */
export async function makeActKey(algorithm: Algorithm = 'ES256'): Promise<ActKey> {
  const { subtle } = globalThis.crypto;
  const pair = (await subtle.generateKey(parameters(algorithm), true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  return actKey(reduced(await subtle.exportKey('jwk', pair.privateKey)));
}

/**
 * Takes a key from PKCS#8 PEM, encrypted under `passphrase` or not.
 *
 * @throws WalletError `KEY_UNSUPPORTED` for anything but P-256 and Ed25519; `WRONG_PASSPHRASE`
 */
export async function importActKey(pem: string, passphrase?: string): Promise<ActKey> {
  const encrypted = pem.includes('ENCRYPTED');
  if (encrypted && passphrase === undefined) {
    throw new WalletError('WRONG_PASSPHRASE', 'this PEM file is encrypted; give its passphrase');
  }
  let jwk: webcrypto.JsonWebKey;
  try {
    jwk = createPrivateKey({ key: pem, format: 'pem', ...(encrypted && { passphrase }) }).export({ format: 'jwk' });
  } catch (cause) {
    throw encrypted
      ? new WalletError('WRONG_PASSPHRASE', 'the passphrase does not open this PEM file', { cause })
      : new WalletError('KEY_UNSUPPORTED', 'a PKCS#8 private key in PEM is accepted, P-256 or Ed25519', { cause });
  }
  return actKey(reduced(jwk));
}

/** A key whose private part can be read back. */
async function actKey(jwk: PrivateJwk): Promise<ActKey> {
  return Object.defineProperty(await actSigner(jwk), 'exportPrivate', { value: () => ({ ...jwk }) }) as ActKey;
}

/** A key whose private part stays inside WebCrypto. */
export async function actSigner(jwk: PrivateJwk): Promise<ActSigner> {
  const { d: _, ...rest } = jwk;
  const publicKey: PublicJwk = rest;
  const algorithm = algorithmOf(publicKey);
  const { subtle } = globalThis.crypto;
  const privateKey = await subtle.importKey('jwk', jwk, parameters(algorithm), false, ['sign']);
  return {
    algorithm,
    publicKey,
    thumbprint: thumbprintOf(publicKey),
    sign: async (bytes) => new Uint8Array(await subtle.sign(parameters(algorithm), privateKey, Uint8Array.from(bytes))),
  };
}

/** The JWK with the members a key has by its kind and no others. */
export function reduced(jwk: webcrypto.JsonWebKey): PrivateJwk {
  const { kty, crv, x, y, d } = jwk;
  const key = PublicJwk.safeParse(kty === 'EC' ? { kty, crv, x, y } : { kty, crv, x });
  if (!key.success || d === undefined) {
    throw new WalletError('KEY_UNSUPPORTED', 'acts are signed with private keys on P-256 (ES256) or Ed25519 (EdDSA)');
  }
  return { ...key.data, d };
}

const parameters = (algorithm: Algorithm) =>
  algorithm === 'ES256' ? { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } : { name: 'Ed25519' };
