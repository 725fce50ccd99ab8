import { HOUR, Refusal, check, demand, digestOfJson, instantOf, later, under, type Title } from '@fairway/model';
import {
  Envelope,
  EnvelopeManifest,
  STATUS,
  announcedIn,
  billIdOf,
  checksumOf,
  checksumOfJson,
  demandShallow,
  readCompact,
  receiveDocument,
  rejectionOf,
  signCompact,
  verifiedPayload,
  type TransferStarted,
} from '@fairway/model/dcsa';
import {
  Interchange,
  LedgerError,
  addressOfTitle,
  type InterchangeOptions,
  type Session,
  type TakenIn,
  type TitleName,
} from '@fairway/sdk';
import { GatewayProblem } from '../http/problem.js';
import { EnvelopeStore, type KeptEnvelope, type StoreBounds } from './envelope-store.js';

/** An envelope from another platform, whole and verified. */
export interface ReceivedEnvelope {
  title: TitleName;
  envelope: Envelope;
  /** The documents that its manifest announces, by their checksums. */
  documents: ReadonlyMap<string, Uint8Array>;
  /** Whether it is accepted; false while its recipient here has yet to accept the bill. */
  isOpen: boolean;
}

/** What a platform takes from others. */
export interface PintBounds extends StoreBounds {
  /** Bytes of an envelope's JSON, of one document, and of all documents of an envelope. */
  envelopeBytes: number;
  documentBytes: number;
  documentsBytes: number;
}

const PINT_BOUNDS: PintBounds = {
  envelopes: 10_000,
  ofOneBill: 4,
  bytes: 2 * 1024 ** 3,
  keptFor: 14 * 24 * HOUR,
  envelopeBytes: 4 * 1024 ** 2,
  documentBytes: 16 * 1024 ** 2,
  documentsBytes: 64 * 1024 ** 2,
};

export interface EnvelopeDeskOptions {
  /** The platform's own session, whose key signs the acts that hand bills back. */
  session: Session;
  interchange: InterchangeOptions;
  /** Where envelopes wait; holds documents, so it is for the platform alone to read. */
  file: string;
  /**
   * Keeps what came: told before it is answered, when the envelope waits for its recipient and when it is open; told
   * again where it failed. The chain in it is what the bill goes out with the next time, and nobody else keeps it.
   */
  received: (one: ReceivedEnvelope) => Promise<void>;
  /** Milliseconds that a recipient has to accept a bill which it did not accept ahead; default 7 days. */
  toAccept?: number;
  bounds?: Partial<PintBounds>;
  now?: () => Date;
}

/** What is answered: a signed response, or what is missing yet. */
export interface PintAnswer {
  status: number;
  body: string | TransferStarted;
}

/** Milliseconds. */
const TO_ACCEPT = 7 * 24 * HOUR;

/**
 * Where a platform takes envelopes from others (DCSA PINT 3.0.0), documents after them, and answers. What it keeps
 * survives a restart; what is answered comes of the ledger, so the same is answered alike.
 */
export class EnvelopeDesk {
  readonly bounds: PintBounds;
  readonly #store: EnvelopeStore;
  readonly #interchange: Interchange;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(private readonly options: EnvelopeDeskOptions) {
    this.bounds = { ...PINT_BOUNDS, ...options.bounds };
    this.#store = new EnvelopeStore(options.file, this.bounds);
    this.#interchange = new Interchange(options.session, options.interchange);
  }

  /**
   * Takes an envelope, as parsed from JSON: with a signed answer, or 201 with the documents to send. Who is not known as
   * a platform is refused before the ledger is asked or anything kept.
   *
   * Throws `NO_ANSWER_YET` while the recipient has to accept or the ledger does not let the bill pass, `BUSY`.
   */
  async start(given: unknown): Promise<PintAnswer> {
    let title: TitleName;
    try {
      title = await this.#titleOf(await this.#signedByPlatform(given));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return this.#signed(rejectionOf(error, given).finished);
    }
    const envelope = given as Envelope;
    return this.#inTurn(title, async () => {
      this.#store.prune(this.#now());
      const { isNew, ...kept } = this.#store.put(checksumOfJson(envelope), title, envelope, this.#now());
      try {
        // Kept before the ledger is asked: where its answer is lost, the bill may be open here, and the envelope is needed.
        const taken = await this.#takeIn(kept, false);
        const isRejected = !['RECE', 'DUPE', 'missing', 'waiting'].includes(taken.answer);
        // What was accepted before and is not kept any more was told then.
        if (isRejected ? kept.told === 'nothing' : isNew && taken.answer === 'DUPE') this.#store.remove(kept.reference);
        return await this.#answered(kept, taken);
      } finally {
        this.#store.prune(this.#now(), title);
      }
    });
  }

  /**
   * Takes a document that an envelope announces: undefined where it is the one, or a signed INCD.
   *
   * Throws `ENVELOPE_UNKNOWN`, `BUSY`.
   */
  async receive(reference: string, checksum: string, bytes: Uint8Array): Promise<PintAnswer | undefined> {
    const { envelope, told } = this.demandKept(reference);
    // It was verified before it was kept.
    const manifest = readCompact(envelope.envelopeManifestSignedContent).payload as unknown as EnvelopeManifest;
    const checksums = [checksumOf(envelope.envelopeTransferChain.at(-1)!)];
    const wrong = receiveDocument({ manifest, chain: { checksums } }, checksum, bytes);
    if (wrong) return this.#signed(wrong);
    if (told !== 'open') this.#store.putDocument(reference, checksum, bytes);
    this.#store.touch(reference, this.#now());
    return undefined;
  }

  /** Ends a transfer, with a signed answer. Throws `ENVELOPE_UNKNOWN`, `NO_ANSWER_YET`. */
  async finish(reference: string): Promise<PintAnswer> {
    return this.#inTurn(this.demandKept(reference).title, async () => {
      const kept = this.demandKept(reference);
      this.#store.touch(reference, this.#now());
      return this.#answered(kept, await this.#takeIn(kept, true));
    });
  }

  /** Throws `ENVELOPE_UNKNOWN`, also for one that has lapsed. */
  demandKept(reference: string): KeptEnvelope {
    this.#store.prune(this.#now());
    const kept = this.#store.get(reference);
    demand(kept !== undefined, 'ENVELOPE_UNKNOWN', 'the reference of an envelope that is kept here is accepted');
    return kept;
  }

  close(): void {
    this.#store.close();
  }

  /** Verifies that a platform which is known sent this, as far as that costs no look at the ledger. */
  async #signedByPlatform(given: unknown): Promise<Envelope> {
    demandShallow(given);
    check(Envelope, given);
    const envelope = given as Envelope;
    const { platforms } = this.options.interchange.trust;
    const last = envelope.envelopeTransferChain.at(-1)!;
    const lastPath = `/envelopeTransferChain/${envelope.envelopeTransferChain.length - 1}`;
    const claimed = under(lastPath, () => readCompact(last).payload);
    const of = String((claimed as { eblPlatform?: unknown } | null)?.eblPlatform);
    await under(lastPath, () => verifiedPayload(last, of, platforms));
    await under('/envelopeManifestSignedContent', async () => {
      const signed = await verifiedPayload(envelope.envelopeManifestSignedContent, of, platforms);
      const announced = announcedIn(check(EnvelopeManifest, signed));
      const { documentBytes, documentsBytes } = this.bounds;
      demand(
        announced.every(({ size }) => size <= documentBytes) &&
          announced.reduce((sum, { size }) => sum + size, 0) <= documentsBytes,
        'TOO_LARGE',
        `documents of at most ${documentBytes} bytes each and ${documentsBytes} together are accepted`,
      );
    });
    return envelope;
  }

  /** Which bill an envelope is about: by the name under which its document is issued, and by the document's digest. */
  async #titleOf({ transportDocument }: Envelope): Promise<TitleName> {
    const id = under('/transportDocument', () => billIdOf(transportDocument));
    const { session } = this.options;
    let other: TitleName | undefined;
    for (const member of session.options.members) {
      const title = { member, id };
      try {
        const { record } = await session.read<Title>(addressOfTitle(title));
        if (record.document === digestOfJson(transportDocument)) return title;
        other ??= title;
      } catch (error) {
        if (!(error instanceof Refusal && error.code === 'RECORD_UNKNOWN')) throw error;
      }
    }
    demand(other !== undefined, 'TITLE_UNKNOWN', `a bill that this ledger has is accepted; ${id} is none`);
    return other;
  }

  async #takeIn({ reference, title, envelope }: KeptEnvelope, isFinished: boolean): Promise<TakenIn> {
    const { toAccept = TO_ACCEPT } = this.options;
    try {
      return await this.#interchange.takeIn(title, envelope, {
        lapsesAt: later(instantOf(this.#now()), toAccept),
        documents: this.#store.documentsOf(reference),
        isFinished,
      });
    } catch (error) {
      if (error instanceof Refusal || (error instanceof LedgerError && error.code === 'NOT_COMMITTED'))
        throw notYet(error.message);
      throw error;
    }
  }

  async #answered(kept: KeptEnvelope, taken: TakenIn): Promise<PintAnswer> {
    if (taken.answer === 'missing') {
      const { transportDocument, envelopeTransferChain } = kept.envelope;
      return {
        status: 201,
        body: {
          envelopeReference: kept.reference,
          transportDocumentChecksum: checksumOfJson(transportDocument),
          lastEnvelopeTransferChainEntrySignedContentChecksum: checksumOf(envelopeTransferChain.at(-1)!),
          missingAdditionalDocumentChecksums: taken.missing,
        },
      };
    }
    if (taken.answer === 'waiting') {
      await this.#tell(kept, 'waiting');
      throw notYet('the recipient has yet to accept the bill; ask again');
    }
    if (taken.answer === 'RECE' || taken.answer === 'DUPE') await this.#tell(kept, 'open');
    return { status: STATUS[taken.answer], body: taken.response };
  }

  /** Tells the platform what came, once; what it fails in is tried again when the sender asks again. */
  async #tell({ reference, title, envelope }: KeptEnvelope, now: 'waiting' | 'open'): Promise<void> {
    const told = this.#store.get(reference)?.told;
    if (told === undefined || told === now || told === 'open') return;
    const documents = this.#store.documentsOf(reference);
    await this.options.received({ title, envelope, documents, isOpen: now === 'open' });
    this.#store.tell(reference, now);
  }

  async #signed(finished: ReturnType<typeof rejectionOf>['finished']): Promise<PintAnswer> {
    const body = await signCompact(finished, this.options.interchange.signer);
    return { status: STATUS[finished.responseCode], body };
  }

  /** One envelope of a bill after the other. */
  async #inTurn<T>({ member, id }: TitleName, work: () => Promise<T>): Promise<T> {
    const key = `${member}/${id}`;
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work, work);
    const settled = turn.catch(() => undefined);
    this.#turns.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    }
  }

  #now(): number {
    return (this.options.now ?? (() => new Date()))().getTime();
  }
}

const notYet = (detail: string): GatewayProblem => new GatewayProblem('NO_ANSWER_YET', detail, { 'Retry-After': '60' });
