import { contractsFor } from '@fairway/chaincode';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { networkOf } from './network-of.ts';
import { behaviour, type AttestingNetwork } from './suites/index.ts';
import { timeSuite } from './suites/time.ts';

describe('On the embedded network', () => {
  let network: AttestingNetwork;
  let embedded: EmbeddedNetwork;
  before(async () => {
    let offset = 0;
    const time = {
      now: () => new Date(Date.now() + offset),
      set: (date: Date) => (offset = date.getTime() - Date.now()),
    };
    embedded = await openEmbedded({ members: ['AR', 'UY', 'BR'], contracts: contractsFor, now: time.now });
    network = {
      ...networkOf(embedded),
      time: { now: time.now, set: (date) => void time.set(date) },
    };
  });
  after(() => embedded.close());

  behaviour(() => network);
  timeSuite(() => network);
});
