/** Performs steps side by side, so many at once, each begun in order; their results in the same order. */
export async function inLanes(lanes, steps, perform) {
  const results = [];
  const waiting = steps.entries();
  const lane = async () => {
    for (const [index, step] of waiting) results[index] = await perform(step);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
