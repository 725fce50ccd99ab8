import { ActEntry, canonical, domainOf, type Head, type RecordAddress } from '@fairway/model';
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

/** A record and all its acts, oldest first, for readers to replay; both undefined and empty where there is none. */
export async function loadWithActs(
  ctx: LedgerContext,
  address: RecordAddress,
): Promise<Partial<Kept> & { acts: ActEntry[] }> {
  const kept = await load(ctx, address);
  const acts: ActEntry[] = [];
  for (let sequence = 1; kept && sequence <= kept.head.sequence; sequence++) {
    const entry = await actAt(ctx, address, sequence);
    if (entry) acts.push(entry);
  }
  return { ...kept, acts };
}

/** Records of a kind in key order, one page; `bookmark` is the one a page before gave, or empty. */
export async function page(
  ctx: LedgerContext,
  kind: string,
  pageSize: number,
  bookmark: string,
): Promise<{ records: object[]; bookmark: string }> {
  const start = bookmark === '' ? '' : Buffer.from(bookmark, 'base64url').toString();
  const { iterator, metadata } = await ctx.stub.getStateByPartialCompositeKeyWithPagination(kind, [], pageSize, start);
  const records: object[] = [];
  for (let row = await iterator.next(); !row.done; row = await iterator.next()) {
    const { head: _head, ...record } = JSON.parse(Buffer.from(row.value.value).toString()) as Stored;
    records.push(record);
  }
  await iterator.close();
  return { records, bookmark: Buffer.from(metadata.bookmark).toString('base64url') };
}
