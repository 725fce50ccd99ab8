import { demand } from '../../refusal.js';
import type { ChainParty } from '../endorsement-chain.js';
import type { IdentifyingCode } from '../party.js';
import type { TransportDocument } from '../transport-document.js';
import { ACTION_CODES, type ActionCode, type Transaction } from './envelope.js';

/** Whose order a bill is to: a named party's, anybody's who has it, or nobody's (straight). */
export type Title =
  { kind: 'straight' } | { kind: 'blank' } | { kind: 'named'; codes: readonly IdentifyingCode[]; mayEndorse: boolean };

/** Where a bill stands after the transactions read so far. */
export interface Possession {
  /** Who issued it, and takes it when it is surrendered. */
  issuer: ChainParty;
  firstPossessor: ChainParty;
  possessor: ChainParty;
  title: Title;
  /** A surrender that the carrier has not answered: by whom, and for what. */
  surrender?: { by: ChainParty; action: ActionCode };
  /** The surrender was accepted: nothing follows. */
  isClosed: boolean;
}

/** Whose order a document is to when it is issued (PINT 3.0.0: to order without an endorsee is blank). */
function titleAtIssue(document: TransportDocument): Title {
  if (!document.isToOrder) return { kind: 'straight' };
  const endorsee = document.documentParties.endorsee;
  return endorsee ? { kind: 'named', codes: endorsee.identifyingCodes, mayEndorse: true } : { kind: 'blank' };
}

/** Whether two parties have a code in common. */
export const shareCode = (some: readonly IdentifyingCode[] = [], others: readonly IdentifyingCode[] = []): boolean =>
  some.some((one) =>
    others.some(
      (other) =>
        one.codeListProvider === other.codeListProvider &&
        one.partyCode === other.partyCode &&
        (one.codeListName ?? other.codeListName) === (other.codeListName ?? one.codeListName),
    ),
  );

/** The same party on the same platform, by a code that both name. */
const isSame = (one: ChainParty, other: ChainParty): boolean =>
  one.eblPlatform === other.eblPlatform && shareCode(one.identifyingCodes, other.identifyingCodes);

/** Whether a party is, or acts for, the one that has these codes. */
const speaksFor = (party: ChainParty, codes: readonly IdentifyingCode[] | undefined): boolean =>
  shareCode(party.identifyingCodes, codes) || shareCode(party.representedParty?.identifyingCodes, codes);

/** Whether a party is another one, or acts for it on the same platform: as its agent, or in its place by succession. */
const actsFor = (actor: ChainParty, other: ChainParty): boolean =>
  isSame(actor, other) ||
  (actor.eblPlatform === other.eblPlatform &&
    shareCode(actor.representedParty?.identifyingCodes, other.identifyingCodes));

/** Whether a party is the carrier, by itself or by who issued as its agent. */
const speaksForIssuer = (party: ChainParty, issuer: ChainParty): boolean =>
  speaksForParty(party, issuer) || speaksFor(party, issuer.representedParty?.identifyingCodes);

const speaksForParty = (party: ChainParty, other: ChainParty): boolean =>
  isSame(party, other) || speaksFor(party, other.identifyingCodes);

/** Whether who has a bill may claim the goods by it, or pass their title on: it has both. */
export const hasTitle = ({ title, possessor }: Possession): boolean =>
  title.kind !== 'named' || speaksFor(possessor, title.codes);

const recipientOf = ({ recipient }: Transaction): ChainParty | undefined =>
  recipient?.eblPlatform === 'NONE' ? undefined : recipient;

const WITHOUT_RECIPIENT: readonly ActionCode[] = ['SIGN', 'BLANK_ENDORSE'];
const WITH_RECIPIENT: readonly ActionCode[] = [
  'ISSUE',
  'TRANSFER',
  'ENDORSE',
  'ENDORSE_TO_ORDER',
  'SURRENDER_FOR_DELIVERY',
  'SURRENDER_FOR_AMENDMENT',
  'SREJ',
];

/**
 * Where a bill stands after one more transaction; `before` is undefined where it is the first.
 *
 * Possession goes by the chain alone. Title goes by the document and the endorsements, and a party is known for the one
 * they name by a code in common; a party that acts for another names it (`representedParty`).
 *
 * Throws, with a path into the transaction, `ACTION_UNKNOWN`, `NOT_ISSUED`, `ISSUED_TWICE`, `BILL_CLOSED`,
 * `SURRENDER_PENDING`, `NOT_SURRENDERED`, `NOT_POSSESSOR`, `NOT_TITLE_HOLDER`, `NOT_NEGOTIABLE`, `NOT_THE_CARRIER`,
 * `RECIPIENT_NOT_ALLOWED`, `REASON_NOT_ALLOWED`.
 */
export function advance(
  document: TransportDocument,
  before: Possession | undefined,
  transaction: Transaction,
): Possession {
  const { actor } = transaction;
  const action = ACTION_CODES.find((one) => one === transaction.actionCode);
  const recipient = recipientOf(transaction);
  demand(action !== undefined, 'ACTION_UNKNOWN', `accepted here: ${ACTION_CODES.join(', ')}`, '/actionCode');
  demand(
    !(recipient && WITHOUT_RECIPIENT.includes(action)) && !(!recipient && WITH_RECIPIENT.includes(action)),
    'RECIPIENT_NOT_ALLOWED',
    `${action} ${recipient ? 'has no recipient' : 'names its recipient'}`,
    '/recipient',
  );
  demand(
    transaction.reasonCode === undefined || action === 'SURRENDER_FOR_AMENDMENT',
    'REASON_NOT_ALLOWED',
    'a reason code is accepted for a surrender for amendment only',
    '/reasonCode',
  );
  if (!before) {
    demand(action === 'ISSUE', 'NOT_ISSUED', 'the first transaction is the ISSUE', '/actionCode');
    const first = recipient!;
    return { issuer: actor, firstPossessor: first, possessor: first, title: titleAtIssue(document), isClosed: false };
  }
  demand(action !== 'ISSUE', 'ISSUED_TWICE', 'a bill is issued once', '/actionCode');
  demand(!before.isClosed, 'BILL_CLOSED', 'nothing follows an accepted surrender', '/actionCode');
  if (action === 'SACC' || action === 'SREJ') return answered(before, action, actor, recipient);

  demand(!before.surrender, 'SURRENDER_PENDING', 'the carrier accepts (SACC) or rejects (SREJ) first', '/actionCode');
  demand(
    actsFor(actor, before.possessor),
    'NOT_POSSESSOR',
    'only the party that has the bill, on the platform where it has it, may do this, or who acts for it there',
    '/actor',
  );
  switch (action) {
    case 'TRANSFER':
      return { ...before, possessor: recipient! };
    case 'SIGN':
      return before;
    case 'ENDORSE':
    case 'ENDORSE_TO_ORDER':
      demandEndorser(before.title, actor);
      return {
        ...before,
        title: { kind: 'named', codes: recipient!.identifyingCodes, mayEndorse: action === 'ENDORSE_TO_ORDER' },
      };
    case 'BLANK_ENDORSE':
      demandEndorser(before.title, actor);
      return { ...before, title: { kind: 'blank' } };
    case 'SURRENDER_FOR_DELIVERY':
    case 'SURRENDER_FOR_AMENDMENT':
      demand(
        speaksForIssuer(recipient!, before.issuer),
        'NOT_THE_CARRIER',
        'a bill is surrendered to the carrier that issued it, or to who represents it',
        '/recipient',
      );
      demand(
        maySurrender(document, before, actor),
        'NOT_TITLE_HOLDER',
        'whom the bill names may surrender it: its endorsee, or where it is straight its consignee or first possessor',
        '/actor',
      );
      return { ...before, possessor: recipient!, surrender: { by: before.possessor, action } };
  }
}

function demandEndorser(title: Title, actor: ChainParty): void {
  demand(
    title.kind !== 'straight',
    'NOT_NEGOTIABLE',
    'a bill to order is endorsed, a straight one is not',
    '/actionCode',
  );
  demand(
    title.kind === 'blank' || (title.mayEndorse && speaksFor(actor, title.codes)),
    'NOT_TITLE_HOLDER',
    'the endorsee endorses on, where the bill is endorsed to its order',
    '/actor',
  );
}

/** Who may surrender, as a platform guarantees it to the carrier (DCSA SUR 3.0.4). */
function maySurrender(document: TransportDocument, { title, firstPossessor }: Possession, actor: ChainParty): boolean {
  if (title.kind === 'blank') return true;
  if (title.kind === 'named') return speaksFor(actor, title.codes);
  return (
    speaksFor(actor, document.documentParties.consignee?.identifyingCodes) ||
    speaksFor(actor, document.documentParties.shipper.identifyingCodes) ||
    speaksForParty(actor, firstPossessor)
  );
}

function answered(
  before: Possession,
  action: 'SACC' | 'SREJ',
  actor: ChainParty,
  recipient: ChainParty | undefined,
): Possession {
  const { surrender, ...rest } = before;
  demand(surrender !== undefined, 'NOT_SURRENDERED', 'the carrier answers a surrender', '/actionCode');
  demand(
    speaksForParty(actor, before.possessor) || speaksForIssuer(actor, before.issuer),
    'NOT_THE_CARRIER',
    'the carrier answers a surrender',
    '/actor',
  );
  demand(
    recipient === undefined || isSame(recipient, surrender.by),
    'RECIPIENT_NOT_ALLOWED',
    'the answer goes to the party that surrendered the bill',
    '/recipient',
  );
  return action === 'SACC' ? { ...before, isClosed: true } : { ...rest, possessor: surrender.by };
}
