import { changes, type Change, type Session } from '@fairway/sdk';
import type { Stage } from '@fairway/test-network';

/** Follows the changes in one member's blocks and remembers when it heard of each. */
export class Listener {
  readonly #stop = new AbortController();
  readonly #heard: { change: Change; at: number }[] = [];
  readonly #ended: Promise<never>;
  #wake: () => void = () => {};

  constructor(stage: Stage, member: string) {
    this.#ended = this.#follow(stage(member));
    // Whoever waits for a change learns of it; nobody may be waiting.
    this.#ended.catch(() => {});
  }

  /** When it heard of a change like that, past or to come. */
  async hears(wanted: (change: Change) => boolean): Promise<number> {
    for (;;) {
      const found = this.#heard.find(({ change }) => wanted(change));
      if (found) return found.at;
      await Promise.race([new Promise<void>((resolve) => (this.#wake = resolve)), this.#ended]);
    }
  }

  close(): void {
    this.#stop.abort();
  }

  async #follow(session: Session): Promise<never> {
    for await (const change of changes(session, { signal: this.#stop.signal })) {
      this.#heard.push({ change, at: performance.now() });
      this.#wake();
    }
    throw new Error('the stream of changes ended');
  }
}
