import { MAX_ACT_BYTES, check, demand, parseCanonical, sharedCollection } from '@fairway/model';
import type * as z from 'zod';
import type { LedgerContext } from './context.js';

/** The collection that Fabric gives each member by itself; its keys are random, or HMACs. */
export const ownCollection = (ctx: LedgerContext): string => `_implicit_org_${ctx.member}`;

/** The key of the one secret in the member's own collection; it says nothing about anyone. */
export const SECRET = 'secret';

/** Input that reaches the endorser only, as text. */
export function transient(ctx: LedgerContext, name: string): string {
  const bytes = ctx.stub.getTransient().get(name);
  demand(bytes !== undefined, 'MISSING_FIELD', `transient data named ${name} is needed`, `/${name}`);
  return Buffer.from(bytes).toString();
}

/** The private part that comes beside an act, as transient data named `private`: canonical JSON of that shape. */
export const privatePart = <T extends z.ZodType>(ctx: LedgerContext, shape: T): z.infer<T> =>
  check(shape, parseCanonical(transient(ctx, 'private'), MAX_ACT_BYTES));

/** The secret under which private things are named, or undefined while there is none. */
export async function secretOf(ctx: LedgerContext): Promise<string | undefined> {
  const bytes = await ctx.stub.getPrivateData(ownCollection(ctx), SECRET);
  return bytes.length === 0 ? undefined : Buffer.from(bytes).toString();
}

/** Keeps a value for this member and one partner. */
export const keepShared = (ctx: LedgerContext, partner: string, key: string, value: string): Promise<void> =>
  ctx.stub.putPrivateData(sharedCollection(partner), key, Buffer.from(value));

/** What is kept under a key for this member and one partner, for the services of both; empty where there is nothing. */
export async function readShared(ctx: LedgerContext, partner: string, key: string): Promise<string> {
  const asker = ctx.clientIdentity.getMSPID();
  ctx.demandServiceOf(asker === partner ? partner : ctx.member);
  return Buffer.from(await ctx.stub.getPrivateData(sharedCollection(partner), key)).toString();
}
