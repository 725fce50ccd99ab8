import { RandomId, sponsorOf } from '../identifiers.js';
import { beginning, move, type Domain } from '../machine.js';
import { demand } from '../refusal.js';
import { byOfficer, isBusiness, mayDischarge, mayUndertake } from '../registry/standing.js';
import { DAY, later } from '../time.js';
import { EndMandateArgs, GiveMandateArgs, type Mandate } from './record.js';

/** The longest that a mandate is given for; a power that is forgotten ends by itself. */
const LONGEST = 5 * 366 * DAY;

const give = beginning(
  'mandate.give',
  GiveMandateArgs,
  ({ args, actor }, { actor: principal, parties, reference, time }): Mandate => {
    demand(
      principal !== undefined && sponsorOf(actor) === reference.member,
      'ROLE_REQUIRED',
      `a party that ${reference.member} sponsors gives mandates here`,
      '/actor',
    );
    mayUndertake(principal, args.capacity, '/args/capacity');
    const agent = parties.get(args.agent);
    demand(
      args.agent !== actor && agent?.state === 'active' && isBusiness(agent),
      'AGENT_UNKNOWN',
      'an active business other than the principal is accepted as agent',
      '/args/agent',
    );
    const from = args.from !== undefined && args.from > time ? args.from : time;
    demand(args.to > from, 'ENDS_BEFORE_START', `an end after ${from} is accepted`, '/args/to');
    demand(
      args.to <= later(from, LONGEST),
      'MANDATE_TOO_LONG',
      'a mandate is given for five years at most',
      '/args/to',
    );
    return { schema: 'mandate/1', principal: actor, ...args, from };
  },
  { needs: ({ args }) => [args.agent] },
);

/** The principal revokes it, the agent gives it up, or a registrar of the principal's sponsor ends it; for later acts only. */
const end = move(
  'mandate.end',
  EndMandateArgs,
  (mandate: Mandate | undefined, { args, actor }, facts) => {
    demand(mandate !== undefined, 'RECORD_UNKNOWN', 'no such mandate was given here', '/records/0/id');
    demand(mandate.ended === undefined, 'RECORD_CLOSED', 'this mandate was ended already');
    const isParty = facts.principal === mandate.principal || facts.principal === mandate.agent;
    if (isParty) mayDischarge(facts.actor);
    else byOfficer(facts.actor, facts.reference.member, 'registrar');
    return { ...mandate, ended: { at: facts.time, by: actor, reason: args.reason, act: facts.id } };
  },
  { heritable: true },
);

export const MandateDomain: Domain<Mandate> = {
  kind: 'mandate',
  id: RandomId,
  sides: [],
  moves: [give, end],
};
