import { canonical, parseCanonical } from '../canonical.js';
import { digestOf, digestOfJson, type Digest } from '../digest.js';
import { sponsorOf } from '../identifiers.js';
import { demand } from '../refusal.js';
import { check } from '../schema.js';
import { envelopesOf, type Enclosed } from '../title/enclosure.js';
import type { Title } from '../title/record.js';
import {
  Contents,
  KeyBundle,
  Manifest,
  MAX_KEYS_BYTES,
  MAX_MANIFEST_BYTES,
  type DocumentEntry,
  type EnvelopeKeys,
} from './record.js';

/** Where a bill stands: its issuer's member, and its name. */
export interface OfTitle {
  member: string;
  id: string;
}

/** Where a bill stands, as its record says. */
export const placeOfTitle = ({ issuer, id }: Title): OfTitle => ({ member: sponsorOf(issuer), id });

/** Refuses bytes that are others than those that were asked for; `BLOB_DIFFERS`. */
export function demandDigest(bytes: Uint8Array, digest: Digest): void {
  demand(digestOf(bytes) === digest, 'BLOB_DIFFERS', `the bytes whose digest is ${digest} are accepted`);
}

/**
 * An envelope's manifest, from bytes that anyone has brought.
 *
 * Throws `BLOB_DIFFERS`, `ENVELOPE_OF_ANOTHER_BILL`, and what canonical JSON and the manifest's shape are refused for.
 */
export function readManifest(bytes: Uint8Array, envelope: Digest, title?: OfTitle): Manifest {
  demandDigest(bytes, envelope);
  const manifest = check(Manifest, parseCanonical(textOf(bytes), MAX_MANIFEST_BYTES));
  if (title) demandSameBill(manifest.title, title);
  return manifest;
}

/** A key bundle as it came out of its wrap. Throws `ENVELOPE_OF_ANOTHER_BILL`, … */
export function readBundle(bytes: Uint8Array, title: OfTitle): KeyBundle {
  const bundle = check(KeyBundle, parseCanonical(textOf(bytes), MAX_KEYS_BYTES));
  demandSameBill(bundle.title, title);
  return bundle;
}

function demandSameBill(said: OfTitle, title: OfTitle): void {
  demand(
    canonical(said) === canonical({ member: title.member, id: title.id }),
    'ENVELOPE_OF_ANOTHER_BILL',
    `what belongs to ${title.id} is accepted; this belongs to ${said.id}`,
    '/title',
  );
}

/**
 * Refuses keys that come with other contents than the envelope was named for, or not one a document; `CONTENTS_DIFFER`.
 */
export function demandContents(manifest: Manifest, { contents, keys }: Pick<EnvelopeKeys, 'contents' | 'keys'>): void {
  demand(
    digestOfJson(contents) === manifest.contents &&
      contents.documents.length === manifest.blobs.length &&
      contents.documents.length === keys.length,
    'CONTENTS_DIFFER',
    'the contents whose digest the envelope states are accepted, with a key and a blob for each document',
  );
}

/** Refuses a document that is not the one of an entry; `DOCUMENT_DIFFERS`. */
export function demandDocument(entry: DocumentEntry, bytes: Uint8Array): void {
  demand(
    bytes.length === entry.bytes && digestOf(bytes) === entry.digest,
    'DOCUMENT_DIFFERS',
    `${entry.name} as its digest has it is accepted`,
  );
}

/** Refuses the envelope of an issue that does not hold the transport document that the bill names; `DOCUMENT_DIFFERS`. */
export function demandTransportDocument(title: Title, envelope: Digest, { documents }: Contents): void {
  demand(
    envelope !== title.enclosed?.envelope ||
      documents.some(({ kind, digest }) => kind === 'transport-document' && digest === title.document),
    'DOCUMENT_DIFFERS',
    'the envelope of a bill holds the transport document whose digest the bill states',
  );
}

/** What a party that held a document shows, to prove it without any key: manifest, contents, and the document itself. */
export interface Disclosure {
  manifest: Uint8Array;
  contents: Contents;
  document: Uint8Array;
}

/**
 * Whether a document travelled with a bill: answers with its entry and with who put it there when, by the signed act.
 * That somebody held it is what the bill's history of control, and the keys given to it, say besides.
 *
 * Throws `ENVELOPE_UNKNOWN`, `ENVELOPE_OF_ANOTHER_BILL`, `CONTENTS_DIFFER`, `DOCUMENT_DIFFERS`.
 */
export function checkDisclosure(title: Title, shown: Disclosure): { entry: DocumentEntry; enclosed: Enclosed } {
  const envelope = digestOf(shown.manifest);
  const enclosed = envelopesOf(title).find((one) => one.envelope === envelope);
  demand(enclosed !== undefined, 'ENVELOPE_UNKNOWN', 'an envelope that a signed act on the bill names is accepted');
  const manifest = readManifest(shown.manifest, envelope, placeOfTitle(title));
  const contents = check(Contents, shown.contents);
  demandContents(manifest, { contents, keys: contents.documents.map(() => '') });
  const entry = contents.documents.find(({ digest }) => digest === digestOf(shown.document));
  demand(entry !== undefined, 'DOCUMENT_DIFFERS', 'a document of this envelope is accepted');
  demandDocument(entry, shown.document);
  return { entry, enclosed };
}

/** Text of strict UTF-8; anything else is refused with the digest's code, since nothing canonical is written so. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    demand(false, 'NOT_CANONICAL', 'canonical JSON in UTF-8 is accepted');
  }
}
