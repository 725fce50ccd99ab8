import { MINUTE } from '@fairway/model';

/** A trust list changes when a member publishes roots; a verifier that is so far behind is told by the next one. */
const KEPT_FOR = MINUTE;

/** What was found last, for as long as it is kept; what failed is asked for again. */
export function keptForAWhile<T>(find: () => Promise<T>): () => Promise<T> {
  let kept: { found: Promise<T>; until: number } | undefined;
  return () => {
    if (!kept || kept.until < Date.now()) {
      const found = find();
      kept = { found, until: Date.now() + KEPT_FOR };
      found.catch(() => (kept = undefined));
    }
    return kept.found;
  };
}
