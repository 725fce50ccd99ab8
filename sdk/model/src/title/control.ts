import type { Handle } from '../identifiers.js';
import { stateAt } from '../interval.js';
import type { Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { isBusiness } from '../registry/standing.js';
import { LAST, endOfDay, later, type Instant } from '../time.js';
import type { Control, Title, TitleState } from './record.js';

/** A title as a move finds it; undefined where there is none. */
export type Found = Title | undefined;

/** The state a title is in, as far as it was recorded. */
export const stateOf = ({ status }: Title): TitleState => status.at(-1)!.state;

/** Whether a bill has not come to its end, here or on another platform: no other version of its document can be issued. */
export const isLive = (title: Title): boolean => LIVE.includes(stateOf(title));

const LIVE: readonly TitleState[] = ['in-force', 'surrendered', 'elsewhere'];

/**
 * The state that a bill was in at a moment, as far as it was recorded by `knownAt` (absent: as far as it is); undefined
 * before its issue was.
 */
export const stateOfTitleAt = (title: Title, at: Instant, knownAt?: Instant): TitleState | undefined =>
  stateAt(settled(title, at).status, at, knownAt)?.state;

/** Whether a bill was good to buy at a moment: live, here or elsewhere, and its goods not delivered without it. */
export function wasLive(title: Title, at: Instant, knownAt: Instant = LAST): boolean {
  const { recordedAt } = title.delivered ?? { recordedAt: LAST };
  const state = stateOfTitleAt(title, at, knownAt);
  return state !== undefined && LIVE.includes(state) && (recordedAt > at || recordedAt > knownAt);
}

/** Who controls a bill: whose the goods are, and who has the document. */
export const controlOf = ({ control }: Title): Control => control.at(-1)!;

/** A title as time has made it: an offer that has lapsed is none, and a surrender not answered in its term goes back. */
export function settled(title: Title, at: Instant): Title {
  const { offer, surrender, ...rest } = title;
  const settledOffer = offer && at < offer.lapsesAt ? offer : undefined;
  if (!surrender) return { ...rest, offer: settledOffer };
  const from = later(endOfDay(surrender.answerBy.lastDay, title.timeZone), 1);
  if (at < from) return { ...rest, offer: settledOffer, surrender };
  const back = { state: 'in-force' as const, from, recordedAt: from, act: surrender.act };
  return { ...rest, offer: settledOffer, status: [...title.status, back] };
}

/** The title as it stands when an act is done on it. */
export function standing(title: Found, { time }: Facts): Title {
  demand(title !== undefined, 'RECORD_UNKNOWN', 'no such bill was issued here', '/records/0/id');
  return settled(title, time);
}

/** A title that can be moved: in force, and not frozen by order. */
export function movable(found: Found, facts: Facts, state: TitleState = 'in-force'): Title {
  const title = standing(found, facts);
  demand(
    stateOf(title) === state,
    'TITLE_NOT_IN_FORCE',
    `the bill is ${stateOf(title)}; one that is ${state} is accepted`,
    '/records/0/id',
  );
  demandUnfrozen(title);
  return title;
}

/** Refuses what an order forbids. */
export function demandUnfrozen(title: Title): void {
  const frozen = orderOn(title);
  demand(
    frozen === undefined,
    'TITLE_FROZEN',
    `nothing moves under order ${frozen?.order}; after its release this is accepted`,
  );
}

/** The order under which a bill did not move at a moment, as far as was known by another; absent: as it stands last. */
export const orderOn = ({ orders = [] }: Title, at: Instant = LAST, knownAt: Instant = LAST) =>
  orders.findLast(({ from, to = LAST }) => from <= at && from <= knownAt && (to === LAST || to > at || to > knownAt));

/** Refuses while something is offered: one offer at a time, so that nothing is undone out of order. */
export function demandNoOffer({ offer }: Title): void {
  demand(
    offer === undefined,
    'OFFER_OPEN',
    `${offer?.what} is offered to ${offer?.to} until ${offer?.lapsesAt}; once that is answered, withdrawn or lapsed this is accepted`,
  );
}

/** Refuses while a bank holds the document on somebody's presentation. */
export function demandNoPresentation({ presentations }: Title): void {
  demand(
    presentations.length === 0,
    'PRESENTATION_OPEN',
    `the documents are presented to ${presentations.at(-1)?.bank}; it takes them up, presents them on or returns them`,
  );
}

/** Refuses anyone but the holder. */
export function byHolder(title: Title, { principal }: Facts): void {
  demand(
    principal === controlOf(title).holder,
    'NOT_THE_HOLDER',
    'who has the document in control may do this, or its agent under a mandate',
    '/actor',
  );
}

/** Refuses anyone but one party that is both beneficiary and holder. */
export function bySoleController(title: Title, { principal }: Facts): void {
  const { beneficiary, holder } = controlOf(title);
  demand(
    principal === beneficiary && principal === holder,
    'NOT_SOLE_CONTROLLER',
    'one party that is both holder and beneficiary may do this, or its agent under a mandate',
    '/actor',
  );
}

/** Refuses anyone but the issuer of the bill. */
export function byIssuer({ issuer }: Title, { principal }: Facts): void {
  demand(principal === issuer, 'NOT_THE_ISSUER', 'the issuer of the bill may do this, or its agent', '/actor');
}

/** The title under the control of others, from the act on. */
export const passTo = (title: Title, to: Partial<Control>, { time, id }: Facts): Title => ({
  ...title,
  control: [...title.control, { ...strip(controlOf(title)), ...to, from: time, act: id }],
});

const strip = ({ beneficiary, holder }: Control): Control => ({ beneficiary, holder });

/** The title in another state, from the act on. */
export const enter = (title: Title, state: TitleState, { time, id }: Facts, reason?: string): Title => ({
  ...title,
  status: [
    ...title.status,
    { state, from: time, recordedAt: time, act: id, ...(reason === undefined ? {} : { reason }) },
  ],
});

/** Refuses a party that cannot be given anything: unknown, not active, or an officer. */
export function demandRecipient(handle: Handle, { parties }: Facts, path: string): void {
  const recipient = parties.get(handle);
  demand(
    recipient?.state === 'active' && isBusiness(recipient),
    'RECIPIENT_UNKNOWN',
    'an active business that a member sponsors is accepted',
    path,
  );
}
