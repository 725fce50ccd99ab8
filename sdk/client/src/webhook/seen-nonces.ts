/** Remembers in memory which requests have come, as long as one that came again would pass for new. */
export class SeenNonces {
  readonly #seen = new Map<string, number>();

  /** Whether a nonce comes for the first time; `until`, in milliseconds of the clock, it is remembered. */
  isFirst(nonce: string, until: number, now: number): boolean {
    for (const [old, end] of this.#seen) {
      if (end > now) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(nonce)) return false;
    this.#seen.set(nonce, until);
    return true;
  }
}
