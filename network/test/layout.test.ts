import { expect } from 'chai';
import fc from 'fast-check';
import { namespaceOf } from '@fairway/model';
import { layoutOf, namespaceRule, parseTopology, policyPathOf, type Topology } from '@fairway/network';

const topology = (ids: string[], peers = 1, otherEndorsers = 1): Topology =>
  parseTopology(
    JSON.stringify({
      name: 'test',
      consensus: 'raft',
      basePort: 30000,
      policies: { otherEndorsers },
      members: ids.map((id) => ({ id, name: id, peers })),
    }),
    'test.yaml',
  );

const country = fc.stringMatching(/^[A-Z]{2}$/);

describe('the layout of a network', () => {
  it('gives no port twice', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(country, { minLength: 2, maxLength: 20 }),
        fc.integer({ min: 1, max: 4 }),
        (ids, peers) => {
          const ports = layoutOf(topology(ids, peers)).flatMap(
            ({ authorityPort, orderer, peers, gateway, chaincodePorts }) => [
              authorityPort,
              ...(orderer ? [orderer.port, orderer.adminPort, orderer.operationsPort] : []),
              ...[gateway.port, gateway.monitoringPort],
              ...peers.flatMap(({ port, operationsPort }) => [port, operationsPort]),
              ...chaincodePorts.flatMap((slot) => Object.values(slot)),
            ],
          );
          expect(new Set(ports).size).to.equal(ports.length);
        },
      ),
    );
  });

  it('serves every namespace at every member, in two slots', () => {
    for (const { chaincodePorts } of layoutOf(topology(['AR', 'UY'])))
      expect(chaincodePorts.map((slot) => Object.keys(slot))).to.deep.equal([
        ['fairway-ar', 'fairway-uy'],
        ['fairway-ar', 'fairway-uy'],
      ]);
  });

  it('names a namespace and its policy after the member', () => {
    expect(namespaceOf('AR')).to.equal('fairway-ar');
    expect(policyPathOf('fairway-ar')).to.equal('/Channel/Application/fairway-ar');
  });

  it('lets no namespace be written without its member and one other', () => {
    expect(namespaceRule(topology(['AR', 'BO', 'UY']), 'BO')).to.equal(
      "AND('BO.peer', OutOf(1, 'AR.peer', 'UY.peer'))",
    );
  });

  it('asks for as many others as the topology says', () => {
    expect(namespaceRule(topology(['AR', 'BO', 'UY'], 1, 2), 'UY')).to.equal(
      "AND('UY.peer', OutOf(2, 'AR.peer', 'BO.peer'))",
    );
  });
});
