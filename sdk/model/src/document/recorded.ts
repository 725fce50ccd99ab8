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

/** How a document in hand stands to its record: the one recorded, an earlier one, or none that the record knows. */
export interface DocumentStanding {
  standing: 'current' | 'superseded' | 'unknown';
  /** Since when another has been in its place. */
  supersededAt?: Instant;
}

/**
 * How a document stands to its record, by the digest that `recordedDigestOf` gives and as far as was known by `knownAt`
 * (absent: all). An unknown kind is refused.
 */
export function documentStanding(kind: string, record: unknown, digest: Digest, knownAt?: Instant): DocumentStanding {
  const recorded = recordedDocuments(kind, record, knownAt);
  const place = recorded.findLastIndex(({ document }) => document === digest);
  if (place < 0) return { standing: 'unknown' };
  const next = recorded[place + 1];
  return next ? { standing: 'superseded', supersededAt: next.from } : { standing: 'current' };
}
