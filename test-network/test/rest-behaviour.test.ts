import { contractsFor } from '@fairway/chaincode';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { besideGateway, openRest, type RestNetwork } from './rest-network.ts';
import { actsSuite } from './suites/acts.ts';
import { aeoSuite } from './suites/aeo.ts';
import { changesSuite } from './suites/changes.ts';
import { disclosureSuite } from './suites/disclosure.ts';
import { registrySuite } from './suites/registry.ts';
import { useSuite } from './suites/uses.ts';
import type { Network } from './suites/world.ts';

/** Of what both networks do, what goes another way here: refusals, private parts, and blocks. */
const THROUGH = [registrySuite, aeoSuite, useSuite, disclosureSuite, actsSuite, changesSuite];

describe('Through the gateways of an embedded network', () => {
  let network: Network;
  let embedded: EmbeddedNetwork;
  let rest: RestNetwork;
  before(async () => {
    embedded = await openEmbedded({ members: ['AR', 'UY', 'BR'], contracts: contractsFor });
    rest = await openRest(embedded);
    network = {
      name: 'rest',
      members: embedded.members,
      ledger: (member, as = 'service') => {
        const peer = embedded.ledger({ member, as });
        return as === 'service' ? besideGateway(rest.ledger(member), peer) : peer;
      },
      close: () => embedded.close(),
    };
  });
  after(async () => {
    await rest.close();
    await embedded.close();
  });

  THROUGH.forEach((suite) => suite(() => network));
});
