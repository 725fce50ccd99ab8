import { controlOf, orderOn, stateOfTitleAt, wasLive, type Handle, type Instant, type Title } from '@fairway/model';
import { fragment, type Fragment } from './fragment.js';

/** A moment, and what was known by another one (absent: all that is). */
export interface Moment {
  at: Instant;
  knownAt?: Instant | undefined;
}

/** A record's state, and what the sentence about it names. */
export interface State {
  state: string;
  facts?: Record<string, string | undefined>;
}

/** What a kind of record shows more of to who has its document; a new kind that is shown in the usual way needs none. */
interface Kind<R> {
  /** The state, more exactly than a stranger learns it. */
  state?: (record: R, moment: Moment) => State | undefined;
  /** Who controls it, with parties by their public names. */
  title?: (record: R, moment: Moment, nameOf: (handle: Handle) => string) => Fragment;
}

const title: Kind<Title> = {
  state: (bill, { at, knownAt }) => {
    const state = stateOfTitleAt(bill, at, knownAt);
    if (state === undefined) return undefined;
    if (wasLive(bill, at, knownAt)) return orderOn(bill, at, knownAt) ? { state: 'frozen' } : { state };
    const { replacedBy } = bill;
    if (state === 'replaced' && replacedBy) return { state: 'replaced-by', facts: { bills: replacedBy.join(', ') } };
    return { state: state === 'in-force' ? 'delivered' : state };
  },
  title: (bill, { at, knownAt }, nameOf) => {
    if (!wasLive(bill, at, knownAt)) return fragment('title', 'not-applicable', 'TITLE_ENDED');
    const known = bill.control.filter(({ from }) => from <= at && from <= (knownAt ?? at));
    const { beneficiary, holder } = known.at(-1) ?? controlOf(bill);
    return fragment('title', 'valid', 'TITLE_CONTROLLED', {
      beneficiary: nameOf(beneficiary),
      holder: nameOf(holder),
    });
  },
};

/** By kind of record. */
export const KINDS: Readonly<Record<string, Kind<never> | undefined>> = { title };
