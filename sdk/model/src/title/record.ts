import * as z from 'zod';
import type { Digest } from '../digest.js';
import { Term, type Deadline } from '../calendar/deadline.js';
import { isListed } from '../code-list/is-listed.js';
import { Handle } from '../identifiers.js';
import type { Interval } from '../interval.js';
import { Bytes32 } from '../key.js';
import { rule } from '../schema.js';
import { pattern, text } from '../text.js';
import { CalendarDate, Instant } from '../time.js';
import { OFFERED } from './offered.js';

/**
 * A bill's name: who issues by which code list, the transport document's reference (DCSA: 20 characters), its version.
 * A forwarder, who has no carrier's code, issues an eFBL by its own handle, without the country.
 */
export const TitleId = pattern(
  /^(?:SMDG:[A-Z0-9]{3}|SCAC:[A-Z]{2,4}|EFBL:[0-7][0-9a-hjkmnp-tv-z]{25})\/[A-Z0-9](?:[A-Z0-9./-]{0,18}[A-Z0-9])?\/[1-9][0-9]?$/,
  'a bill is named LIST:CODE/REFERENCE/VERSION, as SMDG:MSK/ABC123456789/1; lists are SMDG, SCAC, and EFBL for forwarders',
);

/** The parts of a bill's name. */
export function partsOf(id: string): {
  list: 'SMDG' | 'SCAC' | 'EFBL';
  code: string;
  reference: string;
  version: number;
} {
  const [, list, code, reference, version] = /^([A-Z]{4}):([^/]+)\/(.+)\/([0-9]+)$/.exec(id)!;
  return { list: list as 'SMDG', code: code!, reference: reference!, version: Number(version) };
}

const Country = pattern(/^[A-Z]{2}$/, 'a country is two capital letters (ISO 3166-1)').check(
  rule<string>((code) => isListed('COUNTRIES', code), 'NOT_ALLOWED', 'a country of ISO 3166-1 is accepted'),
);
const Place = pattern(/^[A-Z]{2}[A-Z2-9]{3}$/, 'a place is named by its UN/LOCODE, as UYMVD');

/** What is shipped, so that a split or a combination loses nothing: by unit (UN/ECE Recommendation 20, or PK: packages). */
const Quantities = z
  .array(
    z.strictObject({
      unit: z
        .string()
        .max(3)
        .check(
          rule<string>(
            (code) => code === 'PK' || isListed('UNITS', code),
            'NOT_ALLOWED',
            'PK for packages, or a unit of the shared list UNITS is accepted',
          ),
        ),
      /** In thousandths of the unit, so that sums are exact. */
      thousandths: z
        .int()
        .min(1)
        .max(Number.MAX_SAFE_INTEGER / 1000),
    }),
  )
  .min(1)
  .max(8)
  .check(
    rule<{ unit: string }[]>(
      (lines) => new Set(lines.map(({ unit }) => unit)).size === lines.length,
      'NAMED_TWICE',
      'each unit is named once',
    ),
  );
export type Quantities = z.infer<typeof Quantities>;

/** The paper that a bill takes the place of (MLETR art. 17): how many originals, all of them withdrawn and made inoperative. */
const FromPaper = z.strictObject({
  originals: z.int().min(1).max(9),
  withdrawn: z.int().min(1).max(9),
  withdrawnOn: CalendarDate,
  /** The digest of the endorsements that the paper bore, which go with the document. */
  endorsements: Bytes32.optional(),
  /** The statement that the paper has been replaced, which article 17 asks for. */
  statement: text(500),
});

/** Documents that travel with a bill: the digest of their envelope's manifest, and that of the blob with its wrapped keys. */
export const Enclosure = z.strictObject({ envelope: Bytes32, keys: Bytes32 });
export type Enclosure = z.infer<typeof Enclosure>;

/** Keys of a bill's envelopes, wrapped to a party: the digest of the blob. */
export const GiveKeysArgs = z.strictObject({ to: Handle, keys: Bytes32 });

/** What a bill says besides who controls it. */
const TermsOfBill = {
  /** The digest of the transport document (RFC 8785, SHA-256), which is kept off the ledger. */
  document: Bytes32,
  /** The envelope in which it travels, with whatever goes with it from the start. */
  enclosed: Enclosure.optional(),
  quantities: Quantities,
  /** As the document declares them; when they were recorded stands beside. */
  issuedOn: CalendarDate,
  onBoardOn: CalendarDate.optional(),
  placeOfIssue: Place,
  law: Country,
  /** The contract or rulebook that parties to it have joined. */
  rulebook: text(140),
  /** By when the issuer answers a surrender; after that it goes back. */
  answerWithin: Term,
};

const order = {
  /** To order (of the consignee where one is named, else of the shipper), straight: for the consignee only, or in blank. */
  form: z.enum(['order', 'straight', 'bearer']),
  consignee: Handle.optional(),
};

const consigneeFits = rule<{ form: string; consignee?: string | undefined }>(
  ({ form, consignee }) => form !== 'straight' || consignee !== undefined,
  'MISSING_FIELD',
  'a straight bill names its consignee',
  ['consignee'],
);
const blankNamesNobody = rule<{ form: string; consignee?: string | undefined }>(
  ({ form, consignee }) => form !== 'bearer' || consignee === undefined,
  'CONSIGNEE_DOES_NOT_FIT',
  'a bill in blank is for whoever holds it, and names no consignee',
  ['consignee'],
);

/** Issue: control goes to the shipper. */
export const IssueArgs = z
  .strictObject({ issuer: Handle, shipper: Handle, ...order, ...TermsOfBill, paper: FromPaper.optional() })
  .check(
    consigneeFits,
    blankNamesNobody,
    rule<{ paper?: { originals: number; withdrawn: number } | undefined }>(
      ({ paper }) => paper === undefined || paper.withdrawn === paper.originals,
      'ORIGINALS_MISSING',
      'all originals of the set are withdrawn before an electronic bill takes their place (MLETR art. 17)',
      ['paper', 'withdrawn'],
    ),
  );
export type IssueArgs = z.infer<typeof IssueArgs>;

/** How title passes (DCSA): to order, so that the endorsee may endorse on; to the named party only; in blank, by possession. */
export const ENDORSEMENTS = ['to-order', 'named', 'blank'] as const;
export type Endorsement = (typeof ENDORSEMENTS)[number];

/** The act by which the recipient accepts such an offer ahead: it then passes at once, and without it when accepted. */
const AcceptedBy = Bytes32.optional();

export const OfferArgs = z
  .strictObject({
    to: Handle,
    what: z.enum(OFFERED),
    endorsement: z.enum(ENDORSEMENTS).optional(),
    lapsesAt: Instant,
    acceptedBy: AcceptedBy,
  })
  .check(
    rule<{ what: string; endorsement?: string | undefined }>(
      ({ what, endorsement }) => (what === 'holdership') === (endorsement === undefined),
      'ENDORSEMENT_DOES_NOT_FIT',
      'title is endorsed to-order, named or blank; holdership passes without an endorsement',
      ['endorsement'],
    ),
  );
export const AssentArgs = z.strictObject({ to: Handle, acceptedBy: AcceptedBy });
export const NoArgs = z.strictObject({});
/** How a party stands to keys that were not given to it by an act. */
export const KEYS_WITHOUT_GIVING = ['held', 'forgone'] as const;
/**
 * Accepting; to whom keys of an envelope were not given by an act it says so: that it holds them otherwise (as one of those
 * to whom the issuer wrapped them), or that it forgoes them.
 */
export const TakeArgs = z.strictObject({ keys: z.enum(KEYS_WITHOUT_GIVING).optional() });
export const DeclineArgs = z.strictObject({ reason: text(250) });

/** What is presented to a bank: under a letter of credit, or for collection (URC 522) against payment or acceptance. */
export const PresentArgs = z
  .strictObject({
    to: Handle,
    under: z.enum(['credit', 'collection']),
    /** The credit's number, or the collection instruction's. */
    reference: text(64),
    /** The bill and all documents that go with it, as `documentsOf` names them. */
    documents: Bytes32,
    /** Whether title passes when the documents are taken up; a presenter that has none lets it lie. */
    withTitle: z.boolean(),
    /** Of a collection: to whom the documents are released, and against what. */
    drawee: Handle.optional(),
    against: z.enum(['payment', 'acceptance']).optional(),
    lapsesAt: Instant,
    acceptedBy: AcceptedBy,
  })
  .check(
    rule<{ under: string; drawee?: unknown; against?: unknown }>(
      ({ under, drawee, against }) =>
        (under === 'collection') === (drawee !== undefined) && (under === 'collection') === (against !== undefined),
      'DRAWEE_DOES_NOT_FIT',
      'a collection names the drawee and against what documents are released; a credit names neither',
      ['drawee'],
    ),
  );
export const DISPOSITIONS = ['holds', 'holds-for-waiver', 'returns', 'prior-instructions'] as const;
/** The one notice of refusal: every discrepancy, and what becomes of the documents (UCP 600 art. 16). */
export const RefuseArgs = z.strictObject({
  discrepancies: z.array(text(250)).min(1).max(32),
  disposition: z.enum(DISPOSITIONS),
});
export const ReferenceArgs = z.strictObject({ reference: text(64) });
export const ReleaseArgs = z.strictObject({
  to: Handle,
  reference: text(64),
  lapsesAt: Instant,
  acceptedBy: AcceptedBy,
});

/** Surrender for delivery, or for an amendment with DCSA's reason: switch to paper, change of destination, switch bill. */
export const SurrenderArgs = z
  .strictObject({
    for: z.enum(['delivery', 'amendment']),
    reason: z.enum(['SWTP', 'COD', 'SWI']).optional(),
    comment: text(255).optional(),
  })
  .check(
    rule<{ for: string; reason?: unknown; comment?: unknown }>(
      (args) =>
        args.for === 'amendment' ? args.reason !== undefined || args.comment !== undefined : args.reason === undefined,
      'REASON_DOES_NOT_FIT',
      'an amendment is asked for with a reason (SWTP, COD, SWI) or a comment, a delivery without a reason',
      ['reason'],
    ),
  );
/** The issuer's yes; of a switch to paper with the statement that MLETR art. 18 asks for. */
export const AcceptSurrenderArgs = z.strictObject({
  statement: text(500).optional(),
  /** Of a switch bill: the salted digest of the new bill's name, which the carrier and the switching party keep. */
  switched: Bytes32.optional(),
});
export const RefuseSurrenderArgs = z.strictObject({ reason: text(255) });

/** Handing over to another platform, or back from it: with the digest of the transfer chain's last entry (DCSA PINT). */
export const HandOverArgs = z.strictObject({
  to: Handle,
  transferChain: Bytes32,
  /** How the chain endorses the bill to the party that receives it, where it does. */
  endorsement: z.enum(ENDORSEMENTS).optional(),
  lapsesAt: Instant,
  acceptedBy: AcceptedBy,
});

const TitleIdAndWhat = z.strictObject({ id: TitleId, quantities: Quantities });
/** Accepted amendments: bills that are closed, with what they are for, and bills that take their place. */
export const ReplaceArgs = z
  .strictObject({
    issuer: Handle,
    /** Who surrendered them all, and controls what takes their place. */
    party: Handle,
    closes: z.array(TitleIdAndWhat).min(1).max(8),
    issues: z
      .array(z.strictObject({ id: TitleId, ...order, ...TermsOfBill }).check(consigneeFits, blankNamesNobody))
      .min(1)
      .max(8),
  })
  .check(
    rule<{ closes: { quantities: Quantities }[]; issues: { quantities: Quantities }[] }>(
      ({ closes, issues }) => sumOf(closes) === sumOf(issues),
      'QUANTITIES_DIFFER',
      'what takes the place of bills is for as much, unit by unit, as those were',
      ['issues'],
    ),
  );
export type ReplaceArgs = z.infer<typeof ReplaceArgs>;

/** What several bills are for together, unit by unit, in one string. */
function sumOf(bills: readonly { quantities: Quantities }[]): string {
  const sums = new Map<string, number>();
  for (const { quantities } of bills)
    for (const { unit, thousandths } of quantities) sums.set(unit, (sums.get(unit) ?? 0) + thousandths);
  return JSON.stringify([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The goods were delivered without the bill, against an indemnity. */
export const DeliveredArgs = z.strictObject({ indemnity: text(64), on: CalendarDate });

/** An order of a court, carried out by an officer of the issuer's member and the issuer together. */
export const OrderArgs = z.strictObject({ issuer: Handle, order: text(64), reason: text(250).optional() });
export type OrderArgs = z.infer<typeof OrderArgs>;
export const TransferByOrderArgs = z.strictObject({
  issuer: Handle,
  ground: z.enum(['order', 'succession']),
  reference: text(64),
  beneficiary: Handle,
  holder: Handle,
});
export type TransferByOrderArgs = z.infer<typeof TransferByOrderArgs>;

export const TITLE_STATES = [
  'in-force',
  'surrendered',
  'elsewhere',
  'declined',
  'accomplished',
  'on-paper',
  'replaced',
] as const;
export type TitleState = (typeof TITLE_STATES)[number];

/** Who controls a bill: whose the goods are, and who has the document. */
export interface Control {
  beneficiary: Handle;
  holder: Handle;
}

/** What is presented, as the presenter says it. */
type Presented = Omit<z.infer<typeof PresentArgs>, 'to' | 'lapsesAt' | 'acceptedBy'>;

/** What is offered to a party until it lapses. */
export interface Offer extends Omit<z.infer<typeof OfferArgs>, 'acceptedBy'> {
  by: Handle;
  madeAt: Instant;
  act: Digest;
  /** The holder's assent, where the beneficiary alone offers title. */
  assented: boolean;
  /** What the bank is asked to do with it, where it is a presentation. */
  presentation?: Presented | undefined;
  /** Whether it leaves for another platform, or comes back from one. */
  crosses?: { into: 'elsewhere' | 'in-force'; transferChain: Digest } | undefined;
}

/** Documents in a bank's hands. */
export interface Presentation extends Presented {
  /** Who presented them, and takes them back. */
  from: Handle;
  bank: Handle;
  receivedAt: Instant;
  /** The notice that the presentation is complete, and the last day of the bank's examination. */
  complete?: { at: Instant; examineBy: Deadline } | undefined;
  refusal?: (z.infer<typeof RefuseArgs> & { at: Instant; act: Digest; waived?: string | undefined }) | undefined;
}

/** A surrender that the issuer has not answered. */
export interface Surrender extends z.infer<typeof SurrenderArgs> {
  answerBy: Deadline;
  act: Digest;
}

/** A negotiable bill of lading, or a straight one, in electronic form. */
export interface Title extends Omit<z.infer<typeof IssueArgs>, 'form' | 'issuer' | 'shipper'> {
  schema: 'title/1';
  id: string;
  issuer: Handle;
  /** Who issued it under the issuer's mandate. */
  agent?: Handle | undefined;
  /** The issuer's time zone, in which the dates are meant. */
  timeZone: string;
  /** Bearer: whoever holds it owns it. */
  form: 'order' | 'straight' | 'bearer';
  /** To whom title may be endorsed: anyone, the consignee only, or nobody any more. */
  endorsable: 'to-anyone' | 'to-consignee' | 'no';
  /** The bills whose place it has taken, and those that have taken its own. */
  replaces?: string[] | undefined;
  replacedBy?: string[] | undefined;
  /** Envelopes that holders added, oldest first. */
  added?: (Enclosure & { by: Handle; from: Instant; act: Digest })[] | undefined;
  /** To whom keys of envelopes were given since, by whom; oldest first. */
  keysGiven?: (z.infer<typeof GiveKeysArgs> & { by: Handle; from: Instant; act: Digest })[] | undefined;
  /** Who controlled it since when; the last one does, while it is in force or surrendered. */
  control: (Control & { from: Instant; act: Digest })[];
  status: Interval<TitleState>[];
  offer?: Offer | undefined;
  /** Documents in banks' hands, from the first bank on; the last one holds them. */
  presentations: Presentation[];
  surrender?: Surrender | undefined;
  /** Orders under which nothing moves, oldest first; one that is not lifted has no end. */
  orders?: { order: string; from: Instant; to?: Instant | undefined; act: Digest }[] | undefined;
  delivered?: (z.infer<typeof DeliveredArgs> & { recordedAt: Instant; act: Digest }) | undefined;
  /** The statement that it was replaced by paper (MLETR art. 18). */
  onPaper?: string | undefined;
  /**
   * Of a bill that was switched: the salted digest of the new one's name, by when the carrier issues it, and the word of
   * who surrendered this one that it has the new one.
   */
  switched?: { bill: Digest; issueBy: Deadline; received?: { at: Instant; act: Digest } | undefined } | undefined;
}
