import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal, check, normaliseNumber } from '@fairway/model';
import { ListRow, badRow, type BadRow, type Lined } from '@fairway/sdk';
import { parse, type Info } from 'csv-parse';
import { CliFailure } from '../failure.js';
import { columnsOf, type Column } from './columns.js';

/** A list as it was read: what can be used, and what cannot. */
export interface ReadList {
  rows: Lined[];
  bad: BadRow[];
}

/** The most bytes of one row that are taken in, so that a quote that is never closed does not fill the memory. */
const LARGEST_ROW = 32 * 1024 * 1024;

/**
 * Reads a list of certificates from CSV (RFC 4180): UTF-8 with or without byte order mark, commas or semicolons, a header
 * first. A row that cannot be used is told with its line and column, and stops no other.
 *
 * Throws `FILE_UNREADABLE`, `LIST_COLUMNS`, and `LIST_ENCODING` where it is not UTF-8 throughout.
 */
export async function readList(file: string): Promise<ReadList> {
  const list: ReadList = { rows: [], bad: [] };
  let columns: ReturnType<typeof columnsOf> | undefined;
  const parser = parse({
    bom: true,
    delimiter: [',', ';'],
    info: true,
    max_record_size: LARGEST_ROW,
    relax_column_count: true,
    skip_empty_lines: true,
    relax_quotes: true,
  });
  parser.on('data', ({ record, info }: { record: string[]; info: Info }) => {
    if (!columns) columns = columnsOf(record);
    else take(list, columns, record, info.lines);
  });
  try {
    await pipeline(createReadStream(file), utf8(), parser);
  } catch (cause) {
    if (cause instanceof CliFailure) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
      throw new CliFailure('FILE_UNREADABLE', `${file} cannot be read (${code}); give a file that can`, { cause });
    }
    throw new CliFailure('LIST_UNREADABLE', `${file}: ${message}; CSV as in RFC 4180 is accepted`, { cause });
  }
  if (!columns) throw new CliFailure('LIST_COLUMNS', `${file} is empty; a header and rows are accepted`);
  return list;
}

/** Refuses bytes that are no UTF-8, and says in which line they stand. */
function utf8(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        decoder.decode(chunk, { stream: true });
      } catch {
        done(new CliFailure('LIST_ENCODING', `line ${lineOf(chunk, line)} is not UTF-8; save the whole list as UTF-8`));
        return;
      }
      line += countOf(chunk);
      done(null, chunk);
    },
    flush(done) {
      try {
        decoder.decode();
        done();
      } catch {
        done(new CliFailure('LIST_ENCODING', `line ${line} is not UTF-8; save the whole list as UTF-8`));
      }
    },
  });
}

const countOf = (bytes: Uint8Array): number => bytes.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);

/** The first line of a chunk that does not decode by itself; a character cut at the chunk's edge may make it one too early. */
function lineOf(chunk: Buffer, first: number): number {
  const lines = chunk.toString('latin1').split('\n');
  const wrong = lines.findIndex((text) => Buffer.from(text, 'latin1').toString('utf8').includes('\ufffd'));
  return first + Math.max(wrong, 0);
}

function take(list: ReadList, columns: readonly (Column | 'eori' | 'lei')[], record: readonly string[], line: number) {
  try {
    if (record.length !== columns.length) {
      throw new Refusal(
        'COLUMN_COUNT',
        `${columns.length} cells are accepted in a row, and this one has ${record.length}`,
      );
    }
    const cells = new Map(columns.map((column, index) => [column, plain(record[index]!)]));
    list.rows.push({ line, row: rowOf(cells) });
  } catch (error) {
    const bad = badRow(line, error);
    list.bad.push({ ...bad, ...(bad.column === undefined ? {} : { column: columnOf(bad.column) }) });
  }
}

/** A spreadsheet's guard against formulas, as `export` writes it, is taken away again. */
const plain = (cell: string): string => cell.trim().replace(/^'(?=[=+\-@\t\r])/, '');

function rowOf(cells: ReadonlyMap<Column | 'eori' | 'lei', string>): ListRow {
  const cell = (column: Column | 'eori' | 'lei'): string | undefined => cells.get(column) || undefined;
  const [scheme, value] =
    (['tin', 'eori', 'lei'] as const).map((one) => [one.toUpperCase(), cell(one)] as const).find(([, text]) => text) ??
    (['TIN', undefined] as const);
  const given = {
    number: normalised(cell('number')),
    identifier: { scheme, value },
    name: cell('name'),
    address: cell('address'),
    contact: cell('contact'),
    type: cell('type'),
    grantedOn: cell('granted_on'),
    validFrom: cell('valid_from'),
    validTo: cell('valid_to'),
    reviewOn: cell('review_on'),
    status: cell('status')?.toLowerCase(),
    reason: cell('reason'),
  };
  return check(ListRow, Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined)));
}

function normalised(number: string | undefined): string | undefined {
  try {
    return number === undefined ? undefined : normaliseNumber(number);
  } catch {
    return number;
  }
}

/** The column of a list in which a property stands. */
function columnOf(property: string): string {
  if (property === 'identifier') return 'tin';
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
