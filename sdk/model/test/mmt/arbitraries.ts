import fc from 'fast-check';
import type { Json } from '@fairway/model';
import type { MmtDocument, Unsaid } from '@fairway/model/mmt';
import { inDcsa } from '#src/mmt/convert/in-dcsa.js';
import { differences } from '#src/mmt/convert/unsaid.js';

/** What is there, or is not; a member that is not there is no member. */
const some = (required: Record<string, fc.Arbitrary<unknown>>, optional: Record<string, fc.Arbitrary<unknown>> = {}) =>
  fc.record({ ...required, ...optional }, { requiredKeys: Object.keys(required) });
const list = <T>(of: fc.Arbitrary<T>, minLength = 0, maxLength = 3) => fc.array(of, { minLength, maxLength });

/** A line without space before or after it, as DCSA has them. */
const line = (max: number) =>
  fc.stringMatching(new RegExp(`^[A-Za-zÁñ0-9](?:[A-Za-zÁñ0-9 /.]{0,${max - 2}}[a-z0-9])?$`));
const date = fc.constantFrom('2026-02-28', '2026-03-01', '2027-12-31');
const locode = fc.constantFrom('ARBUE', 'UYMVD', 'BRSSZ', 'PYASU');
const country = fc.constantFrom('AR', 'UY', 'BR');
const number = fc.integer({ min: 1, max: 9_000_000 }).map((thousandths) => thousandths / 1000);
const container = fc.constantFrom('ABCU1234560', 'ABCU7654321', 'XYZU0000017');

const dcsaAddress = (more: object = {}) =>
  some(
    { street: line(40), city: line(20), countryCode: country },
    { streetNumber: line(5), floor: line(5), postCode: line(8), POBox: line(8), stateRegion: line(20), ...more },
  );
const contact = fc.oneof(
  some({ name: line(20), phone: line(15) }, { email: fc.constant('a@b.example') }),
  some({ name: line(20), email: fc.constant('a@b.example') }),
);
const code = some({ codeListProvider: line(10), partyCode: line(20) }, { codeListName: line(10) });
const tax = some({ type: line(10), countryCode: country, value: line(20) });
const known = {
  address: dcsaAddress({ UNLocationCode: locode }),
  addressLines: list(line(30)),
  identifyingCodes: list(code),
  taxLegalReferences: list(tax),
  partyContactDetails: list(contact),
};
const dcsaParty = some({ partyName: line(40) }, { ...known, displayedAddress: list(line(30)), reference: line(10) });
const place = some({}, { locationName: line(30), UNLocationCode: locode, facilityName: line(10) });
const city = some({ city: line(20), countryCode: country }, { stateRegion: line(10) });
const port = some({}, { locationName: line(30), UNLocationCode: locode, city });
const weight = (units: string[]) => some({ value: number, unit: fc.constantFrom(...units) });
const danger = fc.oneof(
  some({ UNNumber: fc.constant('1203'), properShippingName: line(20), imoClass: fc.constantFrom('3', '6.1') }),
  some({ NANumber: fc.constant('9001'), properShippingName: line(20), imoClass: fc.constant('9') }),
);
const cargo = some(
  {
    equipmentReference: container,
    cargoGrossWeight: weight(['KGM', 'KGM', 'LBR']),
    outerPackaging: some(
      { numberOfPackages: fc.integer({ min: 1, max: 999 }), description: line(30) },
      { packageCode: fc.constantFrom('CT', '4G'), woodDeclaration: line(5), dangerousGoods: list(danger) },
    ),
  },
  { cargoGrossVolume: weight(['MTQ', 'FTQ']), cargoNetWeight: weight(['KGM']) },
);
const goods = some(
  {
    carrierBookingReference: line(20),
    descriptionOfGoods: list(line(35)),
    HSCodes: list(fc.constantFrom('020230', '02023000', '640510'), 1),
    cargoItems: list(cargo, 1),
  },
  { shippingMarks: list(line(35)) },
);
const equipment = some(
  {
    equipment: some({ equipmentReference: container }, { ISOEquipmentCode: line(4), tareWeight: weight(['KGM']) }),
    isShipperOwned: fc.boolean(),
    seals: list(some({ number: line(15) }, { source: fc.constantFrom('CAR', 'SHI') }), 1),
  },
  { isNonOperatingReefer: fc.boolean() },
);

/** Any negotiable DCSA bill, within what the standard allows, with some members that it does not name. */
export const dcsaBill = some(
  {
    transportDocumentReference: line(20),
    transportDocumentStatus: line(20),
    transportDocumentTypeCode: fc.constant('BOL'),
    isShippedOnBoardType: fc.boolean(),
    isElectronic: fc.constant(true),
    isToOrder: fc.constant(true),
    termsAndConditions: line(50),
    receiptTypeAtOrigin: fc.constantFrom('CY', 'SD'),
    deliveryTypeAtDestination: fc.constantFrom('CY', 'CFS'),
    cargoMovementTypeAtOrigin: fc.constant('FCL'),
    cargoMovementTypeAtDestination: fc.constant('LCL'),
    carrierCode: fc.constantFrom('MSK', 'HLC'),
    carrierCodeListProvider: fc.constantFrom('SMDG', 'NMFTA'),
    issueDate: date,
    placeOfIssue: fc.oneof(
      some({ UNLocationCode: locode }, { locationName: line(30) }),
      some({ countryCode: country }, { locationName: line(30) }),
    ),
    invoicePayableAt: fc.oneof(some({ UNLocationCode: locode }), some({ freeText: line(35) })),
    partyContactDetails: list(contact, 1),
    transports: some(
      {
        plannedArrivalDate: date,
        plannedDepartureDate: date,
        portOfLoading: port,
        portOfDischarge: port,
        vesselVoyages: list(some({ vesselName: line(20), carrierExportVoyageNumber: line(10) }, { role: line(10) }), 1),
      },
      { placeOfReceipt: place, placeOfDelivery: place, preCarriageBy: line(10) },
    ),
    documentParties: some(
      {
        shipper: dcsaParty,
        issuingParty: some({ partyName: line(40), address: dcsaAddress() }, { identifyingCodes: list(code) }),
      },
      {
        endorsee: some({ partyName: line(40), identifyingCodes: list(code, 1) }, { address: dcsaAddress() }),
        onBehalfOfShipper: some({ partyName: line(20) }),
        carriersAgentAtDestination: some({
          partyName: line(40),
          address: dcsaAddress(),
          partyContactDetails: list(contact),
        }),
        notifyParties: list(dcsaParty),
      },
    ),
    consignmentItems: list(goods, 1),
    utilizedTransportEquipments: list(equipment, 1),
  },
  {
    transportDocumentSubReference: line(10),
    shippingInstructionsReference: line(20),
    serviceContractReference: line(20),
    contractQuotationReference: line(20),
    freightPaymentTermCode: fc.constantFrom('PRE', 'COL'),
    numberOfOriginalsWithCharges: fc.integer({ min: 0, max: 1 }),
    numberOfCopiesWithCharges: fc.nat(3),
    numberOfCopiesWithoutCharges: fc.nat(3),
    shippedOnBoardDate: date,
    declaredValue: number,
    declaredValueCurrency: fc.constantFrom('USD', 'ARS'),
    carrierClauses: list(line(40)),
    references: list(some({ type: fc.constantFrom('FF', 'SI'), value: line(20) })),
    customsReferences: list(some({ type: line(5), countryCode: country, values: list(line(20), 1) })),
    'a/member~of/others': fc.jsonValue(),
  },
);

const text = (value: fc.Arbitrary<string>) => some({ value }, { language: fc.constant('en') });
const coded = (value: fc.Arbitrary<string>) => some({ value }, { agency: line(8) });
const id = some(
  { value: line(20) },
  { identificationScheme: line(8), identificationSchemeAgency: fc.constantFrom('AR', 'SMDG', 'DCSA', 'GLEIF') },
);
const mmtLocation = some(
  {},
  { id: fc.oneof(locode, fc.constant('9501101020023')), name: text(line(30)), countryCode: country },
);
const measure = (units: string[]) => some({ value: number }, { unit: fc.constantFrom(...units) });
const mmtParty = some(
  {
    name: text(line(40)),
    id: list(some({ value: line(20), identificationSchemeAgency: fc.constantFrom('GLEIF', 'FIATA') }), 1),
    postalAddress: some(
      { streetName: line(40), cityName: line(20), countryCode: country },
      { postcode: line(8), countryName: line(10), countrySubDivisionName: line(10), id },
    ),
    definedContactDetails: some(
      { personName: text(line(20)), telephone: text(line(15)) },
      { mobileTelephone: text(line(15)), note: list(text(line(10))) },
    ),
  },
  {
    languageCode: coded(fc.constant('es')),
    taxRegistration: list(id),
    governmentRegistration: list(some({}, { id, typeCode: coded(line(5)), countryCode: country })),
  },
);
const mmtEquipment = some(
  { id: some({ value: container }) },
  { sealQuantity: fc.nat(3), affixedSeal: list(some({ value: line(15) }), 1), tareWeight: measure(['kg', 'KGM', 't']) },
);
const mmtItem = some(
  {
    goodsTypeCode: coded(fc.constantFrom('020230', '0202.30', 'beef')),
    transportPackage: list(
      some(
        { itemQuantity: fc.integer({ min: 1, max: 999 }), typeText: line(30) },
        {
          typeCode: some({ value: fc.constant('CT') }, { agency: fc.constantFrom('UNECE', 'X') }),
          shippingMarks: list(line(60)),
        },
      ),
      1,
    ),
  },
  {
    grossWeight: measure(['kg', 'KGM', 't', 'lb']),
    grossVolume: measure(['m³', 'm^3', 'm2']),
    declaredValueForCarriageAmount: some({ value: number }, { currency: fc.constant('USD') }),
    insuranceValueAmount: some({ value: number }),
    originTradeCountry: country,
    cargoNatureIdentification: some({}, { typeCode: coded(line(3)), identificationText: list(text(line(120)), 1) }),
    transportDangerousGoods: list(
      some({}, { undgId: coded(fc.constant('1203')), hazardClassificationId: some({ value: fc.constant('3') }) }),
    ),
    associatedTransportEquipment: list(mmtEquipment),
    usedTransportEquipment: list(mmtEquipment),
  },
);

/** Any FIATA bill whose texts DCSA has room for; what DCSA demands besides says `supplement`. */
export const efbl = some({
  exchanged_document: some(
    {
      id: line(20),
      issueDateTime: some(
        { value: fc.constantFrom('2026-03-01', '2026-03-01T10:30:00-03:00', '1 March 2026') },
        { format: fc.constantFrom('YYYY-MM-DD', 'MM/DD/YYYY') },
      ),
      originalIssuedQuantity: fc.constantFrom('1', '3', 'three', '2 (two)'),
      documentStatus: coded(line(10)),
      issueLocation: mmtLocation,
      firstSignatoryAuthentication: some({}, { id: line(10), statement: text(line(30)) }),
    },
    {
      additionalIdentifiers: list(id),
      copyIssuedQuantity: fc.nat(3),
      contractualClause: some({ text: text(fc.constantFrom('STC', 'STC\nSLAC', ' \n STC', '')) }, { id: line(5) }),
    },
  ),
  supply_chain_consignment: some(
    {
      consignor: mmtParty,
      cto: mmtParty,
      includedConsignmentItem: list(mmtItem, 1),
      loadingBaseportLocation: mmtLocation,
    },
    {
      consignee: mmtParty,
      ctoAgent: mmtParty,
      notifiedParty: list(mmtParty, 0, 4),
      unloadingBaseportLocation: mmtLocation,
      carrierAcceptanceLocation: mmtLocation,
      consigneeReceiptLocation: mmtLocation,
      mainCarriageTransportMovement: list(
        some(
          { name: text(line(20)), voyageNumber: id },
          { typeCode: coded(line(3)), typeText: text(line(10)), id, stageCode: coded(line(2)) },
        ),
        1,
      ),
      applicableServiceCharge: list(
        some({}, { paymentArrangementCode: coded(fc.constantFrom('P', 'C', 'A', 'B')), paymentPlace: mmtLocation }),
      ),
      totalChargeAmount: some({ value: number }, { currency: fc.constant('USD') }),
      cargoInsuranceProvidedByCTO: fc.boolean(),
      insurancePolicyNumber: line(10),
      insurancePolicyCompany: line(10),
      numberOfPackages: fc.nat(999),
      declaredValueForCarriageAmount: some({ value: number }, { currency: fc.constant('USD') }),
      handling: fc.constant({ handlingInstructions: [] }),
    },
  ),
});

/** What DCSA demands of a bill, and MMT has no place for, or did not say. */
const DEMANDED = {
  transportDocumentStatus: 'ISSUED',
  isShippedOnBoardType: false,
  termsAndConditions: 'As agreed',
  receiptTypeAtOrigin: 'CY',
  deliveryTypeAtDestination: 'CY',
  cargoMovementTypeAtOrigin: 'FCL',
  cargoMovementTypeAtDestination: 'FCL',
  carrierCode: 'ABCD',
  carrierCodeListProvider: 'NMFTA',
  invoicePayableAt: { freeText: 'Rosario' },
  partyContactDetails: [{ name: 'Documentation', phone: '1' }],
  transports: {
    plannedArrivalDate: '2026-03-09',
    plannedDepartureDate: '2026-03-01',
    portOfLoading: { UNLocationCode: 'ARBUE' },
    portOfDischarge: { UNLocationCode: 'UYMVD' },
    vesselVoyages: [{ vesselName: 'Ejemplo', carrierExportVoyageNumber: '1' }],
  },
};
const CARGO = {
  equipmentReference: 'ABCU1234560',
  cargoGrossWeight: { value: 10, unit: 'KGM' },
  outerPackaging: { numberOfPackages: 1, description: 'Cartons' },
};
const CONTAINER = {
  equipment: { equipmentReference: 'ABCU1234560' },
  isShipperOwned: false,
  seals: [{ number: 'S1' }],
};

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
const filled = (tree: Tree, demanded: Tree): Tree => ({
  ...demanded,
  ...tree,
  ...Object.fromEntries(
    Object.entries(demanded)
      .filter(
        ([name, value]) =>
          isTree(value) &&
          isTree(tree[name]) &&
          !['invoicePayableAt', 'portOfLoading', 'portOfDischarge'].includes(name),
      )
      .map(([name, value]) => [name, filled(tree[name] as Tree, value as Tree)]),
  ),
});

/** What has to be said beside such a bill, so that DCSA has all that it demands. */
export function supplement(bill: unknown): Unsaid[] {
  const said = JSON.parse(JSON.stringify(inDcsa(bill as MmtDocument))) as Tree;
  const whole = filled(said, DEMANDED);
  const place = (whole['placeOfIssue'] ?? {}) as Tree;
  if (!place['UNLocationCode'] && !place['countryCode']) whole['placeOfIssue'] = { ...place, countryCode: 'AR' };
  whole['consignmentItems'] = (whole['consignmentItems'] as Tree[]).map((item) => ({
    ...filled(item, { carrierBookingReference: 'BK-1', HSCodes: ['020230'] }),
    cargoItems: (item['cargoItems'] as Tree[]).map((cargo) => {
      const one = filled(cargo, CARGO);
      const packaging = one['outerPackaging'] as Tree;
      const dangers = (packaging['dangerousGoods'] as Tree[] | undefined)?.map((danger) =>
        filled(danger, { UNNumber: '1203', properShippingName: 'GASOLINE', imoClass: '3' }),
      );
      return dangers ? { ...one, outerPackaging: { ...packaging, dangerousGoods: dangers } } : one;
    }),
  }));
  whole['utilizedTransportEquipments'] = ((whole['utilizedTransportEquipments'] as Tree[] | undefined) ?? [{}]).map(
    (one) => filled(one, CONTAINER),
  );
  return differences(whole as Json, said as Json);
}
