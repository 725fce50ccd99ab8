import { Refusal, check, demand, type Instant, type TakeArgs } from '@fairway/model';
import { TransferChainEntry, readCompact, type Envelope } from '@fairway/model/dcsa';
import type { infer as Infer } from 'zod';
import { LedgerError } from '../ledger.js';
import type { Session } from '../session.js';
import { Titles, type TitleName } from '../titles.js';
import { baseOf, type AskingOptions } from './asking.js';
import { Interchange, type GiveOut, type InterchangeOptions } from './interchange.js';
import { demandDocuments, sendEnvelope, type SentEnvelope } from './send-envelope.js';

/** Where another platform takes envelopes, and who accepts for it on this ledger. */
export interface Destination extends AskingOptions {
  address: string | URL;
  /**
   * A session of the platform, or of its agent under a mandate (`title.accept`), which accepts the bill once the platform
   * has signed that it has the envelope. Without it the platform accepts by an act of its own.
   */
  accepting?: Session;
  /** How the platform has the keys of the bill's documents on this ledger, where none are given to it. */
  keysNotGiven?: Infer<typeof TakeArgs>['keys'];
}

export interface DispatchOptions {
  /** Of who gives bills out. */
  session: Session;
  interchange: InterchangeOptions;
  /** By the platforms' codes. */
  destinations: ReadonlyMap<string, Destination>;
  /** Keeps an envelope before the ledger knows of it; by it one goes on, and the chain in it is nowhere else. */
  keeps: (title: TitleName, envelope: Envelope) => Promise<void>;
}

/** What goes with an envelope, and how long its platform has to accept. */
export interface Onward {
  lapsesAt: Instant;
  /** The documents that the envelope announces, by their checksums. */
  documents?: ReadonlyMap<string, Uint8Array>;
}

/** What became of a bill that is sent to another platform. */
export interface Dispatched {
  envelope: Envelope;
  /** Where the bill is by the ledger, which decides: with its controller, offered to the platform, or there. */
  stands: 'here' | 'offered' | 'elsewhere';
  /** How the platform answers. */
  sent: SentEnvelope;
  /** Why the ledger did not take the act that follows from the answer. */
  failed?: Refusal | LedgerError;
}

/**
 * Sends bills to other platforms (DCSA PINT 3.0.0), in this order: the envelope is made and kept; the bill is offered to
 * the platform by an act with the chain's digest; the envelope is sent; and only what the platform signed moves the bill:
 * by RECE and DUPE it is accepted there, by BENV it is withdrawn and stays here.
 *
 * Wherever it stops, the bill is in one place, and `goOn` with the kept envelope continues: offers again what was not
 * offered, lapsed or withdrawn, sends again, which is answered alike, and does the act that is missing. Unanswered, with
 * BSIG (a key to make known there), DISE (to be settled between the platforms), INCD and MDOC the offer stands until it
 * lapses; who gave the bill out may withdraw it.
 *
 * @example
 * const dispatch = new Dispatch({ session, interchange, destinations, keeps: (title, envelope) => files.keep(title, envelope) });
 * const { stands, sent } = await dispatch.send(bill, { recipient, lapsesAt, document, endorsement: 'to-order', before });
 */
export class Dispatch {
  readonly #interchange: Interchange;
  readonly #titles: Titles;

  constructor(private readonly options: DispatchOptions) {
    this.#interchange = new Interchange(options.session, options.interchange);
    this.#titles = new Titles(options.session);
  }

  /**
   * Gives a bill out, sends it, and acts by the answer. Before anything is done throws what `Interchange.envelopeFor` and
   * `sendEnvelope` do, and what keeping failed with; then, with the envelope kept, what `Interchange.offer` does.
   */
  async send(title: TitleName, given: GiveOut & Onward): Promise<Dispatched> {
    const envelope = await this.#interchange.envelopeFor(title, given);
    this.#destination(given.recipient.eblPlatform);
    demandDocuments(envelope, given.documents ?? new Map());
    await this.options.keeps(title, envelope);
    return this.goOn(title, envelope, given);
  }

  /**
   * Goes on with an envelope that was kept, from wherever it stopped. Throws what `Interchange.offer` does where the bill
   * is not offered by it, and `PLATFORM_UNKNOWN`; nothing is sent then.
   */
  async goOn(title: TitleName, envelope: Envelope, { lapsesAt, documents = new Map() }: Onward): Promise<Dispatched> {
    const { accepting, keysNotGiven: keys } = this.#destination(platformIn(envelope));
    demandDocuments(envelope, documents);
    // What the ledger does not have on its way is not sent: the platform would take it for its own.
    if ((await this.#interchange.whereIs(title, envelope)) === 'here') {
      await this.#interchange.offer(title, envelope, lapsesAt);
    }
    const sent = await this.tell(envelope, documents);
    let failed: Dispatched['failed'];
    if ((await this.#interchange.whereIs(title, envelope)) === 'offered') {
      try {
        if (sent.answer === 'BENV') await this.#titles.withdraw(title);
        if ((sent.answer === 'RECE' || sent.answer === 'DUPE') && accepting)
          await new Titles(accepting).accept(title, keys && { keys });
      } catch (error) {
        if (!(error instanceof Refusal || error instanceof LedgerError)) throw error;
        failed = error;
      }
    }
    const stands = await this.#interchange.whereIs(title, envelope);
    const isDone = stands === (sent.answer === 'BENV' ? 'here' : 'elsewhere');
    return { envelope, stands, sent, ...(failed && !isDone && { failed }) };
  }

  /**
   * Tells the platform where a bill was surrendered that the carrier has accepted (SACC), by an envelope that is kept
   * first. Nothing passes; unanswered, it is told again by `tell`. Throws what `Interchange.tellSurrendered` and
   * `sendEnvelope` do, and what keeping failed with.
   */
  async tellSurrendered(
    title: TitleName,
    given: Parameters<Interchange['tellSurrendered']>[1] & Pick<Onward, 'documents'>,
  ): Promise<SentEnvelope> {
    const envelope = await this.#interchange.tellSurrendered(title, given);
    this.#destination(platformIn(envelope));
    demandDocuments(envelope, given.documents ?? new Map());
    await this.options.keeps(title, envelope);
    return this.tell(envelope, given.documents);
  }

  /** Sends an envelope, and does nothing on the ledger. Throws `PLATFORM_UNKNOWN`, and what `sendEnvelope` does. */
  tell(envelope: Envelope, documents: ReadonlyMap<string, Uint8Array> = new Map()): Promise<SentEnvelope> {
    const code = platformIn(envelope);
    const keys = this.options.interchange.trust.platforms;
    return sendEnvelope(envelope, documents, { ...this.#destination(code), code, keys });
  }

  #destination(code: string): Destination {
    const found = this.options.destinations.get(code);
    demand(
      found !== undefined,
      'PLATFORM_UNKNOWN',
      `a recipient is accepted on a platform that takes envelopes: ${[...this.options.destinations.keys()].join(', ')}`,
      '/recipient/eblPlatform',
    );
    baseOf(found.address);
    return found;
  }
}

/** The platform that an envelope is for. */
function platformIn({ envelopeTransferChain }: Envelope): string {
  const { transactions } = check(TransferChainEntry, readCompact(envelopeTransferChain.at(-1)!).payload);
  return transactions.at(-1)!.recipient?.eblPlatform ?? '';
}
