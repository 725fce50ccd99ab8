import { Refusal, fromBase64url, toBase64url } from '@fairway/model';
import * as z from 'zod';

/** Where a page of a list ends: the last record on it, so that pages stay in place while records join. */
export interface Place {
  member: string;
  id: string;
}

const Written = z.tuple([z.literal(1), z.string().max(32), z.string().max(8), z.string().max(64)]);

/** A cursor for the page after a place in a list of a kind. What is in it is nobody's business but the gateway's. */
export const cursorAfter = (kind: string, { member, id }: Place): string =>
  toBase64url(new TextEncoder().encode(JSON.stringify([1, kind, member, id])));

/** The place that a cursor names. Throws `CURSOR_UNKNOWN` for what is none of this kind. */
export function placeIn(kind: string, cursor: string): Place {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(cursor));
    const [, named, member, id] = Written.parse(JSON.parse(text));
    if (named === kind) return { member, id };
  } catch {
    // One refusal for everything that is no cursor of this list.
  }
  throw new Refusal('CURSOR_UNKNOWN', 'a cursor that a page of this list gave is accepted', '/cursor');
}
