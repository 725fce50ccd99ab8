import { sha256 } from '@noble/hashes/sha2.js';
import { base64urlnopad } from '@scure/base';
import { canonical } from './canonical.js';

/** SHA-256 in base64url without padding, 43 characters. */
export type Digest = string;

/** The digest of bytes, or of a text's UTF-8. */
export function digestOf(data: Uint8Array | string): Digest {
  return base64urlnopad.encode(sha256(typeof data === 'string' ? new TextEncoder().encode(data) : data));
}

/** The digest of a JSON value's canonical form (RFC 8785 and SHA-256). */
export function digestOfJson(value: unknown): Digest {
  return digestOf(canonical(value));
}
