import * as z from 'zod';
import { Act } from './act.js';
import { canonical, parseCanonical } from './canonical.js';
import { digestOf, type Digest } from './digest.js';
import { Handle } from './identifiers.js';
import { ALGORITHMS, Bytes32, fromBase64url, toBase64url, type Algorithm } from './key.js';
import { Refusal, demand } from './refusal.js';
import { check } from './schema.js';

/** The largest signed act a ledger takes, in bytes. */
export const MAX_ACT_BYTES = 64 * 1024;

/** The media type in every signature's header; a key's signatures over anything else are no acts. */
const TYPE = 'fairway-act';

const base64url = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[A-Za-z0-9_-]+$/, { error: 'base64url without padding is accepted' });

/** A signature as a JWS carries it. */
export const JwsSignature = z.strictObject({ protected: base64url(1024), signature: base64url(86) });
export type JwsSignature = z.infer<typeof JwsSignature>;

/** JWS in general JSON serialisation (RFC 7515, section 7.2.1) with nothing unprotected. */
const Jws = z.strictObject({
  payload: base64url(MAX_ACT_BYTES),
  signatures: z.array(JwsSignature).min(1).max(16),
});

const Header = z.strictObject({ alg: z.enum(ALGORITHMS), kid: z.string(), typ: z.literal(TYPE) });

/** One signature on an act: whose, by which key, over which bytes. */
export interface ActSignature {
  handle: Handle;
  /** The key's thumbprint (RFC 7638). */
  thumbprint: Digest;
  algorithm: Algorithm;
  /** The bytes that are signed: protected header, a full stop, payload (RFC 7515, section 5.1). */
  signed: Uint8Array;
  signature: Uint8Array;
}

/** A signed act, read and well formed; whether the signatures hold is for the contracts and `ChainReader`. */
export interface SignedAct {
  /** The digest of the canonical act. */
  id: Digest;
  act: Act;
  signatures: ActSignature[];
}

/** The protected header and the bytes to sign for one signer. */
export function signingInput(
  act: Act,
  handle: Handle,
  thumbprint: Digest,
  algorithm: Algorithm,
): { protected: string; signed: Uint8Array } {
  const header = encode(canonical({ alg: algorithm, kid: `${handle}#${thumbprint}`, typ: TYPE }));
  return { protected: header, signed: new TextEncoder().encode(`${header}.${encode(canonical(act))}`) };
}

/** Puts an act and its signatures (64 bytes each, the actor's first) into the one string that a transaction takes. */
export function assembleSignedAct(
  act: Act,
  signatures: readonly { protected: string; signature: Uint8Array }[],
): string {
  return canonical({
    payload: encode(canonical(act)),
    signatures: signatures.map((one) => ({ protected: one.protected, signature: toBase64url(one.signature) })),
  });
}

/**
 * Reads a signed act: canonical to the byte, inside and outside, and of the shape of an act; arguments are checked by
 * the act's own type.
 *
 * Throws `TOO_LARGE`, `NOT_JSON`, `NOT_CANONICAL`, `ALGORITHM_NOT_ALLOWED`, `HEADER_NOT_ALLOWED`, `SIGNER_NOT_ALLOWED`,
 * or what the shape refuses.
 */
export function parseSignedAct(text: string): SignedAct {
  const jws = check(Jws, parseCanonical(text, MAX_ACT_BYTES));
  const payload = decodeText(jws.payload, '/payload');
  const act = check(Act, parseCanonical(payload, MAX_ACT_BYTES)) as Act;
  const signatures = parseSignatures(jws.payload, jws.signatures);
  demand(
    signatures[0]!.handle === act.actor,
    'SIGNER_NOT_ALLOWED',
    "the first signature is the actor's own",
    '/signatures/0',
  );
  return { id: digestOf(payload), act, signatures };
}

/**
 * Reads signatures over an act, in whatever order, all of those it takes or not.
 *
 * Throws `ALGORITHM_NOT_ALLOWED`, `HEADER_NOT_ALLOWED`, `SIGNATURE_INVALID` for what is none by its form, and
 * `SIGNER_NOT_ALLOWED` where a key stands twice.
 */
export const signaturesOver = (act: Act, signatures: readonly JwsSignature[]): ActSignature[] =>
  parseSignatures(encode(canonical(act)), signatures);

function parseSignatures(payload: string, given: readonly JwsSignature[]): ActSignature[] {
  const signatures = given.map((one, index) => parseSignature(payload, one, `/signatures/${index}`));
  demand(
    new Set(signatures.map(({ thumbprint }) => thumbprint)).size === signatures.length,
    'SIGNER_NOT_ALLOWED',
    'each key signs once',
    '/signatures',
  );
  return signatures;
}

function parseSignature(payload: string, one: JwsSignature, path: string): ActSignature {
  const raw = parseCanonical(decodeText(one.protected, `${path}/protected`), 1024);
  const algorithm = typeof raw === 'object' && raw !== null && 'alg' in raw ? raw.alg : undefined;
  demand(
    ALGORITHMS.some((allowed) => allowed === algorithm),
    'ALGORITHM_NOT_ALLOWED',
    `acts are signed with ${ALGORITHMS.join(' or ')}`,
    `${path}/protected`,
  );
  const header = Header.safeParse(raw).data;
  demand(
    header !== undefined,
    'HEADER_NOT_ALLOWED',
    `the protected header holds alg, kid and typ "${TYPE}", and nothing else`,
    `${path}/protected`,
  );
  const [handle, thumbprint, ...rest] = header.kid.split('#');
  demand(
    Handle.safeParse(handle).success && Bytes32.safeParse(thumbprint).success && rest.length === 0,
    'HEADER_NOT_ALLOWED',
    'the header names the key as the handle, a number sign, and the thumbprint of the key (RFC 7638)',
    `${path}/protected`,
  );
  const signature = fromBase64url(one.signature);
  demand(signature?.length === 64, 'SIGNATURE_INVALID', 'a signature is 64 bytes in base64url', `${path}/signature`);
  return {
    handle: handle!,
    thumbprint: thumbprint!,
    algorithm: header.alg,
    signed: new TextEncoder().encode(`${one.protected}.${payload}`),
    signature: signature,
  };
}

const encode = (text: string): string => toBase64url(new TextEncoder().encode(text));

function decodeText(base64url: string, path: string): string {
  const bytes = fromBase64url(base64url);
  try {
    if (bytes) return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Falls through to the one refusal for everything that is no text.
  }
  throw new Refusal('NOT_CANONICAL', 'base64url of UTF-8 text without padding or spare bits is accepted', path);
}
