import type { AeoDocument, TitleDocument } from '@fairway/model/document';

export const CERTIFICATE: AeoDocument = {
  schema: 'aeo-document/1',
  about: { network: 'bconnect', member: 'AR', kind: 'aeo', id: 'AR-2026/0001' },
  salt: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  madeAt: '2026-03-01T12:00:00.000Z',
  issuer: 'Administración de ejemplo',
  holder: {
    handle: 'ar-00000000000000000000000000',
    name: 'Ñandutí Exportadora S.A.',
    identifiers: [{ scheme: 'TIN', value: 'AR30500000011' }],
    address: 'Calle del Ejemplo 1, Buenos Aires',
  },
  type: 'OEA',
  typeName: 'Operador Económico Autorizado',
  covers: ['security', 'compliance'],
  roles: ['exporter'],
  grantedOn: '2026-02-02',
  validFrom: '2026-02-02',
  validTo: '2029-02-01',
  timeZone: 'America/Argentina/Buenos_Aires',
};

const party = (partyName: string, countryCode: string) => ({
  partyName,
  address: { street: 'Calle del Ejemplo', streetNumber: '1', city: 'Puerto Ejemplo', countryCode },
});

/** The copy of a bill for so many containers. */
export const billOf = (containers: number): TitleDocument => ({
  schema: 'title-document/1',
  about: { network: 'bconnect', member: 'AR', kind: 'title', id: 'SMDG:MSK/ABC123456789/1' },
  madeAt: '2026-03-01T12:00:00.000Z',
  issuer: 'Naviera de ejemplo',
  transportDocument: {
    transportDocumentReference: 'ABC123456789',
    carrierCode: 'MSK',
    carrierCodeListProvider: 'SMDG',
    isToOrder: true,
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
