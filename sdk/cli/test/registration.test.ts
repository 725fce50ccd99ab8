import { expect } from 'chai';
import { profileOf, type ProfileOptions } from '#src/registration.js';

const said = (options: Partial<ProfileOptions>): ProfileOptions => ({
  role: [],
  tin: [],
  eori: [],
  lei: [],
  scac: [],
  smdg: [],
  ...options,
});

describe('profileOf', () => {
  it('keeps a trader out of the public part', () => {
    const options = said({ role: ['trader'], name: 'Litoral SA', tin: ['AR30500000001'], contact: 'Mesa 3' });
    expect(profileOf(options)).to.deep.equal({
      args: { roles: ['trader'] },
      identity: {
        name: 'Litoral SA',
        identifiers: [{ scheme: 'TIN', value: 'AR30500000001' }],
        contact: 'Mesa 3',
      },
    });
  });

  it('names a carrier in public, and nothing in private', () => {
    const options = said({ role: ['carrier'], name: 'Naviera SA', lei: ['7ZW8QJWVPR4P1J1KQY45'] });
    expect(profileOf(options)).to.deep.equal({
      args: {
        roles: ['carrier'],
        public: { name: 'Naviera SA', identifiers: [{ scheme: 'LEI', value: '7ZW8QJWVPR4P1J1KQY45' }] },
      },
    });
  });

  it('gives an officer an identity without identifiers', () => {
    const options = said({ role: ['auditor'], office: 'Auditoría', name: 'Legajo 1' });
    expect(profileOf(options)).to.deep.equal({
      args: { roles: ['auditor'], office: 'Auditoría' },
      identity: { name: 'Legajo 1', identifiers: [] },
    });
  });

  it('puts options before what the file says, and brings covers and checks together', () => {
    const file = {
      roles: ['forwarder'],
      licence: { reference: 'old', validTo: '2026-01-01' },
      private: { name: 'Old name', identifiers: [{ scheme: 'EORI', value: 'AR1' }], address: 'Calle 1' },
    };
    const options = said({
      name: 'New name',
      licence: 'L-2',
      licenceUntil: '2028-01-01',
      insurance: 'P-1',
      insuranceUntil: '2027-01-01',
      dueDiligence: 'EXP-1',
      checkedOn: '2026-01-15',
    });
    expect(profileOf(options, file)).to.deep.equal({
      args: {
        roles: ['forwarder'],
        dueDiligence: { reference: 'EXP-1', on: '2026-01-15' },
        licence: { reference: 'L-2', validTo: '2028-01-01' },
        insurance: { reference: 'P-1', validTo: '2027-01-01' },
      },
      identity: { name: 'New name', identifiers: [{ scheme: 'EORI', value: 'AR1' }], address: 'Calle 1' },
    });
  });

  it('leaves a field that nobody knows for the ledger to refuse', () => {
    expect(profileOf(said({}), { colour: 'blue', roles: ['bank'] }).args).to.have.property('colour', 'blue');
  });
});
