import { digestOf } from '@fairway/model';

/** How a gateway signs what it posts (RFC 9421): the label of its signature, and what that is for. */
export const LABEL = 'fairway';
export const TAG = 'fairway-webhook';

/** What the signature covers: nothing that says what is told, and to whom, is left out. */
export const COMPONENTS = ['@method', '@target-uri', 'content-type', 'content-digest'] as const;

export const CONTENT_TYPE = 'application/json';

/** The body's digest as its field says it (RFC 9530). */
export function contentDigestOf(body: Uint8Array): string {
  const base64 = digestOf(body).replaceAll('-', '+').replaceAll('_', '/');
  return `sha-256=:${base64}${'='.repeat(-base64.length & 3)}:`;
}
