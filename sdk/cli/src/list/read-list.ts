import { isUtf8 } from 'node:buffer';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal, check, normaliseNumber } from '@fairway/model';
import { ListRow, badRow, type BadRow, type Lined } from '@fairway/sdk';
import { parse, type Info } from 'csv-parse';
import { CliFailure } from '../failure.js';
import { columnOf, columnsOf, delimiterIn, type AnyColumn } from './columns.js';
import { unguarded } from './formula.js';

/** A list as it was read: what can be used, and what cannot. */
export interface ReadList {
  rows: Lined[];
  bad: BadRow[];
}

/** The most bytes of one row that are taken in, so that a quote that is never closed does not fill the memory. */
const LARGEST_ROW = 32 * 1024 * 1024;

/**
 * Reads a list of certificates from CSV (RFC 4180): UTF-8 with or without byte order mark, commas or semicolons as
 * its header has them. A row that cannot be used is told with its line and column, and stops no other.
 *
 * Throws `FILE_UNREADABLE`, `LIST_COLUMNS`, and `LIST_ENCODING` where it is not UTF-8 throughout.
 */
export async function readList(file: string): Promise<ReadList> {
  const list: ReadList = { rows: [], bad: [] };
  let columns: AnyColumn[] | undefined;
  const source = createReadStream(file);
  /** Lines too many by the parser, which counts both halves of a line break within a cell. */
  let counted = 0;
  try {
    const parser = parse({
      bom: true,
      delimiter: await delimiterOf(source),
      info: true,
      max_record_size: LARGEST_ROW,
      relax_column_count: true,
      skip_empty_lines: true,
      relax_quotes: true,
    });
    parser.on('data', ({ record, info }: { record: string[]; info: Info }) => {
      if (!columns) columns = columnsOf(record);
      else {
        counted += breaksIn(record, /\r\n/g);
        take(list, columns, record, info.lines - counted - breaksIn(record, /\r\n|\r|\n/g));
      }
    });
    await pipeline(source, utf8(), parser);
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

/** What stands between the cells, by the first line, which is read ahead. */
async function delimiterOf(source: Readable): Promise<',' | ';'> {
  await once(source, 'readable');
  const head = source.read() as Buffer | null;
  if (!head) return ',';
  source.unshift(head);
  return delimiterIn(head.toString('latin1').split('\n', 1)[0]!);
}

/** Line breaks within a row's cells, so that a row is told by the line in which it begins. */
const breaksIn = (record: readonly string[], ends: RegExp): number =>
  record.reduce((count, cell) => count + (cell.match(ends)?.length ?? 0), 0);

/** Refuses bytes that are no UTF-8, and says in which line they stand. */
function utf8(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  /** The end of what came before, which may be a character's beginning. */
  let end: Buffer = Buffer.alloc(0);
  const refused = () => new CliFailure('LIST_ENCODING', `line ${line} is not UTF-8; save the whole list as UTF-8`);
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        decoder.decode(chunk, { stream: true });
      } catch {
        line += brokenLine(Buffer.concat([end, chunk]));
        done(refused());
        return;
      }
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) line++;
      end = characterAtEnd(Buffer.concat([end, chunk.subarray(-4)]));
      done(null, chunk);
    },
    flush(done) {
      try {
        decoder.decode();
        done();
      } catch {
        done(refused());
      }
    },
  });
}

/** The last character, whole or not: it begins with a byte that no other continues. */
function characterAtEnd(bytes: Buffer): Buffer {
  const start = bytes.findLastIndex((byte) => byte < 0x80 || byte >= 0xc0);
  return bytes[start]! < 0x80 ? Buffer.alloc(0) : Buffer.from(bytes.subarray(Math.max(start, 0)));
}

/** How many lines come before the first that is not UTF-8; the last may be cut, and is it where no other is. */
function brokenLine(bytes: Buffer): number {
  let start = 0;
  for (let line = 0; ; line++) {
    const stop = bytes.indexOf(0x0a, start);
    if (stop < 0 || !isUtf8(bytes.subarray(start, stop))) return line;
    start = stop + 1;
  }
}

function take(list: ReadList, columns: readonly AnyColumn[], record: readonly string[], line: number) {
  try {
    if (record.length !== columns.length) {
      throw new Refusal(
        'COLUMN_COUNT',
        `${columns.length} cells are accepted in a row, and this one has ${record.length}`,
      );
    }
    const cells = new Map(columns.map((column, index) => [column, unguarded(record[index]!.trim())]));
    list.rows.push({ line, row: rowOf(cells) });
  } catch (error) {
    const bad = badRow(line, error);
    list.bad.push({ ...bad, ...(bad.column === undefined ? {} : { column: columnOf(bad.column) }) });
  }
}

function rowOf(cells: ReadonlyMap<AnyColumn, string>): ListRow {
  const cell = (column: AnyColumn): string | undefined => cells.get(column) || undefined;
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
