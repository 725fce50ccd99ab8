import { LedgerError } from '@fairway/sdk';
import { common } from '@hyperledger/fabric-protos';
import { buildBlock, genesis } from './block.js';
import type { Channel } from './definition.js';
import type { Membership } from './identity.js';
import { Orderer, type BlockCutting } from './orderer.js';
import { StateLock } from './state-lock.js';
import type { BlockEffects } from './effects.js';
import { Store } from './store.js';
import { Code } from './transaction.js';
import { founding, validate } from './validate.js';

/** The channel's blocks: ordered, validated, kept, and told to who waits for them. */
export class Chain {
  readonly lock = new StateLock();
  readonly orderer: Orderer;
  readonly #waiting = new Set<() => void>();
  #closing: Promise<void> | undefined;
  #stopped: LedgerError | undefined;

  constructor(
    readonly store: Store,
    readonly channel: Channel,
    readonly membership: Membership,
    roots: ReadonlyMap<string, string>,
    cutting?: BlockCutting,
  ) {
    this.orderer = new Orderer(
      (envelopes) => this.#commit(envelopes),
      (cause) => this.#fail(cause),
      cutting,
    );
    if (store.height() === 0) store.apply(effectsOf([genesis(channel, roots)], this));
  }

  block(number: number): common.Block | undefined {
    const bytes = this.store.block(number);
    return bytes && common.Block.deserializeBinary(bytes);
  }

  /** Throws once the network is closed or could not write a block. */
  demandRunning(): void {
    if (this.#stopped) throw this.#stopped;
  }

  /** Resolves when something changes: a block, a peer, the end, or the signal. */
  async change(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const go = () => {
        this.#waiting.delete(go);
        signal.removeEventListener('abort', go);
        resolve();
      };
      this.#waiting.add(go);
      signal.addEventListener('abort', go);
    });
  }

  notify(): void {
    for (const go of [...this.#waiting]) go();
  }

  /** Commits what the orderers have taken and lets go of the file; may be repeated. */
  async close(): Promise<void> {
    await (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#stopped ??= new LedgerError('LEDGER_FAILED', 'the embedded network is closed; open it again to go on');
    await this.orderer.stop();
    this.notify();
    await this.lock.alone(() => this.store.close());
  }

  /**
   * Works the ledger out anew from its blocks alone and returns its digest, which equals the store's.
   * Throws `LEDGER_FAILED` where a block does not follow from the one before or was judged otherwise.
   */
  replay(): string {
    const fresh = new Store();
    try {
      for (let number = 0; number < this.store.height(); number++) {
        const kept = this.store.block(number)!;
        const envelopes = common.Block.deserializeBinary(kept).getData()!.getDataList_asU8();
        const effects = effectsOf(envelopes, { store: fresh, channel: this.channel, membership: this.membership });
        if (Buffer.compare(effects.block, kept) !== 0) {
          throw new LedgerError('LEDGER_FAILED', `block ${number} does not follow from the blocks before it`);
        }
        fresh.apply(effects);
      }
      return fresh.digest();
    } finally {
      fresh.close();
    }
  }

  async #commit(envelopes: Uint8Array[]): Promise<void> {
    await this.lock.alone(() => this.store.apply(effectsOf(envelopes, this)));
    this.notify();
  }

  #fail(cause: unknown): void {
    const text = cause instanceof Error ? cause.message : String(cause);
    this.#stopped = new LedgerError(
      'LEDGER_FAILED',
      `a block could not be kept (${text}); nothing of it was written, mend the cause and open the network again`,
      { cause },
    );
    this.notify();
  }
}

/** The next block of these envelopes with all that it changes; the first block configures the channel. */
function effectsOf(
  envelopes: readonly Uint8Array[],
  { store, channel, membership }: { store: Store; channel: Channel; membership: Membership },
): BlockEffects {
  const number = store.height();
  const before = store.block(number - 1);
  const previous = before && common.Block.deserializeBinary(before);
  const effects = previous ? validate(number, envelopes, { store, channel, membership }) : founding(channel);
  const codes = previous ? effects.transactions.map(({ code }) => code) : [Code.VALID];
  return { ...effects, block: buildBlock(number, previous, envelopes, codes).serializeBinary() };
}
