/**
 * What each code of a fragment says, with the names of its facts in braces. Pages say the same in other languages, by the
 * same codes and facts.
 */
export const REASONS = {
  NO_DOCUMENT: 'no document was shown, so none was compared',
  DOCUMENT_RECORDED: 'the document is the one that was recorded, unchanged',
  DOCUMENT_SUPERSEDED: 'the document was recorded, and another has taken its place since {since}',
  DOCUMENT_DIFFERS: 'the document is not the one that was recorded: it was changed, or belongs to something else',
  DOCUMENT_NOT_COMPARED: 'the document could not be compared, since the answer does not tell which one was recorded',

  ISSUED_BY_MEMBER: 'issued by {name} ({member})',
  ISSUED_BY_PARTY: 'issued by {party}, sponsored by {name} ({member})',
  RECORD_UNKNOWN: '{name} ({member}) has issued nothing under this number',

  STATUS_ACTIVE: 'in force at {at}',
  STATUS_SUSPENDED: 'suspended since {since}',
  STATUS_REVOKED: 'revoked since {since}',
  STATUS_WITHDRAWN: 'given up by its holder, since {since}',
  STATUS_ANNULLED: 'annulled, so that it never had effect',
  STATUS_EXPIRED: 'expired; its last day was {validTo}',
  STATUS_NOT_YET_VALID: 'not valid yet at {at}',
  STATUS_UNKNOWN: 'not recorded yet by {at}',
  STATUS_LIVE: 'live: it still stands for the goods',
  STATUS_FROZEN: 'frozen by an order since {since}: nobody can pass it on until the order is lifted',
  STATUS_NOT_LIVE: 'no longer live: it gives no right to the goods',
  STATUS_IN_FORCE: 'in force: it stands for the goods',
  STATUS_SURRENDERED: 'surrendered to the carrier, who has yet to answer',
  STATUS_ELSEWHERE: 'handed over to another platform, where it is in force',
  STATUS_DECLINED: 'declined by the shipper: it never stood for the goods',
  STATUS_ACCOMPLISHED: 'the goods were delivered against it: it is spent',
  STATUS_ON_PAPER: 'replaced by a bill on paper',
  STATUS_REPLACED: 'replaced by another electronic bill',
  STATUS_REPLACED_BY: 'replaced by {bills}',
  STATUS_DELIVERED: 'the goods were delivered without it: it is spent',

  STATED_IN_FORCE: 'it was in force at {at}',
  STATED_NOT_IN_FORCE: 'it was not in force at {at}: {state}',

  NO_TITLE: 'what this is carries no title',
  TITLE_NOT_ASKED: 'who controls it is told to who has the document',
  TITLE_CONTROLLED: 'the goods are those of {beneficiary}; {holder} has the document in control',
  TITLE_ENDED: 'nobody controls it any more',

  CHAIN_NOT_ASKED: 'its history is told to who has the document',
  CHAIN_HOLDS: '{count} acts, each signed by whom it says, make it what it is',
  CHAIN_INCOMPLETE: 'its acts could not all be checked: {missing} is missing',
  CHAIN_REFUSED: 'its acts do not make it what it is said to be ({code}: {sentence})',

  ATTESTED: '{signers} have signed this answer for you, at {at}',
  ATTESTED_THEN: '{signers} have signed this answer, at {at}; it may be otherwise now',
  STATED_THEN: 'its issuer alone has signed this, as of {at}; what came after is not known here (keys as of {taken})',
  STATED_AHEAD: 'it is dated {at}, which has not come yet by this clock',
  TOO_FEW_SIGNED:
    'too few members have signed: {owner} and a majority of all {count} are needed; signatures that count: {signers}',
  OTHER_QUESTION: 'the answer is to another question than was asked',
  NOT_FRESH: 'the answer is of {at}, and was asked for now',
  MOMENT_AHEAD: 'nobody knows yet what holds at {asked}: the members were asked at {at}',
  OTHER_CHANNEL: 'the answer is of another network ({sentence})',
  ANSWER_MALFORMED: 'the answer is no answer of members ({sentence})',

  NOT_ATTESTED: 'not known, since too few members have signed it',
} as const;
export type Code = keyof typeof REASONS;

/** A code's sentence with these facts in it. */
export const reasonOf = (code: Code, facts: Readonly<Record<string, string>>): string =>
  REASONS[code].replaceAll(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '–');
