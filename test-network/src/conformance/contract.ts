import { getStates, putStates } from '@fairway/chaincode';
import { Contract, type Context } from 'fabric-contract-api';
import type { Iterators } from 'fabric-shim';

/** One step of a script: an operation's name and its arguments. */
export type Step = readonly [operation: string, ...args: unknown[]];

type Operation = (ctx: Context, ...args: never[]) => unknown;

/**
 * A contract that does what it is told, step by step, so that two networks can be asked the same hard questions.
 * `run` answers with each step's result; a step that throws ends the transaction, unless it stands within `try`.
 */
export class ConformanceContract extends Contract {
  constructor() {
    super('conformance');
  }

  async run(ctx: Context, script: string): Promise<string> {
    const results: unknown[] = [];
    for (const step of JSON.parse(script) as Step[]) results.push(await perform(ctx, step));
    return JSON.stringify(results);
  }
}

/** Values and keys as a program might pass them by mistake. */
const ODD: Record<string, unknown> = {
  'empty string': '',
  'empty buffer': Buffer.alloc(0),
  null: null,
  undefined: undefined,
  number: 7,
  boolean: true,
  object: {},
  array: [1, 2],
};

const OPERATIONS: Record<string, Operation> = {
  get: async (ctx, key: string) => text(await ctx.stub.getState(key)),
  put: (ctx, key: string, value: string) => ctx.stub.putState(key, Buffer.from(value)),
  getAll: async (ctx, ...keys: string[]) => (await getStates(ctx.stub, keys)).map(text),
  putAll: (ctx, ...entries: [key: string, value: string][]) =>
    putStates(ctx.stub, new Map(entries.map(([key, value]) => [key, Buffer.from(value)]))),
  putOdd: (ctx, key: string, kind: string) => ctx.stub.putState(key, ODD[kind] as Uint8Array),
  putAt: (ctx, kind: string, value: string) => ctx.stub.putState(ODD[kind] as string, Buffer.from(value)),
  delete: (ctx, key: string) => ctx.stub.deleteState(key),
  add: async (ctx, key: string) => {
    const sum = Number(text(await ctx.stub.getState(key))) + 1;
    await ctx.stub.putState(key, Buffer.from(String(sum)));
    return sum;
  },
  range: async (ctx, start: string, end: string) => rows(await ctx.stub.getStateByRange(start, end)),
  /** Reads so many rows of a range and leaves the rest. */
  firstOf: async (ctx, count: number, start: string, end: string) => {
    const found = await ctx.stub.getStateByRange(start, end);
    const read: unknown[] = [];
    for (let i = 0; i < count; i++) read.push((await found.next()).value?.key);
    await found.close();
    return read;
  },
  count: async (ctx, start: string, end: string) => (await rows(await ctx.stub.getStateByRange(start, end))).length,
  page: async (ctx, start: string, end: string, size: number, bookmark: string) => {
    const { iterator, metadata } = await ctx.stub.getStateByRangeWithPagination(start, end, size, bookmark);
    return { rows: await rows(iterator), metadata };
  },
  key: (ctx, type: string, ...parts: string[]) => ctx.stub.createCompositeKey(type, parts),
  partial: async (ctx, type: string, ...parts: string[]) =>
    rows(await ctx.stub.getStateByPartialCompositeKey(type, parts)),
  history: async (ctx, key: string) => {
    const found = await ctx.stub.getHistoryForKey(key);
    const read: unknown[] = [];
    for (let next = await found.next(); !next.done; next = await found.next()) {
      const { value, isDelete, timestamp } = next.value;
      read.push({ value: text(value), isDelete, seconds: typeof timestamp.seconds, nanos: typeof timestamp.nanos });
    }
    await found.close();
    return read;
  },
  query: async (ctx, query: string) => rows(await ctx.stub.getQueryResult(query)),
  getPrivate: async (ctx, collection: string, key: string) => text(await ctx.stub.getPrivateData(collection, key)),
  putPrivate: (ctx, collection: string, key: string, value: string) =>
    ctx.stub.putPrivateData(collection, key, Buffer.from(value)),
  putPrivateOdd: (ctx, collection: string, key: string, kind: string) =>
    ctx.stub.putPrivateData(collection, key, ODD[kind] as Uint8Array),
  putTransient: (ctx, collection: string, key: string, name: string) =>
    ctx.stub.putPrivateData(collection, key, ctx.stub.getTransient().get(name) ?? Buffer.alloc(0)),
  deletePrivate: (ctx, collection: string, key: string) => ctx.stub.deletePrivateData(collection, key),
  purgePrivate: (ctx, collection: string, key: string) => ctx.stub.purgePrivateData(collection, key),
  privateHash: async (ctx, collection: string, key: string) =>
    Buffer.from(await ctx.stub.getPrivateDataHash(collection, key)).toString('hex'),
  privateRange: async (ctx, collection: string, start: string, end: string) => {
    const found = (await ctx.stub.getPrivateDataByRange(collection, start, end)) as unknown as {
      iterator: Iterators.StateQueryIterator;
    };
    return rows(found.iterator);
  },
  transient: (ctx, name: string) => text(ctx.stub.getTransient().get(name) ?? Buffer.alloc(0)),
  call: async (ctx, namespace: string, ...script: Step[]) => {
    const answer = await ctx.stub.invokeChaincode(namespace, ['conformance:run', JSON.stringify(script)], '');
    return { status: answer.status, message: answer.message, payload: text(answer.payload ?? Buffer.alloc(0)) };
  },
  event: (ctx, name: string, payload: string) => ctx.stub.setEvent(name, Buffer.from(payload)),
  policy: (ctx, key: string) => ctx.stub.setStateValidationParameter(key, Buffer.from('policy')),
  creator: (ctx) => [ctx.clientIdentity.getMSPID(), ctx.clientIdentity.getAttributeValue('fairway.service')],
  time: (ctx) => ctx.stub.getDateTimestamp().toISOString(),
  forget: (ctx, ...steps: Step[]) => {
    for (const step of steps) perform(ctx, step).catch(() => undefined);
  },
  hang: () => new Promise(() => undefined),
  random: (ctx, key: string) => ctx.stub.putState(key, Buffer.from(String(Math.random()))),
  throw: (_ctx, message: string) => {
    throw new Error(message);
  },
  try: async (ctx, step: Step) => {
    try {
      return { answer: await perform(ctx, step) };
    } catch (cause) {
      return { failed: cause instanceof Error ? cause.message : String(cause) };
    }
  },
};

/** A step's result as JSON has it; what a peer answers to a write is nothing. */
async function perform(ctx: Context, [operation, ...args]: Step): Promise<unknown> {
  const known = OPERATIONS[operation];
  if (!known) throw new Error(`the conformance contract has no operation ${operation}`);
  const result = await known(ctx, ...(args as never[]));
  return result === undefined || result instanceof Uint8Array ? null : result;
}

async function rows(found: Iterators.StateQueryIterator): Promise<[key: string, value: string][]> {
  const read: [string, string][] = [];
  for (let next = await found.next(); !next.done; next = await found.next()) {
    read.push([next.value.key, text(next.value.value)]);
  }
  await found.close();
  return read;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
