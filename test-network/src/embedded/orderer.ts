/** When blocks are cut. */
export interface BlockCutting {
  /** Envelopes a block at most; 500 as Fabric's sample has it. */
  maxMessageCount?: number;
  /** Bytes at which a block is cut, though a larger envelope still gets a block by itself; 2 MiB. */
  preferredMaxBytes?: number;
  /** Bytes an envelope at most; 10 MiB. */
  absoluteMaxBytes?: number;
}

/**
 * Puts envelopes in order and cuts blocks: at once when idle, else as soon as the block before is committed, so that
 * what arrives meanwhile shares a block.
 */
export class Orderer {
  readonly #queue: Uint8Array[] = [];
  #paused = false;
  #stopped = false;
  #working: Promise<void> | undefined;
  readonly #limits: Required<BlockCutting>;

  constructor(
    private readonly commit: (envelopes: Uint8Array[]) => Promise<void>,
    private readonly failed: (cause: unknown) => void,
    limits: BlockCutting = {},
  ) {
    this.#limits = {
      maxMessageCount: limits.maxMessageCount ?? 500,
      preferredMaxBytes: limits.preferredMaxBytes ?? 2 * 1024 * 1024,
      absoluteMaxBytes: limits.absoluteMaxBytes ?? 10 * 1024 * 1024,
    };
  }

  /** Whether the orderer takes the envelope. */
  submit(envelope: Uint8Array): boolean {
    if (this.#stopped || envelope.length > this.#limits.absoluteMaxBytes) return false;
    this.#queue.push(envelope);
    this.#work();
    return true;
  }

  /** Holds envelopes back until `resume`, which lets them share blocks. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#work();
  }

  /** Puts what was taken into blocks, unless it is held back, and takes nothing more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  #work(): void {
    this.#working ??= this.#drain();
  }

  async #drain(): Promise<void> {
    try {
      // Envelopes sent in the same turn of the event loop arrive together.
      await new Promise(setImmediate);
      while (!this.#paused && this.#queue.length > 0) await this.commit(this.#cut());
    } catch (cause) {
      this.failed(cause);
    } finally {
      this.#working = undefined;
    }
  }

  #cut(): Uint8Array[] {
    const { maxMessageCount, preferredMaxBytes } = this.#limits;
    let bytes = 0;
    let count = 0;
    while (count < Math.min(this.#queue.length, maxMessageCount)) {
      bytes += this.#queue[count]!.length;
      if (count > 0 && bytes > preferredMaxBytes) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }
}
