import type { ActEntry, Head, RecordAddress } from '../act.js';
import type { Digest } from '../digest.js';
import { documentStanding, type DocumentStanding } from '../document/recorded.js';
import { domainOf } from '../domains.js';
import type { Handle } from '../identifiers.js';
import type { ShownStatus } from '../machine.js';
import { demand } from '../refusal.js';
import type { Participant } from '../registry/record.js';
import type { Instant } from '../time.js';
import type { Question } from './question.js';

/** Chains by the place of their record (`placeOf`), oldest act first; whole ones. */
export type Chains = Record<string, (ActEntry | null)[]>;

/** What anyone may learn of a record by its number. */
export interface Summary {
  /** The issuing member, and the party where it was one, by its public name. */
  issuer: { member: string; party?: { handle: Handle; name?: string | undefined } | undefined };
  status: ShownStatus;
  /** The moment that the status is of. */
  at: Instant;
  /** How the document stands that was asked about. */
  document?: DocumentStanding;
}

/**
 * What a contract answers to a question, in canonical JSON, with the question in it. Nothing in it is private. Where
 * there is no such record, neither `summary` nor `record` and `head` stand in it, and `chains` has none of it.
 */
export interface Statement {
  question: Question;
  /** Whose namespace it is. */
  member: string;
  summary?: Summary;
  record?: object;
  head?: Head;
  chains?: Chains;
}

/**
 * Refuses a kind of which no summary is given, before anyone looks whether there is such a record: who is refused only
 * what there is learns what there is. Throws `NOT_ALLOWED`.
 */
export const demandShown = (kind: string): void =>
  demand(
    domainOf(kind).shown !== undefined,
    'NOT_ALLOWED',
    'summaries are given of AEO certificates and titles',
    '/summary/kind',
  );

/** The party on whose public name a summary rests; undefined where the member itself is the issuer. */
export const issuerOf = ({ kind }: RecordAddress, record: object): Handle | undefined =>
  domainOf(kind).shown!.issuer(record);

/** What a record shows by its number alone. */
export function summaryOf(
  { member, kind }: RecordAddress,
  record: object,
  issuer: Participant | undefined,
  asked: { at: Instant; knownAt?: Instant | undefined; document?: Digest | undefined },
): Summary {
  const { at, knownAt, document } = asked;
  const { handle, public: identity } = issuer ?? {};
  return {
    issuer: { member, ...(handle === undefined ? {} : { party: { handle, name: identity?.name } }) },
    status: domainOf(kind).shown!.status(record, at, knownAt),
    at,
    ...(document === undefined ? {} : { document: documentStanding(kind, record, document, knownAt) }),
  };
}
