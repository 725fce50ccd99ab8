import { shippedTopology } from '@fairway/network';
import { benchChanges } from '@fairway/test-network';
import { expect } from 'chai';

describe('the way of a suspension to a partner', () => {
  it('is measured from its commit', async () => {
    const figures = await benchChanges({ topology: await shippedTopology('minimal'), fabric: false, count: 3 });
    expect(figures).to.include({ network: 'embedded', count: 3 });
    for (const { p50, p95 } of [figures.afterIssuer, figures.afterOwnPeer])
      expect(p50).to.be.at.least(0).and.at.most(p95);
  });
});
