import type { Digest } from '@fairway/model';
import type { BlobFault } from './blob-store.js';

export interface BlobWatchOptions {
  keeper: { faults(): Promise<ReadonlyMap<Digest, BlobFault>> };
  /** Milliseconds from the end of one look to the next; each reads all that is kept. */
  interval: number;
  /** Takes what happened: what was found lost or changed, that all is there, and, once for each reason, why a look failed. */
  log: (entry: { event: 'blobs-missing' | 'blobs-whole' | 'blobs-failed'; [detail: string]: unknown }) => void;
  /** Ends it. */
  signal: AbortSignal;
}

/** Milliseconds after a look that failed, at most. */
const RETRY = 60_000;
/** How many digests a line names; who wants all of them asks bill by bill (`Envelopes.missing`). */
const NAMED = 100;

/**
 * Looks, at once and again and again until the signal, whether all blobs that bills ask for are there and whole. What is
 * missing is named, so that anyone who has the bytes can put them back; a finding is logged when it changes.
 */
export async function watchBlobs({ keeper, interval, log, signal }: BlobWatchOptions): Promise<void> {
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
  let told: string | undefined;
  const tell = (entry: Parameters<typeof log>[0]): void => {
    const said = JSON.stringify(entry);
    if (said !== told) log(entry);
    told = said;
  };
  while (!signal.aborted) {
    let next = interval;
    try {
      tell(found(await keeper.faults()));
    } catch (error) {
      if (signal.aborted) return;
      next = Math.min(interval, RETRY);
      tell({ event: 'blobs-failed', error: error instanceof Error ? error.message : String(error) });
    }
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise((resolve) => (timer = setTimeout(resolve, next)));
    await Promise.race([passed, stopped]);
    clearTimeout(timer);
  }
}

function found(faults: ReadonlyMap<Digest, BlobFault>): Parameters<BlobWatchOptions['log']>[0] {
  if (faults.size === 0) return { event: 'blobs-whole' };
  const of = (wanted: BlobFault) => [...faults].filter(([, fault]) => fault === wanted).map(([digest]) => digest);
  const [lost, changed] = [of('BLOB_LOST'), of('BLOB_CHANGED')];
  const count = { lost: lost.length, changed: changed.length };
  return { event: 'blobs-missing', ...count, blobs: [...lost, ...changed].slice(0, NAMED) };
}
