import type { Handle } from '@fairway/model';
import { MAX_STATEMENT_SIGNERS, STATING_ROLES } from '@fairway/model/document';
import type { Reading } from '../http/reading.js';
import { searchParticipants } from '../projection/search.js';

/**
 * The parties that may state how records stand, as the member's projection has them now: its own first, then other
 * members', as many as a list may have. Throws a `Refusal` where there is no projection, or it is not whole yet.
 */
export function statingParties(reading: Reading, member: string): Handle[] {
  const found = new Set<Handle>();
  for (const whose of [{ member }, {}])
    for (const role of STATING_ROLES) {
      const page = { ...whose, limit: MAX_STATEMENT_SIGNERS };
      const { records } = reading.page((db) => searchParticipants(db, { role, state: 'active' }, page));
      for (const { id } of records) found.add(id);
    }
  return [...found].slice(0, MAX_STATEMENT_SIGNERS);
}
