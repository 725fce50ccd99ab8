import type { AeoDocument, TitleDocument } from '@fairway/model/document';

export const AEO_DOCUMENT: AeoDocument = {
  schema: 'aeo-document/1',
  about: { network: 'bconnect', member: 'AR', kind: 'aeo', id: 'AR-2026/0001' },
  salt: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8',
  madeAt: '2026-03-01T12:00:00.000Z',
  issuer: 'Administración de ejemplo',
  holder: {
    handle: 'ar-00000000000000000000000000',
    name: 'Exportadora de ejemplo S.A.',
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

export const TITLE_DOCUMENT: TitleDocument = {
  schema: 'title-document/1',
  about: { network: 'bconnect', member: 'AR', kind: 'title', id: 'SMDG:MSK/ABC123456789/1' },
  madeAt: '2026-03-01T12:00:00.000Z',
  issuer: 'Naviera de ejemplo',
  transportDocument: { transportDocumentReference: 'ABC123456789', isToOrder: true },
};
