import {
  Refusal,
  demand,
  demandContents,
  demandDigest,
  demandDocument,
  demandTransportDocument,
  digestOf,
  envelopesOf,
  fromBase64url,
  placeOfTitle,
  readManifest,
  wrapsOf,
  type Contents,
  type Digest,
  type DocumentEntry,
  type Enclosed,
  type EnvelopeKeys,
  type Manifest,
  type Title,
} from '@fairway/model';
import type { Blobs } from './blobs.js';
import { unseal } from '../seal.js';
import { unwrapKeys, type EnvelopeKey } from './wrap.js';

/**
 * How an envelope stands to a party: open; closed, since no keys of it are wrapped to the party; lost, since the store has
 * not got what it takes to open it; spoilt, since something is not what the signed acts name (`why`).
 */
export type OpenedEnvelope = Enclosed &
  (
    | { state: 'open'; contents: Contents; manifest: Uint8Array; documents: OpenedDocument[] }
    | { state: 'closed' }
    | { state: 'lost' }
    | { state: 'spoilt'; why: Refusal }
  );

/** A document that a party has a key of. */
export interface OpenedDocument extends DocumentEntry {
  /** The document, checked by its digest. Throws `BLOB_LOST`, `BLOB_DIFFERS`, `DOCUMENT_DIFFERS`. */
  read(): Promise<Uint8Array>;
  /** The key that opens it, or is said to where the document is lost. */
  key(): Promise<string>;
}

/** The bytes of a blob, or undefined where the store has not got them. Throws `BLOB_DIFFERS` where it gives others. */
export async function fetchBlob(blobs: Blobs, digest: Digest): Promise<Uint8Array | undefined> {
  const bytes = await blobs.get(digest);
  if (bytes) demandDigest(bytes, digest);
  return bytes;
}

/** All envelopes of a bill as they stand to who has these keys, oldest first. */
export async function openEnvelopes(
  title: Title,
  blobs: Blobs,
  ring: readonly EnvelopeKey[],
): Promise<OpenedEnvelope[]> {
  const found = new Map<Digest, EnvelopeKeys[]>();
  let isLost = false;
  let why: Refusal | undefined;
  for (const digest of wrapsOf(title)) {
    const attempt = await attempted(async () => {
      const blob = await fetchBlob(blobs, digest);
      isLost ||= blob === undefined;
      return blob && (await unwrapKeys(placeOfTitle(title), blob, ring));
    });
    // What one giver spoilt does not stand against what another one gave.
    if (attempt instanceof Refusal) why = attempt;
    else
      for (const keys of attempt?.envelopes ?? [])
        found.set(keys.envelope, [...(found.get(keys.envelope) ?? []), keys]);
  }
  return Promise.all(
    envelopesOf(title).map(async (enclosed): Promise<OpenedEnvelope> => {
      const candidates = found.get(enclosed.envelope);
      if (!candidates) {
        if (why) return { ...enclosed, state: 'spoilt', why };
        return { ...enclosed, state: isLost ? 'lost' : 'closed' };
      }
      const opened = await attempted(() => openOne(title, enclosed.envelope, candidates, blobs));
      if (opened instanceof Refusal) return { ...enclosed, state: 'spoilt', why: opened };
      return opened ? { ...enclosed, state: 'open', ...opened } : { ...enclosed, state: 'lost' };
    }),
  );
}

async function attempted<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** An envelope by the first contents that are its own; each document by whichever of the keys given opens it. */
async function openOne(title: Title, envelope: Digest, candidates: readonly EnvelopeKeys[], blobs: Blobs) {
  const bytes = await fetchBlob(blobs, envelope);
  if (!bytes) return undefined;
  const manifest = readManifest(bytes, envelope, placeOfTitle(title));
  const sound = candidates.filter((one) => !(refusalOf(() => demandContents(manifest, one)) instanceof Refusal));
  if (sound.length === 0) demandContents(manifest, candidates[0]!);
  const { contents } = sound[0]!;
  demandTransportDocument(title, envelope, contents);
  const documents = contents.documents.map((entry, index) =>
    documentOf(
      entry,
      manifest.blobs[index]!,
      sound.map(({ keys }) => keys[index]!),
      blobs,
    ),
  );
  return { contents, manifest: bytes, documents };
}

function refusalOf(work: () => void): Refusal | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function documentOf(
  entry: DocumentEntry,
  { digest }: Manifest['blobs'][number],
  keys: readonly string[],
  blobs: Blobs,
): OpenedDocument {
  const opened = async () => {
    const blob = await fetchBlob(blobs, digest);
    demand(blob !== undefined, 'BLOB_LOST', `the blob ${digest} is not in the store; who has the bytes puts them back`);
    for (const key of new Set(keys)) {
      const content = await unseal(blob, fromBase64url(key)!);
      if (content && digestOf(content) === entry.digest) {
        demandDocument(entry, content);
        return { content, key };
      }
    }
    demand(false, 'DOCUMENT_DIFFERS', `${entry.name} as its digest has it does not come out by the keys given`);
  };
  return {
    ...entry,
    read: async () => (await opened()).content,
    // Where all say the same, nothing is to be tried out.
    key: async () => (new Set(keys).size === 1 ? keys[0]! : (await opened()).key),
  };
}
