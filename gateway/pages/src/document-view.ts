import type { AeoDocument, TitleDocument, VerifiableDocument } from '@fairway/model/document';
import type { Verification } from '@fairway/verifier';
import { h } from './element.ts';
import type { Page } from './page.ts';
import { shown } from './shown.ts';

/** What the document in hand says, to be compared with the paper. */
export function documentView(page: Page, document: VerifiableDocument, { fragments }: Verification): HTMLElement {
  const { texts, language } = page;
  const isProven = fragments.some(({ code }) => code === 'DOCUMENT_RECORDED');
  const { first, rest } = document.schema === 'aeo-document/1' ? aeoLines(page, document) : titleLines(page, document);
  const list = (lines: readonly Line[]) =>
    h('dl', {}, ...lines.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, shown(value, language))]));
  return h(
    'section',
    { class: isProven ? 'document' : 'document unproven', 'aria-labelledby': 'document-says' },
    h('h2', { id: 'document-says' }, texts.documentSays),
    h('p', {}, isProven ? texts.documentCompare : texts.documentUnproven),
    list(first),
    rest.length > 0 && h('details', {}, h('summary', {}, texts.documentAll), list(rest)),
  );
}

type Line = readonly [name: string, value: string];

/** What people compare at first, and what else is said. */
interface Lines {
  first: Line[];
  rest: Line[];
}

function aeoLines({ texts: { fields, values } }: Page, document: AeoDocument): Lines {
  const { issuer, holder, typeName, type, covers, roles, grantedOn, validFrom, validTo, reviewOn, madeAt } = document;
  const named = (all: readonly string[]) => all.map((one) => values[one] ?? one).join(', ');
  const lines: [string, string | undefined][] = [
    ['holder', holder.name],
    ['identifiers', holder.identifiers.map(({ scheme, value }) => `${scheme} ${value}`).join(', ') || undefined],
    ['address', holder.address],
    ['issuer', issuer],
    ['type', `${typeName} (${type})`],
    ['covers', named(covers)],
    ['roles', named(roles)],
    ...Object.entries({ grantedOn, validFrom, validTo, reviewOn, madeAt }),
  ];
  const known = lines.filter((line): line is [string, string] => line[1] !== undefined);
  return { first: known.map(([name, value]) => [fields[name]!, value]), rest: [] };
}

/** Where a transport document (DCSA) says what people look at first. */
const PLACES: Readonly<Record<string, RegExp>> = {
  reference: /^transportDocumentReference$/,
  shipper: /^documentParties › shipper › partyName$/,
  consignee: /^documentParties › consignee › partyName$/,
  endorsee: /^documentParties › endorsee › partyName$/,
  vessel: /^transports › vesselVoyages \d+ › (?:vesselName|carrierExportVoyageNumber)$/,
  loading: /^transports › portOfLoading › (?:locationName|UNLocationCode)$/,
  discharge: /^transports › portOfDischarge › (?:locationName|UNLocationCode)$/,
  goods: /^consignmentItems \d+ › descriptionOfGoods \d+$/,
  packages: /^consignmentItems \d+ › cargoItems \d+ › outerPackaging › (?:numberOfPackages|description)$/,
  containers: /^utilizedTransportEquipments \d+ › equipment › equipmentReference$/,
  issueDate: /^issueDate$/,
  onBoard: /^shippedOnBoardDate$/,
};

function titleLines({ texts: { fields }, language }: Page, document: TitleDocument): Lines {
  const { issuer, madeAt, transportDocument } = document;
  const rest = leaves(transportDocument);
  const first = Object.entries(PLACES).flatMap(([name, place]): Line[] => {
    const values = rest.filter(([path]) => place.test(path)).map(([, value]) => shown(value, language));
    return values.length === 0 ? [] : [[fields[name]!, values.join(', ')]];
  });
  return { first: [[fields['issuer']!, issuer], ...first, [fields['madeAt']!, madeAt]], rest };
}

function leaves(value: unknown, path = ''): Line[] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, one]) =>
    leaves(one, Array.isArray(value) ? `${path} ${Number(name) + 1}` : path ? `${path} › ${name}` : name),
  );
}
