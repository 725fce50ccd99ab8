import { Refusal, RelianceReceipt, check, demand, domainOf, normaliseNumber, type RecordAddress } from '@fairway/model';
import { parseLink, readDocument, type VerifiableDocument } from '@fairway/model/document';
import { openDocument } from '@fairway/sdk/document';

/** What is to be checked, whichever way it came in. */
export interface Subject {
  record: RecordAddress;
  /** The document in hand. */
  document?: VerifiableDocument;
  /** An answer that somebody has kept: judged as of its time, and nobody is asked. */
  receipt?: RelianceReceipt;
}

/** What came in: something to ask about, or a statement for readers without a network. */
export type Given = Subject | { statement: string };

/** A record by its number, as people type it. Throws `NUMBER_UNCLEAR`, `MEMBER_UNKNOWN`. */
export function subjectByNumber(member: string, kind: string, typed: string): Subject {
  demand(member !== '', 'MEMBER_UNKNOWN', 'a member of the network is accepted');
  const id = kind === 'title' ? billName(typed) : normaliseNumber(typed);
  demand(domainOf(kind).id.safeParse(id).success, 'NUMBER_UNCLEAR', 'a number as the document has it is accepted');
  return { record: { member, kind, id } };
}

/** A bill's name: capital letters, but in the handle by which a forwarder issues. */
function billName(typed: string): string {
  const name = typed
    .normalize('NFKC')
    .replaceAll(/\p{Pd}|\u2212/gu, '-')
    .replaceAll(/\s/gu, '')
    .toUpperCase();
  return name.replace(/^EFBL:[^/]+/, (part) => `EFBL:${part.slice(5).toLowerCase()}`);
}

/** The document that a link opens, from its issuer's gateway; `network` is the one that is trusted here. */
export async function subjectByLink(link: string, network: string): Promise<Subject> {
  const { document } = await openDocument(link, { network });
  return about(document);
}

/** What a link names, without its document. */
export function subjectOfLink(link: string, network: string): Subject | undefined {
  try {
    const { member, kind, id } = parseLink(link, network).about;
    return { record: { member, kind, id } };
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** A document, or an answer that somebody has kept, as JSON. */
export function subjectInJson(text: string, network: string): Subject {
  const receipt = receiptIn(text);
  if (receipt) return { record: receipt.record, receipt };
  return subjectOfDocument(readDocument(text), network);
}

/** A document in hand. Throws `OTHER_NETWORK`. */
export function subjectOfDocument(document: VerifiableDocument, network: string): Subject {
  demand(document.about.network === network, 'OTHER_NETWORK', `documents of the network ${network} are accepted`);
  return about(document);
}

function receiptIn(text: string): RelianceReceipt | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal('FILE_UNKNOWN', 'JSON is accepted');
  }
  if (typeof value !== 'object' || value === null || !('bundle' in value)) return undefined;
  return check(RelianceReceipt, value);
}

function about(document: VerifiableDocument): Subject {
  const { member, kind, id } = document.about;
  return { record: { member, kind, id }, document };
}
