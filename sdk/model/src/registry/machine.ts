import type { Act } from '../act.js';
import { Handle, Member, sponsorOf } from '../identifiers.js';
import { follow } from '../interval.js';
import { thumbprintOf } from '../key.js';
import { beginning, move, type Domain, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import {
  AmendArgs,
  ConsentArgs,
  FoundArgs,
  FreezeArgs,
  ReasonArgs,
  RegisterArgs,
  hasConsented,
  hasPrivateIdentity,
  type MemberRecord,
  type Participant,
} from './record.js';
import { demandAtHome, publicClaim } from './claim.js';
import { setAcceptance } from './acceptance.js';
import { setEncryptionKey } from './encryption-key.js';
import { addKey, object, rekey, retireKey, setSigning } from './keys.js';
import { demandSameName, rename } from './naming.js';
import { demandChecked, open } from './open.js';
import { publishPage } from './page.js';
import { publishRoots } from './roots.js';
import { acceptSuccession, callOffSuccession, succeed } from './succession.js';
import {
  byOfficer,
  demandActive,
  mayDischarge,
  type Entitlement,
  type ParticipantState,
  type Standing,
} from './standing.js';

/** The act that founds a member's namespace: it makes the member's record and its first registrars at once. */
export const FOUND = 'member.found';

/** The registrars that a member begins with sign its founding together. */
const founding = {
  several: true,
  cosigners: ({ args }: Act<FoundArgs>) => args.registrars.map(({ handle }) => handle),
};

const foundMember = beginning(
  FOUND,
  FoundArgs,
  (act, { time }): MemberRecord => {
    demandWhole(act);
    const { args } = act;
    return {
      schema: 'member/1',
      member: args.member,
      name: args.name,
      network: args.network,
      timeZone: args.timeZone,
      founded: time,
      registrars: args.registrars.map(({ handle }) => handle),
    };
  },
  founding,
);

const foundRegistrar = beginning(
  FOUND,
  FoundArgs,
  (act, facts): Participant => {
    demandWhole(act);
    const { args } = act;
    const registrar = args.registrars.find(({ handle }) => handle === facts.reference.id)!;
    return {
      ...newParticipant(facts, args.timeZone, { roles: ['registrar'] }),
      office: registrar.office,
      claims: [],
      keys: { [thumbprintOf(registrar.jwk)]: { jwk: registrar.jwk, from: facts.time, act: facts.id } },
    };
  },
  founding,
);

/**
 * Refuses a founding act on anything but the member's record and those of all its registrars: without the member's own
 * record among them, it would make registrars of a member that is founded already.
 */
function demandWhole({ args, records }: Act<FoundArgs>): void {
  const [member, ...registrars] = records;
  demand(
    member!.kind === 'member' && member!.id === args.member && member!.member === args.member,
    'WRONG_RECORD',
    `a founding act acts on member/${args.member} first`,
    '/records/0',
  );
  const handles = new Set(args.registrars.map(({ handle }) => handle));
  demand(
    handles.size === args.registrars.length &&
      registrars.length === handles.size &&
      registrars.every(({ kind, id }) => kind === 'participant' && handles.has(id)),
    'WRONG_RECORD',
    "a founding act acts on the member's record and on that of each registrar, each once",
    '/records',
  );
  const keys = new Set(args.registrars.map(({ jwk }) => thumbprintOf(jwk)));
  demand(keys.size === handles.size, 'NAMED_TWICE', 'each registrar has a key of its own', '/args/registrars');
}

const register = beginning(
  'participant.register',
  RegisterArgs,
  (act, facts): Participant => {
    const registrar = byOfficer(facts.actor, facts.reference.member, 'registrar');
    const { keys, roles, licence, insurance } = act.args;
    return {
      ...newParticipant(facts, registrar.timeZone, { roles, licence, insurance }),
      ...profileIn(act.args, facts.reference.member, registrar),
      private: act.private,
      keys: Object.fromEntries(
        keys.map((key) => [thumbprintOf(key.jwk), { ...key, from: notBefore(key.from, facts), act: facts.id }]),
      ),
    };
  },
  { hasPrivate: hasPrivateIdentity },
);

const amend = move(
  'participant.amend',
  AmendArgs,
  (participant: Participant | undefined, act, facts) => {
    const { status, ...rest } = open(participant);
    const registrar = byOfficer(facts.actor, rest.sponsor, 'registrar');
    demand(act.actor !== rest.handle, 'NOT_ONES_OWN', 'another registrar changes what a registrar may do', '/actor');
    demandSameName(rest.public, act.args.public);
    const { roles, licence, insurance } = act.args;
    return {
      ...rest,
      ...profileIn(act.args, rest.sponsor, registrar),
      private: act.private,
      status: {
        ...status,
        entitlements: [...status.entitlements, { roles, licence, insurance, from: facts.time, act: facts.id }],
      },
    };
  },
  { hasPrivate: hasPrivateIdentity },
);

const suspend = changeOfState('participant.suspend', ['active'], 'suspended');
const reinstate = changeOfState('participant.reinstate', ['suspended'], 'active');
const close = changeOfState('participant.close', ['active', 'suspended'], 'closed');

/** By an authority's order a party does nothing at all, not even what it owes, until it is released. */
const freeze = move('participant.freeze', FreezeArgs, (participant: Participant | undefined, { args, actor }, facts) =>
  enter(open(participant), actor, ['active', 'suspended'], 'frozen', args, facts),
);

/** The order is lifted: the party stands again as it did before. */
const release = move(
  'participant.release',
  FreezeArgs,
  (participant: Participant | undefined, { args, actor }, facts) => {
    const frozen = open(participant);
    const before = frozen.status.states.findLast(({ state }) => state !== 'frozen')!;
    return enter(frozen, actor, ['frozen'], before.state, args, facts);
  },
);

/** A party lets its sponsor show its identity to partners, or no longer; a registrar has it in writing. */
const consent = move(
  'participant.consent',
  ConsentArgs,
  (participant: Participant | undefined, { args, actor }, facts) => {
    const { consents, ...rest } = open(participant);
    const isOwn = actor === rest.handle;
    if (!isOwn) byOfficer(facts.actor, rest.sponsor, 'registrar');
    else if (args.given) demandActive(facts.actor);
    else mayDischarge(facts.actor);
    demand(
      isOwn || args.reference !== undefined,
      'MISSING_FIELD',
      'a registrar names the signed form that says so',
      '/args/reference',
    );
    demand(args.given !== hasConsented({ ...rest, consents }), 'WRONG_STATE', 'this is what the record says already');
    return { ...rest, consents: [...consents, { ...args, by: actor, from: facts.time, act: facts.id }] };
  },
);

export const MemberDomain: Domain<MemberRecord> = {
  kind: 'member',
  id: Member,
  sides: [],
  moves: [foundMember, publishRoots, publishPage],
};

export const ParticipantDomain: Domain<Participant> = {
  kind: 'participant',
  id: Handle,
  sides: ['status', 'keys'],
  claims: ({ claims, status }) => (status.states.at(-1)!.state === 'closed' ? [] : claims),
  moves: [
    foundRegistrar,
    register,
    amend,
    rename,
    suspend,
    reinstate,
    freeze,
    release,
    close,
    addKey,
    retireKey,
    rekey,
    object,
    setSigning,
    setAcceptance,
    setEncryptionKey,
    consent,
    succeed,
    acceptSuccession,
    callOffSuccession,
  ],
};

function changeOfState(type: string, from: readonly ParticipantState[], to: ParticipantState) {
  return move(type, ReasonArgs, (participant: Participant | undefined, { args, actor }, facts) =>
    enter(open(participant), actor, from, to, args, facts),
  );
}

/** A registrar brings a party into another state. */
function enter(
  { status, ...rest }: Participant,
  registrar: Handle,
  from: readonly ParticipantState[],
  to: ParticipantState,
  said: { reason?: string | undefined; order?: string | undefined },
  { actor, time, id }: Facts,
): Participant {
  byOfficer(actor, rest.sponsor, 'registrar');
  demand(registrar !== rest.handle, 'NOT_ONES_OWN', 'another registrar changes the state of a registrar', '/actor');
  const { state } = status.states.at(-1)!;
  demand(from.includes(state), 'WRONG_STATE', `the party is ${state}; ${from.join(' or ')} is accepted`);
  const states = follow(status.states, { state: to, from: time, recordedAt: time, act: id, ...said });
  return { ...rest, status: { ...status, states } };
}

/** What an act says of a party's profile, which is the same to a registration and to an amendment. */
function profileIn(
  { dueDiligence, office, public: identity, claims }: RegisterArgs | AmendArgs,
  sponsor: string,
  registrar: Standing,
) {
  if (identity) demandAtHome(identity.identifiers, sponsor, '/args/public/identifiers');
  demandChecked(dueDiligence, registrar);
  return { dueDiligence, office, public: identity, claims: identity?.identifiers.map(publicClaim) ?? claims ?? [] };
}

function newParticipant(facts: Facts, timeZone: string, entitlement: Entitlement) {
  const { reference, time, id } = facts;
  demand(
    sponsorOf(reference.id) === reference.member,
    'WRONG_NAMESPACE',
    `a handle of ${reference.member} begins with ${reference.member.toLowerCase()}-`,
    '/records',
  );
  return {
    schema: 'participant/1' as const,
    handle: reference.id,
    sponsor: reference.member,
    consents: [],
    status: {
      handle: reference.id,
      timeZone,
      states: [{ state: 'active' as const, from: time, recordedAt: time, act: id }],
      entitlements: [{ ...entitlement, from: time, act: id }],
    },
  };
}

const notBefore = (from: string | undefined, { time }: Facts): string =>
  from !== undefined && from > time ? from : time;
