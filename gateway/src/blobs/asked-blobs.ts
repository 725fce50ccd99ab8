import type { Digest } from '@fairway/model';
import { Database, IN_MEMORY } from '../database.js';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), checkpoint TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS asked (digest TEXT PRIMARY KEY, isManifest INTEGER NOT NULL, isOpened INTEGER DEFAULT 0,
    bytes INTEGER, readAt INTEGER DEFAULT 0) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS askedByReadAt ON asked (readAt);
`;

/** What a keeper knows of a blob that bills ask for. */
export interface AskedBlob {
  digest: Digest;
  /** Its size where it was whole; null where it never was. */
  bytes: number | null;
  /** When all of it was read last and it was whole, in milliseconds; 0 where that is still to be seen. */
  readAt: number;
}

/** Which blobs bills ask for, with the checkpoint up to which the ledger is in it; made anew from the blocks where it is lost. */
export class AskedBlobIndex {
  readonly #db: Database;

  /** `file`: absent, it is kept in memory. */
  constructor(file: string = IN_MEMORY) {
    this.#db = new Database(file);
    this.#db.exec(SCHEMA);
  }

  get checkpoint(): string | undefined {
    return this.#db.one<{ checkpoint: string }>('SELECT checkpoint FROM progress')?.checkpoint;
  }

  /** Takes what the ledger asks for up to a checkpoint, with that: all of it or nothing. */
  take(checkpoint: string, asked: { blobs?: Iterable<Digest>; manifests?: Iterable<Digest> } = {}): void {
    this.#db.together(() => {
      for (const digest of asked.blobs ?? []) this.#ask(digest, false);
      for (const digest of asked.manifests ?? []) this.#ask(digest, true);
      this.#db.run(
        'INSERT INTO progress (one, checkpoint) VALUES (1, ?) ON CONFLICT DO UPDATE SET checkpoint = excluded.checkpoint',
        checkpoint,
      );
    });
  }

  /** Asks for what a manifest names, once. */
  opened(manifest: Digest, named: Iterable<Digest>): void {
    this.#db.together(() => {
      for (const digest of named) this.#ask(digest, false);
      this.#db.run('UPDATE asked SET isOpened = 1 WHERE digest = ?', manifest);
    });
  }

  has(digest: Digest): boolean {
    return this.#db.one('SELECT 1 FROM asked WHERE digest = ?', digest) !== undefined;
  }

  /** Whether it is a manifest that was never seen, so that what it names is not asked for yet. */
  isUnopened(digest: Digest): boolean {
    const found = 'SELECT 1 FROM asked WHERE digest = ? AND isManifest AND NOT isOpened';
    return this.#db.one(found, digest) !== undefined;
  }

  unopened(): Digest[] {
    return this.#db
      .all<{ digest: Digest }>('SELECT digest FROM asked WHERE isManifest AND NOT isOpened')
      .map(({ digest }) => digest);
  }

  /** All of them, those that were never read or not whole first, and then by when they were read. */
  all(): AskedBlob[] {
    return this.#db.all<AskedBlob>('SELECT digest, bytes, readAt FROM asked ORDER BY readAt, digest');
  }

  /** It was seen whole. */
  whole(digest: Digest, bytes: number, readAt: number): void {
    this.#db.run('UPDATE asked SET bytes = ?, readAt = ? WHERE digest = ?', bytes, readAt, digest);
  }

  /** It was seen not to be whole: it is read again at each look until it is. */
  faulty(digest: Digest): void {
    this.#db.run('UPDATE asked SET readAt = 0 WHERE digest = ? AND readAt > 0', digest);
  }

  close(): void {
    this.#db.close();
  }

  #ask(digest: Digest, isManifest: boolean): void {
    this.#db.run(
      `INSERT INTO asked (digest, isManifest) VALUES (?, ?)
        ON CONFLICT DO UPDATE SET isManifest = max(isManifest, excluded.isManifest)`,
      ...[digest, Number(isManifest)],
    );
  }
}
