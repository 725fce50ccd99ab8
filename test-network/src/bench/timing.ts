/** The value below which that share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

/** Runs the work for each index, so many at a time; answers with the milliseconds that each took. */
export async function inParallel(
  indices: readonly number[],
  concurrency: number,
  run: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const left = indices.values();
  const latencies: number[] = [];
  const worker = async () => {
    for (const index of left) {
      const began = performance.now();
      await run(index);
      latencies.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return latencies;
}
