import fc from 'fast-check';
import type { Step } from '#src/conformance/index.js';

/** Steps over a handful of keys, each within `try`, so that what fails is an answer, too. */
function steps(owner: string, calls: readonly string[]): fc.Arbitrary<Step> {
  const key = fc.constantFrom(...['a', 'b', 'c', 'é', '～', '\u{1f600}'].map((name) => `random/${name}`));
  const value = fc.constantFrom('', '1', '2');
  const mine = `_implicit_org_${owner}`;
  const plain: fc.Arbitrary<Step>[] = [
    fc.tuple(fc.constant('get'), key),
    fc.tuple(fc.constant('put'), key, value),
    fc.tuple(fc.constant('delete'), key),
    fc.tuple(fc.constant('add'), key),
    fc.tuple(fc.constant('range'), key, key),
    fc.tuple(fc.constant('firstOf'), fc.integer({ min: 0, max: 3 }), key, fc.constant('random0')),
    fc.tuple(fc.constant('page'), key, key, fc.integer({ min: 0, max: 3 }), fc.constant('')),
    fc.tuple(fc.constant('putPrivate'), fc.constant(mine), key, value),
    fc.tuple(fc.constant('deletePrivate'), fc.constant(mine), key),
    fc.tuple(fc.constant('privateHash'), fc.constant(mine), key),
    fc.tuple(fc.constant('getPrivate'), fc.constant(mine), key),
  ];
  const nested = calls.map((name) =>
    fc
      .array(fc.oneof(...plain), { minLength: 1, maxLength: 2 })
      .map((inner): Step => ['call', name, ...inner.map(attempt)]),
  );
  return fc.oneof(...plain, ...nested).map(attempt);
}

const attempt = (step: Step): Step => ['try', step];

/** Rounds of transactions that are all endorsed before the first of them is committed. */
export function rounds(owner: string, calls: readonly string[]): fc.Arbitrary<Step[][][]> {
  const transaction = fc.array(steps(owner, calls), { minLength: 1, maxLength: 4 });
  return fc.array(fc.array(transaction, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
}
