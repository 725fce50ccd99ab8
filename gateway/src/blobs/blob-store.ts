import { Failure, type Digest } from '@fairway/model';
import { digestOfBlob } from './digest-of-blob.js';

/** What has become of a blob: it is not there, or what is there is something else. */
export type BlobFault = 'BLOB_LOST' | 'BLOB_CHANGED';

/** Where blobs lie: a directory, or an object store. It knows nothing of bills. Throws `BlobStoreError`. */
export interface BlobStore {
  /** The bytes with that digest; undefined where they are not there, or are not whole any more. */
  get(digest: Digest): Promise<Uint8Array | undefined>;
  /** How many bytes lie under that digest, whatever they are; undefined where nothing does. Reads none of them. */
  sizeOf(digest: Digest): Promise<number | undefined>;
  /** Keeps bytes under their digest, in the place of what was there; once it returns, a crash does not lose them. */
  put(bytes: Uint8Array): Promise<void>;
}

/**
 * Why a store of blobs gives none, or takes none: it does not answer; not in its time; it does not let this service in, or
 * do this; or it does something else than it should, which its operator has to look at.
 */
export type BlobStoreErrorCode = 'STORE_UNREACHABLE' | 'STORE_TOO_SLOW' | 'STORE_FORBIDDEN' | 'STORE_FAILED';

/** The store itself fails; whether a blob is there is not known. */
export class BlobStoreError extends Failure<BlobStoreErrorCode> {
  override readonly name = 'BlobStoreError';
}

/** A store over a place that gives whatever bytes lie there: what is not what its name says is as good as lost. */
export function storeOn(place: {
  read(digest: Digest): Promise<Uint8Array | undefined>;
  sizeOf(digest: Digest): Promise<number | undefined>;
  write(digest: Digest, bytes: Uint8Array): Promise<void>;
}): BlobStore {
  return {
    async get(digest) {
      const bytes = await place.read(digest);
      return bytes && digestOfBlob(bytes) === digest ? bytes : undefined;
    },
    sizeOf: (digest) => place.sizeOf(digest),
    put: (bytes) => place.write(digestOfBlob(bytes), bytes),
  };
}
