import { canonical, type Json } from '../../canonical.js';
import { fromBase64url, toBase64url, type Algorithm } from '../../key.js';
import { Refusal, demand } from '../../refusal.js';
import { demandShallow } from '../shape.js';
import { verifies, type JwsAlgorithm, type JwsKey } from './platform-key.js';

/** The largest signed content that is read, in characters. */
const MAX_JWS = 1024 * 1024;

/** What signs for a platform or a carrier; an act key of the wallets is one. */
export interface JwsSigner {
  readonly algorithm: Algorithm;
  /** The key's thumbprint (RFC 7638), by which the signature names it. */
  readonly thumbprint: string;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A public key, whose it is (a platform's code, or a carrier's as `SMDG:MSC`), and the name it signs under. */
export interface KnownKey {
  of: string;
  kid: string;
  jwk: JwsKey;
}

/** Signed content, read; the signature is still to be verified. */
export interface CompactContent {
  algorithm: JwsAlgorithm;
  kid: string;
  payload: Json;
  signed: Uint8Array;
  signature: Uint8Array;
}

/** Signs a JSON value in canonical form (RFC 8785) as a JWS in compact serialisation (RFC 7515). */
export async function signCompact(payload: unknown, signer: JwsSigner): Promise<string> {
  const header = encode(canonical({ alg: signer.algorithm, kid: signer.thumbprint }));
  const input = `${header}.${encode(canonical(payload))}`;
  return `${input}.${toBase64url(await signer.sign(new TextEncoder().encode(input)))}`;
}

/**
 * Reads a JWS in compact serialisation. Other platforms' JSON need not be canonical, but no key may stand in it twice.
 *
 * Throws `NOT_A_JWS`, `ALGORITHM_NOT_ALLOWED`, `TOO_DEEP`, `KEY_TWICE`.
 */
export function readCompact(text: string): CompactContent {
  const parts = text.length <= MAX_JWS ? text.split('.') : [];
  demand(parts.length === 3, 'NOT_A_JWS', 'a JWS in compact serialisation of at most 1 MB is accepted');
  const [head, body, tail] = parts as [string, string, string];
  const header = decode(head) as { alg?: unknown; kid?: unknown; crit?: unknown } | null;
  const signature = fromBase64url(tail);
  demand(
    typeof header === 'object' && header !== null && typeof header.kid === 'string' && header.crit === undefined,
    'NOT_A_JWS',
    'the protected header names the key by kid, and asks for no extension',
  );
  demand(signature !== undefined, 'NOT_A_JWS', 'the signature is base64url without padding');
  const algorithm = ALLOWED.find((one) => one === header.alg);
  demand(algorithm !== undefined, 'ALGORITHM_NOT_ALLOWED', `signatures by ${ALLOWED.join(', ')} are accepted`);
  return {
    algorithm,
    kid: header.kid,
    payload: decode(body),
    signed: new TextEncoder().encode(`${head}.${body}`),
    signature,
  };
}

/**
 * Reads signed content and verifies it by one of the keys of `of`; gives the payload.
 *
 * Throws what `readCompact` does, `KEY_UNKNOWN` and `SIGNATURE_INVALID`.
 */
export async function verifiedPayload(text: string, of: string, keys: readonly KnownKey[]): Promise<Json> {
  const content = readCompact(text);
  const key = keys.find((one) => one.kid === content.kid && one.of === of);
  demand(
    key !== undefined,
    'KEY_UNKNOWN',
    `a key is accepted that ${encodeURIComponent(of.slice(0, 40))} is known to sign with`,
  );
  demand(
    await verifies(key.jwk, content.algorithm, content.signed, content.signature),
    'SIGNATURE_INVALID',
    'the signature is not made by the key it names over what stands here',
  );
  return content.payload;
}

const ALLOWED: readonly JwsAlgorithm[] = ['ES256', 'EdDSA', 'RS256', 'PS256'];

const encode = (text: string): string => toBase64url(new TextEncoder().encode(text));

function decode(part: string): Json {
  const bytes = fromBase64url(part);
  let text: string;
  let value: Json;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text) as Json;
  } catch {
    throw new Refusal('NOT_A_JWS', 'JSON in base64url without padding is accepted');
  }
  demandShallow(value);
  const written = [...text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*(:)?/g)].filter(([, colon]) => colon).length;
  demand(written === names(value), 'KEY_TWICE', 'no key stands twice in one object');
  return value;
}

const names = (value: Json | undefined): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Array.isArray(value)
      ? (value as readonly Json[]).reduce<number>((sum, one) => sum + names(one), 0)
      : Object.values(value).reduce<number>((sum, one) => sum + 1 + names(one), 0);
