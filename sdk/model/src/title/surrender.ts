import { calendarOf, deadline, type Deadline } from '../calendar/deadline.js';
import { move, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { mayDischarge } from '../registry/standing.js';
import { dateAt, endOfDay, type Instant } from '../time.js';
import {
  byIssuer,
  bySoleController,
  demandNoOffer,
  demandNoPresentation,
  demandUnfrozen,
  enter,
  movable,
  standing,
  stateOf,
  type Found,
} from './control.js';
import { demandSurrendered } from './issue.js';
import {
  AcceptSurrenderArgs,
  DeliveredArgs,
  NoArgs,
  RefuseSurrenderArgs,
  SurrenderArgs,
  type Title,
} from './record.js';

/** The bill goes back to the issuer: for delivery, at whichever end of the voyage, or for an amendment. */
export const surrender = move(
  'title.surrender',
  SurrenderArgs,
  (found: Found, { args }, facts): Title => {
    const title = movable(found, facts);
    demandNoOffer(title);
    demandNoPresentation(title);
    bySoleController(title, facts);
    mayDischarge(facts.actor);
    const surrender = { ...args, answerBy: answerBy(title, facts), act: facts.id };
    return { ...enter(title, 'surrendered', facts), surrender };
  },
  { mandatable: true, heritable: true },
);

/**
 * The issuer accepts: a surrender for delivery, which ends the bill; or for a switch to paper or a switch bill, whose
 * new document it makes out. Other amendments are accepted by `title.replace`.
 */
export const acceptSurrender = move(
  'title.acceptSurrender',
  AcceptSurrenderArgs,
  (found: Found, { args }, facts): Title => {
    const title = standing(found, facts);
    demandSurrendered(title);
    byIssuer(title, facts);
    demandUnfrozen(title);
    mayDischarge(facts.actor);
    const { surrender: answered, ...rest } = title;
    const { reason } = answered!;
    const toPaper = reason === 'SWTP';
    demand(
      answered!.for === 'delivery' || toPaper || reason === 'SWI',
      'REPLACEMENT_NEEDED',
      'this amendment is accepted by issuing what takes the place of the bill',
    );
    demand(
      toPaper === (args.statement !== undefined),
      'STATEMENT_DOES_NOT_FIT',
      'a switch to paper carries the statement that the electronic bill has been replaced (MLETR art. 18), and nothing else does',
      '/args/statement',
    );
    demand(
      (reason === 'SWI') === (args.switched !== undefined),
      'SWITCH_DOES_NOT_FIT',
      'a switch names the salted digest of the bill that is issued instead, and nothing else does',
      '/args/switched',
    );
    const { statement, switched } = args;
    if (toPaper) return { ...enter(rest, 'on-paper', facts), onPaper: statement };
    if (!switched) return enter(rest, 'accomplished', facts);
    return { ...enter(rest, 'replaced', facts), switched: { bill: switched, issueBy: answerBy(title, facts) } };
  },
  { mandatable: true },
);

/** By when the issuer does what it is asked from now on. */
function answerBy({ timeZone, answerWithin }: Title, { time, reference }: Facts): Deadline {
  const today = dateAt(time, timeZone);
  return deadline(today, answerWithin, calendarOf(reference.member, today));
}

/**
 * Who surrendered a bill for a switch says that it has the new one. Nobody else can say so here: what ties the two is
 * for those alone who know the salt.
 */
export const confirmSwitch = move(
  'title.confirmSwitch',
  NoArgs,
  (found: Found, _act, facts): Title => {
    const title = standing(found, facts);
    demand(
      title.switched !== undefined && title.switched.received === undefined,
      'NOTHING_TO_CONFIRM',
      'a bill that was switched is accepted, until it is confirmed that the new one was received',
      '/records/0/id',
    );
    bySoleController(title, facts);
    mayDischarge(facts.actor);
    return { ...title, switched: { ...title.switched, received: { at: facts.time, act: facts.id } } };
  },
  { mandatable: true, heritable: true },
);

/**
 * Whether the carrier has closed a bill for a switch, and the new one is overdue: the term in which it answers a surrender
 * has passed once more, and who surrendered the bill has not said that it has the new one.
 */
export const isSwitchOverdue = ({ switched, timeZone }: Title, at: Instant): boolean =>
  switched !== undefined && switched.received === undefined && at > endOfDay(switched.issueBy.lastDay, timeZone);

/** The issuer says no; the bill is again in the hands of who surrendered it. */
export const refuseSurrender = move(
  'title.refuseSurrender',
  RefuseSurrenderArgs,
  (found: Found, { args }, facts): Title => {
    const title = standing(found, facts);
    demandSurrendered(title);
    byIssuer(title, facts);
    mayDischarge(facts.actor);
    const { surrender: _refused, ...rest } = title;
    return enter(rest, 'in-force', facts, args.reason);
  },
  { mandatable: true },
);

/** The goods are gone without the bill, against an indemnity: who finances it next sees that it is spent. */
export const recordDelivery = move(
  'title.recordDelivery',
  DeliveredArgs,
  (found: Found, { args }, facts): Title => {
    const title = standing(found, facts);
    byIssuer(title, facts);
    mayDischarge(facts.actor);
    demand(
      ['in-force', 'surrendered'].includes(stateOf(title)) && title.delivered === undefined,
      'TITLE_NOT_IN_FORCE',
      'a bill in force whose goods were not delivered before is accepted',
      '/records/0/id',
    );
    return { ...title, delivered: { ...args, recordedAt: facts.time, act: facts.id } };
  },
  { mandatable: true },
);
