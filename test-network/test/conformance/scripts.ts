import fc from 'fast-check';
import type { Step } from '#src/conformance/index.js';

/** What random transactions touch. */
interface Scope {
  /** Members whose own collections are written and read. */
  members: readonly string[];
  /** Chaincode names that are called. */
  calls: readonly string[];
  /** Leaves out what Fabric does not protect from changes until the commit. */
  isSerialisable: boolean;
}

/** Steps over a handful of keys, each within `try`, so that what fails is an answer, too. */
function steps({ members, calls, isSerialisable }: Scope): fc.Arbitrary<Step> {
  const key = fc.constantFrom(...['a', 'b', '～', '\u{1f600}'].map((name) => `random/${name}`));
  const value = fc.constantFrom('', '1', '2');
  const collection = fc.constantFrom(...members.map((member) => `_implicit_org_${member}`));
  const plain: fc.Arbitrary<Step>[] = [
    fc.tuple(fc.constant('get'), key),
    fc.tuple(fc.constant('put'), key, value),
    fc.tuple(fc.constant('delete'), key),
    fc.tuple(fc.constant('add'), key),
    fc.tuple(fc.constant('range'), key, key),
    fc.tuple(fc.constant('firstOf'), fc.integer({ min: 0, max: 3 }), key, fc.constant('random0')),
    fc.tuple(fc.constant('page'), key, key, fc.integer({ min: 0, max: 3 }), fc.constant('')),
    fc.tuple(fc.constant('putPrivate'), collection, key, value),
    fc.tuple(fc.constant('deletePrivate'), collection, key),
    fc.tuple(fc.constant('purgePrivate'), collection, key),
    fc.tuple(fc.constant('privateHash'), collection, key),
    fc.tuple(fc.constant('getPrivate'), collection, key),
  ];
  // What these read may change until the transaction is committed.
  const unprotected: fc.Arbitrary<Step>[] = [
    fc.tuple(fc.constant('history'), key),
    fc.tuple(fc.constant('privateRange'), collection, key, key),
  ];
  const single = isSerialisable ? plain : [...plain, ...unprotected];
  const nested = calls.map((name) =>
    fc.array(fc.oneof(...single), { minLength: 1, maxLength: 2 }).chain((inner) =>
      // A callee that fails in the end keeps its writes if the caller goes on.
      fc.boolean().map((fails): Step => ['call', name, ...inner.map(attempt), ...(fails ? [FAILING] : [])]),
    ),
  );
  return fc.oneof(...single, ...nested).map(attempt);
}

const FAILING: Step = ['throw', 'in the end'];

const attempt = (step: Step): Step => ['try', step];

/** Rounds of transactions that are all endorsed before the first of them is committed. */
export function rounds(scope: Scope): fc.Arbitrary<Step[][][]> {
  const transaction = fc.array(steps(scope), { minLength: 1, maxLength: 4 });
  return fc.array(fc.array(transaction, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
}
