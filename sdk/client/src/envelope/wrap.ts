import {
  MAX_KEYS_BYTES,
  WrappedKeys,
  canonical,
  check,
  demand,
  parseCanonical,
  readBundle,
  recipientId,
  thumbprintOf,
  type EncryptionJwk,
  type EnvelopeKeys,
  type Handle,
  type KeyBundle,
  type OfTitle,
} from '@fairway/model';
import { GeneralEncrypt, type GeneralJWE } from 'jose';

/** What opens what a party was written; the private key stays with it (`Decrypter` of `@fairway/wallets`). */
export interface EnvelopeKey {
  readonly thumbprint: string;
  decrypt(jwe: GeneralJWE): Promise<Uint8Array>;
}

/** A party that is written to, by the encryption key in its registry entry. */
export interface Recipient {
  handle: Handle;
  jwk: EncryptionJwk;
}

/**
 * Wraps keys of a bill's envelopes to parties, by ECDH-ES+A256KW (RFC 7518): the bytes of the blob, canonical JSON.
 *
 * Throws `ENCRYPTION_KEY_UNUSABLE` where a party's key is no point of its curve.
 */
export async function wrapKeys(
  title: OfTitle,
  envelopes: readonly EnvelopeKeys[],
  recipients: readonly Recipient[],
): Promise<Uint8Array> {
  const { member, id } = title;
  const bundle: KeyBundle = { schema: 'envelope-keys/1', title: { member, id }, envelopes: [...envelopes] };
  const jwe = new GeneralEncrypt(new TextEncoder().encode(canonical(bundle))).setProtectedHeader({ enc: 'A256GCM' });
  for (const { handle, jwk } of recipients) {
    const kid = recipientId(handle, thumbprintOf(jwk));
    jwe.addRecipient(await publicKey(handle, jwk)).setUnprotectedHeader({ alg: 'ECDH-ES+A256KW', kid });
  }
  return new TextEncoder().encode(canonical(check(WrappedKeys, await jwe.encrypt())));
}

async function publicKey(handle: Handle, jwk: EncryptionJwk) {
  const key = await globalThis.crypto.subtle
    .importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, false, [])
    .catch(() => undefined);
  demand(key !== undefined, 'ENCRYPTION_KEY_UNUSABLE', `${handle} names another encryption key: this is none on P-256`);
  return key;
}

/**
 * The keys in a blob, where one of the party's keys opens it; undefined where it is for others.
 *
 * Throws a `Refusal` where the blob is not what was wrapped, or for another bill.
 */
export async function unwrapKeys(
  title: OfTitle,
  blob: Uint8Array,
  ring: readonly EnvelopeKey[],
): Promise<KeyBundle | undefined> {
  const text = new TextDecoder().decode(blob);
  const wrapped = check(WrappedKeys, parseCanonical(text, MAX_KEYS_BYTES));
  for (const key of ring) {
    const recipients = wrapped.recipients.filter(({ header }) => header.kid.endsWith(`#${key.thumbprint}`));
    if (recipients.length === 0) continue;
    const bytes = await key.decrypt(wrapped as GeneralJWE).catch(() => undefined);
    demand(bytes !== undefined, 'KEYS_SPOILT', 'keys that were wrapped to this party and not changed are accepted');
    return readBundle(bytes, title);
  }
  return undefined;
}
