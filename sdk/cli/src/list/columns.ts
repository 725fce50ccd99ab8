import { CliFailure } from '../failure.js';

/** A list's columns, in the order in which they are written. */
export const COLUMNS = [
  'number',
  'tin',
  'name',
  'address',
  'contact',
  'type',
  'granted_on',
  'valid_from',
  'valid_to',
  'review_on',
  'status',
  'reason',
] as const;
export type Column = (typeof COLUMNS)[number];

/** Columns that a list may leave out; `eori` and `lei` may stand for `tin`. */
const OPTIONAL: readonly Column[] = ['address', 'contact', 'valid_to', 'review_on', 'reason'];

/** Other names for the columns: the WCO Data Model's, as `export --format json` writes them. */
const ALIASES: Readonly<Record<string, Column | 'eori' | 'lei'>> = {
  'additionaldocument.id': 'number',
  'party.id': 'tin',
  'party.name': 'name',
  'party.address.line': 'address',
  'party.contact.name': 'contact',
  'additionaldocument.typecode': 'type',
  'additionaldocument.issuedatetime': 'granted_on',
  'additionaldocument.effectivedatetime': 'valid_from',
  'additionaldocument.expirationdatetime': 'valid_to',
  'status.namecode': 'status',
  eori: 'eori',
  lei: 'lei',
};

/** What each column of a header means. Throws `LIST_COLUMNS` for one that is unknown, given twice, or missing. */
export function columnsOf(header: readonly string[]): (Column | 'eori' | 'lei')[] {
  const columns = header.map((title) => {
    const name = title
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_');
    const column = COLUMNS.find((one) => one === name) ?? ALIASES[name];
    if (column === undefined) throw refused(`line 1: no column ${JSON.stringify(title.slice(0, 40))} is known`);
    return column;
  });
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw refused(`line 1: the column ${twice} is given twice`);
  const has = (column: Column) =>
    columns.includes(column) || (column === 'tin' && (columns.includes('eori') || columns.includes('lei')));
  const missing = COLUMNS.filter((column) => !OPTIONAL.includes(column) && !has(column));
  if (missing.length > 0) throw refused(`line 1: the columns ${missing.join(', ')} are missing`);
  return columns;
}

const refused = (sentence: string): CliFailure =>
  new CliFailure('LIST_COLUMNS', `${sentence}; accepted: ${COLUMNS.join(', ')}, and eori or lei instead of tin`);
