import * as z from 'zod';
import { Term } from '../calendar/deadline.js';
import { codesOf, isListed } from '../code-list/is-listed.js';
import { digestOfJson, type Digest } from '../digest.js';
import { DocumentNumber, Member } from '../identifiers.js';
import type { Interval, Version } from '../interval.js';
import { rule } from '../schema.js';
import { pattern, text } from '../text.js';
import { CalendarDate, Instant } from '../time.js';

const unique = <T>(values: readonly T[]): boolean => new Set(values).size === values.length;

/** A benefit's code, from the list that all members share. */
export const BenefitCode = z
  .string()
  .max(40)
  .check(
    rule<string>(
      (code) => isListed('AEO-BENEFITS', code),
      'BENEFIT_UNKNOWN',
      `a benefit's code is accepted: ${codesOf('AEO-BENEFITS').join(', ')}`,
    ),
  );
/** A programme's own code for a type of certificate. */
export const ProgrammeType = pattern(/^[A-Z][A-Z0-9-]{1,15}$/, "a programme's type code is accepted, like OEA or AEOF");

/** One direction of an agreement: `by` recognises these types of `of`'s programme, and grants their holders these benefits. */
const RecognitionTerms = z
  .strictObject({
    of: Member,
    types: z.array(ProgrammeType).min(1).max(16),
    by: Member,
    benefits: z.array(BenefitCode).min(1).max(32),
    /** The first day, at `by`; absent: the day that the whole agreement takes effect. */
    from: CalendarDate.optional(),
  })
  .check(
    rule<{ of: string; by: string }>(({ of, by }) => of !== by, 'NOT_ALLOWED', 'another member is accepted', ['by']),
    rule<{ types: string[] }>(({ types }) => unique(types), 'NAMED_TWICE', 'each type is named once', ['types']),
    rule<{ benefits: string[] }>(({ benefits }) => unique(benefits), 'NAMED_TWICE', 'each benefit is named once', [
      'benefits',
    ]),
  );
export type RecognitionTerms = z.infer<typeof RecognitionTerms>;

/** What the parties agree on; each accepts the whole of it by a record of its own. */
export const AgreementText = z
  .strictObject({
    title: text(140),
    parties: z.array(Member).min(2).max(32),
    /** The first day, each party's own calendar date. */
    effectiveFrom: CalendarDate,
    /** How many days before the end a party gives notice of it. */
    noticeDays: z.int().min(0).max(365),
    /** In which term, by its own calendar, a party answers an operator that claims a benefit was owed and not given. */
    answerWithin: Term,
    recognitions: z.array(RecognitionTerms).min(1).max(256),
    /** Where the text was signed and published. */
    reference: text(140).optional(),
  })
  .check(
    rule<{ parties: string[] }>(({ parties }) => unique(parties), 'NAMED_TWICE', 'each party is named once', [
      'parties',
    ]),
    rule<{ parties: string[]; recognitions: RecognitionTerms[] }>(
      ({ parties, recognitions }) => recognitions.every(({ of, by }) => parties.includes(of) && parties.includes(by)),
      'NOT_A_PARTY',
      'members that are parties recognise and are recognised',
      ['recognitions'],
    ),
    rule<{ recognitions: RecognitionTerms[] }>(
      ({ recognitions }) =>
        unique(recognitions.flatMap(({ of, by, from, types }) => types.map((type) => `${of}/${type}/${by}/${from}`))),
      'NAMED_TWICE',
      'what one party grants to holders of a type from one day on is said once',
      ['recognitions'],
    ),
  );
export type AgreementText = z.infer<typeof AgreementText>;

export const AcceptArgs = z.strictObject({ version: z.int().min(1).max(9999), text: AgreementText });
export const StanceArgs = z.strictObject({ reason: text(250), from: Instant.optional() });

/** How a party stands to an agreement that it has accepted. */
export type Stance = 'accepted' | 'suspended' | 'ended';

/** A version of the terms as one party has accepted it, from when it was recorded. */
export type Acceptance = Version<{ version: number; text: AgreementText; digest: Digest }>;

/** An agreement as one of its parties has accepted it; it is in force where all parties have accepted the same text. */
export interface Agreement {
  schema: 'agreement/1';
  member: string;
  /** The agreement's name, the same at all parties. */
  id: string;
  timeZone: string;
  accepted: Acceptance[];
  stance: Interval<Stance>[];
}

export const AgreementId = DocumentNumber;

/** The digest by which parties know that they accept the same. */
export const digestOfTerms = ({ version, text }: { version: number; text: AgreementText }): Digest =>
  digestOfJson({ version, text });
