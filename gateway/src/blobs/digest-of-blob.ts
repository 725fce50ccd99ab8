import { createHash } from 'node:crypto';
import type { Digest } from '@fairway/model';

/** As `digestOf` of the model, by the platform: 32 MiB in milliseconds, where scripts would hold everyone else up for a second. */
export const digestOfBlob = (bytes: Uint8Array): Digest => createHash('sha256').update(bytes).digest('base64url');
