import type { Fragment } from './fragment.js';

export type Verdict = 'valid' | 'invalid' | 'could-not-check';

/**
 * What fragments come to: invalid where one is, else not more certain than the least certain of them. Nothing that
 * could not be checked is ever called valid, and neither is a list in which nothing was checked.
 */
export function verdictOf(fragments: readonly Fragment[]): Verdict {
  const results = new Set(fragments.map(({ result }) => result));
  if (results.has('invalid')) return 'invalid';
  return results.has('could-not-check') || !results.has('valid') ? 'could-not-check' : 'valid';
}
