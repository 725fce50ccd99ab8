import type { TransportDocument } from '@fairway/model/dcsa';

/** What the standard asks of a bill of lading in any case, apart from who is on it: twelve tonnes of wool. */
export const BILL = {
  transportDocumentReference: 'MVD0001',
  transportDocumentStatus: 'ISSUED',
  transportDocumentTypeCode: 'BOL',
  isShippedOnBoardType: true,
  isElectronic: true,
  isToOrder: true,
  termsAndConditions: 'As printed.',
  receiptTypeAtOrigin: 'CY',
  deliveryTypeAtDestination: 'CY',
  cargoMovementTypeAtOrigin: 'FCL',
  cargoMovementTypeAtDestination: 'FCL',
  carrierCode: 'ABC',
  carrierCodeListProvider: 'SMDG',
  transports: {
    plannedArrivalDate: '2026-04-01',
    plannedDepartureDate: '2026-03-01',
    portOfLoading: { UNLocationCode: 'UYMVD' },
    portOfDischarge: { UNLocationCode: 'BEANR' },
    vesselVoyages: [{ vesselName: 'Aurora', carrierExportVoyageNumber: '2609N' }],
  },
  invoicePayableAt: { UNLocationCode: 'UYMVD' },
  partyContactDetails: [{ name: 'Desk', email: 'desk@carrier.example' }],
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
} satisfies Partial<TransportDocument>;
