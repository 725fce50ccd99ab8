import type * as z from 'zod';
import { demand } from '../../refusal.js';
import { check } from '../../schema.js';
import { OfferArgs, type Endorsement, type Title } from '../../title/record.js';
import type { Instant } from '../../time.js';
import type { EndorsementChain, EndorsementChainLink } from '../endorsement-chain.js';
import type { ActionCode, TransferChainEntry } from '../pint/envelope.js';
import { shareCode } from '../pint/possession.js';
import { endorsementLinks, type TransferStep } from '../pint/transfer.js';
import type { TransportDocument } from '../transport-document.js';
import type { HandleLookup } from './ledger-party.js';
import { ENDORSEMENT_CODES } from './steps.js';

/** What the entries of a transfer chain tell, platform by platform, as steps. */
export const stepsOfEntries = (entries: readonly Pick<TransferChainEntry, 'transactions'>[]): TransferStep[] =>
  entries.flatMap(({ transactions }) =>
    transactions.map(({ actionCode, actor, recipient, actionDateTime, reasonCode, comments, auditReference }) => ({
      ...{ action: actionCode as ActionCode, actor, at: actionDateTime },
      ...(recipient && { recipient }),
      ...(reasonCode !== undefined && { reason: reasonCode as NonNullable<TransferStep['reason']> }),
      ...(comments !== undefined && { comments }),
      ...(auditReference !== undefined && { audit: auditReference }),
    })),
  );

/** A bill's endorsement chain (DCSA END 3.0.4), newest first; `steps` from the issue on, of other platforms, too. */
export function endorsementChainOf(document: TransportDocument, steps: readonly TransferStep[]): EndorsementChain {
  const { transportDocumentReference, transportDocumentSubReference, carrierCode, carrierCodeListProvider } = document;
  return {
    transportDocumentReference,
    ...(transportDocumentSubReference && { transportDocumentSubReference }),
    ...(carrierCodeListProvider === 'NMFTA' && { carrierSCACCode: carrierCode }),
    endorsementChain: endorsementLinks(steps),
  };
}

/**
 * What a party does with a bill in DCSA's words, one link or an endorsement and the transfer that goes with it, as the
 * arguments of the offer here: both, the title alone, or possession alone.
 *
 * A bill in blank or a straight one passes whole by its transfer. Throws a `Refusal` with the path in the list:
 * `ACTION_NOT_OFFERED`, `RECIPIENT_NOT_ALLOWED`, `PARTY_UNKNOWN`, `MISSING_FIELD`, and what the arguments' shape refuses.
 */
export function offerFrom(
  links: readonly Pick<EndorsementChainLink, 'actionCode' | 'recipient'>[],
  { form }: Title,
  { handleOf, lapsesAt }: { handleOf: HandleLookup; lapsesAt: Instant },
): z.infer<typeof OfferArgs> {
  const [first, second, more] = links;
  const endorsement = (Object.keys(ENDORSEMENT_CODES) as Endorsement[]).find(
    (one) => ENDORSEMENT_CODES[one] === first?.actionCode,
  );
  const transfer = endorsement ? second : first;
  demand(
    more === undefined &&
      (endorsement || first?.actionCode === 'TRANSFER') &&
      (endorsement ? (transfer?.actionCode ?? 'TRANSFER') === 'TRANSFER' : second === undefined),
    'ACTION_NOT_OFFERED',
    'ENDORSE, ENDORSE_TO_ORDER or BLANK_ENDORSE, TRANSFER, or one of the three and then TRANSFER is accepted',
    `/${more ? 2 : !endorsement && first?.actionCode !== 'TRANSFER' ? 0 : 1}/actionCode`,
  );
  const last = links.length - 1;
  const recipient = (transfer ?? first)?.recipient;
  demand(recipient !== undefined, 'MISSING_FIELD', 'who receives the bill is named', `/${last}/recipient`);
  demand(
    endorsement === undefined ||
      (endorsement === 'blank'
        ? first!.recipient === undefined || first!.recipient.eblPlatform === 'NONE'
        : shareCode(first!.recipient?.identifyingCodes, recipient.identifyingCodes)),
    'RECIPIENT_NOT_ALLOWED',
    endorsement === 'blank' ? 'an endorsement in blank names nobody' : 'who is endorsed to receives the bill',
    '/0/recipient',
  );
  const to = handleOf(recipient);
  demand(to !== undefined, 'PARTY_UNKNOWN', 'a party of this ledger is accepted', `/${last}/recipient`);
  const whole = form === 'bearer' ? ('blank' as const) : form === 'straight' ? ('named' as const) : undefined;
  const passes = endorsement ?? whole;
  return check(OfferArgs, {
    ...{ to, lapsesAt, what: passes === undefined ? 'holdership' : transfer ? 'both' : 'title' },
    ...(passes && { endorsement: passes }),
  });
}
