import { LedgerError } from '@fairway/sdk';
import { common } from '@hyperledger/fabric-protos';
import { buildBlock, genesis } from './block.js';
import type { Channel } from './definition.js';
import type { Membership } from './identity.js';
import { Orderer, type BlockCutting } from './orderer.js';
import { StateLock } from './state-lock.js';
import type { Store } from './store.js';
import { validate } from './validate.js';

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
    if (store.height() === 0) this.#found(genesis(channel.name, roots));
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

  /** Finishes the block in work and lets go of the file; may be repeated. */
  async close(): Promise<void> {
    await (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.orderer.stop();
    this.#stopped ??= new LedgerError('LEDGER_FAILED', 'the embedded network is closed; open it again to go on');
    this.notify();
    await this.lock.alone(() => this.store.close());
  }

  async #commit(envelopes: Uint8Array[]): Promise<void> {
    await this.lock.alone(() => {
      const number = this.store.height();
      const effects = validate(number, envelopes, this);
      const codes = effects.transactions.map(({ code }) => code);
      const block = buildBlock(number, this.block(number - 1), envelopes, codes);
      this.store.apply({ ...effects, block: block.serializeBinary() });
    });
    this.notify();
  }

  #found(configuration: Uint8Array): void {
    const block = buildBlock(0, undefined, [configuration], [0]).serializeBinary();
    this.store.apply({ number: 0, block, transactions: [], state: [], history: [], hashes: [], privateState: [] });
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
