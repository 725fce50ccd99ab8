import { expect } from 'chai';
import { closeNetworks, codeOf, script, smallNetwork } from './small-network.ts';

describe('ordering', () => {
  afterEach(closeNetworks);

  async function sizesOf(cutting: object, values: string[]): Promise<number[]> {
    const network = await smallNetwork({ cutting });
    const ledger = network.ledger({ member: 'AR' });
    const calls = values.map((value, i) => script('AR', ['put', `k${i}`, value]));
    const all = await Promise.all(calls.map((asked) => ledger.endorse(asked)));
    await network.inOneBlock(async () => {
      for (const endorsed of all) await ledger.send(endorsed);
    });
    const outcomes = await Promise.all(all.map(({ transactionId }) => ledger.outcome(transactionId)));
    const sizes = new Map<bigint, number>();
    for (const { blockNumber } of outcomes) sizes.set(blockNumber, (sizes.get(blockNumber) ?? 0) + 1);
    return [...sizes.values()];
  }

  it('cuts a block when it holds as many messages as it may', async () => {
    expect(await sizesOf({ maxMessageCount: 2 }, ['a', 'b', 'c', 'd', 'e'])).to.deep.equal([2, 2, 1]);
  });

  it('cuts a block before a message that would make it too large, and gives a larger one a block of its own', async () => {
    const large = 'x'.repeat(30_000);
    expect(await sizesOf({ preferredMaxBytes: 20_000 }, ['a', 'b', large, 'c'])).to.deep.equal([2, 1, 1]);
  });

  it('refuses a message that no block can hold', async () => {
    const network = await smallNetwork({ cutting: { absoluteMaxBytes: 20_000 } });
    const ledger = network.ledger({ member: 'AR' });
    const endorsed = await ledger.endorse(script('AR', ['put', 'a', 'x'.repeat(30_000)]));
    expect(await codeOf(ledger.send(endorsed))).to.equal('LEDGER_FAILED');
  });

  it('goes on in the turn after a block when more arrives at its end', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    for (let i = 0; i < 30; i++) {
      const endorsed = await ledger.endorse(script('AR', ['add', 'n']));
      await ledger.send(endorsed);
      expect((await ledger.outcome(endorsed.transactionId)).code).to.equal(0);
    }
  });
});
