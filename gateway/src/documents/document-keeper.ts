import { Bytes32, Refusal, SEAL_BYTES, check, demand, digestOf, type Digest } from '@fairway/model';
import { DOCUMENTED_KINDS, MAX_DOCUMENT_TEXT, documentStanding } from '@fairway/model/document';
import type { DocumentClaim, SealedDocuments, Session } from '@fairway/sdk';
import type { BlobStore } from '../blobs/blob-store.js';
import { Database } from '../database.js';
import { transactionSeen } from '../transaction-seen.js';

/** The largest encrypted document, in bytes. */
export const MAX_SEALED_BYTES = MAX_DOCUMENT_TEXT + SEAL_BYTES;

/** The most links to one document, so that who knows its digest cannot fill the store. */
const MAX_LINKS = 16;

/** Milliseconds to wait for a transaction that this member's peer has not got yet. */
const PATIENCE = 30_000;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS sealed (address TEXT PRIMARY KEY, blob TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sealedByDocument ON sealed (document);
`;

/**
 * A member's keeper of encrypted documents: it takes those whose digest a record of this member states, and gives each to
 * who knows its address, which comes of a key that it never sees. It lists nothing.
 */
export class DocumentKeeper implements SealedDocuments {
  readonly #index: Database;

  /** `index`: the file in which addresses are kept; the bytes are in `blobs`. */
  constructor(private readonly options: { session: Session; member: string; blobs: BlobStore; index: string }) {
    // Digests of documents are for those who have them.
    this.#index = new Database(options.index);
    this.#index.exec(SCHEMA);
  }

  async get(address: string): Promise<Uint8Array | undefined> {
    const blob = this.#blobAt(check(Bytes32, address));
    return blob === undefined ? undefined : this.options.blobs.get(blob);
  }

  /**
   * Keeps bytes at an address, for good. The same ones may be put again, where the store has lost them.
   *
   * Throws `TOO_LARGE`, `DOCUMENT_NOT_ASKED_FOR`, `ADDRESS_TAKEN`, `TOO_MANY`.
   */
  async put(address: string, sealed: Uint8Array, claim: DocumentClaim): Promise<void> {
    check(Bytes32, address);
    demand(
      SEAL_BYTES < sealed.length && sealed.length <= MAX_SEALED_BYTES,
      'TOO_LARGE',
      `encrypted documents of ${SEAL_BYTES + 1} to ${MAX_SEALED_BYTES} bytes are accepted`,
    );
    await this.#demandAskedFor(claim);
    const blob = digestOf(sealed);
    this.#demandFree(address, blob, claim.document);
    await this.options.blobs.put(sealed);
    const { document } = claim;
    this.#index.run('INSERT INTO sealed VALUES (?, ?, ?) ON CONFLICT DO NOTHING', address, blob, document);
    this.#demandFree(address, blob, claim.document);
  }

  close(): void {
    this.#index.close();
  }

  async #demandAskedFor({ record, document, after }: DocumentClaim): Promise<void> {
    const refusal = new Refusal(
      'DOCUMENT_NOT_ASKED_FOR',
      `a document whose digest a record of ${this.options.member} states is accepted`,
    );
    const kinds: readonly string[] = DOCUMENTED_KINDS;
    if (record.member !== this.options.member || !kinds.includes(record.kind)) throw refusal;
    const isStated = async (): Promise<boolean> => {
      const found = await this.options.session.read(record).catch((error: unknown) => {
        if (error instanceof Refusal && error.code === 'RECORD_UNKNOWN') return undefined;
        throw error;
      });
      return found !== undefined && documentStanding(record.kind, found.record, document).standing !== 'unknown';
    };
    if (await isStated()) return;
    if (after === undefined) throw refusal;
    await transactionSeen(this.options.session, after, PATIENCE);
    if (!(await isStated())) throw refusal;
  }

  #demandFree(address: string, blob: Digest, document: Digest): void {
    const kept = this.#blobAt(address);
    demand(
      kept === undefined || kept === blob,
      'ADDRESS_TAKEN',
      'another document is kept here; a new key has a new address',
    );
    const links = 'SELECT count(*) AS links FROM sealed WHERE document = ?';
    demand(
      kept !== undefined || this.#index.one<{ links: number }>(links, document)!.links < MAX_LINKS,
      'TOO_MANY',
      `at most ${MAX_LINKS} links to one document are accepted; give out one of them`,
    );
  }

  #blobAt(address: string): Digest | undefined {
    return this.#index.one<{ blob: Digest }>('SELECT blob FROM sealed WHERE address = ?', address)?.blob;
  }
}
