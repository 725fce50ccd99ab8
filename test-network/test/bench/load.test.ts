import { shippedTopology } from '@fairway/network';
import { benchLoad } from '@fairway/test-network';
import { expect } from 'chai';

describe('the load', () => {
  it('measures acts and reads against a bare put and get, on the embedded network', async () => {
    const load = await benchLoad({
      topology: await shippedTopology('minimal'),
      fabric: false,
      concurrency: 4,
      eachRound: { write: 2, read: 3, voyage: 1 },
      warmUp: 2,
    });
    expect(load).to.include({ network: 'embedded', concurrency: 4 });
    expect(load.operations.map(({ operation, count, baseline }) => [operation, count, baseline])).to.deep.equal([
      ['put 100 bytes', 6, undefined],
      ['grant', 6, 'put 100 bytes'],
      ['suspend', 6, 'put 100 bytes'],
      ...['issue a title', 'offer it', 'accept it'].map((operation) => [operation, 6, 'put 100 bytes']),
      ['title through two banks', 3, undefined],
      ['get 100 bytes', 9, undefined],
      ['get', 9, 'get 100 bytes'],
      ['check', 9, 'get 100 bytes'],
    ]);
    for (const { p50, p95, perSecond, clientTime } of load.operations) {
      expect(p50).to.be.greaterThan(0).and.at.most(p95);
      expect(perSecond).to.be.greaterThan(0);
      expect(clientTime).to.be.greaterThan(0);
    }
    for (const { baseline, ratio } of load.operations) expect(ratio === undefined).to.equal(baseline === undefined);
    expect(new Set(load.oneClient.map(({ count }) => count))).to.deep.equal(new Set([3]));
    expect(load.memory).to.have.length(1);
  });
});
