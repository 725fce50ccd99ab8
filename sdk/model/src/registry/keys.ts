import { move } from '../machine.js';
import { thumbprintOf } from '../key.js';
import { demand } from '../refusal.js';
import { HOUR, ORDER_DOUBT, later, type Instant } from '../time.js';
import { demandChecked, open } from './open.js';
import {
  AddKeyArgs,
  ObjectArgs,
  RekeyArgs,
  RetireKeyArgs,
  SetSigningArgs,
  type Participant,
  type RegisteredKey,
} from './record.js';
import { byOfficer, demandActive, mayDischarge } from './standing.js';

/** A key that somebody else than its holder brings waits this long, in everyone's sight, before it may sign. */
export const REKEY_TERM = 72 * HOUR;

/** Whether a key may sign at a moment; `evenLater`: or from a later one on. */
export function isUsable(key: RegisteredKey, at: Instant, evenLater = false): boolean {
  return (evenLater || key.from <= at) && (key.to === undefined || at < key.to);
}

/** Whether a registrar has brought a key that still waits its term, and nobody has objected. */
const isPending = (key: RegisteredKey, at: Instant): boolean =>
  key.replaces !== undefined && key.objectedBy === undefined && at < key.from;

type Found = Participant | undefined;
type Keys = Participant['keys'];

/** Refuses while a key that a registrar brought waits: one that may be stolen prepares nothing for after it. */
export function demandNoRekey(keys: Keys, at: Instant): void {
  demand(
    !Object.values(keys).some((key) => isPending(key, at)),
    'REKEY_PENDING',
    'a key that a registrar brought waits to replace others; object to it first, or do this when it signs',
  );
}

/**
 * A party adds a key by one it has. A registrar brings the first one only, and that waits the term: to one that has
 * keys it brings another by `participant.rekey`, which takes renewed due diligence and the party may object to. By
 * plain addition, who holds a registrar's key could act as anyone once a term had passed unnoticed.
 */
export const addKey = move('participant.addKey', AddKeyArgs, (participant: Found, { args, actor }, facts) => {
  const { keys, ...rest } = open(participant);
  const isOwn = actor === rest.handle;
  if (isOwn) {
    demandActive(facts.actor);
    demandNoRekey(keys, facts.time);
  } else {
    byOfficer(facts.actor, rest.sponsor, 'registrar');
    demand(
      Object.keys(keys).length === 0,
      'REKEY_REQUIRED',
      'this party has keys; it adds one by itself, or a registrar replaces them by participant.rekey',
    );
  }
  const earliest = isOwn ? facts.time : later(facts.time, REKEY_TERM);
  const from = args.from ?? earliest;
  demand(from >= earliest, 'REKEY_TERM', `this key may sign from ${earliest} on, at the earliest`, '/args/from');
  demand(args.to === undefined || from < args.to, 'ENDS_BEFORE_START', 'a key ends after it begins', '/args/to');
  const { jwk, to, acts } = args;
  return { ...rest, keys: withNew(keys, { jwk, from, to, acts, act: facts.id }, rest) };
});

export const retireKey = move('participant.retireKey', RetireKeyArgs, (participant: Found, { args, actor }, facts) => {
  const { keys, ...rest } = open(participant);
  if (actor === rest.handle) mayDischarge(facts.actor);
  else byOfficer(facts.actor, rest.sponsor, 'registrar');
  const key = keys[args.thumbprint];
  demand(
    key !== undefined && isUsable(key, facts.time, true),
    'KEY_UNKNOWN',
    'the thumbprint of a key that is not retired is accepted',
    '/args/thumbprint',
  );
  demand(
    !isPending(key, facts.time),
    'REKEY_PENDING',
    `this key waits until ${key.from} to replace others; participant.object voids it and leaves them in force`,
    '/args/thumbprint',
  );
  return { ...rest, keys: { ...keys, [args.thumbprint]: { ...key, to: facts.time, retiredBy: facts.id } } };
});

/** After a lost or stolen key a registrar brings a new one, for which the party was checked anew. */
export const rekey = move('participant.rekey', RekeyArgs, (participant: Found, { args, actor }, facts) => {
  const { keys, ...rest } = open(participant);
  const registrar = byOfficer(facts.actor, rest.sponsor, 'registrar');
  demand(actor !== rest.handle, 'NOT_ONES_OWN', 'another registrar replaces the keys of a registrar', '/actor');
  const { jwk, acts, replaces, dueDiligence } = args;
  demandChecked(dueDiligence, registrar);
  const from = later(facts.time, REKEY_TERM);
  const after = { ...keys };
  for (const [index, thumbprint] of replaces.entries()) {
    const key = keys[thumbprint];
    const path = `/args/replaces/${index}`;
    demand(
      key !== undefined && isUsable(key, facts.time, true),
      'KEY_UNKNOWN',
      'the thumbprint of a key that is not retired is accepted',
      path,
    );
    demand(
      key.replaced === undefined,
      'REKEY_PENDING',
      'another key replaces this one already; participant.object voids that one',
      path,
    );
    const to = key.to !== undefined && key.to < from ? key.to : from;
    after[thumbprint] = { ...key, to, replaced: { by: facts.id, to: key.to } };
  }
  return { ...rest, dueDiligence, keys: withNew(after, { jwk, from, acts, act: facts.id, replaces }, rest) };
});

/**
 * Within the term the party, by a key in force, voids the new key, or a registrar calls it off; the old ones stay. A
 * freeze does not bar it: it moves nothing, and who may not object could be frozen for as long as a rekey takes.
 */
export const object = move('participant.object', ObjectArgs, (participant: Found, { args, actor }, facts) => {
  const { keys, ...rest } = open(participant);
  if (actor !== rest.handle) byOfficer(facts.actor, rest.sponsor, 'registrar');
  const key = keys[args.thumbprint];
  demand(
    key?.replaces !== undefined && key.objectedBy === undefined,
    'KEY_UNKNOWN',
    'the thumbprint of a key that was brought by participant.rekey is accepted',
    '/args/thumbprint',
  );
  // So long before that no reader doubts which came first, the objection or what the new key signed.
  const last = later(key.from, -ORDER_DOUBT);
  demand(
    facts.time < last,
    'REKEY_TERM',
    `this key signs from ${key.from} on; an objection before ${last} is accepted`,
    '/args/thumbprint',
  );
  const after: Keys = {};
  for (const [thumbprint, { replaced, ...old }] of Object.entries(keys)) {
    after[thumbprint] =
      replaced?.by === key.act && old.retiredBy === undefined
        ? { ...old, to: replaced.to }
        : { ...old, ...(replaced && { replaced }) };
  }
  // Ended a whole term before it begins, it signs nothing, whatever a reader doubts about the order of acts.
  after[args.thumbprint] = { ...key, to: later(key.from, -REKEY_TERM), objectedBy: facts.id };
  return { ...rest, keys: after };
});

/** With these, one signatory alone could undo what takes two: by a key, by a rule, or by an agent, who signs alone. */
const ALWAYS_TOGETHER = ['mandate.give', 'participant.addKey', 'participant.setSigning'];

/**
 * A firm sets which acts two of its signatories sign together; adding keys, giving mandates and changing this are among them by
 * themselves, once any is. A registrar sets it with due diligence.
 */
export const setSigning = move(
  'participant.setSigning',
  SetSigningArgs,
  (participant: Found, { args, actor }, facts) => {
    const { status, ...rest } = open(participant);
    if (actor === rest.handle) demandActive(facts.actor);
    else {
      const registrar = byOfficer(facts.actor, rest.sponsor, 'registrar');
      demand(
        args.dueDiligence !== undefined,
        'MISSING_FIELD',
        'a registrar names the check of the firm by which it does this',
        '/args/dueDiligence',
      );
      demandChecked(args.dueDiligence, registrar);
    }
    const inForce = Object.values(rest.keys).filter((key) => isUsable(key, facts.time));
    demand(
      args.together.length === 0 || inForce.length >= 2,
      'SIGNATURES_TOO_FEW',
      'a firm with two keys in force sets what they sign together',
      '/args/together',
    );
    const together =
      args.together.length === 0 ? [] : [...new Set([...args.together, ...ALWAYS_TOGETHER])].sort(byCodePoint);
    const signing = [...(status.signing ?? []), { together, from: facts.time, act: facts.id }];
    return { ...rest, status: { ...status, signing } };
  },
);

const byCodePoint = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

function withNew(keys: Keys, key: RegisteredKey, { encryptionKeys }: Pick<Participant, 'encryptionKeys'>): Keys {
  const thumbprint = thumbprintOf(key.jwk);
  demand(
    !(encryptionKeys ?? []).some(({ jwk }) => thumbprintOf(jwk) === thumbprint),
    'KEY_ENCRYPTS',
    'a key by which the party is written to does nothing else; another one is accepted for signing',
    '/args/jwk',
  );
  demand(
    !(thumbprint in keys),
    'KEY_EXISTS',
    'this key is or was registered already; a new key is accepted',
    '/args/jwk',
  );
  return { ...keys, [thumbprint]: key };
}
