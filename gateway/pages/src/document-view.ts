import type { AeoDocument, TitleDocument, VerifiableDocument } from '@fairway/model/document';
import type { Verification } from '@fairway/verifier';
import { h } from './element.ts';
import type { Page } from './page.ts';
import { shown } from './shown.ts';

/** What the document in hand says, to be compared with the paper. */
export function documentView(page: Page, document: VerifiableDocument, { fragments }: Verification): HTMLElement {
  const { texts, language } = page;
  const isProven = fragments.some(({ code }) => code === 'DOCUMENT_RECORDED');
  const lines = document.schema === 'aeo-document/1' ? aeoLines(page, document) : titleLines(page, document);
  return h(
    'section',
    { class: isProven ? 'document' : 'document unproven', 'aria-labelledby': 'document-says' },
    h('h2', { id: 'document-says' }, texts.documentSays),
    h('p', {}, isProven ? texts.documentCompare : texts.documentUnproven),
    h('dl', {}, ...lines.flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, shown(value, language))])),
  );
}

type Line = readonly [name: string, value: string];

function aeoLines({ texts: { fields, values } }: Page, document: AeoDocument): Line[] {
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
  return lines
    .filter((line): line is [string, string] => line[1] !== undefined)
    .map(([name, value]) => [fields[name]!, value]);
}

/** A transport document has DCSA's fields, under their own names: all that it says is shown. */
function titleLines({ texts: { fields } }: Page, { issuer, madeAt, transportDocument }: TitleDocument): Line[] {
  return [[fields['issuer']!, issuer], [fields['madeAt']!, madeAt], ...leaves(transportDocument)];
}

function leaves(value: unknown, path = ''): Line[] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([name, one]) =>
    leaves(one, Array.isArray(value) ? `${path} ${Number(name) + 1}` : path ? `${path} › ${name}` : name),
  );
}
