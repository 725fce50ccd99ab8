import { Session, changes, checkpointAfter, passed, type Change, type Ledger } from '@fairway/sdk';
import { concernedBy } from './concerned.js';
import type { WebhookStore } from './store.js';

export interface ChangeLogOptions {
  store: WebhookStore;
  /** All members of the network. */
  members: readonly string[];
  /** The ledger to use now; asked each time that following begins, so that a renewed certificate is taken up. */
  ledger: () => Ledger;
  /** Where a new log begins: with what comes next, or with the first block. */
  from: 'next' | 'first';
  now: () => number;
  /** Told after each change. */
  onChange: () => void;
  log: (entry: ChangeLogEvent) => void;
  signal: AbortSignal;
}

export interface ChangeLogEvent {
  event: 'webhooks-follow' | 'webhooks-failed' | 'webhooks-refused';
  [detail: string]: unknown;
}

/** Milliseconds after a failure, whatever it was. */
const RETRY = 5_000;

/**
 * Takes changes from the member's own blocks into the log, each with the checkpoint after it in one database
 * transaction, until the signal: whatever fails is tried again. What a record's chain does not carry is not told to
 * anyone; it is logged, since members that agree on it have made it.
 */
export async function keepChangeLog(options: ChangeLogOptions): Promise<void> {
  const { store, members, from, now, onChange, log, signal } = options;
  let failure: string | undefined;
  while (!signal.aborted) {
    try {
      await followOnce();
      // A ledger that was closed ends at once; there is to be a newer one.
      await passed(0, signal);
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      if (message !== failure) log({ event: 'webhooks-failed', error: message, retryIn: RETRY });
      failure = message;
      await passed(RETRY, signal);
    }
  }

  /** Ends without an error when the signal aborts, or the ledger is closed since there is one by a newer certificate. */
  async function followOnce(): Promise<void> {
    const session = new Session({ ledger: options.ledger(), members });
    if (store.checkpoint === undefined && from === 'next') {
      const height = await session.options.ledger.height();
      if (height > 0n) store.begin(checkpointAfter(height - 1n));
    }
    const after = store.checkpoint;
    log({ event: 'webhooks-follow', ...(after === undefined ? {} : { after }) });
    for await (const change of changes(session, { ...(after === undefined ? {} : { after }), signal })) {
      store.take(change, await concerned(session, change), now());
      failure = undefined;
      onChange();
    }
  }

  async function concerned(session: Session, change: Change): Promise<string[] | undefined> {
    if (!change.refusal) return concernedBy(change, await session.read(change.record));
    const { id, refusal } = change;
    log({ event: 'webhooks-refused', change: id, code: refusal.code });
    return undefined;
  }
}
