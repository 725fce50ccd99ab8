import { Refusal, domainOf, instantOf, type Digest } from '@fairway/model';
import {
  documentStanding,
  recordedDigestOf,
  type DocumentStanding,
  type VerifiableDocument,
} from '@fairway/model/document';
import { Members, type Session } from '@fairway/sdk';

/** What the ledger at hand says of a document. */
export interface CheckedDocument {
  /** The digest that its record states, or would. */
  digest: Digest;
  standing: DocumentStanding['standing'];
  /** Whether the record has its effect now, and in which state it is. */
  inForce: boolean;
  state: string;
}

/**
 * A document against its record, as its signed acts make it.
 *
 * Throws `OTHER_NETWORK`; a record that is not there knows no document.
 */
export async function checkedOn(session: Session, document: VerifiableDocument): Promise<CheckedDocument> {
  const { network, ...address } = document.about;
  const digest = recordedDigestOf(document);
  const { network: own } = await new Members(session).get(address.member);
  if (network !== own)
    throw new Refusal('OTHER_NETWORK', `a document of ${own} is accepted; this one is of ${network}`);
  try {
    const { record } = await session.read(address);
    const { shown } = domainOf(address.kind);
    const { inForce, state } = shown!.status(record, instantOf(Date.now()));
    return { digest, standing: documentStanding(address.kind, record, digest).standing, inForce, state };
  } catch (error) {
    if (!(error instanceof Refusal && error.code === 'RECORD_UNKNOWN')) throw error;
    return { digest, standing: 'unknown', inForce: false, state: 'unknown' };
  }
}
