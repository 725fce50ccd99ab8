import type { Digest } from '@fairway/model';
import { passed, type Blobs } from '@fairway/sdk';
import type { BlobFault } from './blob-store.js';
import { digestOfBlob } from './digest-of-blob.js';

export interface BlobWatchOptions {
  keeper: Pick<Blobs, 'put'> & { faults(): Promise<ReadonlyMap<Digest, BlobFault>> };
  /** Where what is missing may be had, as from other members' gateways. */
  others?: Pick<Blobs, 'get'>;
  /** Milliseconds from the end of one look to the next. */
  interval: number;
  /** Takes what happened: what was found lost or changed, what others gave back, that all is there, and, once for each reason, why a look failed. */
  log: (entry: {
    event: 'blobs-missing' | 'blobs-restored' | 'blobs-whole' | 'blobs-failed';
    [detail: string]: unknown;
  }) => void;
  /** Ends it. */
  signal: AbortSignal;
}

/** Milliseconds after a look that failed, at most. */
const RETRY = 60_000;
/** How many digests a line names; who wants all of them asks bill by bill (`Envelopes.missing`). */
const NAMED = 100;

/**
 * Looks, at once and again and again until the signal, whether all blobs that bills ask for are there and whole. What is
 * missing is taken from the others, where they have it, and else named, so that anyone who has the bytes can put them back; a
 * finding is logged when it changes.
 */
export async function watchBlobs({ keeper, others, interval, log, signal }: BlobWatchOptions): Promise<void> {
  let told: string | undefined;
  const tell = (entry: Parameters<typeof log>[0]): void => {
    const said = JSON.stringify(entry);
    if (said !== told) log(entry);
    told = said;
  };
  while (!signal.aborted) {
    let next = interval;
    try {
      let faults = await keeper.faults();
      // What a manifest names shows once it is back.
      for (let restored; others && (restored = await restoredFrom(others, faults)) > 0;) {
        log({ event: 'blobs-restored', blobs: restored });
        faults = await keeper.faults();
      }
      tell(found(faults));
    } catch (error) {
      if (signal.aborted) return;
      next = Math.min(interval, RETRY);
      tell({ event: 'blobs-failed', error: error instanceof Error ? error.message : String(error) });
    }
    await passed(next, signal);
  }

  /** How many of these the others had. */
  async function restoredFrom(source: Pick<Blobs, 'get'>, faults: ReadonlyMap<Digest, BlobFault>): Promise<number> {
    let restored = 0;
    for (const digest of faults.keys()) {
      if (signal.aborted) return 0;
      const bytes = await source.get(digest);
      if (!bytes || digestOfBlob(bytes) !== digest) continue;
      await keeper.put(bytes);
      restored++;
    }
    return restored;
  }
}

function found(faults: ReadonlyMap<Digest, BlobFault>): Parameters<BlobWatchOptions['log']>[0] {
  if (faults.size === 0) return { event: 'blobs-whole' };
  const of = (wanted: BlobFault) => [...faults].filter(([, fault]) => fault === wanted).map(([digest]) => digest);
  const [lost, changed] = [of('BLOB_LOST'), of('BLOB_CHANGED')];
  const count = { lost: lost.length, changed: changed.length };
  return { event: 'blobs-missing', ...count, blobs: [...lost, ...changed].slice(0, NAMED) };
}
