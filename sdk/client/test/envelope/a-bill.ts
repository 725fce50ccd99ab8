import { subtle } from 'node:crypto';
import {
  canonical,
  digestOf,
  newHandle,
  thumbprintOf,
  type Digest,
  type EncryptionJwk,
  type Enclosure,
  type Handle,
  type Title,
} from '@fairway/model';
import type { Blobs } from '#src/envelope/blobs.js';
import { packEnvelope, type NewDocument } from '#src/envelope/pack.js';
import { wrapKeys, type EnvelopeKey, type Recipient } from '#src/envelope/wrap.js';
import { generalDecrypt } from 'jose';

/** A store in memory that keeps whatever it is given, as one that nobody should trust. */
export class Shelf implements Blobs {
  readonly kept = new Map<Digest, Uint8Array>();
  get(digest: Digest): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.kept.get(digest));
  }
  put(bytes: Uint8Array): Promise<void> {
    this.kept.set(digestOf(bytes), bytes);
    return Promise.resolve();
  }
}

/** A party with a key by which it is written to. */
export interface Reader extends Recipient, EnvelopeKey {}

export async function makeReader(): Promise<Reader> {
  const algorithm = { name: 'ECDH', namedCurve: 'P-256' };
  const pair = await subtle.generateKey(algorithm, true, ['deriveBits']);
  const { kty, crv, x, y } = await subtle.exportKey('jwk', pair.publicKey);
  const jwk = { kty, crv, x, y } as EncryptionJwk;
  return {
    handle: newHandle('AR'),
    jwk,
    thumbprint: thumbprintOf(jwk),
    decrypt: async (jwe) => (await generalDecrypt(jwe, pair.privateKey)).plaintext,
  };
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export const TRANSPORT_DOCUMENT: NewDocument = {
  ...{ kind: 'transport-document', name: 'Conocimiento de embarque', mediaType: 'application/json' },
  content: bytesOf(canonical({ transportDocumentReference: 'B1' })),
};
export const invoice = (text = 'Factura A-1'): NewDocument => ({
  ...{ kind: 'invoice', name: 'Factura', mediaType: 'application/pdf', content: bytesOf(text) },
});

/** A bill as its record says; what this is about is what its acts name. */
export function aBill(id: string, enclosed?: Enclosure, more: Partial<Title> = {}): Title {
  const issuer: Handle = newHandle('AR');
  return {
    ...{ id, issuer, document: digestOf(TRANSPORT_DOCUMENT.content), presentations: [], status: [] },
    control: [{ beneficiary: issuer, holder: issuer, from: '2026-03-01T12:00:00.000Z', act: 'a' }],
    ...(enclosed && { enclosed }),
    ...more,
  } as unknown as Title;
}

/** Packs documents for a bill and puts them into a store. */
export async function packed(blobs: Blobs, id: string, documents: NewDocument[], ...to: Recipient[]) {
  const place = { member: 'AR', id };
  const pack = await packEnvelope(place, documents);
  const wrap = await wrapKeys(place, [pack.keys], to);
  for (const blob of [...pack.blobs, wrap]) await blobs.put(blob);
  return { ...pack, wrap, enclosed: { envelope: pack.envelope, keys: digestOf(wrap) } };
}
