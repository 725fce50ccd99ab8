import { readFile } from 'node:fs/promises';
import { check } from '@fairway/model';
import * as z from 'zod';
import type { GatewayConfig } from '../gateway-config.js';
import { BlobStoreError, type BlobStore } from './blob-store.js';
import { directoryStore } from './directory-store.js';
import { s3Store } from './s3-store.js';

const Credentials = z.object({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) });

/** The store of blobs that a gateway's configuration names. */
export function openBlobStore({ directory, s3 }: NonNullable<GatewayConfig['blobs']>): BlobStore {
  if (directory !== undefined) return directoryStore(directory);
  const { credentials: file, ...rest } = s3!;
  const credentials = async () => {
    try {
      return check(Credentials, JSON.parse(await readFile(file, 'utf8')));
    } catch (cause) {
      throw new BlobStoreError('STORE_FORBIDDEN', `${file} holds no accessKeyId and secretAccessKey as JSON`, {
        cause,
      });
    }
  };
  return s3Store({ ...rest, credentials });
}
