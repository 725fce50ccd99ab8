import {
  Head,
  Refusal,
  canonical,
  check,
  demand,
  domainOf,
  namespaceOf,
  placeOf,
  type ActEntry,
  type RecordAddress,
} from '@fairway/model';
import type { LedgerContext } from './context.js';

/** A record with its sides, and where its chain stands. */
export interface Kept {
  record: object;
  head: Head;
}

/** Reads a value kept as canonical JSON; undefined where there is none. */
export async function get<T>(ctx: LedgerContext, key: string): Promise<T | undefined> {
  const bytes = await ctx.state(key);
  return bytes.length === 0 ? undefined : (parse(bytes) as T);
}

/** Refuses what no honest contract writes, but members that agree on it might. */
function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString());
  } catch {
    throw new Refusal('CHAIN_BROKEN', 'what is kept under this key is no JSON; no act has written it');
  }
}

/** The main part of a record as it is stored: its own properties, less the sides, and where its chain stands. */
function parseRecord(bytes: Uint8Array): { head: Head; record: Record<string, unknown> } {
  const { head, ...record } = Object(parse(bytes)) as Record<string, unknown>;
  return { head: check(Head, head), record };
}

/** Writes a value as canonical JSON, when the transaction comes to its end. */
export function put(ctx: LedgerContext, key: string, value: unknown): void {
  ctx.write(key, Buffer.from(canonical(value)));
}

const keyOfRecord = (ctx: LedgerContext, { kind, id }: RecordAddress): string =>
  ctx.stub.createCompositeKey(kind, [id]);

const keyOfSide = (ctx: LedgerContext, { kind, id }: RecordAddress, side: string): string =>
  ctx.stub.createCompositeKey(`${kind}.${side}`, [id]);

const keyOfAct = (ctx: LedgerContext, { kind, id }: RecordAddress, sequence: number): string =>
  ctx.stub.createCompositeKey('act', [kind, id, String(sequence).padStart(8, '0')]);

/** The keys that a record of this namespace is kept under, its sides' among them. */
const keysOf = (ctx: LedgerContext, address: RecordAddress): string[] => [
  keyOfRecord(ctx, address),
  ...domainOf(address.kind).sides.map((side) => keyOfSide(ctx, address, side)),
];

/** Fetches records and sides of this namespace in one round trip, for what is to be read of them one by one. */
export async function fetchAhead(
  ctx: LedgerContext,
  records: readonly RecordAddress[],
  sides: readonly (RecordAddress & { side: string })[],
  ...others: string[]
): Promise<void> {
  const own = <A extends RecordAddress>(addresses: readonly A[]) =>
    addresses.filter((one) => one.member === ctx.member);
  await ctx.states([
    ...own(records).flatMap((address) => keysOf(ctx, address)),
    ...own(sides).map((address) => keyOfSide(ctx, address, address.side)),
    ...others,
  ]);
}

/** One side of a record alone, so that the reader does not meet changes of the rest; of any member. */
export function getSide<T>(ctx: LedgerContext, address: RecordAddress, side: string): Promise<T | undefined> {
  return address.member === ctx.member
    ? get(ctx, keyOfSide(ctx, address, side))
    : elsewhere(ctx, address, 'record:side', side);
}

const NULL = Buffer.from('null');

/** Reads what another member keeps, by its own contracts on the same peer. */
async function elsewhere<T>(
  ctx: LedgerContext,
  { member, kind, id }: RecordAddress,
  transaction: string,
  ...args: string[]
): Promise<T | undefined> {
  const answer = await ctx.stub
    .invokeChaincode(namespaceOf(member), [transaction, kind, id, ...args], '')
    .catch((error: unknown) => {
      // Fabric's words where no such chaincode is defined: a country that is no member keeps nothing.
      if (String(error).includes(`chaincode ${namespaceOf(member)} not found`)) return { status: 200, payload: NULL };
      throw error;
    });
  if (answer.status !== 200)
    throw new Error(`${transaction} of ${member} failed: ${'message' in answer ? answer.message : answer.status}`);
  return (parse(answer.payload ?? NULL) as T | null) ?? undefined;
}

/** A record whole, or undefined; of any member. */
export async function load(ctx: LedgerContext, address: RecordAddress): Promise<Kept | undefined> {
  if (address.member !== ctx.member) return elsewhere(ctx, address, 'record:stand');
  const [stored] = (await ctx.states(keysOf(ctx, address))) as [Uint8Array];
  if (stored.length === 0) return undefined;
  const { head, record } = parseRecord(stored);
  for (const side of domainOf(address.kind).sides) record[side] = await getSide(ctx, address, side);
  return { record, head };
}

const keyOfClaim = (ctx: LedgerContext, kind: string, claim: string): string =>
  ctx.stub.createCompositeKey('claim', [kind, claim]);

/** The record that holds what is claimed, or undefined; `after` has records as they are about to be written. */
export async function holderOf(
  ctx: LedgerContext,
  kind: string,
  wanted: string,
  after: ReadonlyMap<string, Kept> = new Map(),
): Promise<string | undefined> {
  const holder = await get<string>(ctx, keyOfClaim(ctx, kind, wanted));
  if (holder === undefined) return undefined;
  const address = { member: ctx.member, kind, id: holder };
  const kept = after.get(placeOf(address)) ?? (await load(ctx, address));
  return kept && domainOf(kind).claims!(kept.record).includes(wanted) ? holder : undefined;
}

/** Takes what a record newly claims; refuses with `IDENTIFIER_TAKEN` what another record holds. */
async function claim(
  ctx: LedgerContext,
  address: RecordAddress,
  before: Kept | undefined,
  after: ReadonlyMap<string, Kept>,
): Promise<void> {
  const { claims = () => [] } = domainOf(address.kind);
  const { record } = after.get(placeOf(address))!;
  const held = new Set(before ? claims(before.record) : []);
  const taken = claims(record).filter((wanted) => !held.has(wanted));
  await ctx.states(taken.map((wanted) => keyOfClaim(ctx, address.kind, wanted)));
  for (const wanted of taken) {
    const holder = await holderOf(ctx, address.kind, wanted, after);
    demand(
      holder === undefined || holder === address.id,
      'IDENTIFIER_TAKEN',
      `${holder} holds this identifier already; close or amend it first`,
      '/args',
    );
    put(ctx, keyOfClaim(ctx, address.kind, wanted), address.id);
  }
}

/**
 * Writes a record's changed parts, and the act that changed them under its own key; `after` has all records that the act
 * changes, by `placeOf`.
 */
export async function save(
  ctx: LedgerContext,
  address: RecordAddress,
  before: Kept | undefined,
  after: ReadonlyMap<string, Kept>,
  entry: ActEntry,
): Promise<void> {
  await claim(ctx, address, before, after);
  const { record, head } = after.get(placeOf(address))!;
  const main: Record<string, unknown> = { ...record, head };
  for (const side of domainOf(address.kind).sides) {
    const [was, is] = [(before?.record as Record<string, unknown> | undefined)?.[side], main[side]];
    if (was === undefined || canonical(was) !== canonical(is)) put(ctx, keyOfSide(ctx, address, side), is);
    delete main[side];
  }
  put(ctx, keyOfRecord(ctx, address), main);
  put(ctx, keyOfAct(ctx, address, head.sequence), entry);
}

/** The act at a place in a record's chain, or undefined. */
export const actAt = (ctx: LedgerContext, address: RecordAddress, sequence: number): Promise<ActEntry | undefined> =>
  get(ctx, keyOfAct(ctx, address, sequence));

/** What is kept of a record, with every act ever done on it, oldest first, for readers to replay. */
export type KeptWithActs = Partial<Kept> & { acts: (ActEntry | null)[] };

/** Reads a record with its acts; no record where there is none, and none that a contract could have written. */
export async function loadWithActs(ctx: LedgerContext, address: RecordAddress): Promise<KeptWithActs> {
  await ctx.states([...keysOf(ctx, address), ...nextActs(ctx, address, 0)]);
  return { ...(await keptOf(ctx, address)), acts: await actsOf(ctx, address) };
}

/** A record as it stands; nothing where there is none, and where no contract could have written it. */
export const keptOf = (ctx: LedgerContext, address: RecordAddress): Promise<Kept | undefined> =>
  ifReadable(() => load(ctx, address));

/** The keys of the few acts that are likely to follow. */
export const nextActs = (ctx: LedgerContext, address: RecordAddress, after: number): string[] =>
  [1, 2, 3].map((more) => keyOfAct(ctx, address, after + more));

/** The acts done on a record after so many, oldest first; null for what is no JSON. */
export async function actsOf(ctx: LedgerContext, address: RecordAddress, after = 0): Promise<KeptWithActs['acts']> {
  const acts: KeptWithActs['acts'] = [];
  for (let sequence = after + 1; ; sequence++) {
    const bytes = await firstWritten(ctx, keyOfAct(ctx, address, sequence));
    if (!bytes) return acts;
    acts.push((await ifReadable(() => parse(bytes) as ActEntry)) ?? null);
  }
}

/**
 * What a key held first. An act's key is written once, and what was done is not undone by members that agree on writing
 * over it, or on taking the record back to where it stood before: readers get the act all the same, and refuse the record.
 * The history is this peer's own, out of its blocks; one that joined by a snapshot knows what came after.
 */
async function firstWritten(ctx: LedgerContext, key: string): Promise<Uint8Array | undefined> {
  const history = await ctx.stub.getHistoryForKey(key);
  let first: Uint8Array | undefined;
  // Newest first; the peer closes what was read to its end by itself.
  for (let next = await history.next(); !next.done; next = await history.next()) {
    if (!next.value.isDelete) first = next.value.value;
  }
  if (first) return first;
  const present = await ctx.state(key);
  return present.length === 0 ? undefined : present;
}

async function ifReadable<T>(read: () => T | Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/**
 * One page of a kind of record without sides, in key order, each with its acts; `bookmark` is what the page before
 * gave, or empty. `wanted` filters what the page reads; what it cannot judge stays in, for the reader to refuse.
 */
export async function page<R extends object>(
  ctx: LedgerContext,
  kind: string,
  pageSize: string,
  bookmark: string,
  wanted: (record: R) => boolean = () => true,
): Promise<{ rows: ({ id: string } & KeptWithActs)[]; bookmark: string }> {
  const size = Number(pageSize);
  demand(
    Number.isInteger(size) && size >= 1 && size <= 100,
    'NOT_ALLOWED',
    'a page of 1 to 100 is accepted',
    '/pageSize',
  );
  const start = bookmark === '' ? '' : Buffer.from(bookmark, 'base64url').toString();
  demand(
    start === '' || start.startsWith(ctx.stub.createCompositeKey(kind, [])),
    'NOT_ALLOWED',
    'the bookmark of the page before is accepted, or none',
    '/bookmark',
  );
  const { iterator, metadata } = await ctx.stub.getStateByPartialCompositeKeyWithPagination(kind, [], size, start);
  const rows: ({ id: string } & KeptWithActs)[] = [];
  for (let row = await iterator.next(); !row.done; row = await iterator.next()) {
    const { key, value } = row.value;
    const kept = await ifReadable(() => parseRecord(value));
    if (kept && !isWanted(wanted, kept.record as R)) continue;
    const id = ctx.stub.splitCompositeKey(key).attributes[0]!;
    const written = { id, ...kept, acts: await actsOf(ctx, { member: ctx.member, kind, id }) };
    rows.push((await ifReadable(() => canonical(written))) === undefined ? { id, acts: [null] } : written);
  }
  await iterator.close();
  // A page of nothing has no metadata: in protobuf no bookmark and a count of 0 are no bytes, and the shim drops them.
  const next = (metadata as typeof metadata | undefined)?.bookmark ?? '';
  return { rows, bookmark: Buffer.from(next).toString('base64url') };
}

function isWanted<R>(wanted: (record: R) => boolean, record: R): boolean {
  try {
    return wanted(record);
  } catch {
    return true;
  }
}
