import { canonical, demand, fromBase64url, toBase64url } from '@fairway/model';
import { readDocument, type DocumentLink, type VerifiableDocument } from '@fairway/model/document';
import { seal, unseal } from '../seal.js';

const { subtle } = globalThis.crypto;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** 32 bytes of a document's key for one use (HKDF with SHA-256, RFC 5869, no salt). */
async function derived(key: string, use: 'address' | 'content'): Promise<Uint8Array> {
  const secret = await subtle.importKey('raw', fromBase64url(key)!.slice(), 'HKDF', false, ['deriveBits']);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(`fairway-document/1 ${use}`) };
  return new Uint8Array(await subtle.deriveBits(parameters, secret, 256));
}

/** Where a document is kept in encrypted form, by its key: who does not have the key does not find it, nor learns it here. */
export const addressOfDocument = async (key: string): Promise<string> => toBase64url(await derived(key, 'address'));

/** A document's encrypted form, bound to the record that it is about, and the address under which it is kept. */
export async function sealDocument(
  document: VerifiableDocument,
  key: string,
): Promise<{ address: string; sealed: Uint8Array }> {
  const content = utf8(canonical(document));
  readDocument(content);
  const sealed = await seal(content, await derived(key, 'content'), utf8(canonical(document.about)));
  return { address: await addressOfDocument(key), sealed };
}

/**
 * The document in an encrypted form, by its link.
 *
 * Throws `DOCUMENT_SPOILT` where the link does not open it: another key or record, or bytes that were changed.
 */
export async function unsealDocument(
  { about, key }: Pick<DocumentLink, 'about' | 'key'>,
  sealed: Uint8Array,
): Promise<VerifiableDocument> {
  const content = await unseal(sealed, await derived(key, 'content'), utf8(canonical(about)));
  demand(
    content !== undefined,
    'DOCUMENT_SPOILT',
    'the bytes that were encrypted for this link are accepted, unchanged',
  );
  return readDocument(content, about);
}
