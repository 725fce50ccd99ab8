import { expect } from 'chai';
import { remembered } from '#src/remembered.js';

describe('What is remembered', () => {
  let asked: number;
  let now: number;
  let fails: boolean;
  const find = async (): Promise<number> => {
    const [found, isDown] = [++asked, fails];
    await Promise.resolve();
    if (isDown) throw new Error('down');
    return found;
  };
  beforeEach(() => {
    [asked, now, fails] = [0, 0, false];
  });

  it('is found once for all who ask, and anew when its time has passed', async () => {
    const found = remembered(find, 1_000, () => now);
    expect(await Promise.all([found(), found()])).to.deep.equal([1, 1]);
    now = 1_000;
    expect(await found()).to.equal(1);
    now = 1_001;
    expect(await found()).to.equal(2);
  });

  it('is nothing that failed, also where what failed is late', async () => {
    const found = remembered(find, 1_000, () => now);
    fails = true;
    const late = found().catch((error: Error) => error.message);
    now = 1_001;
    fails = false;
    const next = found();
    expect(await late).to.equal('down');
    expect(await found()).to.equal(await next);
  });
});
