import { contractsFor } from '@fairway/chaincode';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { besideGateway, openRest, type RestNetwork } from './rest-network.ts';
import { actsSuite } from './suites/acts.ts';
import { aeoSuite } from './suites/aeo.ts';
import { changesSuite } from './suites/changes.ts';
import { disclosureSuite } from './suites/disclosure.ts';
import { envelopeSuite } from './suites/envelopes.ts';
import { behaviour, type AttestingNetwork } from './suites/index.ts';
import { pledgeSuite } from './suites/pledges.ts';
import { registrySuite } from './suites/registry.ts';
import { useSuite } from './suites/uses.ts';

/** Of what both networks do, what goes another way here; `FAIRWAY_REST=whole` runs all. */
const through =
  process.env['FAIRWAY_REST'] === 'whole'
    ? [behaviour]
    : [registrySuite, aeoSuite, useSuite, disclosureSuite, envelopeSuite, pledgeSuite, actsSuite, changesSuite];

describe('Through the gateways of an embedded network', () => {
  let network: AttestingNetwork;
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
      attesting: (member) => embedded.ledger({ member }),
      rootOf: (member) => embedded.roots.get(member)!,
      close: () => embedded.close(),
    };
  });
  after(async () => {
    await rest.close();
    await embedded.close();
  });

  through.forEach((suite) => suite(() => network));
});
