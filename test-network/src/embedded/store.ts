import { createHash } from 'node:crypto';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import type { BlockEffects, HistoryEntry, KeyValue, TransactionRecord, Version, Versioned } from './effects.js';

/** A member's key and certificate by its use: `ca`, `peer`, `service`, `client`. */
export interface KeptIdentity {
  member: string;
  use: string;
  certificate: string;
  key: string;
}

/** Goes up with every change of the schema. */
const SCHEMA_VERSION = 2;
const SCHEMA = `
  PRAGMA user_version = ${SCHEMA_VERSION};
  CREATE TABLE IF NOT EXISTS identity (member TEXT, use TEXT, certificate TEXT, key TEXT, PRIMARY KEY (member, use));
  CREATE TABLE IF NOT EXISTS block (number INTEGER PRIMARY KEY, bytes BLOB);
  CREATE TABLE IF NOT EXISTS tx (id TEXT PRIMARY KEY, code INTEGER, block INTEGER, tx INTEGER) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS state (ns TEXT, key BLOB, value BLOB, block INTEGER, tx INTEGER, PRIMARY KEY (ns, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS history (ns TEXT, key BLOB, block INTEGER, tx INTEGER, id TEXT, value BLOB, seconds INTEGER, nanos INTEGER,
    PRIMARY KEY (ns, key, block, tx)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS hash (ns TEXT, collection TEXT, key BLOB, value BLOB, block INTEGER, tx INTEGER,
    PRIMARY KEY (ns, collection, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS private (member TEXT, ns TEXT, collection TEXT, key BLOB, value BLOB, block INTEGER, tx INTEGER,
    PRIMARY KEY (member, ns, collection, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS delivered (member TEXT, block INTEGER, tx INTEGER, ns TEXT, collection TEXT, hash BLOB, key BLOB, value BLOB,
    PRIMARY KEY (member, block, tx, ns, collection, hash)) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS delivered_key ON delivered (ns, collection, hash);
  CREATE TABLE IF NOT EXISTS undelivered (id TEXT, ns TEXT, collection TEXT, rwset BLOB, height INTEGER, PRIMARY KEY (id, ns, collection)) WITHOUT ROWID;
`;

const PAGE = 128;
/** Blocks for which private data waits for its transaction (`peer.gossip.pvtData.transientstoreMaxBlockRetention`). */
const UNDELIVERED_KEPT = 20_000;

/** What the embedded network keeps, in one SQLite database; a block is one database transaction. */
export class Store {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param file the database's path, or nothing to keep it in memory */
  constructor(file?: string) {
    this.#db = new DatabaseSync(file ?? ':memory:');
    // One process owns the file: a second one is turned away instead of growing another chain.
    // FULL syncs the log at each commit, so that a committed block survives a power cut, too.
    this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    const { user_version: version } = this.#db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version !== 0 && version !== SCHEMA_VERSION) {
      throw new Error(
        `it was written by another version of Fairway (${version}, not ${SCHEMA_VERSION}); start a new one`,
      );
    }
    this.#db.exec(SCHEMA);
  }

  close(): void {
    this.#db.close();
  }

  /** How many blocks there are; the next one's number. */
  height(): number {
    return (this.#get('SELECT max(number) + 1 AS height FROM block')?.height as number | null) ?? 0;
  }

  block(number: number): Uint8Array | undefined {
    return this.#get('SELECT bytes FROM block WHERE number = ?', number)?.bytes as Uint8Array | undefined;
  }

  identities(): KeptIdentity[] {
    return this.#all(
      'SELECT member, use, certificate, key FROM identity ORDER BY member, use',
    ) as unknown as KeptIdentity[];
  }

  keepIdentities(identities: readonly KeptIdentity[]): void {
    this.#transaction(() => {
      for (const { member, use, certificate, key } of identities) {
        this.#run('INSERT INTO identity VALUES (?, ?, ?, ?)', member, use, certificate, key);
      }
    });
  }

  transaction(id: string): TransactionRecord | undefined {
    const row = this.#get('SELECT code, block, tx FROM tx WHERE id = ?', id);
    return row && { id, code: row.code as number, version: versionOf(row) };
  }

  state(namespace: string, key: string): Versioned | undefined {
    return versioned(this.#get('SELECT value, block, tx FROM state WHERE ns = ? AND key = ?', namespace, bytes(key)));
  }

  /** Keys from `start` (inclusive) to `end` (exclusive; `''` is open), in the order of their UTF-8 bytes. */
  *range(namespace: string, start: string, end: string): Iterable<KeyValue, undefined> {
    yield* this.#pages('state WHERE ns = ?', [namespace], start, end);
  }

  hash(namespace: string, collection: string, keyHash: Uint8Array): Versioned | undefined {
    return versioned(
      this.#get(
        'SELECT value, block, tx FROM hash WHERE ns = ? AND collection = ? AND key = ?',
        namespace,
        collection,
        keyHash,
      ),
    );
  }

  privateState(member: string, namespace: string, collection: string, key: string): Versioned | undefined {
    return versioned(
      this.#get(
        'SELECT value, block, tx FROM private WHERE member = ? AND ns = ? AND collection = ? AND key = ?',
        member,
        namespace,
        collection,
        bytes(key),
      ),
    );
  }

  *privateRange(member: string, namespace: string, collection: string, start: string, end: string): Iterable<KeyValue> {
    yield* this.#pages(
      'private WHERE member = ? AND ns = ? AND collection = ?',
      [member, namespace, collection],
      start,
      end,
    );
  }

  /** What a member holds of the private data that a block brought, and that was neither written over nor purged since. */
  privateOf(member: string, block: number): { namespace: string; collection: string; entry: KeyValue }[] {
    return this.#all(
      'SELECT ns, collection, key, value, block, tx FROM delivered WHERE member = ? AND block = ? ORDER BY tx, ns, collection, key',
      member,
      block,
    ).map((row) => ({
      namespace: row.ns as string,
      collection: row.collection as string,
      entry: {
        key: Buffer.from(row.key as Uint8Array).toString(),
        value: row.value as Uint8Array,
        version: versionOf(row),
      },
    }));
  }

  /** What valid transactions wrote to a key, newest first. */
  history(namespace: string, key: string): HistoryEntry[] {
    return this.#all(
      'SELECT id, value, seconds, nanos FROM history WHERE ns = ? AND key = ? ORDER BY block DESC, tx DESC',
      namespace,
      bytes(key),
    ).map((row) => ({
      transactionId: row.id as string,
      value: (row.value as Uint8Array | null) ?? undefined,
      seconds: row.seconds as number,
      nanos: row.nanos as number,
    }));
  }

  /** Keeps an endorsed transaction's private writes (a serialised KVRWSet a collection) until it is committed. */
  keepUndelivered(id: string, rwsets: readonly { namespace: string; collection: string; rwset: Uint8Array }[]): void {
    const height = this.height();
    this.#transaction(() => {
      for (const { namespace, collection, rwset } of rwsets) {
        this.#run(
          'INSERT OR REPLACE INTO undelivered VALUES (?, ?, ?, ?, ?)',
          id,
          namespace,
          collection,
          rwset,
          height,
        );
      }
    });
  }

  undelivered(id: string, namespace: string, collection: string): Uint8Array | undefined {
    return this.#get(
      'SELECT rwset FROM undelivered WHERE id = ? AND ns = ? AND collection = ?',
      id,
      namespace,
      collection,
    )?.rwset as Uint8Array | undefined;
  }

  /** Writes a block and all it changes, or nothing. */
  apply(effects: BlockEffects): void {
    this.#transaction(() => {
      this.#run('INSERT INTO block VALUES (?, ?)', effects.number, effects.block);
      this.#run('DELETE FROM undelivered WHERE height < ?', effects.number - UNDELIVERED_KEPT);
      for (const { id, code, version } of effects.transactions.filter(({ id }) => id !== '')) {
        // Of a transaction sent twice, the first stays.
        this.#run('INSERT OR IGNORE INTO tx VALUES (?, ?, ?, ?)', id, code, version.block, version.tx);
        this.#run('DELETE FROM undelivered WHERE id = ?', id);
      }
      for (const { namespace, key, value, version } of effects.state) {
        if (value)
          this.#run(
            'INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?, ?)',
            namespace,
            bytes(key),
            value,
            version.block,
            version.tx,
          );
        else this.#run('DELETE FROM state WHERE ns = ? AND key = ?', namespace, bytes(key));
      }
      for (const entry of effects.history) {
        const { namespace, key, version, transactionId, value, seconds, nanos } = entry;
        this.#run(
          'INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          namespace,
          bytes(key),
          version.block,
          version.tx,
          transactionId,
          value ?? null,
          seconds,
          nanos,
        );
      }
      for (const { namespace, collection, upTo } of effects.expired) {
        this.#run('DELETE FROM hash WHERE ns = ? AND collection = ? AND block <= ?', namespace, collection, upTo);
        this.#run('DELETE FROM private WHERE ns = ? AND collection = ? AND block <= ?', namespace, collection, upTo);
        this.#run('DELETE FROM delivered WHERE ns = ? AND collection = ? AND block <= ?', namespace, collection, upTo);
      }
      for (const { namespace, collection, keyHash, valueHash, version } of effects.hashes) {
        if (valueHash) {
          this.#run(
            'INSERT OR REPLACE INTO hash VALUES (?, ?, ?, ?, ?, ?)',
            namespace,
            collection,
            keyHash,
            valueHash,
            version.block,
            version.tx,
          );
        } else {
          this.#run('DELETE FROM hash WHERE ns = ? AND collection = ? AND key = ?', namespace, collection, keyHash);
        }
      }
      for (const { member, namespace, collection, key, value, version } of effects.privateState) {
        if (value) {
          this.#run(
            'INSERT OR REPLACE INTO private VALUES (?, ?, ?, ?, ?, ?, ?)',
            member,
            namespace,
            collection,
            bytes(key),
            value,
            version.block,
            version.tx,
          );
        } else {
          this.#run(
            'DELETE FROM private WHERE member = ? AND ns = ? AND collection = ? AND key = ?',
            member,
            namespace,
            collection,
            bytes(key),
          );
        }
      }
      for (const { member, namespace, collection, keyHash, key, value, version } of effects.delivered) {
        this.#run(
          'INSERT INTO delivered VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
          member,
          version.block,
          version.tx,
          namespace,
          collection,
          keyHash,
          bytes(key),
          value,
        );
      }
      for (const { namespace, collection, keyHash, version } of effects.purged) {
        this.#run(
          'DELETE FROM delivered WHERE ns = ? AND collection = ? AND hash = ? AND (block, tx) < (?, ?)',
          namespace,
          collection,
          keyHash,
          version.block,
          version.tx,
        );
      }
    });
  }

  /** SHA-256 over everything that the blocks determine: equal ledgers have equal digests. */
  digest(): string {
    const hash = createHash('sha256');
    for (const table of [
      'state ORDER BY ns, key',
      'history ORDER BY ns, key, block, tx',
      'hash ORDER BY ns, collection, key',
      'tx ORDER BY id',
    ]) {
      for (const row of this.#db.prepare(`SELECT * FROM ${table}`).iterate()) {
        const plain = Object.entries(row).map(([name, value]) =>
          value instanceof Uint8Array ? [name, Buffer.from(value).toString('base64')] : [name, value],
        );
        hash.update(JSON.stringify(plain));
      }
    }
    return hash.digest('hex');
  }

  *#pages(from: string, scope: readonly string[], start: string, end: string): Iterable<KeyValue> {
    const until = end === '' ? '' : 'AND key < ?';
    const bound = end === '' ? [] : [bytes(end)];
    let after = bytes(start);
    let comparison = '>=';
    for (;;) {
      const sql = `SELECT key, value, block, tx FROM ${from} AND key ${comparison} ? ${until} ORDER BY key LIMIT ${PAGE}`;
      const rows = this.#all(sql, ...scope, after, ...bound);
      for (const row of rows) {
        yield {
          key: Buffer.from(row.key as Uint8Array).toString(),
          value: row.value as Uint8Array,
          version: versionOf(row),
        };
      }
      if (rows.length < PAGE) return;
      after = Buffer.from(rows.at(-1)!.key as Uint8Array);
      comparison = '>';
    }
  }

  #transaction(work: () => void): void {
    this.#db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#db.exec('COMMIT');
    } catch (cause) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      throw cause;
    }
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, (statement = this.#db.prepare(sql)));
    return statement;
  }

  #get(sql: string, ...values: Value[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  #all(sql: string, ...values: Value[]): Row[] {
    return this.#statement(sql).all(...values);
  }

  #run(sql: string, ...values: Value[]): void {
    this.#statement(sql).run(...values);
  }
}

type Value = string | number | Uint8Array | null;
type Row = Record<string, SQLOutputValue>;

function bytes(key: string): Buffer {
  return Buffer.from(key);
}

function versionOf(row: Row): Version {
  return { block: row.block as number, tx: row.tx as number };
}

function versioned(row: Row | undefined): Versioned | undefined {
  return row && { value: row.value as Uint8Array, version: versionOf(row) };
}
