import { demandAhead } from '../interval.js';
import { move } from '../machine.js';
import { demand } from '../refusal.js';
import type { Instant } from '../time.js';
import { open } from './open.js';
import { AcceptSuccessionArgs, SucceedArgs, type Participant } from './record.js';
import { byOfficer, demandActive, standingAt } from './standing.js';

/**
 * By a deed (a merger, an insolvency, an authority's or insurer's succession) everything passes from this party to
 * another one, once the sponsor of that one has accepted the same deed. From the moment it names, whoever was slow to
 * accept, this party undertakes nothing new; until then another deed may take its place.
 */
export const succeed = move(
  'participant.succeed',
  SucceedArgs,
  (participant: Participant | undefined, { args }, facts) => {
    const { status, ...rest } = open(participant);
    byOfficer(facts.actor, rest.sponsor, 'registrar');
    const { successor, deed, from = facts.time } = args;
    demand(successor !== rest.handle, 'NOT_ONES_OWN', 'another party is accepted as successor', '/args/successor');
    demand(
      status.succession === undefined || facts.time < status.succession.from,
      'WRONG_STATE',
      `everything has passed to ${status.succession?.successor} already`,
    );
    demandAhead(from, facts.time);
    const succession = { successor, deed, from, recordedAt: facts.time, act: facts.id };
    return { ...rest, status: { ...status, succession } };
  },
);

/** The successor's sponsor accepts what passes to it by a deed. */
export const acceptSuccession = move(
  'participant.acceptSuccession',
  AcceptSuccessionArgs,
  (participant: Participant | undefined, { args }, facts) => {
    const { succeeds = [], ...rest } = open(participant);
    byOfficer(facts.actor, rest.sponsor, 'registrar');
    const { predecessor, deed } = args;
    demand(
      predecessor !== rest.handle,
      'NOT_ONES_OWN',
      'another party is accepted as predecessor',
      '/args/predecessor',
    );
    demandActive(standingAt(rest.status, facts.time), '/records/0/id');
    demand(
      !succeeds.some((one) => one.predecessor === predecessor && one.deed === deed),
      'NAMED_TWICE',
      'this deed was accepted already',
      '/args/deed',
    );
    return { ...rest, succeeds: [...succeeds, { predecessor, deed, from: facts.time, act: facts.id }] };
  },
);

/** A succession that both sponsors have recorded. */
export interface Succession {
  predecessor: string;
  successor: string;
  deed: string;
  /** When it took effect: at the moment the deed names, or when it was accepted, if later. */
  from: Instant;
}

/** The succession of `b` to `a` at a moment; undefined where it is not both recorded, accepted and in effect. */
export function succession(a: Participant, b: Participant, at: Instant): Succession | undefined {
  const given = a.status.succession;
  if (given?.successor !== b.handle) return undefined;
  const taken = b.succeeds?.find(({ predecessor, deed }) => predecessor === a.handle && deed === given.deed);
  if (!taken) return undefined;
  const from = taken.from > given.from ? taken.from : given.from;
  return from <= at ? { predecessor: a.handle, successor: b.handle, deed: given.deed, from } : undefined;
}
