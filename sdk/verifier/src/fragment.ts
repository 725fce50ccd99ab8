import { reasonOf, type Code } from './reasons.js';

/** What a verification looks at, in the order in which it is shown. */
export const DIMENSIONS = ['integrity', 'issuer', 'status', 'title', 'chain', 'attestation'] as const;
/**
 * integrity: the document in hand is the one recorded; issuer: who, sponsored by whom, entitled when it was issued;
 * status: in force, suspended, revoked, …; title: who controls it; chain: every act signed by whom it says;
 * attestation: which members signed the answer, and when they were asked.
 */
export type Dimension = (typeof DIMENSIONS)[number];

export type Result = 'valid' | 'invalid' | 'not-applicable' | 'could-not-check';

/** One thing that a verification found. */
export interface Fragment {
  dimension: Dimension;
  result: Result;
  /** Stable, e.g. `STATUS_ACTIVE`; with `facts` it is enough to say `reason` in another language. */
  code: Code;
  /** What was found, in a sentence that a customs officer understands. */
  reason: string;
  /** What the sentence names: members, times, states. */
  facts: Readonly<Record<string, string>>;
}

/** A fragment with its sentence. */
export const fragment = (
  dimension: Dimension,
  result: Result,
  code: Code,
  facts: Readonly<Record<string, string | undefined>> = {},
): Fragment => {
  const known = Object.fromEntries(
    Object.entries(facts).filter((one): one is [string, string] => one[1] !== undefined),
  );
  return { dimension, result, code, reason: reasonOf(code, known), facts: known };
};
