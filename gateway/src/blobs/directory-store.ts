import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Digest } from '@fairway/model';
import { BlobStoreError, storeOn, type BlobStore } from './blob-store.js';
import { nameOfBlob } from './name-of-blob.js';

/** Blobs in a directory of their own (0700), a file a blob (0600). A file that is not what its name says is as good as lost. */
export function directoryStore(directory: string): BlobStore {
  const placeOf = (digest: Digest) => {
    const name = nameOfBlob(digest);
    const folder = join(directory, name.slice(0, 2));
    return { folder, file: join(folder, name) };
  };

  return storeOn({
    async read(digest) {
      const bytes = await readFile(placeOf(digest).file).catch(unlessLost);
      return bytes && new Uint8Array(bytes);
    },

    sizeOf: async (digest) => (await stat(placeOf(digest).file).catch(unlessLost))?.size,

    async write(digest, bytes) {
      const { folder, file } = placeOf(digest);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const draft = join(folder, `.${randomUUID()}`);
        try {
          await written(draft, bytes);
          await rename(draft, file);
        } finally {
          await rm(draft, { force: true });
        }
        await synced(folder);
      } catch (error) {
        throw failed(error as NodeJS.ErrnoException);
      }
    },
  });
}

function unlessLost(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw failed(error);
}

function failed(error: NodeJS.ErrnoException): BlobStoreError {
  const isForbidden = error.code !== undefined && ['EACCES', 'EPERM', 'EROFS'].includes(error.code);
  return new BlobStoreError(isForbidden ? 'STORE_FORBIDDEN' : 'STORE_FAILED', error.message, { cause: error });
}

async function written(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name in a folder outlives a crash once the folder is written, too. */
async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
