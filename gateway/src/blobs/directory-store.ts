import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Bytes32, check, digestOf, fromBase64url, type Digest } from '@fairway/model';
import type { BlobStore } from './blob-store.js';

/**
 * Blobs in a directory of their own (0700), a file a blob (0600), named by the digest in hex, since some file systems do
 * not tell capital letters from small ones. A file that is not what its name says is as good as lost.
 */
export function directoryStore(directory: string): BlobStore {
  const placeOf = (digest: Digest) => {
    const name = Buffer.from(fromBase64url(check(Bytes32, digest))!).toString('hex');
    const folder = join(directory, name.slice(0, 2));
    return { folder, file: join(folder, name) };
  };

  return {
    async get(digest) {
      const bytes = await readFile(placeOf(digest).file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      return bytes && digestOf(bytes) === digest ? new Uint8Array(bytes) : undefined;
    },

    async put(bytes) {
      const { folder, file } = placeOf(digestOf(bytes));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const draft = join(folder, `.${randomUUID()}`);
      try {
        await written(draft, bytes);
        await rename(draft, file);
      } finally {
        await rm(draft, { force: true });
      }
      await synced(folder);
    },
  };
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
