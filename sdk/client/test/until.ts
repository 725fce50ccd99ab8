import { setImmediate as moment } from 'node:timers/promises';

/** Waits until something holds, whatever else goes on meanwhile. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await moment();
}
