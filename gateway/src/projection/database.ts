import { closeSync, openSync, rmSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';

/** Goes up with every change of the schema, or of what is kept under it; a database of another one is made anew. */
const VERSION = 1;
const SCHEMA = `
  PRAGMA user_version = ${VERSION};
  CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), member TEXT, next INTEGER, hash BLOB, time TEXT);
  CREATE TABLE IF NOT EXISTS act (place TEXT, sequence INTEGER, block INTEGER, tx INTEGER, entry TEXT,
    PRIMARY KEY (place, sequence)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS record (kind TEXT, member TEXT, id TEXT, sequence INTEGER, head TEXT, record TEXT,
    refusal TEXT, differs INTEGER DEFAULT 0, keyHash TEXT,
    holder TEXT GENERATED ALWAYS AS (json_extract(record, '$.holder')), PRIMARY KEY (kind, member, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS recordByHolder ON record (holder) WHERE holder IS NOT NULL;
  CREATE INDEX IF NOT EXISTS recordByKeyHash ON record (keyHash) WHERE keyHash IS NOT NULL;
  CREATE TABLE IF NOT EXISTS detail (kind TEXT, member TEXT, id TEXT, digest TEXT, detail TEXT,
    number TEXT GENERATED ALWAYS AS (json_extract(detail, '$.number')), PRIMARY KEY (kind, member, id)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS detailByNumber ON detail (number) WHERE number IS NOT NULL;
  CREATE TABLE IF NOT EXISTS awaited (kind TEXT, member TEXT, id TEXT, PRIMARY KEY (kind, member, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS identifier (scheme TEXT, value TEXT, handle TEXT, PRIMARY KEY (scheme, value, handle)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS identifierByHandle ON identifier (handle);
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

  /** Whether the database has this version's tables; makes them in an empty one. */
  isCurrent(): boolean {
    const { user_version: version } = this.one<{ user_version: number }>('PRAGMA user_version')!;
    if (version !== 0 && version !== VERSION) return false;
    this.#db.exec(SCHEMA);
    return true;
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

  /** Brings the log into the database and empties it, so that nothing that was deleted stays in it. */
  emptyLog(): void {
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#db.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }
}

/** Opens a projection's database for writing; one that another version of Fairway made is thrown away. */
export function openDatabase(file: string): Connection {
  // It holds what partners are shown and nobody else, so nobody else may read it; SQLite's logs take after it.
  closeSync(openSync(file, 'a', 0o600));
  const connection = new Connection(file, false);
  if (connection.isCurrent()) {
    connection.emptyLog();
    return connection;
  }
  connection.close();
  for (const part of ['', '-wal', '-shm']) rmSync(`${file}${part}`, { force: true });
  return openDatabase(file);
}
