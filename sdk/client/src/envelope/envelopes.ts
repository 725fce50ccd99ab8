import {
  Failure,
  Refusal,
  controlOf,
  demand,
  digestOf,
  encryptionKeyOf,
  envelopesOf,
  hasKeys,
  placeOfTitle,
  readManifest,
  wrapsOf,
  type Digest,
  type Disclosure,
  type Enclosure,
  type EnvelopeKeys,
  type Handle,
  type OfTitle,
  type Receipt,
  type Title,
} from '@fairway/model';
import { Participants } from '../registry.js';
import type { Session } from '../session.js';
import type { Committed } from '../submit.js';
import { Titles, type TitleName } from '../titles.js';
import type { Blobs } from './blobs.js';
import { BlobsUnreachable } from './blobs-at.js';
import { fetchBlob, openEnvelopes, type OpenedEnvelope } from './opened.js';
import { packEnvelope, type NewDocument } from './pack.js';
import { wrapKeys, type EnvelopeKey, type Recipient } from './wrap.js';

/** An envelope that is packed and wrapped: what the act says of it, and the blobs to deposit once the act is recorded. */
export interface Parcel {
  enclosed: Enclosure;
  blobs: Uint8Array[];
}

/** The act is recorded, and its blobs are not all kept; `complete` keeps them. */
export class EnvelopeNotKept extends Failure<'ENVELOPE_NOT_KEPT'> {
  override readonly name = 'EnvelopeNotKept';
  constructor(
    readonly blobs: readonly Uint8Array[],
    readonly complete: () => Promise<void>,
    cause: unknown,
  ) {
    super('ENVELOPE_NOT_KEPT', `the act is recorded; its envelope was not kept: ${String(cause)}`, { cause });
  }
}

/**
 * The documents that travel with bills of lading. Each is encrypted once; its key is wrapped to who is in control, and
 * again to the next. Stores see digests and encrypted bytes only; what a bill's envelopes are, its signed acts say.
 */
export class Envelopes {
  readonly #titles: Titles;
  readonly #participants: Participants;

  /** `keys`: the keys by which the party was written to, the earlier ones too; none for who only looks after blobs. */
  constructor(
    private readonly session: Session,
    private readonly options: { blobs: Blobs; keys?: readonly EnvelopeKey[] },
  ) {
    this.#titles = new Titles(session);
    this.#participants = new Participants(session);
  }

  /**
   * Packs the documents of a bill that is to be issued, with the transport document whose digest it states, for its
   * shipper and whoever else is to open them. Keep the parcel, issue with its `enclosed`, then `deposit` it.
   *
   * Throws `ENCRYPTION_KEY_MISSING`, `TOO_LARGE`, …
   */
  async pack(title: TitleName, documents: readonly NewDocument[], to: readonly Handle[]): Promise<Parcel> {
    const recipients = await this.#recipients(to);
    const { envelope, blobs, keys } = await packEnvelope(title, documents);
    const wrap = await wrapKeys(title, [keys], recipients);
    return { enclosed: { envelope, keys: digestOf(wrap) }, blobs: [...blobs, wrap] };
  }

  /**
   * Puts what was packed into the store, once the transaction `after` has put it on the bill; again, where that failed
   * before. Throws `EnvelopeNotKept`.
   */
  async deposit({ blobs }: Pick<Parcel, 'blobs'>, after?: string): Promise<void> {
    try {
      for (const blob of blobs) await this.options.blobs.put(blob, after);
    } catch (cause) {
      throw new EnvelopeNotKept(blobs, () => this.deposit({ blobs }, after), cause);
    }
  }

  /**
   * Adds documents to a bill, as its holder, closed to all who held it before. Throws `NOT_THE_HOLDER`, `OFFER_OPEN`,
   * `ENCRYPTION_KEY_MISSING`, `EnvelopeNotKept`, …
   */
  async add(title: TitleName, documents: readonly NewDocument[]): Promise<Receipt & Committed> {
    const { holder } = controlOf(await this.#titles.get(title));
    const parcel = await this.pack(title, documents, [holder]);
    const receipt = await this.#titles.addDocuments(title, parcel.enclosed);
    await this.deposit(parcel, receipt.transactionId);
    return receipt;
  }

  /**
   * Wraps every key that one has of a bill to a party: to the next one, before it is offered the bill; or to who is in
   * control and has lost its own. Throws `NOTHING_TO_GIVE`, `NOT_IN_CONTROL`, `ENCRYPTION_KEY_MISSING`, …
   */
  async give(title: TitleName, to: Handle): Promise<Receipt & Committed> {
    const recipients = await this.#recipients([to]);
    const given: EnvelopeKeys[] = [];
    for (const one of await this.open(title)) {
      if (one.state !== 'open') continue;
      const keys = await Promise.all(one.documents.map((document) => document.key()));
      given.push({ envelope: one.envelope, contents: one.contents, keys });
    }
    demand(given.length > 0, 'NOTHING_TO_GIVE', 'who can open an envelope of the bill gives its keys');
    const wrap = await wrapKeys(title, given, recipients);
    const receipt = await this.#titles.giveKeys(title, { to, keys: digestOf(wrap) });
    await this.deposit({ blobs: [wrap] }, receipt.transactionId);
    return receipt;
  }

  /** A bill's envelopes as they stand to this party, oldest first. Throws what reading the bill throws. */
  async open(title: TitleName): Promise<OpenedEnvelope[]> {
    return openEnvelopes(await this.#titles.get(title), this.options.blobs, this.options.keys ?? []);
  }

  /**
   * Takes what is offered, once every document that travels with it has been read. Throws `ENVELOPE_NOT_OPEN`,
   * `BLOB_LOST`, `DOCUMENT_DIFFERS`, and what `Titles.accept` throws.
   */
  async accept(title: TitleName): Promise<Receipt & Committed> {
    for (const one of await this.open(title)) {
      demand(one.state === 'open', 'ENVELOPE_NOT_OPEN', `envelope ${one.envelope} is ${one.state}; ask who offers`);
      for (const document of one.documents) await document.read();
    }
    const record = await this.#titles.get(title);
    const isGiven = record.offer === undefined || hasKeys(record, record.offer.to);
    return this.#titles.accept(title, isGiven ? {} : { keys: 'held' });
  }

  /**
   * What proves, without any key, that a document travelled with the bill (see `checkDisclosure`); it shows the names and
   * digests of what was in the same envelope, too. Throws `DOCUMENT_UNKNOWN`, `BLOB_LOST`, …
   */
  async disclose(title: TitleName, digest: Digest): Promise<Disclosure> {
    for (const one of await this.open(title)) {
      const found = one.state === 'open' && one.documents.find((document) => document.digest === digest);
      if (found) return { manifest: one.manifest, contents: one.contents, document: await found.read() };
    }
    throw new Refusal('DOCUMENT_UNKNOWN', 'a document that this party can open is accepted');
  }

  /**
   * The blobs of a bill that the store has lost, or has not whole; those of a lost manifest show once it is back. Throws
   * `BlobsUnreachable` rather than call lost what could not be asked for.
   */
  async missing(title: TitleName): Promise<Digest[]> {
    return missingIn(await this.#titles.get(title), this.options.blobs);
  }

  /** Brings back what the store has lost, from whoever has it; answers with what is missing still. */
  async restore(title: TitleName, from: Pick<Blobs, 'get'>): Promise<Digest[]> {
    const record = await this.#titles.get(title);
    const asked = new Set<Digest>();
    for (;;) {
      const missing = await missingIn(record, this.options.blobs);
      const next = missing.filter((digest) => !asked.has(digest));
      if (next.length === 0) return missing;
      for (const digest of next) {
        asked.add(digest);
        const bytes = await from.get(digest);
        if (bytes && digestOf(bytes) === digest) await this.options.blobs.put(bytes);
      }
    }
  }

  async #recipients(handles: readonly Handle[]): Promise<Recipient[]> {
    return Promise.all(
      [...new Set(handles)].map(async (handle) => {
        const jwk = encryptionKeyOf(await this.#participants.get(handle));
        demand(jwk !== undefined, 'ENCRYPTION_KEY_MISSING', `${handle} says first by which key it is written to`);
        return { handle, jwk };
      }),
    );
  }
}

/** Which blobs of a bill are not there whole. */
async function missingIn(title: Title, blobs: Blobs): Promise<Digest[]> {
  const place: OfTitle = placeOfTitle(title);
  const missing: Digest[] = [];
  const present = async (digest: Digest): Promise<Uint8Array | undefined> => {
    const bytes = await fetchBlob(blobs, digest).catch((error: unknown) => {
      if (error instanceof BlobsUnreachable) throw error;
      return undefined;
    });
    if (!bytes) missing.push(digest);
    return bytes;
  };
  for (const { envelope } of envelopesOf(title)) {
    const bytes = await present(envelope);
    if (!bytes) continue;
    for (const { digest } of readManifest(bytes, envelope, place).blobs) await present(digest);
  }
  for (const digest of wrapsOf(title)) await present(digest);
  return missing;
}
