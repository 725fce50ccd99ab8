import type { Digest } from '../digest.js';
import { domainOf } from '../domains.js';
import { LAST, type Instant } from '../time.js';

/** A document of a record by its digest, and from when on it was the document. */
export interface RecordedDocument {
  document: Digest;
  from: Instant;
}

/**
 * The documents of a record as they were recorded by `knownAt` (absent: all), oldest first; the last one is the document,
 * and the others are superseded. None of a kind that has no documents; an unknown kind is refused.
 */
export function recordedDocuments(kind: string, record: unknown, knownAt: Instant = LAST): RecordedDocument[] {
  const documents = domainOf(kind).shown?.documents(record as never) ?? [];
  return documents.filter(({ from }) => from <= knownAt).map(({ digest, from }) => ({ document: digest, from }));
}

/** What becomes of a document in hand: the one recorded, an earlier one, or none that its record knows. */
export type DocumentStanding = 'current' | 'superseded' | 'unknown';

/** How a document stands to its record, by the digest that `recordedDigestOf` gives. */
export function documentStanding(recorded: readonly RecordedDocument[], digest: Digest): DocumentStanding {
  const place = recorded.findIndex(({ document }) => document === digest);
  if (place < 0) return 'unknown';
  return place === recorded.length - 1 ? 'current' : 'superseded';
}
