import {
  DAY,
  FOUND,
  MINUTE,
  Refusal,
  canonical,
  checkAct,
  demand,
  demandSigners,
  demandUsable,
  foundingKeys,
  keyOf,
  later,
  moveOf,
  parseSignedAct,
  standingAt,
  type Act,
  type Facts,
  type Handle,
  type Instant,
  type KeyRing,
  type ParticipantStatus,
  type Receipt,
  type RecordAddress,
  type RecordReference,
  type RegisteredKey,
  type SignedAct,
  type Standing,
} from '@fairway/model';
import type { LedgerContext } from './context.js';
import { signatureHolds } from './signature.js';
import { actAt, get, getSide, load, save, type Kept } from './store.js';

/** A namespace whose ticker is silent for longer takes no acts. */
const STALE_CLOCK = 12 * MINUTE;

/** An act is signed for at most this long. */
const LONGEST_VALIDITY = 7 * DAY;

/** The key of a namespace's clock: every act reads it, so every act endorsed before a tick dies with the tick. */
export const CLOCK = 'clock';

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
  const keys = await verify(ctx, signed);

  const before: (Kept | undefined)[] = [];
  for (const reference of act.records) {
    const kept = await load(ctx, reference);
    const done = await repeated(ctx, reference, kept, signed);
    if (done) return canonical(done);
    before.push(kept);
  }

  const time = await timeOf(ctx, act, before);
  keys.forEach((key) => demandUsable(key, time));
  const parties = await standings(ctx, act, time);
  const entry = { signed: text, recordedAt: time, transactionId: ctx.stub.getTxID() };
  for (const [index, reference] of act.records.entries()) {
    const facts: Facts = { reference, time, id, actor: parties.get(act.actor), parties };
    const record = moveOf(reference.kind, act.type).apply(before[index]?.record, act as never, facts);
    await save(
      ctx,
      reference,
      before[index],
      { record, head: { sequence: reference.sequence, act: id, recordedAt: time } },
      entry,
    );
  }
  return canonical({ act: id, recordedAt: time, transactionId: entry.transactionId } satisfies Receipt);
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
    const key = keyOf(signature, ring);
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
  for (const handle of handles) rings.set(handle, await getSide(ctx, participant(ctx, handle), 'keys'));
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
      throw new Refusal(
        'RECORD_EXISTS',
        `${reference.member}/${reference.kind}/${reference.id} exists already`,
        '/records/0/id',
      );
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

/** When the act is recorded: the transaction's time, and never before what it follows. */
async function timeOf(ctx: LedgerContext, act: Act, before: readonly (Kept | undefined)[]): Promise<Instant> {
  const clock = await get<{ time: Instant }>(ctx, CLOCK);
  demand(
    clock !== undefined && ctx.time <= later(clock.time, STALE_CLOCK),
    'CLOCK_STALE',
    `the clock of ${ctx.member} was last set at ${clock?.time ?? 'no time'}; acts are accepted within 12 minutes of a tick`,
  );
  demand(ctx.time <= act.notAfter, 'ACT_EXPIRED', `this act was good until ${act.notAfter}; sign it anew`, '/notAfter');
  demand(
    act.notAfter <= later(ctx.time, LONGEST_VALIDITY),
    'NOT_AFTER_TOO_FAR',
    'an act is signed for at most seven days',
    '/notAfter',
  );
  return before.reduce((time, kept) => (kept && kept.head.recordedAt > time ? kept.head.recordedAt : time), ctx.time);
}

/** The actor and the parties the moves need, as they stand at that time. */
async function standings(ctx: LedgerContext, act: Act, time: Instant): Promise<Map<Handle, Standing>> {
  const needed = new Set([act.actor, ...act.records.flatMap(({ kind }) => moveOf(kind, act.type).needs(act as never))]);
  const parties = new Map<Handle, Standing>();
  for (const handle of needed) {
    const status = await getSide<ParticipantStatus>(ctx, participant(ctx, handle), 'status');
    const standing = status && standingAt(status, time);
    if (standing) parties.set(handle, standing);
  }
  return parties;
}

const participant = (ctx: LedgerContext, id: Handle): RecordAddress => ({
  member: ctx.member,
  kind: 'participant',
  id,
});
