import { shippedTopology } from '@fairway/network';
import { benchBatch } from '@fairway/test-network';
import { expect } from 'chai';

describe('a batch of questions', () => {
  it('is measured at a projection that has followed every certificate asked about', async () => {
    const batch = await benchBatch({
      topology: await shippedTopology('minimal'),
      fabric: false,
      questions: 500,
      count: 2,
    });
    expect(batch).to.include({ network: 'embedded', questions: 500 });
    for (const one of [batch.followed, batch.p50, batch.longest]) expect(one).to.be.greaterThan(0);
  });
});
