import {
  FOUND,
  Refusal,
  addressOfParty,
  canonical,
  changesIn,
  checkAct,
  citationsOf,
  decide,
  demand,
  demandSigners,
  demandTimely,
  demandUsable,
  foundingKeys,
  keyOf,
  later,
  parseSignedAct,
  partiesTo,
  placeOf,
  standingAt,
  type Handle,
  type Instant,
  type KeyRing,
  type ParticipantStatus,
  type Receipt,
  type RecordReference,
  type RegisteredKey,
  type SignedAct,
  type Standing,
} from '@fairway/model';
import { CLOCK, STALE_CLOCK, lastTick } from './clock.js';
import type { LedgerContext } from './context.js';
import { signatureHolds } from './signature.js';
import { actAt, fetchAhead, getSide, load, save, type Kept } from './store.js';

/**
 * Does a signed act: whose key, may it, load, move, store. All contracts do their acts through here.
 *
 * Answers with the receipt, in canonical JSON; the same act sent again is answered with the same receipt.
 */
export async function perform(ctx: LedgerContext, type: string, text: string): Promise<string> {
  const signed = parseSignedAct(text);
  const { act, id } = signed;
  demand(act.type === type, 'WRONG_TRANSACTION', `this transaction takes acts of type ${type}`, '/type');
  checkAct(act);
  demand(
    act.records[0]!.member === ctx.member,
    'WRONG_NAMESPACE',
    `records of ${ctx.member} are kept here`,
    '/records/0/member',
  );
  ctx.demandOwnNamespace();
  await fetchFor(ctx, signed);
  const keys = await verify(ctx, signed);

  const before: (Kept | undefined)[] = [];
  for (const reference of act.records) {
    const kept = await load(ctx, reference);
    const done = await repeated(ctx, reference, kept, signed);
    if (done) return canonical(done);
    before.push(kept);
  }

  const cited = await citedNow(ctx, signed);
  const records = new Map([...cited].map(([place, { record }]) => [place, record]));
  const statuses = await statusesOf(ctx, partiesTo(signed, records));
  const time = await timeOf(ctx, momentsIn([...before, ...cited.values()], [...statuses.values()], keys));
  demandTimely(act, time);
  keys.forEach((key) => demandUsable(key, time));
  const parties = new Map<Handle, Standing>();
  const stood: Record<Handle, number> = {};
  for (const [handle, status] of statuses) {
    const standing = standingAt(status, time);
    if (standing) parties.set(handle, { ...standing, handle });
    stood[handle] = changesIn(status);
  }
  const entry = { signed: text, recordedAt: time, transactionId: ctx.stub.getTxID(), stood };
  const after = new Map<string, Kept>();
  for (const [index, reference] of act.records.entries()) {
    const record = decide(signed, reference, before[index]?.record, { time, cited: records, parties });
    after.set(placeOf(reference), { record, head: { sequence: reference.sequence, act: id, recordedAt: time } });
  }
  for (const [index, reference] of act.records.entries()) await save(ctx, reference, before[index], after, entry);
  return canonical({ act: id, recordedAt: time, transactionId: entry.transactionId } satisfies Receipt);
}

/** Fetches in one round trip what an act is sure to read: its records, what it relies on, and the clock. */
function fetchFor(ctx: LedgerContext, signed: SignedAct): Promise<void> {
  const sides = [
    ...signed.signatures.map(({ handle }) => ({ ...addressOfParty(handle), side: 'keys' })),
    // Of an act under a mandate, the principal is known only when the mandate has been read.
    ...partiesTo(signed, new Map()).map((handle) => ({ ...addressOfParty(handle), side: 'status' })),
  ];
  return fetchAhead(ctx, [...signed.act.records, ...citationsOf(signed)], sides, CLOCK);
}

/** Checks every signature and answers with the keys that made them. */
async function verify(ctx: LedgerContext, signed: SignedAct): Promise<RegisteredKey[]> {
  const { act, signatures } = signed;
  demandSigners(signed);
  if (act.type === FOUND) ctx.demandOwnService();
  const ring =
    act.type === FOUND
      ? foundingKeys(act, '')
      : await registeredKeys(
          ctx,
          signatures.map(({ handle }) => handle),
        );
  return signatures.map((signature, index) => {
    const key = keyOf(signature, ring, act);
    demand(
      signatureHolds(key.jwk, signature.signed, signature.signature),
      'SIGNATURE_INVALID',
      `this is not a signature of ${signature.handle} over this act`,
      `/signatures/${index}/signature`,
    );
    return key;
  });
}

async function registeredKeys(ctx: LedgerContext, handles: readonly Handle[]): Promise<KeyRing> {
  const rings = new Map<Handle, Record<string, RegisteredKey> | undefined>();
  for (const handle of handles) rings.set(handle, await getSide(ctx, addressOfParty(handle), 'keys'));
  return (handle) => rings.get(handle);
}

/** The receipt of this very act where it was done before; refuses another one in its place or out of turn. */
async function repeated(
  ctx: LedgerContext,
  reference: RecordReference,
  kept: Kept | undefined,
  signed: SignedAct,
): Promise<Receipt | undefined> {
  const next = (kept?.head.sequence ?? 0) + 1;
  if (reference.sequence < next) {
    const entry = await actAt(ctx, reference, reference.sequence);
    if (entry && parseSignedAct(entry.signed).id === signed.id) {
      return { act: signed.id, recordedAt: entry.recordedAt, transactionId: entry.transactionId };
    }
    if (reference.sequence === 1) {
      throw new Refusal('RECORD_EXISTS', `${placeOf(reference)} exists already`, '/records/0/id');
    }
  }
  demand(
    reference.sequence === next,
    'ACT_OUT_OF_SEQUENCE',
    `the next act on this record is number ${next}`,
    '/records/0/sequence',
  );
  demand(
    reference.previous === kept?.head.act,
    'ACT_CHAIN_BROKEN',
    `the act before this one is ${kept?.head.act}`,
    '/records/0/previous',
  );
  return undefined;
}

/**
 * When the act is recorded: the transaction's time, and never before the last tick or anything that the act reads. The
 * time is the client's claim, within five minutes of the peers' clocks; without this a party suspended, or a key retired,
 * could act on for as long by claiming a moment before it.
 */
async function timeOf(ctx: LedgerContext, known: readonly Instant[]): Promise<Instant> {
  const clock = await lastTick(ctx);
  demand(
    clock !== undefined && ctx.time <= later(clock, STALE_CLOCK),
    'CLOCK_STALE',
    `the clock of ${ctx.member} was last set at ${clock ?? 'no time'}; acts are accepted within 12 minutes of a tick`,
  );
  const time = [clock, ...known].reduce((last, moment) => (moment > last ? moment : last), ctx.time);
  // As far apart as two honest claims may be, and no further: members that agree on it can date what they keep at will.
  demand(
    time <= later(ctx.time, STALE_CLOCK),
    'AHEAD_OF_TIME',
    `this act relies on something that was recorded at ${time}, which is yet to come`,
  );
  return time;
}

/** The records that an act relies on; refuses those that stand elsewhere by now. */
async function citedNow(ctx: LedgerContext, signed: SignedAct): Promise<Map<string, Kept>> {
  const cited = new Map<string, Kept>();
  for (const citation of citationsOf(signed)) {
    const kept = await load(ctx, citation);
    demand(
      kept?.head.sequence === citation.sequence && kept.head.act === citation.act,
      'CITATION_OUTDATED',
      kept
        ? `${placeOf(citation)} stands at act ${kept.head.sequence}, ${kept.head.act}; cite it there`
        : `there is no ${placeOf(citation)} that could be cited`,
      '/cites',
    );
    cited.set(placeOf(citation), kept);
  }
  return cited;
}

/** What stands of the parties whose standing decides, each under the name that it was asked for by. */
async function statusesOf(ctx: LedgerContext, parties: readonly Handle[]): Promise<Map<Handle, ParticipantStatus>> {
  const statuses = new Map<Handle, ParticipantStatus>();
  for (const handle of parties) {
    const status = await getSide<ParticipantStatus>(ctx, addressOfParty(handle), 'status');
    if (status) statuses.set(handle, status);
  }
  return statuses;
}

/** When what an act reads was recorded. */
const momentsIn = (
  before: readonly (Kept | undefined)[],
  statuses: readonly ParticipantStatus[],
  keys: readonly RegisteredKey[],
): Instant[] => [
  ...before.flatMap((kept) => kept?.head.recordedAt ?? []),
  ...statuses.flatMap(({ states, entitlements, signing = [], successions = [], succeeds = [], acceptance = [] }) => [
    states.at(-1)!.recordedAt,
    ...successions.map(({ recordedAt, calledOff }) => calledOff ?? recordedAt),
    ...[entitlements, signing, succeeds, acceptance].flatMap((versions) => versions.slice(-1).map(({ from }) => from)),
  ]),
  ...keys.flatMap(({ retiredBy, to }) => (retiredBy === undefined ? [] : to!)),
];
