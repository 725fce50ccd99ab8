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

/** A column, or one by which an operator is known in place of its TIN. */
export type AnyColumn = Column | 'eori' | 'lei';

/** Names of the WCO Data Model under which columns are known, too; capital letters or not. */
const WCO_NAMES: Readonly<Partial<Record<Column, string>>> = {
  number: 'AdditionalDocument.ID',
  tin: 'Party.ID',
  name: 'Party.Name',
  address: 'Party.Address.Line',
  contact: 'Party.Contact.Name',
  type: 'AdditionalDocument.TypeCode',
  granted_on: 'AdditionalDocument.IssueDateTime',
  valid_from: 'AdditionalDocument.EffectiveDateTime',
  valid_to: 'AdditionalDocument.LPCOExpirationDateTime',
  review_on: 'AdditionalInformation.LimitDateTime',
  status: 'Status.NameCode',
  reason: 'AdditionalInformation.StatementCode',
};

/** The columns, their other names and which may be left out, for a command's help. */
export const COLUMNS_HELP = COLUMNS.map((column) => {
  const notes = [WCO_NAMES[column], OPTIONAL.includes(column) ? 'may be left out' : undefined];
  return `  ${column.padEnd(12)}${notes.filter((note) => note !== undefined).join('; ')}`.trimEnd();
}).join('\n');

/** The column of a list in which a row's property stands. */
export function columnOf(property: string): string {
  if (property === 'identifier') return 'tin';
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What each column of a header means. Throws `LIST_COLUMNS` for one that is unknown, given twice, or missing. */
export function columnsOf(header: readonly string[]): AnyColumn[] {
  const columns = header.map((title) => {
    const name = title
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_');
    const column =
      ([...COLUMNS, 'eori', 'lei'] as const).find((one) => one === name) ??
      COLUMNS.find((one) => WCO_NAMES[one]?.toLowerCase() === name);
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

/** What stands between the cells of a list whose first line this is; no column's name has either. */
export const delimiterIn = (header: string): ',' | ';' => (header.includes(';') ? ';' : ',');
