import { bench } from '#src/bench.js';
import { CliFailure } from '#src/failure.js';
import { expect } from 'chai';

describe('fairway bench', () => {
  const sentenceOf = async (parts: string[], options: object): Promise<string> => {
    try {
      await bench(parts, options);
    } catch (error) {
      if (error instanceof CliFailure && error.code === 'USAGE') return error.sentence;
      throw error;
    }
    throw new Error('it was not refused');
  };

  it('says which parts there are when another one is asked for', async () => {
    expect(await sentenceOf(['start', 'speed'], {})).to.equal(
      'the benchmark has no part speed; its parts are start, faults, load, changes, batch, growth, races, verifications',
    );
  });

  it('says how many clients there may be', async () => {
    for (const concurrency of ['0', '1.5', 'many', '201'])
      expect(await sentenceOf(['load'], { concurrency })).to.include('a whole number from 1 to 200');
  });

  it('says how far a ledger may grow', async () => {
    expect(await sentenceOf(['growth'], { certificates: '1000' })).to.include('a whole number from 1001 to 10000000');
  });
});
