import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { canonical } from '../../canonical.js';
import type { Digest } from '../../digest.js';
import { fromBase64url } from '../../key.js';

/** SHA-256 as DCSA writes it, 64 lower-case hexadecimal digits: of bytes, or of a text's UTF-8. */
export function checksumOf(data: Uint8Array | string): string {
  return bytesToHex(sha256(typeof data === 'string' ? new TextEncoder().encode(data) : data));
}

/** The checksum of a JSON value in canonical form (RFC 8785), as of a transport document. Throws `NOT_JSON`. */
export function checksumOfJson(value: unknown): string {
  return checksumOf(canonical(value));
}

/** A digest as the ledger has it (base64url), as DCSA writes it; both are SHA-256 over the same bytes. */
export const checksumOfDigest = (digest: Digest): string => bytesToHex(fromBase64url(digest)!);
