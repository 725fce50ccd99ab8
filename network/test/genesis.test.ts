import { expect } from 'chai';
import { type Introduction, layoutOf, shippedTopology, type Topology } from '@fairway/network';
import { configtx } from '#src/genesis.js';

interface Group {
  Organizations: { ID: string; Policies: Record<string, { Rule: string }> }[];
  Policies: Record<string, { Type: string; Rule: string }>;
}
interface Profile extends Group {
  Application: Group;
  Orderer: Group & { OrdererType: string; ConsenterMapping?: { MSPID: string; ID: number }[]; EtcdRaft?: object };
}

const introductions = (topology: Topology): Introduction[] =>
  layoutOf(topology).map(({ id, host, peers, orderer }) => ({
    member: id,
    host,
    rootCertificate: '',
    peers: peers.map(({ name, port }) => ({ name, port })),
    ...(orderer && { orderer: { port: orderer.port, certificate: '', tlsCertificate: '' } }),
  }));

async function genesisOf(name: string): Promise<Profile> {
  const topology = await shippedTopology(name);
  return (configtx(topology, introductions(topology), '/msps') as { Profiles: { Genesis: Profile } }).Profiles.Genesis;
}

describe("the channel's first configuration", () => {
  for (const name of ['bconnect', 'bconnect-raft', 'minimal'])
    describe(`of ${name}`, () => {
      it('names a policy for each namespace', async () => {
        const { members } = await shippedTopology(name);
        const { Policies } = (await genesisOf(name)).Application;
        for (const { id } of members)
          expect(Policies[`fairway-${id.toLowerCase()}`]?.Rule).to.match(new RegExp(`^AND\\('${id}\\.peer', OutOf`));
      });

      it('lets configuration and lifecycle change with all members only', async () => {
        const { members } = await shippedTopology(name);
        const { Application, Orderer, Policies } = await genesisOf(name);
        expect(Application.Policies['Admins']!.Rule).to.equal('ALL Admins');
        expect(Application.Policies['LifecycleEndorsement']!.Rule).to.equal('ALL Endorsement');
        expect(Policies['Admins']!.Rule).to.equal('MAJORITY Admins');
        const { Rule } = Orderer.Policies['Admins']!;
        if (Rule !== 'ALL Admins') for (const { id } of members) expect(Rule).to.contain(`'${id}.admin'`);
        else expect(Orderer.Organizations.map(({ ID }) => ID)).to.deep.equal(members.map(({ id }) => id));
      });

      it('lets only peers endorse', async () => {
        for (const { ID, Policies } of (await genesisOf(name)).Application.Organizations)
          expect(Policies['Endorsement']!.Rule).to.equal(`OR('${ID}.peer')`);
      });
    });

  it('of bconnect makes every member a consenter', async () => {
    const { OrdererType, ConsenterMapping } = (await genesisOf('bconnect')).Orderer;
    expect(OrdererType).to.equal('BFT');
    expect(ConsenterMapping!.map(({ ID, MSPID }) => `${ID} ${MSPID}`)).to.deep.equal([
      '1 AR',
      '2 BO',
      '3 BR',
      '4 PY',
      '5 UY',
    ]);
  });
});
