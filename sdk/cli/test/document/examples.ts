import type { TitleDocument } from '@fairway/model/document';
import { AEO_DOCUMENT, TITLE_DOCUMENT } from '../../../model/test/document/examples.ts';

/** A certificate whose holder's name needs more than ASCII. */
export const CERTIFICATE = { ...AEO_DOCUMENT, holder: { ...AEO_DOCUMENT.holder, name: 'Ñandutí Exportadora S.A.' } };

const party = (partyName: string, countryCode: string) => ({
  partyName,
  address: { street: 'Calle del Ejemplo', streetNumber: '1', city: 'Puerto Ejemplo', countryCode },
});

/** The copy of a bill for so many containers. */
export const billOf = (containers: number): TitleDocument => ({
  ...TITLE_DOCUMENT,
  transportDocument: {
    ...TITLE_DOCUMENT.transportDocument,
    carrierCode: 'MSK',
    carrierCodeListProvider: 'SMDG',
    issueDate: '2026-02-20',
    shippedOnBoardDate: '2026-02-19',
    documentParties: {
      shipper: party('Frigorífico de ejemplo S.A.', 'UY'),
      notifyParties: [party('Importadora Exemplo Ltda.', 'BR')],
    },
    transports: {
      vesselVoyages: [{ vesselName: 'Ejemplo Star', carrierExportVoyageNumber: '2103S' }],
      portOfLoading: { locationName: 'Montevideo', UNLocationCode: 'UYMVD' },
      portOfDischarge: { locationName: 'Santos', UNLocationCode: 'BRSSZ' },
    },
    consignmentItems: Array.from({ length: containers }, (_, index) => ({
      descriptionOfGoods: ['FROZEN BONELESS BEEF', 'HS 0202.30', `LOT ${index + 1}`],
      cargoItems: [
        {
          equipmentReference: `APZU48120${String(index).padStart(2, '0')}`,
          cargoGrossWeight: { value: 24_600, unit: 'KGM' },
          outerPackaging: { numberOfPackages: 920, description: 'Cartons' },
        },
      ],
    })),
    utilizedTransportEquipments: Array.from({ length: containers }, (_, index) => ({
      equipment: { equipmentReference: `APZU48120${String(index).padStart(2, '0')}` },
      seals: [{ number: `UY77123${String(index).padStart(2, '0')}` }],
    })),
  },
});
