import { expect } from 'chai';
import { digestOfJson, newHandle, type IssueArgs } from '@fairway/model';
import { checkReplacingDocuments, checkTransportDocument } from '@fairway/model/transport-document';
import { refusalOf } from '../refusals.ts';
import { changed, dcsaSample, efblSample } from '../samples.ts';

const issuer = newHandle('AR');
const shipper = newHandle('AR');
const consignee = newHandle('UY');
const TERMS: Omit<IssueArgs, 'document'> = {
  issuer,
  shipper,
  form: 'order',
  quantities: [{ unit: 'KGM', thousandths: 24_000_000 }],
  issuedOn: '2026-03-01',
  onBoardOn: '2026-03-01',
  placeOfIssue: 'ARBUE',
  law: 'AR',
  rulebook: 'Rulebook 1',
  answerWithin: { days: 3, count: 'working' },
};
const { onBoardOn: _, ...FORWARDED } = TERMS;
const DCSA_BILL = 'SMDG:MSK/ABC123/1';
const FIATA_BILL = `EFBL:${issuer.slice(3)}/FBL-2026-7/1`;
const named = { partyName: 'Banco Ejemplo', identifyingCodes: [{ codeListProvider: 'GLEIF', partyCode: 'X' }] };

type Case = [what: string, code: string, path: string, document: object, id?: string, terms?: object];
const dcsa = (path: string, value?: unknown) => changed(dcsaSample(), path, value);
const mmt = (path: string, value?: unknown) => changed(efblSample(), path, value);
const PACKAGE = '/supply_chain_consignment/includedConsignmentItem/0/transportPackage/0/itemQuantity';

describe('The transport document of a bill', () => {
  it('agrees with the terms in either form, and its digest is that of what was given', () => {
    for (const quantities of [
      [{ unit: 'TNE', thousandths: 24_000 }],
      [{ unit: 'PK', thousandths: 960_000 }],
      [
        { unit: 'MTQ', thousandths: 38_400 },
        { unit: 'KGM', thousandths: 24_000_000 },
      ],
    ]) {
      expect(checkTransportDocument(dcsaSample(), DCSA_BILL, { ...TERMS, quantities })).to.deep.equal({
        standard: 'dcsa',
        document: digestOfJson(dcsaSample()),
      });
      expect(checkTransportDocument(efblSample(), FIATA_BILL, { ...FORWARDED, quantities })).to.deep.equal({
        standard: 'mmt',
        document: digestOfJson(efblSample()),
      });
    }
  });

  it('may be to order of a named party, or straight, as the terms are', () => {
    const to = (party: string, isToOrder: boolean) =>
      changed(dcsa(`/documentParties/${party}`, named), '/isToOrder', isToOrder);
    checkTransportDocument(to('endorsee', true), DCSA_BILL, { ...TERMS, consignee });
    checkTransportDocument(to('consignee', false), DCSA_BILL, { ...TERMS, form: 'straight', consignee });
    const fiata = mmt('/supply_chain_consignment/consignee/name/value', 'Banco Ejemplo');
    checkTransportDocument(fiata, FIATA_BILL, { ...FORWARDED, consignee });
  });

  it('may be in pounds, which are kilograms by definition', () => {
    const pounds = dcsa('/consignmentItems/0/cargoItems/0/cargoGrossWeight', { value: 1000, unit: 'LBR' });
    const quantities = [{ unit: 'KGM', thousandths: 453_592 }];
    checkTransportDocument(pounds, DCSA_BILL, { ...TERMS, quantities });
  });

  const CASES: Case[] = [
    ['a sea waybill', 'NOT_A_BILL', '/transportDocumentTypeCode', dcsa('/transportDocumentTypeCode', 'SWB')],
    ['the text of a paper bill', 'NOT_ELECTRONIC', '/isElectronic', dcsa('/isElectronic', false)],
    ['one without its shape', 'MISSING_FIELD', '/transports', dcsa('/transports')],
    ['one with half of its shape', 'MISSING_FIELD', '/exchanged_document', { supply_chain_consignment: {} }],
    ["another carrier's", 'CARRIER_DIFFERS', '/carrierCode', dcsa('/carrierCode', 'MSC')],
    ['one of another list', 'CARRIER_DIFFERS', '/carrierCode', dcsa('/carrierCodeListProvider', 'NMFTA')],
    ['one of another reference', 'REFERENCE_DIFFERS', '/transportDocumentReference', dcsaSample(), 'SMDG:MSK/ABC124/1'],
    ['another version of it', 'VERSION_DIFFERS', '/transportDocumentSubReference', dcsaSample(), 'SMDG:MSK/ABC123/2'],
    [
      'one without its version',
      'VERSION_DIFFERS',
      '/transportDocumentSubReference',
      dcsa('/transportDocumentSubReference'),
      'SMDG:MSK/ABC123/2',
    ],
    ['one to order', 'FORM_DIFFERS', '/isToOrder', dcsaSample(), DCSA_BILL, { form: 'straight', consignee }],
    ['a straight one', 'FORM_DIFFERS', '/isToOrder', dcsa('/isToOrder', false)],
    ['one for two', 'FORM_DIFFERS', '/documentParties/consignee', dcsa('/documentParties/consignee', named)],
    ['one that names nobody', 'MISSING_FIELD', '/documentParties/endorsee', dcsaSample(), DCSA_BILL, { consignee }],
    [
      'one that names somebody',
      'PARTIES_DIFFER',
      '/documentParties/endorsee',
      dcsa('/documentParties/endorsee', named),
    ],
    [
      'one to somebody’s order, of a bill in blank',
      'PARTIES_DIFFER',
      '/documentParties/endorsee',
      dcsa('/documentParties/endorsee', {
        ...named,
        ...(dcsaSample() as { documentParties: { shipper: object } }).documentParties.shipper,
      }),
      DCSA_BILL,
      { form: 'bearer' },
    ],
    [
      "one with another party's handle",
      'PARTIES_DIFFER',
      '/documentParties/shipper',
      dcsa('/documentParties/shipper/identifyingCodes', [{ codeListProvider: 'ZZZ', partyCode: consignee }]),
    ],
    [
      'one for less',
      'QUANTITIES_DIFFER',
      '/consignmentItems',
      dcsa('/consignmentItems/0/cargoItems/0/cargoGrossWeight/value', 23_999.999),
    ],
    [
      'one that does not state a quantity',
      'QUANTITIES_DIFFER',
      '/consignmentItems',
      dcsaSample(),
      DCSA_BILL,
      { quantities: [{ unit: 'DZN', thousandths: 1 }] },
    ],
    ['one of another day', 'DATES_DIFFER', '/issueDate', dcsa('/issueDate', '2026-03-02')],
    ['one without its day', 'MISSING_FIELD', '/issueDate', dcsa('/issueDate')],
    ['one with another day on board', 'DATES_DIFFER', '/shippedOnBoardDate', dcsa('/shippedOnBoardDate', '2026-03-02')],
    ['one without its day on board', 'DATES_DIFFER', '/shippedOnBoardDate', dcsa('/shippedOnBoardDate')],
    ['one of another place', 'PLACE_DIFFERS', '/placeOfIssue', dcsa('/placeOfIssue', { UNLocationCode: 'ARROS' })],
    ['one of another country', 'PLACE_DIFFERS', '/placeOfIssue', dcsa('/placeOfIssue', { countryCode: 'UY' })],
    ['one for terms without a law', 'MISSING_FIELD', '/args/law', dcsaSample(), DCSA_BILL, { law: undefined }],
    ['one for a bill without a name', 'NOT_ALLOWED', '', dcsaSample(), 'ABC123'],
  ];
  for (const [what, code, path, document, id = DCSA_BILL, terms = {}] of CASES)
    it(`may not be ${what}`, async () => {
      const refusal = await refusalOf(() => checkTransportDocument(document, id, { ...TERMS, ...terms }));
      expect(refusal).to.include({ code, path });
    });

  const FIATA_CASES: Case[] = [
    ['one without a number', 'MISSING_FIELD', '/exchanged_document/id', mmt('/exchanged_document/id')],
    [
      'one of another number',
      'REFERENCE_DIFFERS',
      '/exchanged_document/id',
      mmt('/exchanged_document/id', 'FBL-2026-8'),
    ],
    [
      'a second version',
      'VERSION_DIFFERS',
      '/exchanged_document/additionalIdentifiers',
      efblSample(),
      FIATA_BILL.replace(/1$/, '2'),
    ],
    [
      "one without its carrier's code",
      'MISSING_FIELD',
      '/supply_chain_consignment/cto/id',
      efblSample(),
      'SMDG:MSK/FBL-2026-7/1',
    ],
    [
      'a straight one',
      'FORM_DIFFERS',
      '/supply_chain_consignment/consignee',
      efblSample(),
      FIATA_BILL,
      { form: 'straight', consignee },
    ],
    [
      'one to order of somebody',
      'PARTIES_DIFFER',
      '/supply_chain_consignment/consignee',
      mmt('/supply_chain_consignment/consignee/name/value', 'Banco'),
    ],
    ['one for fewer packages', 'QUANTITIES_DIFFER', '/supply_chain_consignment/numberOfPackages', mmt(PACKAGE, 959)],
    [
      'one without a weight',
      'QUANTITIES_DIFFER',
      '/supply_chain_consignment/includedConsignmentItem',
      mmt('/supply_chain_consignment/includedConsignmentItem/0/grossWeight'),
    ],
    [
      'one of another day',
      'DATES_DIFFER',
      '/exchanged_document/issueDateTime/value',
      mmt('/exchanged_document/issueDateTime/value', '2026-03-02'),
    ],
    [
      'one whose day cannot be read',
      'MISSING_FIELD',
      '/exchanged_document/issueDateTime/value',
      mmt('/exchanged_document/issueDateTime/value', '1/3/2026'),
    ],
    [
      'one of another place',
      'PLACE_DIFFERS',
      '/exchanged_document/issueLocation',
      mmt('/exchanged_document/issueLocation/id', 'UYMVD'),
    ],
  ];
  for (const [what, code, path, document, id = FIATA_BILL, terms = {}] of FIATA_CASES)
    it(`may, of FIATA, not be ${what}`, async () => {
      const refusal = await refusalOf(() => checkTransportDocument(document, id, { ...FORWARDED, ...terms }));
      expect(refusal).to.include({ code, path });
    });

  it('is checked for each bill that takes the place of another, and named by its place where it differs', async () => {
    const half = [{ unit: 'KGM', thousandths: 12_000_000 }];
    const weight = '/consignmentItems/0/cargoItems/0/cargoGrossWeight/value';
    const document = (version: string) => changed(dcsa(weight, 12_000), '/transportDocumentSubReference', version);
    const { issuer: _issuer, shipper: _shipper, ...others } = TERMS;
    const replacement = {
      issuer,
      party: shipper,
      closes: [{ id: DCSA_BILL, quantities: TERMS.quantities }],
      issues: [2, 3].map((version) => ({ ...others, id: `SMDG:MSK/ABC123/${version}`, quantities: half })),
    };
    const documents = [document('2'), document('3')];
    const { issues } = checkReplacingDocuments(documents, replacement);
    expect(issues.map((one) => one.document)).to.deep.equal(documents.map(digestOfJson));
    for (const [given, code, path] of [
      [[document('2'), document('2')], 'VERSION_DIFFERS', '/1/transportDocumentSubReference'],
      [[document('2')], 'MISSING_FIELD', '/1'],
    ] as const) {
      expect(await refusalOf(() => checkReplacingDocuments(given, replacement))).to.include({ code, path });
    }
  });
});
