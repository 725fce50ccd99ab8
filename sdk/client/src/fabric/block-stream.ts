import type { CloseableAsyncIterable } from '@hyperledger/fabric-gateway';
import type { common } from '@hyperledger/fabric-protos';
import { LedgerError } from '../ledger.js';
import { passed } from '../passed.js';
import { fromRead } from './interpretation.js';

/** Milliseconds between tries to go on with a broken stream. */
const RECONNECT = 500;

/** Told of a stream: that a peer's blocks come, by its place among the peers, or why they no longer do. */
export type Streaming = (peer: number, broken?: Error) => void;

/** One peer's stream of what comes with its blocks, from a number on. */
export type BlockSource<T> = (startBlock: bigint) => Promise<CloseableAsyncIterable<T>>;

/**
 * What comes with committed blocks in order from number `from`, each once, until the signal: from one peer, and where its
 * stream breaks from the next, at the block after the last one handed out. `streaming` is told when a peer's blocks begin
 * to come, and once when they no longer do.
 *
 * @throws LedgerError `ACCESS_DENIED`, which no other peer would say otherwise
 */
export async function* blockStream<T>(
  peers: readonly BlockSource<T>[],
  blockOf: (event: T) => common.Block,
  from: bigint,
  signal: AbortSignal,
  streaming: Streaming = () => {},
): AsyncGenerator<T> {
  let next = from;
  const broken = new Set<number>();
  for (let turn = 0; !signal.aborted; turn++) {
    const peer = turn % peers.length;
    let comes = false;
    const lost = (error: Error) => {
      if (!signal.aborted && !broken.has(peer)) streaming(peer, error);
      broken.add(peer);
    };
    let close = () => {};
    try {
      const stream = await peers[peer]!(next);
      close = () => stream.close();
      signal.addEventListener('abort', close, { once: true });
      if (signal.aborted) return;
      for await (const event of stream) {
        if (!comes) streaming(peer);
        comes = true;
        broken.delete(peer);
        yield event;
        if (signal.aborted) return;
        next = BigInt(blockOf(event).getHeader()!.getNumber()) + 1n;
      }
      lost(new LedgerError('PEER_UNAVAILABLE', 'the peer has ended its stream of blocks'));
    } catch (error) {
      const meant = fromRead(error);
      lost(meant);
      if (!signal.aborted && meant instanceof LedgerError && meant.code === 'ACCESS_DENIED') throw meant;
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
    await passed(RECONNECT, signal);
  }
}
