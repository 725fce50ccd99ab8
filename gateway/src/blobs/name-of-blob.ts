import { Bytes32, check, fromBase64url, type Digest } from '@fairway/model';

/**
 * The name of a blob in a store: its digest in hex, since some places do not tell capital letters from small ones.
 * Throws the `Refusal` of what is no digest.
 */
export const nameOfBlob = (digest: Digest): string =>
  Buffer.from(fromBase64url(check(Bytes32, digest))!).toString('hex');
