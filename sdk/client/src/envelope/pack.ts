import {
  Contents,
  MAX_DOCUMENT_BYTES,
  canonical,
  check,
  demand,
  digestOf,
  digestOfJson,
  fromBase64url,
  type Digest,
  type DocumentEntry,
  type EnvelopeKeys,
  type Manifest,
  type OfTitle,
} from '@fairway/model';
import { seal } from '../seal.js';
import { random } from '../secret.js';

/** A document as it goes into an envelope. */
export interface NewDocument extends Pick<DocumentEntry, 'kind' | 'name' | 'mediaType'> {
  content: Uint8Array;
}

/** An envelope as it was packed: its name, the blobs to keep with the manifest first, and its keys, which are secret. */
export interface Packed {
  envelope: Digest;
  blobs: Uint8Array[];
  keys: EnvelopeKeys;
}

/**
 * Encrypts documents for a bill, each once, under a key of its own (AES-256-GCM).
 *
 * Throws the `Refusal` of the shape; `TOO_LARGE` for a document beyond 32 MiB.
 */
export async function packEnvelope(title: OfTitle, documents: readonly NewDocument[]): Promise<Packed> {
  documents.forEach(({ content }, index) =>
    demand(
      content.length <= MAX_DOCUMENT_BYTES,
      'TOO_LARGE',
      `a document of at most ${MAX_DOCUMENT_BYTES} bytes is accepted`,
      `/documents/${index}`,
    ),
  );
  const contents = check(Contents, {
    schema: 'envelope-contents/1',
    salt: random(),
    documents: documents.map(({ kind, name, mediaType, content }) => ({
      ...{ kind, name, mediaType, digest: digestOf(content), bytes: content.length },
    })),
  });
  const keys = documents.map(random);
  const sealed = await Promise.all(documents.map(({ content }, index) => seal(content, fromBase64url(keys[index]!)!)));
  const manifest: Manifest = {
    schema: 'envelope/1',
    title: { member: title.member, id: title.id },
    contents: digestOfJson(contents),
    blobs: sealed.map((blob) => ({ digest: digestOf(blob), bytes: blob.length })),
  };
  const bytes = new TextEncoder().encode(canonical(manifest));
  const envelope = digestOf(bytes);
  return { envelope, blobs: [bytes, ...sealed], keys: { envelope, contents, keys } };
}
