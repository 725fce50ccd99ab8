import type { Handle } from '@fairway/model';
import { MAX_STATEMENT_SIGNERS, STATING_ROLES } from '@fairway/model/document';
import { pageIn } from '../http/reading.js';
import { searchParticipants } from '../projection/search.js';

/** Where a gateway knows from who states how records stand. */
export interface StatingPartiesSource {
  member: string;
  /** The parties that its configuration names, who then are all. */
  named?: readonly Handle[] | undefined;
  /** The projection's file. */
  projection?: string | undefined;
}

/**
 * The parties whose statements readers without a network are to check: those that are named, or that the projection has as
 * active, the member's own first, as many as a list may have; none without either. Throws a `Refusal` while the projection
 * is not whole.
 */
export function statingParties({ member, named, projection }: StatingPartiesSource): readonly Handle[] {
  if (named || projection === undefined) return named ?? [];
  const found = new Set<Handle>();
  for (const whose of [{ member }, {}])
    for (const role of STATING_ROLES) {
      const page = { ...whose, limit: MAX_STATEMENT_SIGNERS };
      const { records } = pageIn(projection, (db) => searchParticipants(db, { role, state: 'active' }, page));
      for (const { id } of records) found.add(id);
    }
  return [...found].slice(0, MAX_STATEMENT_SIGNERS);
}
