import type { ChainParty, TransportDocument } from '@fairway/model/dcsa';

/** Who is on a transport document, and under which code and reference the carrier issues it. */
export interface DocumentParts {
  carrierCode: string;
  reference: string;
  shipper: Pick<ChainParty, 'partyName' | 'identifyingCodes'>;
  endorsee?: Pick<ChainParty, 'partyName' | 'identifyingCodes'>;
}

/** A bill of lading in DCSA's shape: twelve tonnes of wool, to the endorsee's order, or else to the shipper's. */
export function transportDocument({ carrierCode, reference, shipper, endorsee }: DocumentParts): TransportDocument {
  const named = ({ partyName, identifyingCodes }: DocumentParts['shipper']) => ({ partyName, identifyingCodes });
  return {
    transportDocumentReference: reference,
    transportDocumentStatus: 'ISSUED',
    transportDocumentTypeCode: 'BOL',
    isShippedOnBoardType: true,
    shippedOnBoardDate: '2026-03-01',
    issueDate: '2026-03-01',
    isElectronic: true,
    isToOrder: true,
    termsAndConditions: 'As printed.',
    receiptTypeAtOrigin: 'CY',
    deliveryTypeAtDestination: 'CY',
    cargoMovementTypeAtOrigin: 'FCL',
    cargoMovementTypeAtDestination: 'FCL',
    carrierCode,
    carrierCodeListProvider: 'NMFTA',
    placeOfIssue: { UNLocationCode: 'ARBUE' },
    transports: {
      plannedArrivalDate: '2026-04-01',
      plannedDepartureDate: '2026-03-01',
      portOfLoading: { UNLocationCode: 'ARBUE' },
      portOfDischarge: { UNLocationCode: 'BEANR' },
      vesselVoyages: [{ vesselName: 'Aurora', carrierExportVoyageNumber: '2609N' }],
    },
    invoicePayableAt: { UNLocationCode: 'ARBUE' },
    partyContactDetails: [{ name: 'Desk', email: 'desk@carrier.example' }],
    documentParties: {
      shipper: named(shipper),
      issuingParty: {
        partyName: 'Naviera',
        address: { street: 'Paseo Colón', city: 'Buenos Aires', countryCode: 'AR' },
      },
      endorsee: named(endorsee ?? shipper),
    },
    consignmentItems: [
      {
        carrierBookingReference: 'B1',
        descriptionOfGoods: ['Wool'],
        HSCodes: ['510111'],
        cargoItems: [
          {
            equipmentReference: 'NARU3472484',
            cargoGrossWeight: { value: 12_000, unit: 'KGM' },
            outerPackaging: { numberOfPackages: 40, description: 'Bales' },
          },
        ],
      },
    ],
    utilizedTransportEquipments: [
      { equipment: { equipmentReference: 'NARU3472484' }, isShipperOwned: false, seals: [{ number: 'S1' }] },
    ],
  };
}
