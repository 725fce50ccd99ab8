/**
 * Simulations share the state, a commit has it alone: what Fabric's peers do, so that a simulation sees one height.
 * A waiting commit goes before simulations that come later.
 */
export class StateLock {
  #simulations = 0;
  #committing = false;
  readonly #commits: (() => void)[] = [];
  #waiting: (() => void)[] = [];

  async shared<T>(work: () => Promise<T>): Promise<T> {
    while (this.#committing || this.#commits.length > 0) await new Promise<void>((go) => this.#waiting.push(go));
    this.#simulations++;
    try {
      return await work();
    } finally {
      this.#simulations--;
      this.#next();
    }
  }

  async alone<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#committing || this.#simulations > 0) await new Promise<void>((go) => this.#commits.push(go));
    this.#committing = true;
    try {
      return await work();
    } finally {
      this.#committing = false;
      this.#next();
    }
  }

  #next(): void {
    if (this.#committing || this.#simulations > 0) return;
    const commit = this.#commits.shift();
    if (commit) {
      this.#committing = true;
      return commit();
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}
