import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import { blockStream, type BlockSource } from '#src/fabric/block-stream.js';

function block(number: bigint): common.Block {
  const header = new common.BlockHeader();
  header.setNumber(Number(number));
  const made = new common.Block();
  made.setHeader(header);
  return made;
}

/** A peer with blocks whose stream gives some of them and then breaks, ends or, last, waits until it is closed. */
function peer(...streams: { gives: number; then: Error | 'ends' | 'waits' }[]) {
  const asked: bigint[] = [];
  const getBlockEvents = ({ startBlock }: { startBlock: bigint }) => {
    asked.push(startBlock);
    const { gives, then } = streams.shift() ?? { gives: 0, then: 'waits' };
    const closing = Promise.withResolvers<never>();
    closing.promise.catch(() => undefined);
    return Promise.resolve({
      close: () => closing.reject(new Error('closed')),
      async *[Symbol.asyncIterator]() {
        for (let given = 0; given < gives; given++) yield block(startBlock + BigInt(given));
        if (then === 'waits') await closing.promise;
        if (then instanceof Error) throw then;
      },
    });
  };
  const source = (startBlock: bigint) => getBlockEvents({ startBlock });
  return { asked, network: source as unknown as BlockSource<common.Block> };
}

describe('the stream of blocks', () => {
  async function read(networks: BlockSource<common.Block>[], from: bigint, until: bigint): Promise<bigint[]> {
    const stop = new AbortController();
    const numbers: bigint[] = [];
    for await (const one of blockStream(networks, (block) => block, from, stop.signal)) {
      numbers.push(BigInt(one.getHeader()!.getNumber()));
      if (numbers.at(-1) === until) stop.abort();
    }
    return numbers;
  }

  it('goes on at the next peer, after the last block, when it breaks or ends', async () => {
    const one = peer({ gives: 2, then: new Error('broken') }, { gives: 9, then: 'waits' });
    const other = peer({ gives: 1, then: 'ends' });
    expect(await read([one.network, other.network], 5n, 9n)).to.deep.equal([5n, 6n, 7n, 8n, 9n]);
    expect([one.asked, other.asked]).to.deep.equal([[5n, 8n], [7n]]);
  });

  it('tells from which peer blocks come, and once that they no longer do', async function () {
    this.timeout(10_000);
    const silent = { gives: 0, then: new Error('refused') };
    const one = peer({ gives: 1, then: new Error('broken') }, silent);
    const other = peer(silent, { gives: 9, then: 'waits' });
    const told: [number, boolean][] = [];
    const stop = new AbortController();
    const tell = (place: number, broken?: Error) => told.push([place, broken !== undefined]);
    const stream = blockStream([one.network, other.network], (block) => block, 0n, stop.signal, tell);
    for (let taken = 0; taken < 3; taken++) await stream.next();
    stop.abort();
    expect(told).to.deep.equal([
      [0, false],
      [0, true],
      [1, true],
      [1, false],
    ]);
  });

  it('ends with the signal while it waits for the next block', async () => {
    const stop = new AbortController();
    const waiting = peer({ gives: 0, then: 'waits' });
    const next = blockStream([waiting.network], (block) => block, 0n, stop.signal).next();
    stop.abort();
    expect(await next).to.deep.equal({ done: true, value: undefined });
  });

  it('ends with ACCESS_DENIED, and asks no other peer', async () => {
    const one = peer({ gives: 1, then: new Error('Unexpected status response: 403') });
    const other = peer();
    const failure = await read([one.network, other.network], 0n, 9n).catch((error: unknown) => error);
    expect(failure).to.have.property('code', 'ACCESS_DENIED');
    expect(other.asked).to.deep.equal([]);
  });

  it('lets go of the peer when nobody reads on', async () => {
    const one = peer({ gives: 3, then: 'waits' });
    for await (const _ of blockStream([one.network], (block) => block, 0n, new AbortController().signal)) break;
    expect(one.asked).to.deep.equal([0n]);
  });
});
