import * as z from 'zod';
import { Handle, Member } from '../identifiers.js';
import { Bytes32 } from '../key.js';
import { pattern, text } from '../text.js';
import { TitleId } from '../title/record.js';

/** The largest document, in bytes, that an envelope takes: a scan of many pages. */
export const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;
/** What encryption adds to a document: AES-GCM's initialisation vector before it (12 bytes), its tag behind it (16). */
export const SEAL_BYTES = 28;
/** The longest manifest, in bytes. */
export const MAX_MANIFEST_BYTES = 8 * 1024;
/** The longest blob of wrapped keys, in bytes. */
export const MAX_KEYS_BYTES = 4 * 1024 * 1024;
/** The longest blob, in bytes: an encrypted document, a manifest or wrapped keys. */
export const MAX_BLOB_BYTES = MAX_DOCUMENT_BYTES + SEAL_BYTES;
const MAX_DOCUMENTS = 32;

export const DOCUMENT_KINDS = [
  'transport-document',
  'invoice',
  'packing-list',
  'insurance',
  'certificate-of-origin',
  'inspection',
  'other',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Where a bill stands, as everything in its envelopes says. */
const OfTitle = z.strictObject({ member: Member, id: TitleId });

/** One document, as those who hold the key know it. */
export const DocumentEntry = z.strictObject({
  kind: z.enum(DOCUMENT_KINDS),
  name: text(140),
  mediaType: pattern(
    /^[a-z]+\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/,
    'a media type is accepted, in small letters, as application/pdf',
  ),
  /** The digest of the document as it was before encryption. */
  digest: Bytes32,
  bytes: z.int().min(1).max(MAX_DOCUMENT_BYTES),
});
export type DocumentEntry = z.infer<typeof DocumentEntry>;

/** What an envelope holds. Only its digest is known to others, which the salt keeps from being guessed. */
export const Contents = z.strictObject({
  schema: z.literal('envelope-contents/1'),
  salt: Bytes32,
  documents: z.array(DocumentEntry).min(1).max(MAX_DOCUMENTS),
});
export type Contents = z.infer<typeof Contents>;

/**
 * An envelope as anyone may see it: of which bill, which blobs it takes, and the digest of its contents, whose documents
 * are encrypted in the blobs, in the same order. The digest of its canonical form is the envelope's name on the ledger.
 */
export const Manifest = z.strictObject({
  schema: z.literal('envelope/1'),
  title: OfTitle,
  contents: Bytes32,
  blobs: z
    .array(
      z.strictObject({
        digest: Bytes32,
        bytes: z
          .int()
          .min(SEAL_BYTES + 1)
          .max(MAX_DOCUMENT_BYTES + SEAL_BYTES),
      }),
    )
    .min(1)
    .max(MAX_DOCUMENTS),
});
export type Manifest = z.infer<typeof Manifest>;

/** The key of each document of an envelope (AES-256-GCM), with what the envelope holds. */
export const EnvelopeKeys = z.strictObject({
  envelope: Bytes32,
  contents: Contents,
  keys: z.array(Bytes32).min(1).max(MAX_DOCUMENTS),
});
export type EnvelopeKeys = z.infer<typeof EnvelopeKeys>;

/** What is wrapped to a party: the keys of some envelopes of one bill. */
export const KeyBundle = z.strictObject({
  schema: z.literal('envelope-keys/1'),
  title: OfTitle,
  envelopes: z.array(EnvelopeKeys).min(1).max(65),
});
export type KeyBundle = z.infer<typeof KeyBundle>;

const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/);

/** A key bundle wrapped to parties: a JWE in general JSON serialisation (RFC 7516), ECDH-ES+A256KW and A256GCM. */
export const WrappedKeys = z.strictObject({
  protected: base64url(1024),
  iv: base64url(16),
  ciphertext: base64url(MAX_KEYS_BYTES),
  tag: base64url(22),
  recipients: z
    .array(
      z.strictObject({
        header: z.looseObject({ kid: pattern(/^[^#]+#[A-Za-z0-9_-]{43}$/, 'handle#thumbprint is accepted') }),
        encrypted_key: base64url(54),
      }),
    )
    .min(1)
    .max(8),
});
export type WrappedKeys = z.infer<typeof WrappedKeys>;

/** Who a wrap is for, by the name of the key: the party and the thumbprint of its encryption key. */
export const recipientId = (handle: Handle, thumbprint: string): string => `${handle}#${thumbprint}`;
