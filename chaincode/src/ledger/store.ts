import { ActEntry, canonical, demand, domainOf, type Head, type RecordAddress } from '@fairway/model';
import type { LedgerContext } from './context.js';

/** The main part of a record as it is stored: its own properties, less the sides, and where its chain stands. */
type Stored = { head: Head } & Record<string, unknown>;

/** A record with its sides, and where its chain stands. */
export interface Kept {
  record: object;
  head: Head;
}

/** Reads a value kept as canonical JSON; undefined where there is none. */
export async function get<T>(ctx: LedgerContext, key: string): Promise<T | undefined> {
  const bytes = await ctx.stub.getState(key);
  return bytes.length === 0 ? undefined : (JSON.parse(Buffer.from(bytes).toString()) as T);
}

export async function put(ctx: LedgerContext, key: string, value: unknown): Promise<void> {
  await ctx.stub.putState(key, Buffer.from(canonical(value)));
}

const keyOfRecord = (ctx: LedgerContext, { kind, id }: RecordAddress): string =>
  ctx.stub.createCompositeKey(kind, [id]);

const keyOfSide = (ctx: LedgerContext, { kind, id }: RecordAddress, side: string): string =>
  ctx.stub.createCompositeKey(`${kind}.${side}`, [id]);

const keyOfAct = (ctx: LedgerContext, { kind, id }: RecordAddress, sequence: number): string =>
  ctx.stub.createCompositeKey('act', [kind, id, String(sequence).padStart(8, '0')]);

/** One side of a record alone, so that the reader does not meet changes of the rest. */
export const getSide = <T>(ctx: LedgerContext, address: RecordAddress, side: string): Promise<T | undefined> =>
  get(ctx, keyOfSide(ctx, address, side));

/** A record whole, or undefined. */
export async function load(ctx: LedgerContext, address: RecordAddress): Promise<Kept | undefined> {
  const stored = await get<Stored>(ctx, keyOfRecord(ctx, address));
  if (!stored) return undefined;
  const { head, ...record } = stored;
  for (const side of domainOf(address.kind).sides) record[side] = await getSide(ctx, address, side);
  return { record, head };
}

/** Writes a record's changed parts, and the act that changed them under its own key. */
export async function save(
  ctx: LedgerContext,
  address: RecordAddress,
  before: Kept | undefined,
  after: Kept,
  entry: ActEntry,
): Promise<void> {
  const main: Record<string, unknown> = { ...after.record, head: after.head };
  for (const side of domainOf(address.kind).sides) {
    const [was, is] = [(before?.record as Record<string, unknown> | undefined)?.[side], main[side]];
    if (was === undefined || canonical(was) !== canonical(is)) await put(ctx, keyOfSide(ctx, address, side), is);
    delete main[side];
  }
  await put(ctx, keyOfRecord(ctx, address), main);
  await put(ctx, keyOfAct(ctx, address, after.head.sequence), entry);
}

/** The act at a place in a record's chain, or undefined. */
export const actAt = (ctx: LedgerContext, address: RecordAddress, sequence: number): Promise<ActEntry | undefined> =>
  get(ctx, keyOfAct(ctx, address, sequence));

/** A record with the acts that made it, oldest first, for readers to replay. */
export type KeptWithActs = Kept & { acts: ActEntry[] };

/** Reads a record with its acts; no record and no acts where there is none. */
export async function loadWithActs(
  ctx: LedgerContext,
  address: RecordAddress,
): Promise<Partial<Kept> & { acts: ActEntry[] }> {
  const kept = await load(ctx, address);
  return kept ? { ...kept, acts: await actsOf(ctx, address, kept.head) } : { acts: [] };
}

async function actsOf(ctx: LedgerContext, address: RecordAddress, head: Head): Promise<ActEntry[]> {
  const acts: ActEntry[] = [];
  for (let sequence = 1; sequence <= head.sequence; sequence++) {
    const entry = await actAt(ctx, address, sequence);
    if (entry) acts.push(entry);
  }
  return acts;
}

/**
 * One page of a kind of record without sides, in key order, each with its acts; `bookmark` is what the page before
 * gave, or empty. `wanted` filters what the page reads.
 */
export async function page<R extends object>(
  ctx: LedgerContext,
  kind: string,
  size: number,
  bookmark: string,
  wanted: (record: R) => boolean,
): Promise<{ rows: KeptWithActs[]; bookmark: string }> {
  const start = bookmark === '' ? '' : Buffer.from(bookmark, 'base64url').toString();
  demand(
    start === '' || start.startsWith(ctx.stub.createCompositeKey(kind, [])),
    'NOT_ALLOWED',
    'the bookmark of the page before is accepted, or none',
    '/bookmark',
  );
  const { iterator, metadata } = await ctx.stub.getStateByPartialCompositeKeyWithPagination(kind, [], size, start);
  const rows: KeptWithActs[] = [];
  for (let row = await iterator.next(); !row.done; row = await iterator.next()) {
    const { head, ...record } = JSON.parse(Buffer.from(row.value.value).toString()) as Stored;
    const [id] = ctx.stub.splitCompositeKey(row.value.key).attributes;
    if (!wanted(record as R)) continue;
    rows.push({ record, head, acts: await actsOf(ctx, { member: ctx.member, kind, id: id! }, head) });
  }
  await iterator.close();
  return { rows, bookmark: Buffer.from(metadata.bookmark).toString('base64url') };
}
