import { Refusal, digestOf, type Digest } from '@fairway/model';

/**
 * Where envelopes are kept: a member's gateway. It sees nothing but digests and encrypted bytes. What it gives is checked
 * by whoever asked, and it takes only what a bill on the ledger asks for.
 */
export interface Blobs {
  /** The bytes with that digest; undefined where they are not there, or not whole. */
  get(digest: Digest): Promise<Uint8Array | undefined>;
  /**
   * Keeps bytes. `after` names the transaction by which a bill came to ask for them, which a store that has not seen it
   * waits for. Throws a `Refusal` `BLOB_NOT_ASKED_FOR` where no bill names their digest.
   */
  put(bytes: Uint8Array, after?: string): Promise<void>;
}

/**
 * Several stores as one: bytes are put to all of them, and taken from the first that has them; getting fails where
 * none has them and one could not be asked. Putting fails only where all do; what one has lost, another gives back by `Envelopes.restore`.
 */
export const togetherOf = (stores: readonly Blobs[]): Blobs => ({
  async get(digest) {
    let failure: unknown;
    for (const store of stores) {
      try {
        const bytes = await store.get(digest);
        if (bytes && digestOf(bytes) === digest) return bytes;
      } catch (error) {
        // A store that says what it has is as good as one that has lost it; one that does not answer may have it.
        if (!(error instanceof Refusal)) failure ??= error;
      }
    }
    if (failure !== undefined) throw failure as Error;
    return undefined;
  },
  async put(bytes, after) {
    const ends = await Promise.allSettled(stores.map((store) => store.put(bytes, after)));
    const failed = ends.filter((end) => end.status === 'rejected');
    if (failed.length === stores.length && failed[0]) throw failed[0].reason;
  },
});
