import { calendarOf, deadline } from '../calendar/deadline.js';
import { move } from '../machine.js';
import { demand } from '../refusal.js';
import { mayDischarge } from '../registry/standing.js';
import { dateAt } from '../time.js';
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
import { AcceptSurrenderArgs, DeliveredArgs, RefuseSurrenderArgs, SurrenderArgs, type Title } from './record.js';

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
    const today = dateAt(facts.time, title.timeZone);
    const answerBy = deadline(today, title.answerWithin, calendarOf(facts.reference.member, today));
    return { ...enter(title, 'surrendered', facts), surrender: { ...args, answerBy, act: facts.id } };
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
    return switched ? { ...enter(rest, 'replaced', facts), switched } : enter(rest, 'accomplished', facts);
  },
  { mandatable: true },
);

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
