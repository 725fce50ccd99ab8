import { passed, submit, type Ledger } from '@fairway/sdk';

export interface TickerOptions {
  namespace: string;
  /** Milliseconds from one tick to the next. */
  interval: number;
  /** The ledger to use now; asked before each tick, so that a renewed certificate is taken up. */
  ledger: () => Ledger;
  /** Takes what happened, one call a tick. */
  log: (entry: { event: 'ticked' | 'tick-failed'; [detail: string]: unknown }) => void;
  /** Ends the ticker. */
  signal: AbortSignal;
}

/** Milliseconds after a tick that failed for good, or had no ledger to go to. */
const RETRY = 5_000;

/**
 * Writes the namespace's clock (`clock:tick`) at once and then each interval, until the signal.
 *
 * The clock is what makes an endorsed transaction die when it is kept (ARCHITECTURE, invariant 3), so a failed tick is
 * tried again, whatever the reason.
 */
export async function keepTicking({ namespace, interval, ledger, log, signal }: TickerOptions): Promise<void> {
  const stopped = new Promise<'stopped'>((resolve) => {
    signal.addEventListener('abort', () => resolve('stopped'), { once: true });
  });
  for (let due = Date.now(); !signal.aborted;) {
    const ticked = tick().catch((error: unknown) => error);
    const outcome = await Promise.race([ticked, stopped]);
    if (outcome === 'stopped') return;
    if (outcome instanceof Error) log({ event: 'tick-failed', namespace, error: outcome.message, retryIn: RETRY });
    // Ticks that were missed, on a machine that slept, are not made up for.
    if (outcome instanceof Error) due = Date.now() + RETRY;
    else due = due + interval > Date.now() ? due + interval : Date.now() + interval;
    await passed(due - Date.now(), signal);
  }

  async function tick(): Promise<void> {
    const { transactionId, blockNumber } = await submit(
      ledger(),
      { namespace, transaction: 'clock:tick', args: [] },
      { timeout: Math.min(interval, 60_000) },
    );
    log({ event: 'ticked', namespace, transactionId, block: String(blockNumber) });
  }
}
