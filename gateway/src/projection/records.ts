import { digestOf, placeOf, type ActEntry, type Head, type RecordAddress } from '@fairway/model';
import type { Connection } from './database.js';

/** Why a record is not to be relied on as it is kept. */
export interface Doubt {
  code: string;
  message: string;
}

/** A record as the acts make it that its chain carries. */
export interface Projected<R extends object = object> {
  record: R;
  head: Head;
  /** Set where members that agree on it have written more, or something else, than signed acts carry. */
  doubt?: Doubt;
}

/** Kinds of record with a private part, whose key in a collection is the record's id. */
const WITH_DETAIL: ReadonlySet<string> = new Set(['participant', 'use', 'claim']);

/** Keeps an act where none stands yet; what is written over one later is none. Whether it was kept. */
export const keepAct = (
  db: Connection,
  address: RecordAddress,
  { sequence, block, transaction, entry }: { sequence: number; block: bigint; transaction: number; entry: string },
): boolean =>
  db.run(
    'INSERT OR IGNORE INTO act (place, sequence, block, tx, entry) VALUES (?, ?, ?, ?, ?)',
    ...[placeOf(address), sequence, block, transaction, entry],
  ) > 0;

/** The acts of a record, oldest first, as far as none is missing; null for what is no JSON. */
export function actsOf(db: Connection, address: RecordAddress): (ActEntry | null)[] {
  const rows = db.all<{ sequence: number; entry: string }>(
    'SELECT sequence, entry FROM act WHERE place = ? ORDER BY sequence',
    placeOf(address),
  );
  const gap = rows.findIndex(({ sequence }, index) => sequence !== index + 1);
  return (gap < 0 ? rows : rows.slice(0, gap)).map(({ entry }) => jsonOf(entry) as ActEntry | null);
}

/** How many acts of a record are carried, and whether one after them is not. */
export const standingOf = (db: Connection, { kind, member, id }: RecordAddress) =>
  db.one<{ sequence: number; refusal: string | null }>(
    'SELECT sequence, refusal FROM record WHERE kind = ? AND member = ? AND id = ?',
    ...[kind, member, id],
  );

/** Kinds of record that are listed by the parties that they name. */
const BY_PARTY: ReadonlySet<string> = new Set(['aeo', 'title']);

const HANDLE = /"[a-z]{2}-[0-7][0-9a-hjkmnp-tv-z]{25}"/g;

export function keepRecord(db: Connection, { kind, member, id }: RecordAddress, record: object, head: Head): void {
  const text = JSON.stringify(record);
  // Whom it has named once, it names.
  for (const [handle] of BY_PARTY.has(kind) ? text.matchAll(HANDLE) : [])
    db.run(
      'INSERT OR IGNORE INTO named (handle, kind, member, id) VALUES (?, ?, ?, ?)',
      handle.slice(1, -1),
      kind,
      member,
      id,
    );
  db.run(
    `INSERT INTO record (kind, member, id, sequence, head, record, keyHash) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET sequence = excluded.sequence, head = excluded.head, record = excluded.record`,
    ...[kind, member, id, head.sequence, JSON.stringify(head), text],
    WITH_DETAIL.has(kind) ? digestOf(id) : null,
  );
}

/** Keeps why a record's next act is not carried; for good, since acts are written once. */
export function keepRefusal(db: Connection, { kind, member, id }: RecordAddress, { code, message }: Doubt): void {
  db.run(
    `INSERT INTO record (kind, member, id, sequence, refusal) VALUES (?, ?, ?, 0, ?)
      ON CONFLICT DO UPDATE SET refusal = excluded.refusal`,
    ...[kind, member, id, JSON.stringify({ code, message })],
  );
}

/** Keeps whether the ledger keeps something else than the acts make. */
export const keepDifference = (db: Connection, { kind, member, id }: RecordAddress, differs: boolean): void =>
  void db.run(
    'UPDATE record SET differs = ? WHERE kind = ? AND member = ? AND id = ?',
    ...[Number(differs), kind, member, id],
  );

interface Row {
  head: string;
  record: string;
  refusal: string | null;
  differs: number;
}

const COLUMNS = 'head, record, refusal, differs';

/** A record, or undefined where no signed act has made one. */
export function recordOf<R extends object>(
  db: Connection,
  { kind, member, id }: RecordAddress,
): Projected<R> | undefined {
  const row = db.one<Row>(
    `SELECT ${COLUMNS} FROM record WHERE kind = ? AND member = ? AND id = ? AND record IS NOT NULL`,
    ...[kind, member, id],
  );
  return row && projected<R>(row);
}

/** All records of a kind that are to be relied on. */
export const recordsOf = <R extends object>(db: Connection, kind: string): R[] =>
  db
    .all<Row>(`SELECT ${COLUMNS} FROM record WHERE kind = ? AND record IS NOT NULL ORDER BY member, id`, kind)
    .map((row) => projected<R>(row))
    .flatMap(({ record, doubt }) => (doubt ? [] : [record]));

function projected<R extends object>({ head, record, refusal, differs }: Row): Projected<R> {
  const doubt = refusal === null ? (differs ? DIFFERS : undefined) : (JSON.parse(refusal) as Doubt);
  return { record: JSON.parse(record) as R, head: JSON.parse(head) as Head, ...(doubt ? { doubt } : {}) };
}

const DIFFERS: Doubt = {
  code: 'CHAIN_BROKEN',
  message: 'what is kept is not what the signed acts make of it',
};

/** What a text says in JSON; null where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A record in a list, with its name. */
export interface ListedRecord extends Projected {
  member: string;
  id: string;
}

/** A record in a list as the database has it. */
export type ListedRow = Row & Pick<ListedRecord, 'member' | 'id'>;

export const listed = (row: ListedRow): ListedRecord => ({ member: row.member, id: row.id, ...projected(row) });
