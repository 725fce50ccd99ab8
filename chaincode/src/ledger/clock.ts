import { Instant, MINUTE, Refusal, later } from '@fairway/model';
import type { LedgerContext } from './context.js';
import { get } from './store.js';

/** The key of a namespace's clock: every act reads it, so every act endorsed before a tick dies with the tick. */
export const CLOCK = 'clock';

/** A namespace whose ticker is silent for longer takes no acts. */
export const STALE_CLOCK = 12 * MINUTE;

/**
 * The time of the last tick, if there was one. A clock that is no time, or further ahead than two claims within the
 * peers' window can be apart, was set by no honest member: it counts for none, and the next tick sets it right.
 */
export async function lastTick(ctx: LedgerContext): Promise<Instant | undefined> {
  const clock = await get<{ time?: unknown }>(ctx, CLOCK).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined;
    throw error;
  });
  const { data } = Instant.safeParse(clock?.time);
  return data !== undefined && data <= later(ctx.time, STALE_CLOCK) ? data : undefined;
}
