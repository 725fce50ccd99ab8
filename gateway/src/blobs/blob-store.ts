import type { Digest } from '@fairway/model';

/** Where blobs lie: a directory, or an object store. It knows nothing of bills. */
export interface BlobStore {
  /** The bytes with that digest; undefined where they are not there, or are not whole any more. */
  get(digest: Digest): Promise<Uint8Array | undefined>;
  /** Keeps bytes under their digest, in the place of what was there; once it returns, a crash does not lose them. */
  put(bytes: Uint8Array): Promise<void>;
}
