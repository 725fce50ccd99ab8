import {
  TitleDomain,
  addressOfParty,
  controlOf,
  documentsOf,
  instantOf,
  isAcceptedAhead,
  namespaceOf,
  settled,
  sponsorOf,
  stateOf,
  type Control,
  type DeclineArgs,
  type DeliveredArgs,
  type TakeArgs,
  type AcceptSurrenderArgs,
  type AssentArgs,
  type Digest,
  type Enclosure,
  type GiveKeysArgs,
  type HandOverArgs,
  type Handle,
  type Instant,
  type IssueArgs,
  type OfferArgs,
  type Offered,
  type OrderArgs,
  type Participant,
  type PresentArgs,
  type Receipt,
  type RecordAddress,
  type ReferenceArgs,
  type RefuseArgs,
  type RefuseSurrenderArgs,
  type ReleaseArgs,
  type ReplaceArgs,
  type SurrenderArgs,
  type Title,
  type TitleState,
  type TransferByOrderArgs,
} from '@fairway/model';
import {
  checkReplacingDocuments,
  checkTransportDocument,
  type ReplacementBeside,
  type TermsBeside,
} from '@fairway/model/transport-document';
import type { infer as Infer } from 'zod';
import { doneBy, type DoneBy } from './done-by.js';
import type { Party, Session } from './session.js';
import type { Committed } from './submit.js';

/** Where a bill stands: the issuer's member, and the bill's name. */
export interface TitleName {
  member: string;
  id: string;
}

/** One line of a bill's history: what was done, by whom, and who controlled it from then on. */
export interface TitleEvent extends Control, DoneBy {
  state: TitleState;
  recordedAt: Instant;
  act: Digest;
  transactionId: string;
}

type Done = Promise<Receipt & Committed>;

/**
 * Electronic bills of lading. Who controls a bill is what its signed acts say; whatever is read here was replayed from
 * them. An agent acts by a session that names its mandate, a successor by one that names whom it succeeded.
 */
export class Titles {
  constructor(private readonly session: Session) {}

  /** Issues a bill, as its carrier, its forwarder or their agent. Throws `CODE_OF_ANOTHER`, `IDENTIFIER_TAKEN`, `COVER_LAPSED`, … */
  issue(title: TitleName, args: Infer<typeof IssueArgs>): Done {
    return this.#act('issue', title, args);
  }

  /**
   * Issues a bill on its transport document, in DCSA EBL 3.0.4's or UN/CEFACT MMT's form (see `checkTransportDocument`):
   * one that does not agree with the terms is refused before anything is signed. The bill bears its digest.
   */
  async issueOnDocument(title: TitleName, given: unknown, terms: TermsBeside): Promise<Awaited<Done>> {
    const { document } = checkTransportDocument(given, title.id, terms);
    return this.issue(title, { ...terms, document });
  }

  /** Offers what one controls. Throws `NOT_SOLE_CONTROLLER`, `OFFER_OPEN`, `NOT_ENDORSABLE`, `RECIPIENT_UNKNOWN`, … */
  offer(title: TitleName, args: Infer<typeof OfferArgs>): Done {
    return this.#act('offer', title, args);
  }

  /**
   * The act by which a party has accepted ahead what is offered to it of a bill, for `acceptedBy`: it then passes at once.
   * Undefined where the party wants to be asked.
   */
  async acceptanceOf(title: TitleName, to: Handle, what: Offered): Promise<Digest | undefined> {
    const bill = await this.get(title);
    const { beneficiary, holder } = controlOf(bill);
    const by = bill.offer?.by ?? (what === 'title' ? beneficiary : holder);
    const { record } = await this.session.read<Participant>(addressOfParty(to));
    const { accepts = [], act } = record.status.acceptance?.at(-1) ?? {};
    return accepts.some((one) => isAcceptedAhead(one, what, by)) ? act : undefined;
  }

  /** Lets the beneficiary pass title on to this party, as holder. Throws `NOTHING_TO_ASSENT_TO`, … */
  assent(title: TitleName, args: Infer<typeof AssentArgs>): Done {
    return this.#act('assent', title, args);
  }

  /** Takes what is offered. Throws `OFFER_LAPSED`, `ASSENT_MISSING`, `KEYS_NOT_GIVEN`, `PARTY_NOT_ACTIVE`, … */
  accept(title: TitleName, args: Infer<typeof TakeArgs> = {}): Done {
    return this.#act('accept', title, args);
  }

  /** Does not want what is offered. Throws `NOT_THE_RECIPIENT`, … */
  decline(title: TitleName, args: Infer<typeof DeclineArgs>): Done {
    return this.#act('decline', title, args);
  }

  /** Takes an offer back. Throws `NOT_THE_OFFEROR`, … */
  withdraw(title: TitleName): Done {
    return this.#act('withdraw', title);
  }

  /**
   * Presents bill and documents to a bank; which documents those are, is looked up where `documents` does not say so.
   * Throws `DOCUMENTS_DIFFER`, `ROLE_REQUIRED`, `NOT_THE_BENEFICIARY`, `DOCUMENTS_REFUSED`, …
   */
  async present(
    title: TitleName,
    { documents, ...args }: Omit<Infer<typeof PresentArgs>, 'documents'> & { documents?: Digest | undefined },
  ): Done {
    return this.#act('present', title, { ...args, documents: documents ?? documentsOf(await this.get(title)) });
  }

  /** Says that a presentation is complete, as the bank; its five banking days begin. Throws `NOTICE_GIVEN`, … */
  noticeComplete(title: TitleName): Done {
    return this.#act('noticeComplete', title);
  }

  /** Takes the documents up, as the bank. Throws `DOCUMENTS_REFUSED`, … */
  takeUp(title: TitleName): Done {
    return this.#act('takeUp', title);
  }

  /** Refuses the documents by the one notice, as the bank. Throws `PRECLUDED`, `NOTICE_GIVEN`, … */
  refuse(title: TitleName, args: Infer<typeof RefuseArgs>): Done {
    return this.#act('refuse', title, args);
  }

  /** Records that the applicant waives the discrepancies, as the bank. Throws `NOTHING_TO_WAIVE`, … */
  waive(title: TitleName, args: Infer<typeof ReferenceArgs>): Done {
    return this.#act('waive', title, args);
  }

  /** Gives documents back to who presented them, as the bank. Throws `UNDER_EXAMINATION`, … */
  return(title: TitleName): Done {
    return this.#act('return', title);
  }

  /** Releases a collection to its drawee, as the bank. Throws `NOT_THE_DRAWEE`, … */
  release(title: TitleName, args: Infer<typeof ReleaseArgs>): Done {
    return this.#act('release', title, args);
  }

  /** Hands a bill over to another platform, which has to accept. Throws `ROLE_REQUIRED`, `NOT_SOLE_CONTROLLER`, … */
  handOver(title: TitleName, args: Infer<typeof HandOverArgs>): Done {
    return this.#act('handOver', title, args);
  }

  /** Gives a bill back to a party here, as the platform that has it. Throws `TITLE_NOT_IN_FORCE`, … */
  handBack(title: TitleName, args: Infer<typeof HandOverArgs>): Done {
    return this.#act('handBack', title, args);
  }

  /** Gives the bill back to its issuer, for delivery or for an amendment. Throws `NOT_SOLE_CONTROLLER`, `OFFER_OPEN`, … */
  surrender(title: TitleName, args: Infer<typeof SurrenderArgs>): Done {
    return this.#act('surrender', title, args);
  }

  /** Accepts a surrender, as issuer. Throws `TITLE_NOT_SURRENDERED`, `REPLACEMENT_NEEDED`, … */
  acceptSurrender(title: TitleName, args: Infer<typeof AcceptSurrenderArgs> = {}): Done {
    return this.#act('acceptSurrender', title, args);
  }

  /** Refuses a surrender, as issuer. Throws `TITLE_NOT_SURRENDERED`, … */
  refuseSurrender(title: TitleName, args: Infer<typeof RefuseSurrenderArgs>): Done {
    return this.#act('refuseSurrender', title, args);
  }

  /** Says that one has the bill that was issued instead of this one, as who surrendered it. Throws `NOTHING_TO_CONFIRM`, … */
  confirmSwitch(title: TitleName): Done {
    return this.#act('confirmSwitch', title);
  }

  /** Closes bills and issues others in their place, as issuer, all at once. Throws `QUANTITIES_DIFFER`, … */
  replace(member: string, args: Infer<typeof ReplaceArgs>): Done {
    const records = [...args.closes, ...args.issues].map(({ id }) => addressOfTitle({ member, id }));
    return this.session.act({ type: 'title.replace', records, args });
  }

  /** Replaces bills, each new one on its own transport document, in their order (see `issueOnDocument`, `checkReplacingDocuments`). */
  async replaceOnDocuments(
    member: string,
    given: readonly unknown[],
    replacement: ReplacementBeside,
  ): Promise<Awaited<Done>> {
    return this.replace(member, checkReplacingDocuments(given, replacement));
  }

  /** Records that the goods were delivered without the bill, as issuer. Throws `TITLE_NOT_IN_FORCE`, … */
  recordDelivery(title: TitleName, args: Infer<typeof DeliveredArgs>): Done {
    return this.#act('recordDelivery', title, args);
  }

  /** Names an envelope of documents that were added, as holder (see `Envelopes.add`). Throws `NOT_THE_HOLDER`, `OFFER_OPEN`, … */
  addDocuments(title: TitleName, args: Enclosure): Done {
    return this.#act('addDocuments', title, args);
  }

  /** Names a blob of keys wrapped to a party (see `Envelopes.give`). Throws `NOT_IN_CONTROL`, `RECIPIENT_UNKNOWN`, … */
  giveKeys(title: TitleName, args: Infer<typeof GiveKeysArgs>): Done {
    return this.#act('giveKeys', title, args);
  }

  /** Freezes a bill by order; `party` signs for a registrar and for the issuer together. Throws `SIGNER_NOT_ALLOWED`, … */
  freeze(title: TitleName, args: Infer<typeof OrderArgs>, party?: Party): Done {
    return this.#act('freeze', title, args, party);
  }

  /** Lifts an order; signed as for `freeze`. Throws `WRONG_STATE`, … */
  unfreeze(title: TitleName, args: Infer<typeof OrderArgs>, party?: Party): Done {
    return this.#act('unfreeze', title, args, party);
  }

  /** Puts a bill into other hands by order or succession; signed as for `freeze`. Throws `RECIPIENT_UNKNOWN`, … */
  transferByOrder(title: TitleName, args: Infer<typeof TransferByOrderArgs>, party?: Party): Done {
    return this.#act('transferByOrder', title, args, party);
  }

  /** A bill as its signed acts make it, and as time has made it since. Throws `RECORD_UNKNOWN`, `CHAIN_BROKEN`, … */
  async get(title: TitleName, at: Instant = instantOf(Date.now())): Promise<Title> {
    return settled((await this.session.read<Title>(addressOfTitle(title))).record, at);
  }

  /** The one live version of a document of an issuer, by its reference; undefined where none is live. */
  async live(issuer: Handle, reference: string): Promise<TitleName | undefined> {
    const member = sponsorOf(issuer);
    const call = { namespace: namespaceOf(member), transaction: 'title:live', args: [issuer, reference] };
    const id = new TextDecoder().decode(await this.session.options.ledger.evaluate(call));
    return id === '' ? undefined : { member, id };
  }

  /** What was done with a bill and who controlled it from then on, oldest first. */
  async history(title: TitleName): Promise<TitleEvent[]> {
    const { record, acts } = await this.session.read<Title>(addressOfTitle(title));
    let control = controlOf(record);
    let state = stateOf(record);
    return acts.map(({ act, id, recordedAt, transactionId }) => {
      control = record.control.findLast((one) => one.act === id) ?? control;
      state = record.status.findLast((one) => one.act === id)?.state ?? state;
      const { beneficiary, holder } = control;
      return {
        ...doneBy(act),
        ...{ beneficiary, holder, state, recordedAt, act: id, transactionId },
      };
    });
  }

  #act(move: string, title: TitleName, args: object = {}, party?: Party): Done {
    return this.session.act({ type: `title.${move}`, records: [addressOfTitle(title)], args }, party);
  }
}

/** The record in which a bill stands. */
export const addressOfTitle = ({ member, id }: TitleName): RecordAddress => ({ member, kind: TitleDomain.kind, id });
