import {
  AEO_TYPES,
  Failure,
  demand,
  sponsorOf,
  typeAt,
  dateAt,
  versionAt,
  type AeoCertificate,
  type Handle,
  type Receipt,
  type RecordAddress,
  type Table,
  type Title,
} from '@fairway/model';
import {
  formatLink,
  recordedDigestOf,
  type AeoDocument,
  type TitleDocument,
  type VerifiableDocument,
} from '@fairway/model/document';
import { Aeo } from '../aeo.js';
import { Members, Participants } from '../registry.js';
import { random } from '../secret.js';
import type { Session } from '../session.js';
import type { Committed } from '../submit.js';
import { Titles, type TitleName } from '../titles.js';
import { keepDocument, type LinkedDocument, type SealedDocuments } from './sealed-documents.js';

/** The document is made, its digest recorded, and its encrypted form is not kept; `complete` keeps it. */
export class DocumentNotKept extends Failure<'DOCUMENT_NOT_KEPT'> {
  override readonly name = 'DocumentNotKept';
  constructor(
    readonly linked: LinkedDocument,
    readonly complete: () => Promise<void>,
    cause: unknown,
  ) {
    super('DOCUMENT_NOT_KEPT', `the digest is recorded, the document was not kept: ${String(cause)}`, { cause });
  }
}

/** Documents as their issuer makes and keeps them. */
export class Documents {
  readonly #aeo: Aeo;
  readonly #titles: Titles;
  readonly #participants: Participants;

  /** `page`: the address of the page that links open, at the gateway that keeps the documents. */
  constructor(
    private readonly session: Session,
    private readonly options: { documents: SealedDocuments; page: string },
  ) {
    this.#aeo = new Aeo(session);
    this.#titles = new Titles(session);
    this.#participants = new Participants(session);
  }

  /**
   * Makes the document of a certificate as it now stands, records its digest as an officer of the issuer, and keeps it;
   * an earlier document is superseded.
   *
   * Throws `RECORD_CLOSED`, `IDENTITY_NOT_KEPT`, `DocumentNotKept`, …
   */
  async issueAeo(issuer: string, number: string): Promise<LinkedDocument & { receipt: Receipt & Committed }> {
    const document = await this.#aeoDocument(await this.#aeo.get(issuer, number));
    const receipt = await this.#aeo.document(issuer, number, { document: recordedDigestOf(document) });
    return { ...(await this.#kept(document, receipt.transactionId)), receipt };
  }

  /**
   * Keeps a copy of a bill for who gets its link, from its transport document.
   *
   * Throws `DOCUMENT_DIFFERS` where the bill states another document's digest, `RECORD_UNKNOWN`, `DocumentNotKept`.
   */
  async shareTitle(bill: TitleName, transportDocument: Record<string, unknown>): Promise<LinkedDocument> {
    const title: Title = await this.#titles.get(bill);
    const document: TitleDocument = {
      schema: 'title-document/1',
      about: await this.#subject({ member: sponsorOf(title.issuer), kind: 'title', id: title.id }),
      madeAt: this.session.now(),
      issuer: (await this.#identity(title.issuer)).name,
      transportDocument,
    };
    demand(
      recordedDigestOf(document) === title.document,
      'DOCUMENT_DIFFERS',
      'the transport document whose digest the bill states is accepted',
    );
    return this.#kept(document);
  }

  async #aeoDocument(certificate: AeoCertificate): Promise<AeoDocument> {
    const { issuer, number, holder, grantedOn, timeZone, terms } = certificate;
    const madeAt = this.session.now();
    const now = versionAt(terms, madeAt) ?? terms[0]!;
    const { type, covers, roles, validFrom, validTo, reviewOn } = now;
    // By the table as the terms were decided by it.
    const day = dateAt([now.from, now.recordedAt ?? now.from].sort().at(-1)!, timeZone);
    const { record: types } = await this.session.read<Table>({ member: issuer, kind: 'table', id: AEO_TYPES });
    const { name, identifiers, address } = await this.#identity(holder);
    return {
      schema: 'aeo-document/1',
      about: await this.#subject({ member: issuer, kind: 'aeo', id: number }),
      salt: random(),
      madeAt,
      issuer: (await new Members(this.session).get(issuer)).name,
      holder: { handle: holder, name, identifiers, ...(address === undefined ? {} : { address }) },
      ...{ type, typeName: typeAt(types, type, day).name, covers, roles, grantedOn, validFrom },
      ...(validTo === undefined ? {} : { validTo }),
      ...(reviewOn === undefined ? {} : { reviewOn }),
      timeZone,
    };
  }

  /** Name and identifiers of a party: public ones, or the private ones that its sponsor's own services read. */
  async #identity(handle: Handle) {
    const party = await this.#participants.get(handle);
    const identity = party.public ?? (await this.#participants.getPrivate(handle));
    demand(
      identity !== undefined,
      'IDENTITY_NOT_KEPT',
      `the name of ${handle} is kept first, by its sponsor's services`,
    );
    return { address: undefined, ...identity };
  }

  async #subject(record: RecordAddress) {
    const { network } = await new Members(this.session).get(record.member);
    return { network, ...record };
  }

  async #kept(document: VerifiableDocument, after?: string): Promise<LinkedDocument> {
    const { page, documents } = this.options;
    const linked = { document, link: formatLink({ page, about: document.about, key: random() }) };
    const complete = () => keepDocument(linked, documents, after);
    try {
      await complete();
    } catch (cause) {
      throw new DocumentNotKept(linked, complete, cause);
    }
    return linked;
  }
}
