import { setTimeout as delay } from 'node:timers/promises';

/** One write and what became of it; moments in milliseconds of `performance.now()`. */
export interface Write {
  began: number;
  ended: number;
  /** What the caller saw in place of a committed transaction. */
  error?: unknown;
}

/** Writes at a steady pace, whether earlier ones have ended or not, and keeps what became of each. */
export class SteadyWrites {
  readonly #stop = new AbortController();
  readonly #begun: Promise<Write>[] = [];
  readonly #pace: Promise<void>;
  #next = Promise.withResolvers<void>();

  /** Begins at once; `every` in milliseconds. */
  constructor(
    private readonly write: () => Promise<unknown>,
    private readonly every = 300,
  ) {
    this.#pace = this.#run();
  }

  /** Waits until so many more writes have begun, and until these have ended. */
  async more(count: number): Promise<void> {
    const until = this.#begun.length + count;
    while (this.#begun.length < until) await this.#next.promise;
    await Promise.all(this.#begun.slice(0, until));
  }

  /** Begins no more writes; answers with all of them when the last has ended, in the order in which they began. */
  async stop(): Promise<Write[]> {
    this.#stop.abort();
    await this.#pace;
    return Promise.all(this.#begun);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#begun.push(this.#one());
      this.#next.resolve();
      this.#next = Promise.withResolvers();
      await delay(this.every, undefined, { signal }).catch(() => undefined);
    }
  }

  async #one(): Promise<Write> {
    const began = performance.now();
    try {
      await this.write();
      return { began, ended: performance.now() };
    } catch (error) {
      return { began, ended: performance.now(), error };
    }
  }
}

/** The errors that the writers saw. */
export const errorsOf = (writes: readonly Write[]): unknown[] =>
  writes.flatMap(({ error }) => (error === undefined ? [] : [error]));

/** Milliseconds of the longest time without a committed write, from the first to the last of them. */
export function longestGap(writes: readonly Write[]): number {
  const committed = writes.filter(({ error }) => error === undefined).map(({ ended }) => ended);
  const moments = committed.sort((one, other) => one - other);
  return Math.max(0, ...moments.slice(1).map((moment, index) => moment - moments[index]!));
}
