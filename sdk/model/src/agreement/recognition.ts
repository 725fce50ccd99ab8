import { stateAt } from '../interval.js';
import { dateAt, type CalendarDate, type Instant } from '../time.js';
import type { Acceptance, Agreement, RecognitionTerms } from './record.js';

/** A moment, and how much of what is known by now was known when it is asked about. */
export interface Viewpoint {
  at: Instant;
  /** Only what was recorded by then counts; absent: all. */
  knownAt?: Instant | undefined;
}

/** Whose programme, which of its types, and who is asked to recognise it. */
export interface RecognitionQuestion extends Viewpoint {
  issuer: string;
  type: string;
  partner: string;
}

/** A benefit that a partner owes, and by which agreement and version of its terms. */
export interface OwedBenefit {
  benefit: string;
  agreement: string;
  version: number;
}

/** What a partner owes to holders of a type, or why nothing. */
export interface Recognition {
  owed: OwedBenefit[];
  /** A sentence for an officer. */
  because: string;
}

/** One agreement: each party's own record of it, by member. */
export type AgreementRecords = ReadonlyMap<string, Agreement>;

/** The terms that bind two members at a moment, and since when; or why none do. */
export function termsBetween(
  records: AgreementRecords,
  pair: readonly [string, string],
  { at, knownAt }: Viewpoint,
): { terms: Acceptance } | { because: string } {
  const known = (from: Instant): boolean => from <= at && (knownAt === undefined || from <= knownAt);
  const [first, second] = pair.map((member) => records.get(member)) as [Agreement | undefined, Agreement | undefined];
  if (!first || !second) return { because: `no agreement of that name is between ${pair.join(' and ')}` };
  const { id } = first;
  for (const { member, stance } of [first, second]) {
    const now = stateAt(stance, at, knownAt);
    if (now?.state === 'suspended' || now?.state === 'ended') {
      return { because: `${id} is ${now.state} by ${member} since ${now.from}: ${now.reason}` };
    }
  }
  const agreed = first.accepted
    .filter(({ text, digest }) =>
      text.parties.every((member) => {
        const record = records.get(member);
        return (
          record?.accepted.some((one) => one.digest === digest && known(one.from)) &&
          text.effectiveFrom <= dateAt(at, record.timeZone)
        );
      }),
    )
    .filter(({ text }) => text.parties.includes(second.member));
  const terms = agreed.at(-1);
  return terms ? { terms } : { because: `no version of ${id} is in force between ${pair.join(' and ')}` };
}

/**
 * What a partner owes at a moment to holders of a type of certificate, by all agreements there are, or why nothing.
 *
 * An agreement binds two members where each has a record of its own that accepts the same text, and so has everyone whom
 * the text names; a party that suspends it or leaves bars what is between it and the rest, and nothing else.
 */
export function recognition(agreements: Iterable<AgreementRecords>, question: RecognitionQuestion): Recognition {
  const { issuer, type, partner, at } = question;
  const owed: OwedBenefit[] = [];
  const reasons: string[] = [];
  for (const records of agreements) {
    if (!records.has(issuer) || !records.has(partner)) continue;
    const found = termsBetween(records, [issuer, partner], question);
    if ('because' in found) {
      reasons.push(found.because);
      continue;
    }
    const { timeZone, id } = records.get(partner)!;
    const { text, version } = found.terms;
    const granted = grantedBy(text.recognitions, question, dateAt(at, timeZone));
    if (granted.length === 0) reasons.push(`${id} recognises no ${type} of ${issuer} at ${partner}`);
    for (const benefit of granted) {
      if (!owed.some((one) => one.benefit === benefit)) owed.push({ benefit, agreement: id, version });
    }
  }
  if (owed.length > 0) {
    const names = [...new Set(owed.map(({ agreement }) => agreement))];
    return { owed, because: `${partner} recognises ${type} of ${issuer} under ${names.join(' and ')}` };
  }
  return { owed, because: reasons[0] ?? `there is no agreement between ${issuer} and ${partner}` };
}

/** The benefits that terms grant on a day: those said for the latest day that has come. */
export function grantedBy(
  recognitions: readonly RecognitionTerms[],
  { issuer, type, partner }: Pick<RecognitionQuestion, 'issuer' | 'type' | 'partner'>,
  day: CalendarDate,
): string[] {
  const [latest] = recognitions
    .filter(({ of, types, by, from = '' }) => of === issuer && types.includes(type) && by === partner && from <= day)
    .sort((one, other) => ((one.from ?? '') < (other.from ?? '') ? 1 : -1));
  return latest?.benefits ?? [];
}
