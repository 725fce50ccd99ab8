import { Failure, Refusal, SEAL_BYTES, type Digest, type RecordAddress } from '@fairway/model';
import {
  MAX_DOCUMENT_TEXT,
  demandAbout,
  parseLink,
  recordedDigestOf,
  type DocumentLink,
  type VerifiableDocument,
} from '@fairway/model/document';
import { bodyWithin } from '../body-within.js';
import { problemIn } from '../problem.js';
import { addressOfDocument, sealDocument, unsealDocument } from './sealed.js';

/** Why a store is to keep an encrypted document: which record states which digest, since which transaction. */
export interface DocumentClaim {
  record: RecordAddress;
  document: Digest;
  /** A store whose peer does not have this transaction yet waits for it. */
  after?: string;
}

/** Where encrypted documents are kept, by addresses that come of their keys: the issuer's gateway. */
export interface SealedDocuments {
  /** The bytes at an address; undefined where there are none. */
  get(address: string): Promise<Uint8Array | undefined>;
  /** Keeps bytes at an address of their own. Throws `DOCUMENT_NOT_ASKED_FOR`, `ADDRESS_TAKEN`, `TOO_LARGE`, … */
  put(address: string, sealed: Uint8Array, claim: DocumentClaim): Promise<void>;
}

/** A document and the link that leads to it; who has the link reads it. */
export interface LinkedDocument {
  document: VerifiableDocument;
  link: string;
}

/**
 * Has a store keep a document under its link: anew, where the store has lost it, or has it not whole; nothing is done where
 * the link opens it. `after` is the transaction by which the record came to state its digest.
 *
 * Throws `DOCUMENT_OF_ANOTHER_RECORD`, and what the store refuses.
 */
export async function keepDocument(
  { document, link }: LinkedDocument,
  documents: SealedDocuments,
  after?: string,
): Promise<void> {
  const { about, key } = parseLink(link);
  demandAbout(document, about);
  if (await isKept(link, documents)) return;
  const { address, sealed } = await sealDocument(document, key);
  const { network: _, ...record } = about;
  const claim = { record, document: recordedDigestOf(document), ...(after === undefined ? {} : { after }) };
  await documents.put(address, sealed, claim);
}

async function isKept(link: string, documents: SealedDocuments): Promise<boolean> {
  try {
    await openDocument(link, { documents });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/**
 * The document that a link leads to, decrypted here; `network` is the one that the reader trusts.
 *
 * Throws `DOCUMENT_UNKNOWN`, `DOCUMENT_SPOILT`, and what reading links and documents throws.
 */
export async function openDocument(
  link: string,
  options: { network?: string; documents?: Pick<SealedDocuments, 'get'> } = {},
): Promise<{ link: DocumentLink; document: VerifiableDocument }> {
  const parsed = parseLink(link, options.network);
  const { documents = documentsBeside(parsed.page) } = options;
  const sealed = await documents.get(await addressOfDocument(parsed.key));
  if (!sealed) throw new Refusal('DOCUMENT_UNKNOWN', 'a link to a document that its issuer keeps is accepted');
  return { link: parsed, document: await unsealDocument(parsed, sealed) };
}

/** The encrypted documents of the gateway that serves a link's page. */
export const documentsBeside = (page: string): SealedDocuments => documentsAt(new URL('/api/documents/', page).href);

/** Milliseconds for one request. */
const PATIENCE = 30_000;

/** Encrypted documents over HTTP, under an address that ends in a solidus. */
export const documentsAt = (base: string): SealedDocuments => ({
  async get(address) {
    const answer = await asked(new URL(address, base), {});
    if (answer.status === 404) return undefined;
    await demandDone(answer);
    const sealed = await bodyWithin(answer, MAX_DOCUMENT_TEXT + SEAL_BYTES);
    if (!sealed) throw new Refusal('DOCUMENT_SPOILT', 'what a gateway keeps under a link is no longer than a document');
    return sealed;
  },
  async put(address, sealed, { record, document, after }) {
    const headers = {
      'content-type': 'application/octet-stream',
      'document-record': `${record.member}/${record.kind}/${record.id}`,
      'document-digest': document,
      ...(after === undefined ? {} : { 'document-after': after }),
    };
    await demandDone(await asked(new URL(address, base), { method: 'PUT', headers, body: sealed.slice() }));
  },
});

async function asked(url: URL, init: RequestInit): Promise<Response> {
  const options = { credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error' } as const;
  try {
    return await fetch(url, { ...options, ...init, signal: AbortSignal.timeout(PATIENCE) });
  } catch (cause) {
    throw new DocumentsUnreachable(url.host, { cause });
  }
}

/** The gateway that keeps documents does not answer, or not as one. */
export class DocumentsUnreachable extends Failure<'DOCUMENTS_UNREACHABLE'> {
  override readonly name = 'DocumentsUnreachable';
  constructor(host: string, options?: ErrorOptions) {
    super('DOCUMENTS_UNREACHABLE', `${host} gives no documents; try again, or ask who runs it`, options);
  }
}

/** What a gateway refuses comes out as it went in. */
async function demandDone(answer: Response): Promise<void> {
  if (answer.ok) return;
  const problem = await problemIn(answer);
  if (problem) throw new Refusal(problem.code, problem.detail);
  throw new DocumentsUnreachable(new URL(answer.url).host);
}
