import { Bytes32 } from '../key.js';
import { move, type Domain } from '../machine.js';
import { demand } from '../refusal.js';
import { mayDischarge, mayUndertake } from '../registry/standing.js';
import { MarkArgs, ReleasePledgeArgs, isPledged, type Pledge } from './record.js';

/** A bank marks something as financed; nobody else can until it is released, and nobody is told by whom. */
const mark = move(
  'pledge.mark',
  MarkArgs,
  (pledge: Pledge | undefined, { args }, { actor, principal, time, id }): Pledge => {
    demand(actor !== undefined, 'ROLE_REQUIRED', 'a bank marks what it finances', '/actor');
    mayUndertake(actor, 'bank', '/actor');
    demand(
      !isPledged(pledge),
      'ALREADY_PLEDGED',
      'this is financed already; what nobody has marked, or what was released, is accepted',
    );
    const pledges = [...(pledge?.pledges ?? []), { by: principal, terms: args.terms, from: time, act: id }];
    return { schema: 'pledge/1', pledges };
  },
  { begins: () => 'perhaps', mandatable: true },
);

/** The bank that marked it is paid, and lets it go. */
const release = move(
  'pledge.release',
  ReleasePledgeArgs,
  (pledge: Pledge | undefined, _act, { actor, principal, time }): Pledge => {
    const last = pledge?.pledges.at(-1);
    demand(
      last !== undefined && isPledged(pledge) && last.by === principal,
      'NOT_PLEDGED_BY_YOU',
      'what the actor itself has marked, and not released, is accepted',
      '/actor',
    );
    mayDischarge(actor);
    return { schema: 'pledge/1', pledges: [...pledge!.pledges.slice(0, -1), { ...last, releasedAt: time }] };
  },
  { mandatable: true, heritable: true },
);

/** What banks have financed, so that nothing is financed twice. */
export const PledgeDomain: Domain<Pledge> = { kind: 'pledge', id: Bytes32, sides: [], moves: [mark, release] };
