import { expect } from 'chai';
import { collectionsOf, type Topology } from '@fairway/network';

describe("A namespace's collections", () => {
  const member = (id: string) => ({ id, name: id, host: 'localhost', peers: 1, orderer: true });
  const topology = { members: ['AR', 'BO', 'BR'].map(member) } as Topology;

  it('are one for its owner and each other member, written by the owner alone', () => {
    const collections = collectionsOf(topology, 'fairway-bo');
    expect(collections.map(({ name }) => name)).to.deep.equal(['partner-ar', 'partner-br']);
    expect(collections[0]).to.include({
      policy: "OR('BO.member', 'AR.member')",
      memberOnlyRead: true,
      memberOnlyWrite: true,
    });
    expect(collections[0]!.endorsementPolicy).to.deep.equal({ signaturePolicy: "OR('BO.peer')" });
  });
});
