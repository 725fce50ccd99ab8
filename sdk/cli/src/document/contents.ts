import type { Instant } from '@fairway/model';
import type { AeoDocument, TitleDocument, VerifiableDocument } from '@fairway/model/document';
import { MmtDocument, inDcsa, isMmt } from '@fairway/model/mmt';
import { CODES, type Label, type Language } from './language.js';

/** A field as it is printed. */
export interface Field {
  label: Label;
  value: string;
  /** Over the whole width of the page. */
  isWide?: boolean;
}

/** What a document says, field by field, in the order of the page; fields without a value are left out. */
export function contentsOf(document: VerifiableDocument, language: Language): Field[] {
  const fields = document.schema === 'aeo-document/1' ? aeoFields(document, language) : titleFields(document, language);
  return fields.filter(({ value }) => value !== '');
}

const spoken = (codes: readonly string[], language: Language): string =>
  codes.map((code) => CODES[code]?.[language] ?? code).join(', ');

/** A moment as people read it, to the minute. */
export const minuteOf = (moment: Instant): string => `${moment.slice(0, 10)} ${moment.slice(11, 16)} UTC`;

const subject = ({ about }: VerifiableDocument): string => `${about.network}, ${about.member}`;

function aeoFields(document: AeoDocument, language: Language): Field[] {
  const { about, holder } = document;
  return [
    { label: 'number', value: about.id },
    { label: 'issuer', value: document.issuer },
    { label: 'holder', value: holder.name, isWide: true },
    { label: 'identifiers', value: holder.identifiers.map(({ scheme, value }) => `${scheme} ${value}`).join(', ') },
    { label: 'address', value: holder.address ?? '' },
    { label: 'type', value: `${document.type}: ${document.typeName}`, isWide: true },
    { label: 'covers', value: spoken(document.covers, language) },
    { label: 'roles', value: spoken(document.roles, language) },
    { label: 'grantedOn', value: document.grantedOn },
    { label: 'validFrom', value: document.validFrom },
    { label: 'validTo', value: document.validTo ?? '' },
    { label: 'reviewOn', value: document.reviewOn ?? '' },
    { label: 'timeZone', value: document.timeZone },
    { label: 'madeAt', value: minuteOf(document.madeAt) },
    { label: 'network', value: subject(document) },
    { label: 'handle', value: holder.handle },
  ];
}

/** A bill as DCSA says it, where it is FIATA's; as it is, where it is neither's. */
function inOneForm(transportDocument: Record<string, unknown>): Record<string, unknown> {
  const mmt = isMmt(transportDocument) ? MmtDocument.safeParse(transportDocument).data : undefined;
  return mmt ? (inDcsa(mmt) as Record<string, unknown>) : transportDocument;
}

/** A transport document's fields by DCSA's names; one that lacks them, or is none of DCSA's, shows what it has. */
function titleFields(document: TitleDocument, language: Language): Field[] {
  const bill = inOneForm(document.transportDocument);
  const party = (value: unknown): string =>
    [textAt(value, 'partyName'), ...linesOf(value)].filter((part) => part !== '').join(', ');
  const place = (value: unknown): string =>
    [textAt(value, 'locationName') || textAt(value, 'facilityName'), textAt(value, 'UNLocationCode')]
      .filter((part) => part !== '')
      .join(' ');
  const isToOrder = at(bill, 'isToOrder');
  return [
    { label: 'number', value: document.about.id },
    { label: 'reference', value: textAt(bill, 'transportDocumentReference') },
    { label: 'issuer', value: document.issuer },
    { label: 'carrier', value: `${textAt(bill, 'carrierCodeListProvider')} ${textAt(bill, 'carrierCode')}`.trim() },
    { label: 'shipper', value: party(at(bill, 'documentParties', 'shipper')), isWide: true },
    { label: 'consignee', value: party(at(bill, 'documentParties', 'consignee')), isWide: true },
    { label: 'endorsee', value: party(at(bill, 'documentParties', 'endorsee')), isWide: true },
    { label: 'toOrder', value: typeof isToOrder === 'boolean' ? spoken([isToOrder ? 'yes' : 'no'], language) : '' },
    { label: 'notify', value: listAt(bill, 'documentParties', 'notifyParties').map(party).join('; ') },
    {
      label: 'vessel',
      value: listAt(bill, 'transports', 'vesselVoyages')
        .map((one) => `${textAt(one, 'vesselName')} ${textAt(one, 'carrierExportVoyageNumber')}`)
        .join('; '),
    },
    { label: 'loading', value: place(at(bill, 'transports', 'portOfLoading')) },
    { label: 'discharge', value: place(at(bill, 'transports', 'portOfDischarge')) },
    { label: 'receipt', value: place(at(bill, 'transports', 'placeOfReceipt')) },
    { label: 'delivery', value: place(at(bill, 'transports', 'placeOfDelivery')) },
    { label: 'issueDate', value: textAt(bill, 'issueDate') },
    { label: 'onBoard', value: textAt(bill, 'shippedOnBoardDate') },
    ...goodsFields(bill),
    { label: 'madeAt', value: minuteOf(document.madeAt) },
    { label: 'network', value: subject(document) },
  ];
}

function goodsFields(bill: unknown): Field[] {
  const items = listAt(bill, 'consignmentItems');
  const cargo = items.flatMap((item) => listAt(item, 'cargoItems'));
  const packed = cargo.map((one) => {
    const weight = `${textAt(one, 'cargoGrossWeight', 'value')} ${textAt(one, 'cargoGrossWeight', 'unit')}`.trim();
    const packages = `${textAt(one, 'outerPackaging', 'numberOfPackages')} ${textAt(one, 'outerPackaging', 'description')}`;
    return [packages.trim(), weight].filter((part) => part !== '').join(', ');
  });
  const containers = listAt(bill, 'utilizedTransportEquipments').map((one) => {
    const seals = listAt(one, 'seals').map((seal) => textAt(seal, 'number'));
    return [textAt(one, 'equipment', 'equipmentReference'), ...seals].join(' / ');
  });
  const goods = items.map((item) =>
    listAt(item, 'descriptionOfGoods')
      .map((line) => textAt(line))
      .join(' '),
  );
  return [
    { label: 'goods', value: goods.join('; '), isWide: true },
    { label: 'packages', value: packed.join('; '), isWide: true },
    { label: 'containers', value: containers.join('; '), isWide: true },
  ];
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (part, name) => (typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[name] : undefined),
    value,
  );
}

function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  // Control characters have no glyph, and lines are broken by the page.
  return typeof found === 'string' || typeof found === 'number'
    ? String(found)
        .replaceAll(/[\s\p{Cc}]+/gu, ' ')
        .trim()
    : '';
}

function listAt(value: unknown, ...path: readonly string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as unknown[]) : [];
}

function linesOf(party: unknown): string[] {
  const lines = listAt(party, 'addressLines').map((line) => textAt(line));
  if (lines.length > 0) return lines;
  return ['street', 'streetNumber', 'postCode', 'city', 'stateRegion', 'countryCode'].map((part) =>
    textAt(party, 'address', part),
  );
}
