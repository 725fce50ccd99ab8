import { life } from './life.ts';
import { type RealNetwork, realNetwork } from './real-network.ts';
import { revocation } from './revocation.ts';
import { memberServices } from './services.ts';
import { upgrade } from './upgrade.ts';

/**
 * Each network is brought up once, and goes through its suites in this order. What it bears when nodes fail is tested
 * with clients that write meanwhile: test-network/test-real/faults.test.ts and raft.test.ts.
 */
const SUITES = {
  minimal: [life, upgrade, revocation, memberServices],
  bconnect: [life],
};

for (const [name, suites] of Object.entries(SUITES))
  describe(`a real network, ${name},`, function () {
    this.timeout(180_000);
    let network: RealNetwork;
    before(async () => void (network = await realNetwork(name)));
    after(() => network?.remove());
    for (const suite of suites) suite(() => network);
  });
