import type { Digest } from '../digest.js';
import { sponsorOf, type Handle } from '../identifiers.js';
import { stateAt, versionAt, type Interval, type Version } from '../interval.js';
import { demand } from '../refusal.js';
import { dateAt, type CalendarDate, type Instant } from '../time.js';
import type { Offered } from '../title/offered.js';
import { NEEDS, isOffice, type Role } from './roles.js';

export type ParticipantState = 'active' | 'suspended' | 'frozen' | 'closed';

/** A deed by which all of a party passes to a successor, from a moment on. */
export interface SuccessionGiven {
  successor: Handle;
  deed: string;
  from: Instant;
  recordedAt: Instant;
  act: Digest;
  /** When it was called off, since the successor's sponsor had not accepted it. */
  calledOff?: Instant | undefined;
}

/** A licence or an insurance cover: its reference and the last day it is good for. */
export interface Cover {
  reference: string;
  validTo: CalendarDate;
}

/** What a party may be, as its sponsor has it. */
export interface Entitlement {
  roles: Role[];
  licence?: Cover | undefined;
  insurance?: Cover | undefined;
}

/** The part of a participant's record that decides whether it may act; kept under a key of its own. */
export interface ParticipantStatus {
  handle: Handle;
  /** The sponsor's time zone, in which its dates are meant. */
  timeZone: string;
  states: (Interval<ParticipantState> & { order?: string | undefined })[];
  entitlements: Version<Entitlement>[];
  /** The types of act that two of a firm's signatories sign together. */
  signing?: Version<{ together: string[] }>[] | undefined;
  /** What of titles it accepts ahead. */
  acceptance?: Version<{ accepts: StandingAcceptance[] }>[] | undefined;
  /** To whom everything passes, or has passed; the last one that was not called off counts. */
  successions?: SuccessionGiven[] | undefined;
  /** What has passed to it, by which deeds. */
  succeeds?: Version<{ predecessor: Handle; deed: string }>[] | undefined;
}

/** Which parts of a title a party accepts ahead, from whom; absent: from anyone. */
export interface StandingAcceptance {
  what: Offered[];
  from?: Handle[] | undefined;
}

/** Whether a party accepts that ahead from somebody. */
export const isAcceptedAhead = ({ what, from }: StandingAcceptance, offered: Offered, by: Handle): boolean =>
  what.includes(offered) && (from?.includes(by) ?? true);

/** A party as it stands at one moment. */
export interface Standing extends Entitlement {
  handle: Handle;
  timeZone: string;
  /** Of an active party whose all has passed to another one: `succeeded`. */
  state: ParticipantState | 'succeeded';
  /** The calendar date at the sponsor. */
  today: CalendarDate;
  /** The types of act that take two signatories. */
  together: string[];
  /** What of titles it accepts ahead, and by which act it said so. */
  accepts: (StandingAcceptance & { act: Digest })[];
  /** The deed by which everything passes to another one, in effect or not yet; one at most. */
  successions: SuccessionGiven[];
  /** Whom it has succeeded, as its sponsor has accepted. */
  succeeds: { predecessor: Handle; deed: string }[];
}

/** How a party stood at a moment, or undefined when it was not registered yet. */
export function standingAt(status: ParticipantStatus, at: Instant): Standing | undefined {
  const state = stateAt(status.states, at)?.state;
  const entitlement = versionAt(status.entitlements, at);
  if (!state || !entitlement) return undefined;
  const { roles, licence, insurance } = entitlement;
  const successions = (status.successions ?? []).filter(
    ({ recordedAt, calledOff }) => recordedAt <= at && (calledOff === undefined || at < calledOff),
  );
  const isSucceeded = successions.some(({ from }) => from <= at);
  return {
    handle: status.handle,
    timeZone: status.timeZone,
    state: state === 'active' && isSucceeded ? 'succeeded' : state,
    today: dateAt(at, status.timeZone),
    roles,
    licence,
    insurance,
    together: versionAt(status.signing ?? [], at)?.together ?? [],
    accepts: acceptedAt(status, at),
    successions,
    succeeds: status.succeeds?.filter(({ from }) => from <= at) ?? [],
  };
}

function acceptedAt({ acceptance = [] }: ParticipantStatus, at: Instant): Standing['accepts'] {
  const { accepts = [], act = '' } = versionAt(acceptance, at) ?? {};
  return accepts.map((one) => ({ ...one, act }));
}

/**
 * How often a party's status has changed. A contract keeps it with the acts that it decides, so that a reader judges by
 * the same status, whatever the times of acts say about their order.
 */
export const changesIn = ({
  states,
  entitlements,
  signing = [],
  acceptance = [],
  successions = [],
  succeeds = [],
}: ParticipantStatus): number =>
  [states, entitlements, signing, acceptance, succeeds, successions, successions.filter(({ calledOff }) => calledOff)]
    .map(({ length }) => length)
    .reduce((sum, length) => sum + length);

const isCovered = (standing: Standing, role: Role): boolean =>
  (NEEDS[role] ?? []).every((cover) => (standing[cover]?.validTo ?? '') >= standing.today);

/**
 * Suspension and lapse bar new undertakings (`mayUndertake`), never the discharge of old ones: who is suspended, was
 * succeeded or has lost a cover may still decline, return, withdraw, answer. Only a freeze by order stops that, too.
 *
 * Throws `PARTY_FROZEN`.
 */
export function mayDischarge(standing: Standing | undefined): void {
  demand(
    standing?.state !== 'frozen',
    'PARTY_FROZEN',
    `${standing?.handle} is frozen by order and does nothing; after its release this is accepted`,
    '/actor',
  );
}

/** Refuses a party that is not active, whatever its roles are. */
export function demandActive(standing: Standing | undefined, path = '/actor'): void {
  demand(
    standing?.state === 'active',
    'PARTY_NOT_ACTIVE',
    `${standing?.handle ?? 'the party'} is ${standing?.state ?? 'not registered'}; an active party is accepted`,
    path,
  );
}

/** Refuses a party that is not active, or whose role needs a licence or an insurance that has lapsed. */
export function mayUndertake(standing: Standing, role: Role, path?: string): void {
  demandActive(standing, path);
  demand(
    standing.roles.includes(role),
    'ROLE_REQUIRED',
    `${standing.handle} is no ${role}; a party with that role is accepted`,
    path,
  );
  demand(
    isCovered(standing, role),
    'COVER_LAPSED',
    `a ${role} needs ${(NEEDS[role] ?? []).join(' and ')} in force on ${standing.today}`,
    path,
  );
}

/** Refuses anyone but an active officer of `member` who holds `office`. Returns the officer's standing. */
export function byOfficer(actor: Standing | undefined, member: string, office: Role): Standing {
  demand(
    actor !== undefined && sponsorOf(actor.handle) === member,
    'ROLE_REQUIRED',
    `only an officer of ${member} who is ${office} may do this`,
    '/actor',
  );
  mayUndertake(actor, office, '/actor');
  return actor;
}

/** Whether a party is a business or an authority, and no officer. */
export const isBusiness = (standing: Standing): boolean => !standing.roles.some(isOffice);
