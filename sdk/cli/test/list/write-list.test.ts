import { expect } from 'chai';
import { COLUMNS_HELP, columnsOf } from '#src/list/columns.js';
import { toWcoJson } from '#src/list/write-list.js';

const ROW = {
  number: 'AR-1',
  identifier: { scheme: 'TIN' as const, value: 'AR30500000001' },
  name: 'Operador de ejemplo SA',
  type: 'OEA',
  grantedOn: '2026-01-01',
  validFrom: '2026-01-02',
};

describe('A list under the names of the WCO Data Model', () => {
  it('has the operator as party and its certificate as a document that the issuer authenticates', () => {
    const row = { ...ROW, address: 'Calle 1', contact: 'Ana', validTo: '2030-12-31', status: 'active' as const };
    expect(toWcoJson('AR', [row])).to.deep.equal([
      {
        Party: {
          ID: 'AR30500000001',
          IDSchemeID: 'TIN',
          Name: 'Operador de ejemplo SA',
          Address: { Line: 'Calle 1' },
          Contact: { Name: 'Ana' },
        },
        AdditionalDocument: {
          ID: 'AR-1',
          TypeCode: 'OEA',
          IssueDateTime: '2026-01-01',
          EffectiveDateTime: '2026-01-02',
          LPCOExpirationDateTime: '2030-12-31',
          Authenticator: { Address: { CountryCode: 'AR' } },
        },
        Status: { NameCode: 'active' },
      },
    ]);
  });

  it('tells why a certificate bars and by when it is reviewed as additional information', () => {
    const row = { ...ROW, reviewOn: '2028-01-01', status: 'suspended' as const, reason: 'insolvency' as const };
    expect(toWcoJson('AR', [row])[0]).to.deep.include({
      Status: { NameCode: 'suspended' },
      AdditionalInformation: { StatementCode: 'insolvency', LimitDateTime: '2028-01-01' },
    });
  });

  it('has columns that are taken back under those names', () => {
    const ours = [
      'number',
      'tin',
      'name',
      'type',
      'granted_on',
      'valid_from',
      'valid_to',
      'review_on',
      'status',
      'reason',
    ];
    const theirs = ours.map((column) => new RegExp(`^  ${column} +([A-Za-z.]+)`, 'm').exec(COLUMNS_HELP)![1]!);
    expect(theirs).to.include('AdditionalDocument.LPCOExpirationDateTime');
    expect(columnsOf(theirs)).to.deep.equal(ours);
  });
});
