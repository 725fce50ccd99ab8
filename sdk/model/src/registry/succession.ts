import type { Handle } from '../identifiers.js';
import { demandAhead } from '../interval.js';
import { move } from '../machine.js';
import { demand } from '../refusal.js';
import type { Instant } from '../time.js';
import { open } from './open.js';
import { AcceptSuccessionArgs, CallOffSuccessionArgs, SucceedArgs, type Participant } from './record.js';
import {
  byOfficer,
  demandActive,
  standingAt,
  type ParticipantStatus,
  type Standing,
  type SuccessionGiven,
} from './standing.js';

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
    const { time } = facts;
    const before = given(status, time);
    demand(
      before === undefined || time < before.from,
      'WRONG_STATE',
      `everything has passed to ${before?.successor} already`,
    );
    const { successions = [] } = status;
    demand(
      !successions.some((one) => one.successor === successor && one.deed === deed),
      'NAMED_TWICE',
      'this deed was recorded before; another reference is accepted',
      '/args/deed',
    );
    demandAhead(from, time);
    const next = { successor, deed, from, recordedAt: time, act: facts.id };
    return { ...rest, status: { ...status, successions: [...calledOff(successions, before, time), next] } };
  },
);

/** A deed that the successor's sponsor has not accepted is called off: the party stands again as it did before. */
export const callOffSuccession = move(
  'participant.callOffSuccession',
  CallOffSuccessionArgs,
  (participant: Participant | undefined, { args }, facts) => {
    const { status, ...rest } = open(participant);
    byOfficer(facts.actor, rest.sponsor, 'registrar');
    const { time, parties } = facts;
    const deed = given(status, time);
    demand(
      deed !== undefined && deed.successor === args.successor && deed.deed === args.deed,
      'DEED_UNKNOWN',
      deed ? `the deed ${deed.deed} in favour of ${deed.successor} stands` : 'no deed stands that could be called off',
      '/args/deed',
    );
    demand(
      !hasAccepted(parties.get(args.successor), rest.handle, args.deed),
      'WRONG_STATE',
      'the deed was accepted; from then on everything has passed',
    );
    return { ...rest, status: { ...status, successions: calledOff(status.successions!, deed, time) } };
  },
  { needs: ({ args }) => [args.successor] },
);

/** The successor's sponsor accepts what passes to it by a deed that stands. */
export const acceptSuccession = move(
  'participant.acceptSuccession',
  AcceptSuccessionArgs,
  (participant: Participant | undefined, { args }, facts) => {
    const { status, ...rest } = open(participant);
    byOfficer(facts.actor, rest.sponsor, 'registrar');
    const { predecessor, deed } = args;
    const standing = standingAt(status, facts.time);
    demandActive(standing, '/records/0/id');
    demand(
      facts.parties.get(predecessor)?.successions.some((one) => one.successor === rest.handle && one.deed === deed) ??
        false,
      'DEED_UNKNOWN',
      `a deed by which everything passes from ${predecessor} to ${rest.handle}, recorded there, is accepted`,
      '/args/deed',
    );
    demand(!hasAccepted(standing, predecessor, deed), 'NAMED_TWICE', 'this deed was accepted already', '/args/deed');
    const succeeds = [...(status.succeeds ?? []), { predecessor, deed, from: facts.time, act: facts.id }];
    return { ...rest, status: { ...status, succeeds } };
  },
  { needs: ({ args }) => [args.predecessor] },
);

/**
 * Refuses who acts in another party's place without having succeeded it, deed by deed; and anyone in the place of a
 * party that is frozen by order.
 */
export function demandSuccessor(
  successor: Handle,
  places: readonly Handle[],
  parties: ReadonlyMap<Handle, Standing>,
  at: Instant,
): void {
  let next = parties.get(successor);
  for (const place of places) {
    const predecessor = parties.get(place);
    demand(
      predecessor?.state !== 'frozen',
      'PARTY_FROZEN',
      `${place} is frozen by order, and its successor does nothing in its place; after its release this is accepted`,
      '/successorTo',
    );
    demand(
      predecessor?.successions.some(
        ({ successor: to, deed, from }) => from <= at && to === next?.handle && hasAccepted(next, place, deed),
      ) ?? false,
      'NOT_THE_SUCCESSOR',
      `to act in the place of ${place}, everything has passed from it by a deed that both sponsors have recorded`,
      '/successorTo',
    );
    next = predecessor;
  }
}

const given = (status: ParticipantStatus, at: Instant): SuccessionGiven | undefined =>
  standingAt(status, at)?.successions[0];

const calledOff = (all: readonly SuccessionGiven[], which: SuccessionGiven | undefined, at: Instant) =>
  all.map((one) => (one.act === which?.act ? { ...one, calledOff: at } : one));

const hasAccepted = (successor: Standing | undefined, predecessor: Handle, deed: string): boolean =>
  successor?.succeeds.some((one) => one.predecessor === predecessor && one.deed === deed) ?? false;

/** Whether everything has passed from one party to another by a moment, by a deed that both sponsors have recorded. */
export function hasPassed(party: Participant, successor: Participant, at: Instant): boolean {
  const deed = given(party.status, at);
  return (
    deed !== undefined &&
    deed.successor === successor.handle &&
    deed.from <= at &&
    hasAccepted(standingAt(successor.status, at), party.handle, deed.deed)
  );
}
