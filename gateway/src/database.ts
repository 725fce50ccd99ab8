import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';

/** As a file: a database that is gone when it is closed. */
export const IN_MEMORY = ':memory:';

/** One connection to an SQLite file that nobody but its owner may read, with its statements. */
export class Database {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** Opens the file, or makes it where it is to be written. Each step that is written reaches the disk before the next. */
  constructor(file: string, { readOnly = false } = {}) {
    // SQLite's logs take after the file.
    if (!readOnly && file !== IN_MEMORY) closeSync(openSync(file, 'a', 0o600));
    this.#db = new DatabaseSync(file, { readOnly, timeout: 10_000 });
    if (!readOnly) this.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  }

  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** How many rows it has changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  one<T = Record<string, SQLOutputValue>>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#statement(sql).get(...values) as T | undefined;
  }

  all<T = Record<string, SQLOutputValue>>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#statement(sql).all(...values) as T[];
  }

  /** Writes all or nothing. */
  together(work: () => void): void {
    this.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.exec('COMMIT');
    } catch (error) {
      this.exec('ROLLBACK');
      throw error;
    }
  }

  /** Of the tables in it, as their schema sets it (`user_version`); 0 before there are any. */
  get version(): number {
    return this.one<{ user_version: number }>('PRAGMA user_version')!.user_version;
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
