import type { Act } from '../act.js';
import type { Digest } from '../digest.js';
import type { Handle } from '../identifiers.js';
import { move, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { demandActive, mayDischarge, isAcceptedAhead } from '../registry/standing.js';
import { DAY, later } from '../time.js';
import {
  byHolder,
  bySoleController,
  controlOf,
  demandNoOffer,
  demandNoPresentation,
  demandRecipient,
  demandUnfrozen,
  enter,
  movable,
  passTo,
  standing,
  type Found,
} from './control.js';
import { demandKeys } from './enclosure.js';
import {
  TakeArgs,
  AssentArgs,
  DeclineArgs,
  NoArgs,
  OfferArgs,
  type Control,
  type Endorsement,
  type Offer,
  type Title,
} from './record.js';

/** An offer lapses within this time; what is to stay open for longer is offered anew. */
const LONGEST = 366 * DAY;

/** What one controls is offered to a party; nobody receives what it did not accept. */
export const offer = move(
  'title.offer',
  OfferArgs,
  (found: Found, { args }, facts): Title => {
    const title = movable(found, facts);
    demandNoOffer(title);
    const { what, to } = args;
    const { beneficiary, holder } = controlOf(title);
    if (what === 'both') bySoleController(title, facts);
    else if (what === 'holdership') byHolder(title, facts);
    else {
      demand(
        facts.principal === beneficiary,
        'NOT_THE_BENEFICIARY',
        'whose the goods are may do this, or its agent under a mandate',
        '/actor',
      );
    }
    demand(
      title.form !== 'bearer' || what === 'both',
      'BEARER_PASSES_WHOLE',
      'a bill endorsed in blank passes whole: offer both, or present it',
      '/args/what',
    );
    if (what !== 'title') demandNoPresentation(title);
    if (args.endorsement) demandEndorsable(title, to, args.endorsement);
    const assented = what !== 'title' || facts.principal === holder;
    const { acceptedBy, ...terms } = args;
    return made(title, { ...terms, by: facts.principal, assented }, facts, acceptedBy);
  },
  { needs: ({ args }) => [args.to], mandatable: true, heritable: true },
);

/** Makes an offer, which passes at once where the recipient has accepted it ahead by the act named. */
export function made(
  title: Title,
  terms: Omit<Offer, 'madeAt' | 'act'>,
  facts: Facts,
  acceptedBy: Digest | undefined,
): Title {
  mayDischarge(facts.actor);
  const { to, lapsesAt } = terms;
  const { time, id } = facts;
  demandRecipient(to, facts, '/args/to');
  demand(time < lapsesAt, 'LAPSES_IN_THE_PAST', `a moment after ${time} is accepted`, '/args/lapsesAt');
  demand(
    lapsesAt <= later(time, LONGEST),
    'LAPSES_TOO_LATE',
    'an offer is open for 366 days at most',
    '/args/lapsesAt',
  );
  const { beneficiary, holder } = { ...controlOf(title), ...receives(terms) };
  demand(
    beneficiary !== controlOf(title).beneficiary || holder !== controlOf(title).holder,
    'NOTHING_PASSES',
    'a party that does not have this already is accepted',
    '/args/to',
  );
  const offered = { ...terms, madeAt: time, act: id };
  if (acceptedBy === undefined) return { ...title, offer: offered };
  demandAcceptedAhead(offered, title, facts, acceptedBy);
  if (offered.what !== 'title') demandKeys(title, to, '/args/acceptedBy');
  return pass(title, offered, facts);
}

const receives = ({ what, to }: Pick<Offer, 'what' | 'to'>): Partial<Control> => ({
  ...(what === 'holdership' ? {} : { beneficiary: to }),
  ...(what === 'title' ? {} : { holder: to }),
});

/**
 * Refuses what the recipient has not accepted ahead in its registry entry. The act names the acceptance, so that it is
 * never a matter of order whether an offer has passed.
 */
function demandAcceptedAhead(offer: Offer, title: Title, { parties }: Facts, acceptedBy: Digest): void {
  demandAssented(offer, title);
  const { by, to, what } = offer;
  const accepts = parties.get(to)?.accepts ?? [];
  demand(
    accepts.some((one) => one.act === acceptedBy && isAcceptedAhead(one, what, by)),
    'NOT_ACCEPTED_AHEAD',
    `${to} does not accept ${what} from ${by} by that act; without it this is offered, and passes when accepted`,
    '/args/acceptedBy',
  );
}

/** Refuses an offer of title that the holder has neither assented to nor is offered itself. */
function demandAssented({ assented, to }: Offer, title: Title): void {
  const { holder } = controlOf(title);
  demand(assented || to === holder, 'ASSENT_MISSING', `the holder ${holder} has not assented yet`);
}

/** What is offered passes. */
function pass(title: Title, { what, endorsement, to, by, presentation, crosses }: Offer, facts: Facts): Title {
  const { offer: _taken, ...passed } = passTo(title, receives({ what, to }), facts);
  const rest = crosses ? enter(passed, crosses.into, facts) : passed;
  const endorsed = endorsement ? { ...rest, ...endorsedBy(rest, endorsement) } : rest;
  if (presentation) {
    const received = { ...presentation, from: by, bank: to, receivedAt: facts.time };
    return { ...endorsed, presentations: [...endorsed.presentations, received] };
  }
  return what === 'title' ? endorsed : { ...endorsed, presentations: [] };
}

/** What an endorsement makes of a bill. */
export function endorsedBy(title: Title, endorsement: Endorsement): Pick<Title, 'form' | 'endorsable'> {
  if (title.form === 'straight') return { form: 'straight', endorsable: 'no' };
  return {
    form: endorsement === 'blank' ? 'bearer' : 'order',
    endorsable: endorsement === 'named' ? 'no' : 'to-anyone',
  };
}

/** Refuses an endorsement that the bill does not allow. */
export function demandEndorsable({ endorsable, form, consignee }: Title, to: Handle, endorsement: Endorsement): void {
  demand(
    endorsable !== 'no',
    'NOT_ENDORSABLE',
    'the bill was made out or endorsed to this party only; it may be surrendered',
    '/args/what',
  );
  demand(
    endorsable === 'to-anyone' || to === consignee,
    'NOT_THE_CONSIGNEE',
    `title passes to the consignee ${consignee} first`,
    '/args/to',
  );
  demand(
    form !== 'straight' || endorsement === 'named',
    'ENDORSEMENT_DOES_NOT_FIT',
    'a straight bill is endorsed to the named consignee only',
    '/args/endorsement',
  );
}

/** The offer that is open, to the party that an act names. */
function openOffer(title: Title, found: Found): Offer {
  const { offer: open } = title;
  demand(
    open !== undefined,
    found?.offer ? 'OFFER_LAPSED' : 'NO_OFFER',
    found?.offer ? `this offer lapsed at ${found.offer.lapsesAt}` : 'an offer that is open is accepted',
  );
  return open;
}

/** The holder lets the beneficiary pass title on to the party offered it. */
export const assent = move(
  'title.assent',
  AssentArgs,
  (found: Found, { args }, facts): Title => {
    const title = movable(found, facts);
    const open = openOffer(title, found);
    byHolder(title, facts);
    mayDischarge(facts.actor);
    demand(
      args.to === open.to && !open.assented,
      'NOTHING_TO_ASSENT_TO',
      `${open.what} is offered to ${open.to}`,
      '/args/to',
    );
    const assented = { ...open, assented: true };
    if (args.acceptedBy === undefined) return { ...title, offer: assented };
    demandAcceptedAhead(assented, title, facts, args.acceptedBy);
    return pass(title, assented, facts);
  },
  { needs: ({ args }) => [args.to], mandatable: true, heritable: true },
);

/** The party that is offered something takes it. */
export const accept = move(
  'title.accept',
  TakeArgs,
  (found: Found, { args }, facts): Title => {
    const title = movable(found, facts, found?.offer?.crosses?.into === 'in-force' ? 'elsewhere' : 'in-force');
    const open = openOffer(title, found);
    byRecipient(open, facts);
    demandActive(facts.actor);
    demandAssented(open, title);
    if (open.what !== 'title' && args.keys === undefined) demandKeys(title, open.to, '/args/keys');
    return pass(title, open, facts);
  },
  { mandatable: true, heritable: true },
);

/** The party that is offered something does not want it; nor does a shipper a bill that it has done nothing with. */
export const decline = move(
  'title.decline',
  DeclineArgs,
  (found: Found, { args }, facts): Title => {
    const title = standing(found, facts);
    if (isUntouched(title) && facts.principal === controlOf(title).holder) {
      demandUnfrozen(title);
      mayDischarge(facts.actor);
      return enter(title, 'declined', facts, args.reason);
    }
    byRecipient(openOffer(title, found), facts);
    return without(title, facts);
  },
  { mandatable: true, heritable: true },
);

/** Who has offered something takes the offer back. */
export const withdraw = move(
  'title.withdraw',
  NoArgs,
  (found: Found, _act: Act, facts): Title => {
    const title = standing(found, facts);
    demand(
      facts.principal === openOffer(title, found).by,
      'NOT_THE_OFFEROR',
      'who has made the offer may do this',
      '/actor',
    );
    return without(title, facts);
  },
  { mandatable: true, heritable: true },
);

/** Whether nothing has become of a bill since its issue. */
const isUntouched = (title: Title): boolean =>
  title.control.length === 1 && title.status.length === 1 && title.offer === undefined && title.replaces === undefined;

function byRecipient({ to }: Offer, { principal }: Facts): void {
  demand(principal === to, 'NOT_THE_RECIPIENT', 'the party that something is offered to may do this', '/actor');
}

function without({ offer: _gone, ...title }: Title, { actor }: Facts): Title {
  mayDischarge(actor);
  return title;
}
