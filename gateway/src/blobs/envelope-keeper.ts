import {
  MAX_DOCUMENT_BYTES,
  MAX_KEYS_BYTES,
  Refusal,
  SEAL_BYTES,
  TitleDomain,
  demand,
  digestOf,
  envelopesOf,
  readManifest,
  wrapsOf,
  type Digest,
  type Title,
} from '@fairway/model';
import { LedgerError, changes, type Blobs, type Session } from '@fairway/sdk';
import type { BlobStore } from './blob-store.js';

/** The acts that name blobs. */
const NAMING = ['title.issue', 'title.replace', 'title.addDocuments', 'title.giveKeys'];

/** Milliseconds to wait for a transaction that this member's peer has not got yet. */
const PATIENCE = 30_000;

/**
 * A member's keeper of envelopes: it learns from the ledger which blobs bills ask for, and takes those and no others, from
 * anyone who has the bytes. What it asks for is worked out anew from the blocks when it starts; it keeps nothing but blobs.
 */
export class EnvelopeKeeper implements Blobs {
  readonly #asked = new Set<Digest>();
  /** Those of them that name further blobs. */
  readonly #manifests = new Set<Digest>();
  #checkpoint: string | undefined;
  #catchingUp: Promise<void> | undefined;

  constructor(
    private readonly session: Session,
    private readonly store: BlobStore,
  ) {}

  /** The bytes with that digest, where they are there and whole. Throws `NOT_ALLOWED` for what is no digest. */
  get(digest: Digest): Promise<Uint8Array | undefined> {
    return this.store.get(digest);
  }

  /**
   * Keeps bytes that a bill on the ledger asks for, since the transaction `after`, which it waits for up to half a minute.
   * Throws `TOO_LARGE`, `BLOB_NOT_ASKED_FOR`.
   */
  async put(bytes: Uint8Array, after?: string): Promise<void> {
    const largest = Math.max(MAX_DOCUMENT_BYTES + SEAL_BYTES, MAX_KEYS_BYTES);
    demand(bytes.length <= largest, 'TOO_LARGE', `blobs of at most ${largest} bytes are accepted`);
    const digest = digestOf(bytes);
    if (!this.#asked.has(digest)) {
      if (after !== undefined) await this.#seen(after);
      await this.catchUp();
    }
    demand(this.#asked.has(digest), 'BLOB_NOT_ASKED_FOR', 'bytes whose digest a bill on the ledger names are accepted');
    await this.store.put(bytes);
    if (this.#manifests.has(digest)) this.#askForNamed(bytes, digest);
  }

  /** What bills ask for and the store has not got, or not whole; what a lost manifest names shows once it is back. */
  async missing(): Promise<Digest[]> {
    await this.catchUp();
    const missing: Digest[] = [];
    for (const digest of this.#asked) if (!(await this.store.get(digest))) missing.push(digest);
    return missing;
  }

  /** Waits until this member's peer has a transaction, which another one's has already. */
  async #seen(transactionId: string): Promise<void> {
    try {
      await this.session.options.ledger.outcome(transactionId, { timeout: PATIENCE });
    } catch (error) {
      if (!(error instanceof LedgerError)) throw error;
    }
  }

  /** Learns what the ledger asks for up to now. */
  async catchUp(): Promise<void> {
    // One at a time; who comes meanwhile may need a block that is newer than the one under way reads to.
    while (this.#catchingUp) await this.#catchingUp;
    this.#catchingUp = this.#learn().finally(() => (this.#catchingUp = undefined));
    await this.#catchingUp;
  }

  async #learn(): Promise<void> {
    const until = await this.session.options.ledger.height();
    const signal = new AbortController().signal;
    const after = this.#checkpoint === undefined ? {} : { after: this.#checkpoint };
    const options = { ...after, until, kinds: [TitleDomain.kind], signal };
    for await (const { record, act, checkpoint, refusal } of changes(this.session, options)) {
      if (NAMING.includes(act.type) && !refusal) await this.#ask((await this.session.read<Title>(record)).record);
      this.#checkpoint = checkpoint;
    }
  }

  async #ask(title: Title): Promise<void> {
    for (const digest of wrapsOf(title)) this.#asked.add(digest);
    for (const { envelope } of envelopesOf(title)) {
      this.#asked.add(envelope);
      this.#manifests.add(envelope);
      const bytes = await this.store.get(envelope);
      if (bytes) this.#askForNamed(bytes, envelope);
    }
  }

  /** Asks for what a manifest names; what a bill calls its envelope may be none, and names nothing. */
  #askForNamed(bytes: Uint8Array, envelope: Digest): void {
    try {
      for (const { digest } of readManifest(bytes, envelope).blobs) this.#asked.add(digest);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}
