import { text } from 'node:stream/consumers';
import type { Question } from '@fairway/gateway';
import { parse } from 'csv-parse/sync';
import { CliFailure } from '../failure.js';
import { givenText } from '../given-file.js';
import { delimiterIn } from './columns.js';

/** By what a list names its certificates. */
export const NAMED_BY = ['number', 'tin', 'eori', 'lei'] as const;
export type NamedBy = (typeof NAMED_BY)[number];

/**
 * Reads what a list asks about, from a file or, for `-`, from standard input: one a line, or a column of CSV whose header
 * names it (`number`, or `tin`, `eori`, `lei`; with numbers an `issuer` may stand beside them).
 *
 * Throws `FILE_UNREADABLE`, `LIST_UNREADABLE`, and `LIST_COLUMNS` where the column that is wanted is not there.
 */
export async function readQuestions(
  file: string,
  { by, issuer }: { by?: NamedBy; issuer: string },
): Promise<Question[]> {
  const rows = rowsOf(file === '-' ? await text(process.stdin) : await givenText(file), file);
  const titles = (rows[0] ?? []).map((title) => title.trim().toLowerCase());
  const hasHeader = titles.some((title) => NAMED_BY.some((one) => one === title));
  const name = by ?? (hasHeader ? NAMED_BY.find((one) => titles.includes(one))! : 'number');
  const column = hasHeader ? titles.indexOf(name) : 0;
  if (column < 0) throw new CliFailure('LIST_COLUMNS', `${file} has no column ${name}; it has ${titles.join(', ')}`);
  const issuers = hasHeader ? titles.indexOf('issuer') : -1;
  return rows.slice(hasHeader ? 1 : 0).map((row): Question => {
    const value = row[column] ?? '';
    if (name === 'number') return { certificate: { issuer: row[issuers] || issuer, number: value } };
    return { identifier: { scheme: name.toUpperCase() as Uppercase<typeof name>, value } };
  });
}

function rowsOf(list: string, file: string): string[][] {
  try {
    return parse(list, {
      bom: true,
      delimiter: delimiterIn(list.split('\n', 1)[0]!),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    const { message } = cause as Error;
    throw new CliFailure('LIST_UNREADABLE', `${file}: ${message}; CSV as in RFC 4180 is accepted, or one a line`, {
      cause,
    });
  }
}
