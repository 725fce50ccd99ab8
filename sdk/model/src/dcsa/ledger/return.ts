import type { Handle } from '../../identifiers.js';
import { demand } from '../../refusal.js';
import type { Endorsement, Title } from '../../title/record.js';
import { checksumOfDigest, checksumOfJson } from '../pint/checksum.js';
import { hasTitle, type Possession } from '../pint/possession.js';
import type { TransportDocument } from '../transport-document.js';

/** Refuses, with `DOCUMENT_CHANGED`, another transport document than the one whose digest is on the bill. */
export function demandDocumentOf({ document }: Title, given: TransportDocument, path: string): void {
  demand(
    checksumOfDigest(document) === checksumOfJson(given),
    'DOCUMENT_CHANGED',
    'the transport document whose digest is on the bill is accepted',
    path,
  );
}

/**
 * How a chain has endorsed a bill to the party that it comes back to, from another platform; undefined where it comes as
 * it went. Throws `TITLE_NOT_WITH_POSSESSION` where it comes neither with its title nor surrendered.
 */
export function endorsementBack(title: Title, to: Handle, possession: Possession): Endorsement | undefined {
  if (possession.surrender) return undefined;
  const isWhereItWas = to === title.control.at(-2)!.beneficiary;
  if (title.form === 'straight') return isWhereItWas ? undefined : 'named';
  if (isWhereItWas && title.endorsable !== 'to-anyone') return undefined;
  demand(
    hasTitle(possession),
    'TITLE_NOT_WITH_POSSESSION',
    'a bill comes back to one party that is its holder and its endorsee, or surrendered to its carrier',
  );
  const { title: passed } = possession;
  return passed.kind === 'named' ? (passed.mayEndorse ? 'to-order' : 'named') : 'blank';
}
