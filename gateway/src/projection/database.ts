import { closeSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { demand } from '@fairway/model';
import { becomeFollower } from './follower.js';

/** Goes up with every change of the schema, or of what is kept under it; a database of another one is made anew. */
const VERSION = 4;
const SCHEMA = `
  PRAGMA user_version = ${VERSION};
  CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), member TEXT, next INTEGER, hash BLOB, time TEXT, isWhole INTEGER DEFAULT 0);
  CREATE TABLE IF NOT EXISTS act (place TEXT, sequence INTEGER, block INTEGER, tx INTEGER, entry TEXT,
    PRIMARY KEY (place, sequence)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS record (kind TEXT, member TEXT, id TEXT, sequence INTEGER, head TEXT, record TEXT,
    refusal TEXT, differs INTEGER DEFAULT 0, keyHash TEXT,
    holder TEXT GENERATED ALWAYS AS (json_extract(record, '$.holder')), PRIMARY KEY (kind, member, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS recordByHolder ON record (holder) WHERE holder IS NOT NULL;
  CREATE INDEX IF NOT EXISTS recordByKeyHash ON record (keyHash) WHERE keyHash IS NOT NULL;
  CREATE TABLE IF NOT EXISTS named (handle TEXT, kind TEXT, member TEXT, id TEXT, PRIMARY KEY (handle, kind, member, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS detail (kind TEXT, member TEXT, id TEXT, digest TEXT, detail TEXT,
    number TEXT GENERATED ALWAYS AS (json_extract(detail, '$.number')), PRIMARY KEY (kind, member, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS detailByNumber ON detail (number) WHERE number IS NOT NULL;
  CREATE TABLE IF NOT EXISTS awaited (kind TEXT, member TEXT, id TEXT, PRIMARY KEY (kind, member, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS identifier (scheme TEXT, value TEXT, handle TEXT, PRIMARY KEY (scheme, value, handle)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS identifierByHandle ON identifier (handle);
  CREATE TABLE IF NOT EXISTS facet (kind TEXT, facet TEXT, value TEXT, member TEXT, id TEXT,
    PRIMARY KEY (kind, facet, value, member, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS facetByRecord ON facet (kind, member, id, facet, value);
`;

type Row = Record<string, SQLOutputValue>;

/** One connection to a projection's database, with its statements. */
export class Connection {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, readOnly: boolean) {
    this.#db = new DatabaseSync(file, { readOnly, timeout: 10_000 });
    // A lost tail is followed again from the blocks, so the log need not reach the disk with each of them.
    // What is deleted is written over, since details may be purged.
    if (!readOnly) this.#db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
  }

  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  one<T = Row>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#statement(sql).get(...values) as T | undefined;
  }

  all<T = Row>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  /** Whether the database has this version's tables. */
  hasTables(): boolean {
    return this.#version() === VERSION;
  }

  /** Makes this version's tables in an empty database; whether it has them then. */
  makeTables(): boolean {
    if (this.#version() === 0) this.#db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    return this.hasTables();
  }

  /** Looks at one state of the database, whatever is written meanwhile. */
  snapshot<T>(look: () => T): T {
    this.#db.exec('BEGIN');
    try {
      return look();
    } finally {
      this.#db.exec('COMMIT');
    }
  }

  /** Writes all or nothing. */
  async transaction(work: () => Promise<void>): Promise<void> {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      await work();
      this.#db.exec('COMMIT');
    } catch (error) {
      this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /**
   * Brings the log into the database and empties it, so that nothing that was deleted stays in it. Whether it is empty:
   * another process that reads may stand in the way.
   */
  emptyLog(): boolean {
    return this.one<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)')!.busy === 0;
  }

  close(): void {
    this.#db.close();
  }

  #version(): number {
    return this.one<{ user_version: number }>('PRAGMA user_version')!.user_version;
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }
}

/**
 * Opens a projection's database for writing; one that another version of Fairway made is thrown away. Throws
 * `OTHER_VERSION` while that version still writes it.
 */
export function openDatabase(file: string): Connection {
  // It holds what partners are shown and nobody else, so nobody else may read it; SQLite's logs take after it.
  closeSync(openSync(file, 'a', 0o600));
  const connection = new Connection(file, false);
  if (connection.makeTables()) return connection;
  connection.close();
  const end = becomeFollower(file);
  demand(
    end !== undefined,
    'OTHER_VERSION',
    `${file} is kept by a service of another version of Fairway; start that service anew with this version`,
  );
  for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
  end();
  return openDatabase(file);
}
