import { ACT_TYPES, DOMAINS, Handle, Member } from '@fairway/model';
import { WebhookEvent } from '@fairway/sdk/webhook';
import * as z from 'zod';

const some = <T extends z.ZodType>(item: T) => z.array(item).min(1).max(100).optional();

/** Where changes are posted to, and which: those that fit everything that is named here. */
export const Subscription = z.strictObject({
  url: z.string().max(2000),
  /** Members whose records; absent: all. */
  members: some(Member),
  /** Kinds of record; absent: all. */
  kinds: some(z.enum(DOMAINS.map(({ kind }) => kind))),
  /** Types of act; absent: all. */
  types: some(z.enum(ACT_TYPES)),
  /** Parties whom an act concerns: who acts, who is named, whose the record is; absent: all. */
  parties: some(Handle),
  /** Whether nothing is posted for now; what comes meanwhile is kept for later. */
  paused: z.boolean().optional(),
});
export type Subscription = z.infer<typeof Subscription>;

/** A new one begins with what comes next, or after an event that is still in the gateway's log, or with its `first`. */
export const NewSubscription = Subscription.extend({ after: z.string().max(500).optional() });
export type NewSubscription = z.infer<typeof NewSubscription>;

/** A subscription as it stands. */
export const Subscriber = Subscription.extend({
  id: z.string(),
  createdAt: z.string(),
  /** By which its requests are signed (Ed25519), for `verifyWebhook`; the newest first, then the one before it. */
  keys: z.array(z.looseObject({ kty: z.string(), crv: z.string(), x: z.string(), kid: z.string() })),
  /** The place in the log up to which all was posted, or is among the dead letters. */
  position: z.int(),
  /** The place of the newest event in the log. */
  newest: z.int(),
  /** How many are to be looked at. */
  deadLetters: z.int(),
  /** Where the next event was tried in vain: how often, when it is tried again, and why it failed. */
  failing: z.object({ attempts: z.int(), dueAt: z.string(), error: z.string() }).optional(),
});
export type Subscriber = z.infer<typeof Subscriber>;

/** An event that was tried in vain as often as the gateway tries. */
export const DeadLetter = z.object({
  position: z.int(),
  event: WebhookEvent,
  attempts: z.int(),
  error: z.string(),
  /** When it was tried last. */
  at: z.string(),
  /** Whether it is about to be posted anew. */
  isReplayed: z.boolean(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

/** Whether an event is one that a subscription asks for. */
export function fits(
  { members, kinds, types, parties }: Subscription,
  event: { record: { member: string; kind: string }; type: string; parties: readonly string[] },
): boolean {
  const isAmong = (asked: readonly string[] | undefined, one: string) => asked === undefined || asked.includes(one);
  return (
    isAmong(members, event.record.member) &&
    isAmong(kinds, event.record.kind) &&
    isAmong(types, event.type) &&
    (parties === undefined || event.parties.some((party) => parties.includes(party)))
  );
}
