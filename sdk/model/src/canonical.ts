import canonicalize from 'canonicalize';
import { Refusal, demand } from './refusal.js';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/** The canonical form of a JSON value (RFC 8785). Throws `NOT_JSON` for what JSON cannot say, lone surrogates included. */
export function canonical(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (error) {
    throw new Refusal(
      'NOT_JSON',
      `only finite numbers and well-formed Unicode can be said in JSON (${(error as Error).message})`,
    );
  }
  demand(text !== undefined, 'NOT_JSON', 'a JSON value is expected');
  return text;
}

/**
 * Reads a text that must be canonical JSON, byte for byte; so no key stands in it twice, and no space.
 *
 * Throws `TOO_LARGE`, `NOT_JSON` or `NOT_CANONICAL`; `limit` is in bytes of UTF-8.
 */
export function parseCanonical(text: string, limit: number): Json {
  // A string never has more UTF-16 units than bytes of UTF-8, so the cheap comparison goes first.
  demand(
    text.length <= limit && new TextEncoder().encode(text).length <= limit,
    'TOO_LARGE',
    `at most ${limit} bytes are accepted`,
  );
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw new Refusal('NOT_JSON', 'a JSON text in canonical form (RFC 8785) is expected');
  }
  demand(
    canonical(value) === text,
    'NOT_CANONICAL',
    'the JSON is not in canonical form: RFC 8785 accepts no spaces, no key twice, and keys in one order only',
  );
  return value;
}
