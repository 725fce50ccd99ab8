import { contractsFor } from '@fairway/chaincode';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import { networkOf } from './network-of.ts';
import { forgerySuite, type TamperedNetwork } from './suites/forgery.ts';
import { insiderSuite, type InsidersNetwork } from './suites/insider.ts';
import { titleTheftSuite } from './suites/title-theft.ts';
import { TamperedContract } from './suites/tampered-contract.ts';

const MEMBERS = ['AR', 'UY', 'BO', 'BR', 'PY'];
const TAMPERED = ['BO', 'PY'];

describe('Under attack, on the embedded network', () => {
  let embedded: EmbeddedNetwork;
  let network: TamperedNetwork & InsidersNetwork;
  before(async () => {
    embedded = await openEmbedded({
      members: MEMBERS,
      contracts: (namespace, member) =>
        ['AR', ...TAMPERED].includes(member) ? [...contractsFor(namespace), TamperedContract] : contractsFor(namespace),
    });
    network = {
      ...networkOf(embedded),
      tampered: TAMPERED,
      named: async (member, commonName) =>
        embedded.ledger({ member, as: await embedded.enrol(member, { commonName, unit: 'client' }) }),
      ledgerAt: (member, offset) => embedded.ledger({ member, now: () => new Date(Date.now() + offset) }),
    };
  });
  after(() => embedded.close());

  insiderSuite(() => network);
  forgerySuite(() => network, { hasKeyPolicies: false });
  titleTheftSuite(() => network);
});
