import { contractsFor } from '@fairway/chaincode';
import { AeoListImport, submit } from '@fairway/sdk';
import {
  ADMINISTRATIONS,
  foundMember,
  openEmbedded,
  registerOfficer,
  stageOf,
  type EmbeddedNetwork,
} from '@fairway/test-network';
import { expect } from 'chai';

describe('The plan for the first list that a member ever has', () => {
  let network: EmbeddedNetwork;
  before(async () => {
    network = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
  });
  after(() => network.close());

  it('writes nothing, not even the secret that registrations will need', async () => {
    const ledger = network.ledger({ member: 'AR', as: 'service' });
    const stage = stageOf(network.members, () => ledger);
    await submit(ledger, { namespace: 'fairway-ar', transaction: 'clock:tick', args: [] });
    const registrar = await foundMember(
      stage,
      ADMINISTRATIONS.find(({ member }) => member === 'AR')!,
      'lists',
    );
    const officer = await registerOfficer(stage, registrar, 'aeo-officer');
    const height = await ledger.height();
    const { rows } = await new AeoListImport({
      issuer: 'AR',
      registrar: stage('AR', registrar),
      officer: stage('AR', officer),
      dueDiligence: { reference: 'LISTA', on: '2026-01-15' },
    }).plan([
      {
        line: 2,
        row: {
          number: 'AR-1',
          identifier: { scheme: 'TIN', value: 'AR30500000001' },
          name: 'Operador de ejemplo 1',
          type: 'OEA',
          grantedOn: '2026-01-15',
          validFrom: '2026-01-15',
          validTo: '2031-01-14',
          status: 'active',
        },
      },
    ]);
    expect(rows.map(({ steps }) => steps)).to.deep.equal([['register', 'grant']]);
    expect(await ledger.height()).to.equal(height);
  });
});
