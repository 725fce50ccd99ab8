import { Refusal } from '@fairway/model';
import { signWebhook } from '@fairway/sdk/webhook';
import { importJWK, type CryptoKey } from 'jose';
import type { Addresses } from './address-rule.js';
import { post } from './post.js';
import type { Due, WebhookStore } from './store.js';

/** How often an event is tried, and how long between. */
export interface Retries {
  /** Milliseconds after the first failure; twice as long after each further one. */
  first: number;
  /** Milliseconds at most. */
  most: number;
  /** Tries until it is a dead letter. */
  attempts: number;
}

/** About a day in all. */
export const RETRIES: Retries = { first: 5_000, most: 3_600_000, attempts: 30 };

export type DeliveryEvent = {
  event: 'webhook-failing' | 'webhook-recovered' | 'webhook-dead-letter' | 'webhook-failed';
  subscriber: string;
  [detail: string]: unknown;
};

export interface DeliveryOptions {
  store: WebhookStore;
  addresses: Addresses;
  retries: Retries;
  /** Milliseconds for one request. */
  timeout: number;
  roots?: readonly string[] | undefined;
  now: () => number;
  /** Says of a subscriber by its id what became of it; its address, in which a secret may stand, is not logged. */
  log: (entry: DeliveryEvent) => void;
  signal: AbortSignal;
}

/**
 * Posts to one subscriber what it is due, one after the other, until the signal: an event is posted again until it is
 * taken or given up, and none overtakes another. A process that ends in between posts the last one again.
 */
export class Delivery {
  #wake: () => void = () => undefined;
  #isAwake = false;

  constructor(
    private readonly id: string,
    private readonly options: DeliveryOptions,
  ) {}

  /** Has it look again at what is due. */
  wake(): void {
    this.#isAwake = true;
    this.#wake();
  }

  async run(): Promise<void> {
    const { store, now, signal, log } = this.options;
    signal.addEventListener('abort', () => this.wake(), { once: true });
    while (!signal.aborted) {
      try {
        const due = store.due(this.id);
        const wait = due ? due.dueAt - now() : Infinity;
        if (due && wait <= 0) await this.#try(due);
        else await this.#waits(wait);
      } catch (error) {
        if (error instanceof Refusal && error.code === 'SUBSCRIBER_UNKNOWN') return;
        log({ event: 'webhook-failed', subscriber: this.id, error: messageOf(error) });
        await this.#waits(this.options.retries.first);
      }
    }
  }

  async #try(due: Due): Promise<void> {
    const { store, retries, now, signal, log } = this.options;
    const error = await this.#post(due);
    if (error !== undefined && signal.aborted) return;
    const { id: subscriber } = this;
    if (error === undefined) {
      store.taken(subscriber, due);
      if (due.attempts > 0 && !due.isReplayed) log({ event: 'webhook-recovered', subscriber });
      return;
    }
    if (due.isReplayed || due.attempts + 1 >= retries.attempts) {
      store.gaveUp(subscriber, due, error, new Date(now()).toISOString());
      log({ event: 'webhook-dead-letter', subscriber, position: due.position, error });
      return;
    }
    store.failed(subscriber, due, error, now() + Math.min(retries.first * 2 ** due.attempts, retries.most));
    if (due.attempts === 0) log({ event: 'webhook-failing', subscriber, error });
  }

  /** Undefined when the subscriber has taken it, or why not. */
  async #post({ event }: Due): Promise<string | undefined> {
    const { store, addresses, timeout, roots, now, signal } = this.options;
    const { url } = store.subscriber(this.id);
    const [jwk] = store.keysOf(this.id);
    const body = new TextEncoder().encode(JSON.stringify(event));
    const key = (await importJWK(jwk!, 'EdDSA')) as CryptoKey;
    const headers = await signWebhook({ url, body, at: new Date(now()) }, { key, keyId: jwk!.kid! });
    try {
      const status = await post(url, { headers, body, addresses, timeout, roots, signal });
      return status >= 200 && status < 300 ? undefined : `the subscriber answered with status ${status}`;
    } catch (error) {
      return messageOf(error);
    }
  }

  async #waits(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      if (this.#isAwake) return resolve();
      this.#wake = resolve;
      if (milliseconds < Infinity) timer = setTimeout(resolve, Math.min(Math.max(milliseconds, 0), MOST_TIMER));
    });
    clearTimeout(timer);
    this.#isAwake = false;
  }
}

/** What timers take. */
const MOST_TIMER = 2 ** 31 - 1;

const messageOf = (error: unknown): string => {
  const { code, message } = error as Error & { code?: string };
  return error instanceof Refusal || !code ? message : `${code}: ${message}`;
};
