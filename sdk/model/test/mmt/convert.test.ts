import { expect } from 'chai';
import { check } from '@fairway/model';
import { TransportDocument } from '@fairway/model/dcsa';
import { MmtDocument, fromMmt, toMmt, type Unsaid } from '@fairway/model/mmt';
import { refusalOf } from '../refusals.ts';
import { changed, dcsaSample, efblSample } from '../samples.ts';

const BESIDE: Unsaid[] = [
  ...Object.entries({
    transportDocumentStatus: 'ISSUED',
    isShippedOnBoardType: false,
    termsAndConditions: 'The forwarder’s standard conditions, edition 2026.',
    receiptTypeAtOrigin: 'CY',
    deliveryTypeAtDestination: 'CY',
    cargoMovementTypeAtOrigin: 'FCL',
    cargoMovementTypeAtDestination: 'FCL',
    carrierCode: 'ABCD',
    carrierCodeListProvider: 'NMFTA',
    'transports/plannedDepartureDate': '2026-03-01',
    'transports/plannedArrivalDate': '2026-03-09',
    'consignmentItems/0/carrierBookingReference': 'BK-2026-9',
    'utilizedTransportEquipments/0/isShipperOwned': false,
  }).map(([path, value]) => ({ path: `/${path}`, value })),
  { path: '/partyContactDetails', value: [{ name: 'Documentation', phone: '+54 11 0000 0000' }] },
  {
    path: '/documentParties/carriersAgentAtDestination/partyContactDetails',
    value: [{ name: 'Deliveries', phone: '+598 2 000 0001' }],
  },
];
const without = (path: string) => BESIDE.filter((one) => one.path !== path);

describe('A bill in the terms of UN/CEFACT MMT', () => {
  it('is given out of a DCSA bill with parties, places, carriage, goods and freight where FIATA has them', () => {
    const { exchanged_document: bill, supply_chain_consignment: goods } = toMmt(dcsaSample()).document;
    expect(bill).to.deep.include({
      id: 'ABC123',
      issueDateTime: { value: '2026-03-01', format: 'YYYY-MM-DD' },
      originalIssuedQuantity: '1',
      issueLocation: { id: 'ARBUE', name: { value: 'Buenos Aires' } },
      contractualClause: { text: { value: "Shipper's load, stow and count\nSaid to contain" } },
    });
    expect(bill.additionalIdentifiers![0]).to.deep.equal({
      value: '1',
      identificationScheme: 'transportDocumentSubReference',
      identificationSchemeAgency: 'DCSA',
    });
    expect(goods).to.deep.include({
      numberOfPackages: 960,
      declaredValueForCarriageAmount: { value: 96_000, currency: 'USD' },
      carrierAcceptanceLocation: { id: 'ARROS', name: { value: 'Rosario' } },
      consigneeReceiptLocation: { name: { value: 'Canelones' } },
      loadingBaseportLocation: { id: 'ARBUE', name: { value: 'Buenos Aires' } },
      unloadingBaseportLocation: { id: 'UYMVD', name: { value: 'Montevideo' } },
      mainCarriageTransportMovement: [{ name: { value: 'Río Ejemplo' }, voyageNumber: { value: '2610N' } }],
      applicableServiceCharge: [
        { paymentArrangementCode: { value: 'P', agency: 'UN/EDIFACT' }, paymentPlace: { id: 'ARBUE' } },
      ],
    });
    expect(goods.consignor!.postalAddress!.streetName).to.equal('Calle Larga 120');
    expect(goods.cto!.id).to.deep.equal([
      { value: 'MSK', identificationScheme: 'LCL', identificationSchemeAgency: 'SMDG' },
    ]);
    expect(goods.includedConsignmentItem).to.deep.equal([
      {
        goodsTypeCode: { value: '020230', agency: 'WCO' },
        grossWeight: { value: 24_000, unit: 'kg' },
        grossVolume: { value: 38.4, unit: 'm³' },
        cargoNatureIdentification: { identificationText: [{ value: 'Frozen boneless beef' }] },
        transportPackage: [
          {
            itemQuantity: 960,
            typeCode: { value: 'CT', agency: 'UNECE' },
            typeText: 'Cartons',
            shippingMarks: ['FE-1/960'],
          },
        ],
        associatedTransportEquipment: [{ id: { value: 'ABCU1234560' } }],
        usedTransportEquipment: [
          { id: { value: 'ABCU1234560' }, sealQuantity: 1, affixedSeal: [{ value: 'SEAL-01' }] },
        ],
      },
    ]);
  });

  it('names what it does not say, and no more', () => {
    expect(toMmt(dcsaSample()).unsaid.map(({ path }) => path)).to.have.members([
      '/isShippedOnBoardType',
      '/shippedOnBoardDate',
      '/termsAndConditions',
      '/receiptTypeAtOrigin',
      '/deliveryTypeAtDestination',
      '/cargoMovementTypeAtOrigin',
      '/cargoMovementTypeAtDestination',
      '/transports/plannedDepartureDate',
      '/transports/plannedArrivalDate',
      '/partyContactDetails',
      '/documentParties/shipper/address/street',
      '/documentParties/shipper/address/streetNumber',
      '/consignmentItems/0/carrierBookingReference',
      '/utilizedTransportEquipments/0/equipment/ISOEquipmentCode',
      '/utilizedTransportEquipments/0/isShipperOwned',
      '/utilizedTransportEquipments/0/seals/0/source',
    ]);
  });

  it('is taken in with what DCSA demands said beside, and each lack is refused with its path', async () => {
    const { document, unsaid } = fromMmt(efblSample(), BESIDE);
    expect(check(TransportDocument, document)).to.deep.include({
      transportDocumentReference: 'FBL-2026-7',
      issueDate: '2026-03-01',
      isToOrder: true,
      freightPaymentTermCode: 'PRE',
      declaredValue: 96_000,
    });
    expect(document.consignmentItems[0]).to.deep.include({
      HSCodes: ['020230'],
      descriptionOfGoods: ['Frozen boneless beef, in cartons,', 'temperature -18 °C'],
    });
    expect(document.documentParties).to.not.have.property('endorsee');
    expect(unsaid).to.deep.include({
      path: '/supply_chain_consignment/consignee',
      value: { name: { value: 'TO ORDER' } },
    });
    expect(unsaid).to.deep.include({ path: '/supply_chain_consignment/insurancePolicyNumber', value: 'POL-9' });
    expect(toMmt(document, unsaid).document).to.deep.equal(efblSample());
    for (const path of [
      '/termsAndConditions',
      '/transports/plannedArrivalDate',
      '/utilizedTransportEquipments/0/isShipperOwned',
    ])
      expect(await refusalOf(() => fromMmt(efblSample(), without(path)))).to.include({ code: 'MISSING_FIELD', path });
  });

  it('is refused where it has members that FIATA does not know, or lacks those that it demands', async () => {
    const refused = async (path: string, value?: unknown) =>
      refusalOf(() => check(MmtDocument, changed(efblSample(), path, value)));
    expect(check(MmtDocument, efblSample())).to.deep.equal(efblSample());
    expect(await refused('/supply_chain_consignment/cargoInsuranceNotProvidedByCTO', true)).to.include({
      code: 'UNKNOWN_FIELD',
      path: '/supply_chain_consignment',
    });
    for (const path of ['/exchanged_document/issueLocation', '/supply_chain_consignment/consignee/name'])
      expect(await refused(path)).to.include({ code: 'MISSING_FIELD', path });
    expect(await refused('/supply_chain_consignment/includedConsignmentItem', [])).to.include({ code: 'TOO_SHORT' });
    expect(await refused('/supply_chain_consignment/consignor/postalAddress/countryCode', 'ar')).to.include({
      code: 'NOT_ALLOWED',
      path: '/supply_chain_consignment/consignor/postalAddress/countryCode',
    });
  });

  it('is not made of a straight bill or a sea waybill, which would become bills to order', async () => {
    for (const path of ['/isToOrder', '/transportDocumentTypeCode']) {
      const other = changed(dcsaSample(), path, path === '/isToOrder' ? false : 'SWB');
      expect(await refusalOf(() => toMmt(other))).to.include({ code: 'NOT_NEGOTIABLE', path });
    }
    const beside = [...BESIDE, { path: '/isToOrder', value: false }];
    expect(await refusalOf(() => fromMmt(efblSample(), beside))).to.include({ code: 'NOT_NEGOTIABLE' });
  });

  it('takes nothing beside that has no place in it', async () => {
    for (const path of ['', '/consignmentItems/7/carrierBookingReference', '/isToOrder/x', '/consignmentItems/-'])
      expect(await refusalOf(() => fromMmt(efblSample(), [{ path, value: 'x' }]))).to.include({
        code: 'NO_SUCH_PLACE',
      });
  });

  it('has the weight of several pieces together, and none where they are in several units', () => {
    const cargo = (value: number, unit: string) => ({
      ...(dcsaSample() as { consignmentItems: { cargoItems: object[] }[] }).consignmentItems[0]!.cargoItems[0],
      cargoGrossWeight: { value, unit },
    });
    const weightOf = (...items: object[]) =>
      toMmt(changed(dcsaSample(), '/consignmentItems/0/cargoItems', items)).document.supply_chain_consignment
        .includedConsignmentItem![0]!.grossWeight;
    expect(weightOf(cargo(0.1, 'KGM'), cargo(0.2, 'KGM'))).to.deep.equal({ value: 0.3, unit: 'kg' });
    expect(weightOf(cargo(1, 'KGM'), cargo(2, 'LBR'))).to.equal(undefined);
  });
});
