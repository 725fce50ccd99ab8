import * as z from 'zod';
import { operation, type Operation } from '../http/operation.js';
import { DeadLetter, NewSubscription, Subscriber, Subscription } from './subscription.js';
import type { Webhooks } from './webhooks.js';

const One = z.strictObject({ id: z.string().max(64) });
const Page = z.strictObject({
  /** The position of the last one that was seen. */
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
});
/** Which dead letters; absent: all. */
const Which = z.strictObject({ positions: z.array(z.int().min(1)).min(1).max(1_000).optional() });
const Count = z.object({ count: z.int() });

const common = { access: 'officer', tag: 'webhooks' } as const;

/** The API of subscriptions to changes, for officers: where changes are posted to, and what subscribers could not be told. */
export function webhookOperations(webhooks: Webhooks): Operation[] {
  const path = '/api/webhooks/subscribers' as const;
  const deadLetters = `${path}/{id}/dead-letters` as const;
  return [
    operation({
      ...common,
      id: 'listSubscribers',
      method: 'get',
      path,
      summary: 'All subscriptions to changes',
      answer: z.object({ subscribers: z.array(Subscriber) }),
      handle: () => Promise.resolve({ subscribers: webhooks.subscribers() }),
    }),
    operation({
      ...common,
      id: 'subscribe',
      method: 'post',
      path,
      counts: 'writes',
      summary: 'Has changes posted to an address',
      description:
        'Each POST is signed (RFC 9421) by a key of the subscription, whose public part is answered; an event is posted until it is taken, in order.',
      body: NewSubscription,
      answer: Subscriber,
      handle: ({ body }) => webhooks.subscribe(body),
    }),
    operation({
      ...common,
      id: 'readSubscriber',
      method: 'get',
      path: `${path}/{id}`,
      summary: 'A subscription, and how far it has come',
      params: One,
      answer: Subscriber,
      handle: ({ path: { id } }) => Promise.resolve(webhooks.subscriber(id)),
    }),
    operation({
      ...common,
      id: 'changeSubscriber',
      method: 'put',
      path: `${path}/{id}`,
      counts: 'writes',
      summary: 'Changes a subscription as a whole; what failed is tried again at once',
      params: One,
      body: Subscription,
      answer: Subscriber,
      handle: ({ path: { id }, body }) => Promise.resolve(webhooks.update(id, body)),
    }),
    operation({
      ...common,
      id: 'unsubscribe',
      method: 'delete',
      path: `${path}/{id}`,
      counts: 'writes',
      summary: 'Ends a subscription, with its dead letters',
      params: One,
      answer: z.object({}),
      handle: ({ path: { id } }) => {
        webhooks.unsubscribe(id);
        return Promise.resolve({});
      },
    }),
    operation({
      ...common,
      id: 'changeWebhookKey',
      method: 'post',
      path: `${path}/{id}/key`,
      counts: 'writes',
      summary: 'Sign by a new key from now on; the one before it stays shown until the next change',
      params: One,
      answer: Subscriber,
      handle: ({ path: { id } }) => webhooks.changeKey(id),
    }),
    operation({
      ...common,
      id: 'listDeadLetters',
      method: 'get',
      path: deadLetters,
      summary: 'What a subscriber could not be told, oldest first; `next` is where the next page goes on',
      params: One,
      query: Page,
      answer: z.object({ deadLetters: z.array(DeadLetter), next: z.int().optional() }),
      handle: ({ path: { id }, query: { after = 0, limit = 50 } }) => {
        const found = webhooks.deadLetters(id, { after, most: limit });
        const last = found.at(-1)?.position;
        const next = found.length < limit || last === undefined ? {} : { next: last };
        return Promise.resolve({ deadLetters: found, ...next });
      },
    }),
    operation({
      ...common,
      id: 'replayDeadLetters',
      method: 'post',
      path: `${deadLetters}/replay`,
      counts: 'writes',
      summary: 'Posts dead letters anew, in order and before what is new',
      params: One,
      body: Which,
      answer: Count,
      handle: ({ path: { id }, body: { positions } }) => Promise.resolve({ count: webhooks.replay(id, positions) }),
    }),
    operation({
      ...common,
      id: 'discardDeadLetters',
      method: 'post',
      path: `${deadLetters}/discard`,
      counts: 'writes',
      summary: 'Gives dead letters up for good',
      params: One,
      body: Which,
      answer: Count,
      handle: ({ path: { id }, body: { positions } }) => Promise.resolve({ count: webhooks.discard(id, positions) }),
    }),
  ];
}
