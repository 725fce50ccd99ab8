import { rmSync } from 'node:fs';
import { demand } from '@fairway/model';
import { Database } from '../database.js';
import { becomeFollower } from '../follower.js';

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

/** One connection to a projection's database. */
export class Connection extends Database {
  constructor(file: string, readOnly: boolean) {
    super(file, { readOnly });
    // A lost tail is followed again from the blocks, so the log need not reach the disk with each of them.
    // What is deleted is written over, since details may be purged.
    if (!readOnly) this.exec('PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
  }

  /** Whether the database has this version's tables. */
  hasTables(): boolean {
    return this.version === VERSION;
  }

  /** Makes this version's tables in an empty database; whether it has them then. */
  makeTables(): boolean {
    if (this.version === 0) this.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    return this.hasTables();
  }

  /** Looks at one state of the database, whatever is written meanwhile. */
  snapshot<T>(look: () => T): T {
    this.exec('BEGIN');
    try {
      return look();
    } finally {
      this.exec('COMMIT');
    }
  }

  /** Writes all or nothing. */
  async transaction(work: () => Promise<void>): Promise<void> {
    this.exec('BEGIN IMMEDIATE');
    try {
      await work();
      this.exec('COMMIT');
    } catch (error) {
      this.exec('ROLLBACK');
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
}

/**
 * Opens a projection's database for writing; one that another version of Fairway made is thrown away. Throws
 * `OTHER_VERSION` while that version still writes it.
 */
export function openDatabase(file: string): Connection {
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

/** SQLite's code for a file that is not there. */
const SQLITE_CANTOPEN = 14;

/** Opens a projection's database for reading; undefined where there is none of this version. */
export function openToRead(file: string): Connection | undefined {
  let connection: Connection | undefined;
  let isOurs = false;
  try {
    connection = new Connection(file, true);
    isOurs = connection.hasTables();
    return isOurs ? connection : undefined;
  } catch (error) {
    // It may be thrown away at any time.
    if ((error as { errcode?: number }).errcode === SQLITE_CANTOPEN) return undefined;
    throw error;
  } finally {
    if (!isOurs) connection?.close();
  }
}
