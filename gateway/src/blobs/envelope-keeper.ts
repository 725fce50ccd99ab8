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
import { changes, checkpointAfter, type Blobs, type Session } from '@fairway/sdk';
import { transactionSeen } from '../transaction-seen.js';
import { AskedBlobIndex } from './asked-blobs.js';
import type { BlobFault, BlobStore } from './blob-store.js';
import { digestOfBlob } from './digest-of-blob.js';

export interface EnvelopeKeeperOptions {
  /** The file in which is kept what bills ask for, and up to which block that is; absent: the first block is begun with at each start. */
  index?: string | undefined;
  /** Looks in which all blobs are read to their ends once; default 30. */
  looksToRead?: number;
  /** Milliseconds to wait for a transaction that this member's peer has not got yet; default 20 s. */
  patience?: number;
  /** The clock, in milliseconds; default the machine's. */
  now?: () => number;
}

/** The acts that name blobs. */
const NAMING = ['title.issue', 'title.replace', 'title.addDocuments', 'title.giveKeys'];

const PATIENCE = 20_000;
const LOOKS_TO_READ = 30;

/**
 * A member's keeper of envelopes: it learns from the ledger which blobs bills ask for, and takes those and no others, from
 * anyone who has the bytes. What it has learnt and the checkpoint after it are written together.
 */
export class EnvelopeKeeper implements Blobs {
  readonly #index: AskedBlobIndex;
  readonly #looksToRead: number;
  readonly #patience: number;
  readonly #now: () => number;
  #catchingUp: Promise<void> | undefined;

  constructor(
    private readonly session: Session,
    private readonly store: BlobStore,
    { index, looksToRead = LOOKS_TO_READ, patience = PATIENCE, now = Date.now }: EnvelopeKeeperOptions = {},
  ) {
    this.#index = new AskedBlobIndex(index);
    [this.#looksToRead, this.#patience, this.#now] = [looksToRead, patience, now];
  }

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
    this.#seen(digest, bytes);
  }

  /**
   * Refuses a digest that no bill on the ledger names, as known since the transaction `after`, before anybody sends what
   * it is of. Throws `BLOB_NOT_ASKED_FOR`.
   */
  async demandAsked(digest: Digest, after?: string): Promise<void> {
    if (!this.#index.has(digest)) await this.catchUp();
    if (!this.#index.has(digest) && after !== undefined) {
      await transactionSeen(this.session, after, this.#patience);
      await this.catchUp();
    }
    demand(this.#index.has(digest), 'BLOB_NOT_ASKED_FOR', 'bytes whose digest a bill on the ledger names are accepted');
  }

  /**
   * What bills ask for and the store has lost, or has changed; what a lost manifest names shows once it is back.
   *
   * Each look asks the store of every blob whether it is there, and how long it is: what is lost or cut off shows at the
   * next look. Bytes are read where they were never seen whole or were found changed, and else in turn, a thirtieth
   * (`looksToRead`) at each look, longest ago first: a blob that was changed and is as long as before shows within that
   * many looks, or when somebody asks for it, who is not given it.
   */
  async faults(): Promise<Map<Digest, BlobFault>> {
    await this.catchUp();
    await this.#openManifests(this.#index.unopened());
    const faults = new Map<Digest, BlobFault>();
    const asked = this.#index.all();
    let inTurn = Math.ceil(asked.filter(({ readAt }) => readAt > 0).length / this.#looksToRead);
    for (const { digest, bytes, readAt } of asked) {
      const isRead = readAt === 0 || inTurn-- > 0;
      const fault = await this.#faultOf(digest, bytes, isRead);
      if (!fault) continue;
      faults.set(digest, fault);
      this.#index.faulty(digest);
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

  /** Closes the file of what is asked for. */
  close(): void {
    this.#index.close();
  }

  async #learn(): Promise<void> {
    const until = await this.session.options.ledger.height();
    const signal = new AbortController().signal;
    const after = this.#index.checkpoint;
    const options = { ...(after !== undefined && { after }), until, kinds: [TitleDomain.kind], signal };
    for await (const { record, act, checkpoint, refusal } of changes(this.session, options)) {
      if (!NAMING.includes(act.type) || refusal) continue;
      const title = (await this.session.read<Title>(record)).record;
      const manifests = envelopesOf(title).map(({ envelope }) => envelope);
      this.#index.take(checkpoint, { blobs: wrapsOf(title), manifests });
      await this.#openManifests(manifests.filter((manifest) => this.#index.isUnopened(manifest)));
    }
    const reached = checkpointAfter(until - 1n);
    if (until > 0n && reached !== after) this.#index.take(reached);
  }

  /** Asks for what manifests name that are in the store already. */
  async #openManifests(manifests: readonly Digest[]): Promise<void> {
    for (const digest of manifests) {
      const bytes = await this.store.get(digest);
      if (bytes) this.#seen(digest, bytes);
    }
  }

  async #faultOf(digest: Digest, size: number | null, isRead: boolean): Promise<BlobFault | undefined> {
    const found = await this.store.sizeOf(digest);
    if (found === undefined) return 'BLOB_LOST';
    if (size !== null && found !== size) return 'BLOB_CHANGED';
    if (!isRead) return undefined;
    const bytes = await this.store.get(digest);
    if (!bytes) return 'BLOB_CHANGED';
    this.#seen(digest, bytes);
    return undefined;
  }

  /** The blob is whole, and asks for what it names where it is a manifest; what a bill calls its envelope may be none, and names nothing. */
  #seen(digest: Digest, bytes: Uint8Array): void {
    this.#index.whole(digest, bytes.length, this.#now());
    if (!this.#index.isUnopened(digest)) return;
    try {
      this.#index.opened(
        digest,
        readManifest(bytes, digest).blobs.map((named) => named.digest),
      );
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#index.opened(digest, []);
    }
  }
}
