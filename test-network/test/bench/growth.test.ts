import { shippedTopology } from '@fairway/network';
import { benchGrowth } from '@fairway/test-network';
import { expect } from 'chai';

describe('the growth of the ledger', () => {
  it('is measured by what an operation costs before and after, on certificates that readers take', async () => {
    const growth = await benchGrowth({
      topology: await shippedTopology('minimal'),
      fabric: false,
      certificates: 1_100,
      count: 2,
    });
    expect(growth).to.deep.include({ network: 'embedded', certificates: [1_000, 1_100] });
    expect(growth.operations.map(({ operation }) => operation)).to.deep.equal([
      'grant',
      'check',
      'list: a page of 50',
      'import: a row',
    ]);
    for (const { p50, time } of growth.operations)
      for (const one of [...p50, ...time]) expect(one).to.be.greaterThan(0);
  });
});
