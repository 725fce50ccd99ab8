import { Session, passed, type Ledger } from '@fairway/sdk';
import { Projection } from './projection/index.js';

export interface ProjectionKeeperOptions {
  /** The projection's file, made where it is not there. */
  file: string;
  member: string;
  /** All members of the network. */
  members: readonly string[];
  /** The ledger to use now; asked each time that following begins, so that a renewed certificate is taken up. */
  ledger: () => Ledger;
  /** Takes what happened: where following began, when it had all that the peer had, and, once for each reason, why it failed. */
  log: (entry: {
    event: 'projection-follows' | 'projection-caught-up' | 'projection-failed';
    [detail: string]: unknown;
  }) => void;
  /** Ends it. */
  signal: AbortSignal;
}

/** Milliseconds after a failure, whatever it was. */
const RETRY = 5_000;

/**
 * Keeps a member's projection up to date from its own peers' blocks, until the signal: whatever fails is tried again.
 *
 * Where a command follows the same file, it waits for that to end.
 */
export async function keepProjection(options: ProjectionKeeperOptions): Promise<void> {
  const { file, member, members, log, signal } = options;
  let failure: string | undefined;
  while (!signal.aborted) {
    try {
      await followOnce();
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      if (message !== failure) log({ event: 'projection-failed', error: message, retryIn: RETRY });
      failure = message;
      await passed(RETRY, signal);
    }
  }

  /** Ends without an error when the signal aborts, or the ledger is closed since there is one by a newer certificate. */
  async function followOnce(): Promise<void> {
    const session = new Session({ ledger: options.ledger(), members });
    const projection = Projection.open(file, session, member);
    try {
      const peer = await session.options.ledger.height();
      const { height } = projection.progress;
      log({ event: 'projection-follows', file, height: String(height), peer: String(peer) });
      await projection.follow(signal, peer);
      if (signal.aborted) return;
      failure = undefined;
      log({ event: 'projection-caught-up', height: String(projection.progress.height) });
      await projection.follow(signal);
    } finally {
      projection.close();
    }
  }
}
