import { setTimeout as pause } from 'node:timers/promises';
import type { CloseableAsyncIterable } from '@hyperledger/fabric-gateway';
import type { common } from '@hyperledger/fabric-protos';
import { LedgerError } from '../ledger.js';
import { fromRead } from './interpretation.js';

/** Milliseconds between tries to go on with a broken stream. */
const RECONNECT = 500;

/** One peer's stream of what comes with its blocks, from a number on. */
export type BlockSource<T> = (startBlock: bigint) => Promise<CloseableAsyncIterable<T>>;

/**
 * What comes with committed blocks in order from number `from`, each once, until the signal: from one peer, and where its
 * stream breaks from the next, at the block after the last one handed out.
 *
 * @throws LedgerError `ACCESS_DENIED`, which no other peer would say otherwise
 */
export async function* blockStream<T>(
  peers: readonly BlockSource<T>[],
  blockOf: (event: T) => common.Block,
  from: bigint,
  signal: AbortSignal,
): AsyncGenerator<T> {
  let next = from;
  for (let turn = 0; !signal.aborted; turn++) {
    let close = () => {};
    try {
      const stream = await peers[turn % peers.length]!(next);
      close = () => stream.close();
      signal.addEventListener('abort', close, { once: true });
      if (signal.aborted) return;
      for await (const event of stream) {
        yield event;
        if (signal.aborted) return;
        next = BigInt(blockOf(event).getHeader()!.getNumber()) + 1n;
      }
    } catch (error) {
      const meant = fromRead(error);
      if (!signal.aborted && meant instanceof LedgerError && meant.code === 'ACCESS_DENIED') throw meant;
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
    await pause(RECONNECT, undefined, { signal }).catch(() => undefined);
  }
}
