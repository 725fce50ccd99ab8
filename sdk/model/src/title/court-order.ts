import { move, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { byOfficer, mayDischarge } from '../registry/standing.js';
import { demandRecipient, isLive, orderOn, passTo, standing, stateOf, type Found } from './control.js';
import { OrderArgs, TransferByOrderArgs, type Title } from './record.js';

/** The officer of the issuer's member, and the issuer, who sign together; neither does this alone. */
const together = {
  needs: ({ args }: { args: { issuer: string } }) => [args.issuer],
  cosigners: ({ args }: { args: { issuer: string } }) => [args.issuer],
};

function ordered(found: Found, { issuer }: { issuer: string }, facts: Facts): Title {
  const title = standing(found, facts);
  byOfficer(facts.actor, facts.reference.member, 'registrar');
  demand(
    issuer === title.issuer,
    'NOT_THE_ISSUER',
    `the issuer ${title.issuer} signs with the officer`,
    '/args/issuer',
  );
  mayDischarge(facts.parties.get(issuer));
  demand(
    isLive(title),
    'TITLE_NOT_IN_FORCE',
    `the bill is ${stateOf(title)}; one in force is accepted`,
    '/records/0/id',
  );
  return title;
}

/** By an order nothing moves until it is lifted. */
export const freeze = move(
  'title.freeze',
  OrderArgs,
  (found: Found, { args }, facts): Title => {
    const title = ordered(found, args, facts);
    const frozen = orderOn(title);
    demand(frozen === undefined, 'WRONG_STATE', `the bill is frozen by ${frozen?.order} already`);
    const { orders = [] } = title;
    return { ...title, orders: [...orders, { order: args.order, from: facts.time, act: facts.id }] };
  },
  together,
);

/** The order is lifted. */
export const unfreeze = move(
  'title.unfreeze',
  OrderArgs,
  (found: Found, { args }, facts): Title => {
    const title = ordered(found, args, facts);
    const frozen = orderOn(title);
    demand(frozen !== undefined, 'WRONG_STATE', 'a bill that is frozen is accepted');
    return { ...title, orders: [...title.orders!.slice(0, -1), { ...frozen, to: facts.time }] };
  },
  together,
);

/** A court's order, or a succession, puts the bill into other hands; what was offered or presented is over. */
export const transferByOrder = move(
  'title.transferByOrder',
  TransferByOrderArgs,
  (found: Found, { args }, facts): Title => {
    const { offer: _offer, ...title } = ordered(found, args, facts);
    demand(stateOf(title) === 'in-force', 'TITLE_NOT_IN_FORCE', 'a bill in force is accepted', '/records/0/id');
    const { beneficiary, holder } = args;
    demandRecipient(beneficiary, facts, '/args/beneficiary');
    demandRecipient(holder, facts, '/args/holder');
    return passTo({ ...title, presentations: [] }, { beneficiary, holder }, facts);
  },
  { ...together, needs: ({ args }) => [args.issuer, args.beneficiary, args.holder] },
);
