import { randomUUID } from 'node:crypto';
import { check, demand } from '@fairway/model';
import { passed, type Ledger } from '@fairway/sdk';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { becomeFollower } from '../follower.js';
import { Addresses, type AddressRule } from './address-rule.js';
import { keepChangeLog, type ChangeLogEvent } from './change-log.js';
import { Delivery, RETRIES, type DeliveryEvent, type Retries } from './delivery.js';
import { WebhookStore } from './store.js';
import { NewSubscription, Subscription, type DeadLetter, type Subscriber } from './subscription.js';

export interface WebhookOptions {
  /** The file that subscribers and the log of changes are kept in, made where it is not there. */
  file: string;
  /** All members of the network. */
  members: readonly string[];
  /** The ledger to use now; asked each time that following begins, so that a renewed certificate is taken up. */
  ledger: () => Ledger;
  /** Where a new log begins: with what comes next, or with the first block; default `next`. */
  from?: 'next' | 'first';
  addresses?: AddressRule;
  retries?: Retries;
  /** Milliseconds for one request; default 10 s. */
  timeout?: number;
  /** PEM roots that are trusted for subscribers beside the system's. */
  roots?: readonly string[];
  /** The clock, in milliseconds; default the machine's. */
  now?: () => number;
  /** Takes what happened: where following began, and, once for each reason, why it failed; what became of subscribers. */
  log: (entry: ChangeLogEvent | DeliveryEvent) => void;
}

/** Milliseconds between looks at whether another process still keeps the file. */
const TURN = 5_000;
const TIMEOUT = 10_000;
/** Subscriptions that one gateway has at most. */
const MOST = 1_000;

/**
 * Tells subscribers what is done to records, by the write sets of the member's own blocks: each change that its record's
 * chain carries, at least once, under one id, and in order for each subscriber. One that fails holds up no other.
 */
export class Webhooks {
  readonly #store: WebhookStore;
  readonly #addresses: Addresses;
  readonly #running = new Map<string, { delivery: Delivery; ended: Promise<void> }>();
  #start: ((id: string) => void) | undefined;

  constructor(private readonly options: WebhookOptions) {
    this.#addresses = new Addresses(options.addresses);
    this.#store = new WebhookStore(options.file);
  }

  /** All subscriptions, oldest first. */
  subscribers(): Subscriber[] {
    return this.#store.ids().map((id) => this.#store.subscriber(id));
  }

  /** One of them. Throws `SUBSCRIBER_UNKNOWN`. */
  subscriber(id: string): Subscriber {
    return this.#store.subscriber(id);
  }

  /**
   * Subscribes, with a key pair of its own, of which the subscriber gets the public one. Throws `URL_NOT_ALLOWED`,
   * `TOO_MANY`, `EVENT_UNKNOWN`.
   */
  async subscribe(asked: NewSubscription): Promise<Subscriber> {
    const { after, ...subscription } = check(NewSubscription, asked);
    this.#addresses.demand(subscription.url);
    const key = await newKey();
    demand(this.#store.ids().length < MOST, 'TOO_MANY', `at most ${MOST} subscriptions are kept`);
    const cursor = after === undefined ? this.#store.newest : after === 'first' ? 0 : this.#store.positionOf(after);
    const id = randomUUID();
    this.#store.add(id, new Date(this.#now()).toISOString(), subscription, key, cursor);
    this.#start?.(id);
    return this.subscriber(id);
  }

  /** Changes a subscription as a whole. Throws `SUBSCRIBER_UNKNOWN`, `URL_NOT_ALLOWED`. */
  update(id: string, subscription: Subscription): Subscriber {
    const asked = check(Subscription, subscription);
    this.#addresses.demand(asked.url);
    this.#store.update(id, asked);
    this.#running.get(id)?.delivery.wake();
    return this.subscriber(id);
  }

  /** Signs by a new key from now on; the one before it stays shown until the next change. Throws `SUBSCRIBER_UNKNOWN`. */
  async changeKey(id: string): Promise<Subscriber> {
    this.#store.changeKey(id, await newKey());
    return this.subscriber(id);
  }

  /** Ends a subscription, with its dead letters. Throws `SUBSCRIBER_UNKNOWN`. */
  unsubscribe(id: string): void {
    this.#store.remove(id);
    this.#running.get(id)?.delivery.wake();
  }

  /** What a subscriber could not be told, after a position, oldest first. Throws `SUBSCRIBER_UNKNOWN`. */
  deadLetters(id: string, { after = 0, most = 50 }: { after?: number; most?: number } = {}): DeadLetter[] {
    return this.#store.deadLetters(id, after, most);
  }

  /** Has dead letters posted anew, in order and before what is new, all or by their positions; how many there are. */
  replay(id: string, positions?: readonly number[]): number {
    const found = this.#store.replay(id, positions);
    this.#running.get(id)?.delivery.wake();
    return found;
  }

  /** Gives dead letters up for good, all or by their positions; how many. */
  discard(id: string, positions?: readonly number[]): number {
    return this.#store.discard(id, positions);
  }

  /**
   * Follows the ledger and posts, until the signal: whatever fails is tried again. A post under way then is left, and
   * made again by the next run. Where another process does so for the same file, it waits for that to end.
   */
  async run(signal: AbortSignal): Promise<void> {
    const end = await this.#turn(signal);
    if (!end) return;
    const { members, ledger, from = 'next', log } = this.options;
    try {
      this.#start = (id) => this.#deliver(id, signal);
      for (const id of this.#store.ids()) this.#start(id);
      await keepChangeLog({
        ...{ store: this.#store, members, ledger, from, log, signal, now: this.#now },
        onChange: () => {
          for (const { delivery } of this.#running.values()) delivery.wake();
        },
      });
    } finally {
      this.#start = undefined;
      await Promise.all([...this.#running.values()].map(({ ended }) => ended));
      end();
    }
  }

  /** Closes the file; after `run` has ended. */
  close(): void {
    this.#store.close();
  }

  #deliver(id: string, signal: AbortSignal): void {
    const { retries = RETRIES, timeout = TIMEOUT, roots, log } = this.options;
    const [store, addresses, now] = [this.#store, this.#addresses, this.#now];
    const delivery = new Delivery(id, { store, addresses, retries, timeout, roots, now, log, signal });
    const ended = delivery.run().finally(() => this.#running.delete(id));
    this.#running.set(id, { delivery, ended });
  }

  /** Waits until no other process keeps the file; undefined when the signal aborts meanwhile. */
  async #turn(signal: AbortSignal): Promise<(() => void) | undefined> {
    for (let tries = 0; !signal.aborted; tries++) {
      const end = becomeFollower(this.options.file);
      if (end) return end;
      if (tries === 0)
        this.options.log({ event: 'webhooks-failed', error: `${this.options.file} is kept by another process` });
      await passed(TURN, signal);
    }
    return undefined;
  }

  get #now(): () => number {
    return this.options.now ?? Date.now;
  }
}

async function newKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return { ...jwk, kid: await calculateJwkThumbprint(jwk) };
}
