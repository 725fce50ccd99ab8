import { thumbprintOf, type EncryptionJwk } from '@fairway/model';
import { errors, generalDecrypt, type GeneralJWE } from 'jose';
import { reduced, type PrivateJwk } from './act-key.js';
import { WalletError } from './wallet-error.js';

/** What opens what a party was written: a key in memory, or an HSM that agrees on keys and keeps its own to itself. */
export interface Decrypter {
  readonly publicKey: EncryptionJwk;
  /** The public key's thumbprint (RFC 7638), by which every wrap names it. */
  readonly thumbprint: string;
  /**
   * The plaintext of a JWE in general JSON serialisation, wrapped by ECDH-ES+A256KW and encrypted by A256GCM.
   *
   * @throws WalletError `NOT_FOR_THIS_KEY`
   */
  decrypt(jwe: GeneralJWE): Promise<Uint8Array>;
}

/** An encryption key that was just made: it opens, and it can be put away once with `sealEncryptionKey`. */
export interface EncryptionKey extends Decrypter {
  /** Kept out of JSON, logs and enumeration. */
  exportPrivate(): PrivateJwk;
}

const ECDH = { name: 'ECDH', namedCurve: 'P-256' };

/** Makes a new key by which a party is written to; P-256. It is registered by `participant.setEncryptionKey`. */
export async function makeEncryptionKey(): Promise<EncryptionKey> {
  const { subtle } = globalThis.crypto;
  const pair = await subtle.generateKey(ECDH, true, ['deriveBits']);
  const jwk = reduced(await subtle.exportKey('jwk', pair.privateKey));
  return Object.defineProperty(await decrypter(jwk), 'exportPrivate', { value: () => ({ ...jwk }) }) as EncryptionKey;
}

/**
 * A key whose private part stays inside WebCrypto, and which only agrees on keys.
 *
 * @throws WalletError `KEY_UNSUPPORTED` for anything but P-256
 */
export async function decrypter(jwk: PrivateJwk): Promise<Decrypter> {
  const { d: _, ...publicKey } = jwk;
  if (publicKey.kty !== 'EC') throw new WalletError('KEY_UNSUPPORTED', 'a party is written to by a key on P-256');
  const privateKey = await globalThis.crypto.subtle.importKey('jwk', jwk, ECDH, false, ['deriveBits']);
  return {
    publicKey,
    thumbprint: thumbprintOf(publicKey),
    async decrypt(jwe) {
      try {
        const { plaintext } = await generalDecrypt(jwe, privateKey, {
          keyManagementAlgorithms: ['ECDH-ES+A256KW'],
          contentEncryptionAlgorithms: ['A256GCM'],
        });
        return plaintext;
      } catch (cause) {
        if (!(cause instanceof errors.JOSEError)) throw cause;
        throw new WalletError('NOT_FOR_THIS_KEY', 'what was wrapped to this key, and not changed since, is accepted', {
          cause,
        });
      }
    },
  };
}
