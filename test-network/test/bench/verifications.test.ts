import { shippedTopology } from '@fairway/network';
import { benchVerifications } from '@fairway/test-network';
import { expect } from 'chai';

describe('a verification', () => {
  it('is measured against the plain evaluate, in its steps and many at once', async () => {
    const topology = await shippedTopology('minimal');
    const figures = await benchVerifications({ topology, fabric: false, count: 3, atOnce: 5 });
    expect(figures).to.include({ network: 'embedded', members: 2, count: 3 });
    expect(figures.atOnce).to.include({ count: 5, errors: 0 });
    expect(figures.inBrowser).to.have.length(2);
    for (const { p50, p95 } of [...figures.steps, ...figures.inBrowser!])
      expect(p50).to.be.greaterThan(0).and.at.most(p95);
  });
});
