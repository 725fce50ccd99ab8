import {
  MAX_BLOB_BYTES,
  Refusal,
  TitleDomain,
  demand,
  envelopesOf,
  readManifest,
  wrapsOf,
  type Digest,
  type Title,
} from '@fairway/model';
import { changes, type Blobs, type Session } from '@fairway/sdk';
import { transactionSeen } from '../transaction-seen.js';
import type { BlobFault, BlobStore } from './blob-store.js';
import { digestOfBlob } from './digest-of-blob.js';

/** The acts that name blobs. */
const NAMING = ['title.issue', 'title.replace', 'title.addDocuments', 'title.giveKeys'];

const PATIENCE = 20_000;

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

  /** `patience`: milliseconds to wait for a transaction that this member's peer has not got yet. */
  constructor(
    private readonly session: Session,
    private readonly store: BlobStore,
    private readonly patience = PATIENCE,
  ) {}

  /** The bytes with that digest, where they are there and whole. Throws `NOT_ALLOWED` for what is no digest. */
  get(digest: Digest): Promise<Uint8Array | undefined> {
    return this.store.get(digest);
  }

  /**
   * Keeps bytes that a bill on the ledger asks for, since the transaction `after`, which it waits for, twenty seconds at most.
   * Throws `TOO_LARGE`, `BLOB_NOT_ASKED_FOR`.
   */
  async put(bytes: Uint8Array, after?: string): Promise<void> {
    demand(bytes.length <= MAX_BLOB_BYTES, 'TOO_LARGE', `blobs of at most ${MAX_BLOB_BYTES} bytes are accepted`);
    const digest = digestOfBlob(bytes);
    await this.demandAsked(digest, after);
    await this.store.put(bytes);
    if (this.#manifests.has(digest)) this.#askForNamed(bytes, digest);
  }

  /**
   * Refuses a digest that no bill on the ledger names, as known since the transaction `after`, before anybody sends what
   * it is of. Throws `BLOB_NOT_ASKED_FOR`.
   */
  async demandAsked(digest: Digest, after?: string): Promise<void> {
    if (!this.#asked.has(digest)) {
      if (after !== undefined) await transactionSeen(this.session, after, this.patience);
      await this.catchUp();
    }
    demand(this.#asked.has(digest), 'BLOB_NOT_ASKED_FOR', 'bytes whose digest a bill on the ledger names are accepted');
  }

  /**
   * What bills ask for and the store has lost, or has changed; what a lost manifest names shows once it is back. Reads
   * all that is kept.
   */
  async faults(): Promise<Map<Digest, BlobFault>> {
    await this.catchUp();
    const faults = new Map<Digest, BlobFault>();
    for (const digest of this.#asked) {
      const fault = await this.store.faultOf(digest);
      if (fault) faults.set(digest, fault);
    }
    return faults;
  }

  /** What `faults` finds, without the reasons. */
  async missing(): Promise<Digest[]> {
    return [...(await this.faults()).keys()];
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
