/**
 * Finds something once for all who ask, and anew when so many milliseconds have passed; what fails is not remembered.
 */
export function remembered<T>(
  find: () => Promise<T>,
  milliseconds = Infinity,
  now: () => number = Date.now,
): () => Promise<T> {
  let last: { found: Promise<T>; until: number } | undefined;
  return () => {
    if (!last || last.until < now()) {
      const found = find();
      last = { found, until: now() + milliseconds };
      found.catch(() => {
        if (last?.found === found) last = undefined;
      });
    }
    return last.found;
  };
}
