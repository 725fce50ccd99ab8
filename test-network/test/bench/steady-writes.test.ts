import { errorsOf, longestGap, SteadyWrites } from '#src/bench/index.js';
import { expect } from 'chai';

describe('steady writes', () => {
  it('begin although earlier ones have not ended, and are all waited for at the end', async () => {
    const held = Promise.withResolvers<void>();
    const all = Promise.withResolvers<void>();
    let begun = 0;
    const writes = new SteadyWrites(() => {
      if (++begun === 3) all.resolve();
      return held.promise;
    }, 1);
    await all.promise;
    held.resolve();
    await writes.more(1);
    const ended = await writes.stop();
    expect(ended).to.have.length(begun).and.to.have.length.greaterThan(3);
    expect(errorsOf(ended)).to.deep.equal([]);
  });

  it('go on after one that fails, and tell its error', async () => {
    let begun = 0;
    const failure = new Error('no');
    const writes = new SteadyWrites(() => (++begun === 2 ? Promise.reject(failure) : Promise.resolve()), 1);
    await writes.more(3);
    expect(errorsOf(await writes.stop())).to.deep.equal([failure]);
  });

  it('leave their longest gap between commits, whatever the order in which they began', () => {
    const at = (ended: number, error?: Error) => ({ began: 0, ended, ...(error ? { error } : {}) });
    expect(longestGap([at(30), at(10), at(100), at(40), at(70, new Error('no'))])).to.equal(60);
    expect(longestGap([at(5)])).to.equal(0);
    expect(longestGap([])).to.equal(0);
  });
});
