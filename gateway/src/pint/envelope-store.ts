import { randomBytes } from 'node:crypto';
import type { Envelope } from '@fairway/model/dcsa';
import type { TitleName } from '@fairway/sdk';
import { Database } from '../database.js';
import { GatewayProblem } from '../http/problem.js';

/** An envelope that is kept until it is answered for good, and then until it lapses, so that it is answered alike. */
export interface KeptEnvelope {
  reference: string;
  title: TitleName;
  envelope: Envelope;
  /** What the platform was told of it: nothing, that it waits for its recipient, or that it is open. */
  told: 'nothing' | 'waiting' | 'open';
}

/** How much is kept. */
export interface StoreBounds {
  /** Envelopes in all, and of one bill. */
  envelopes: number;
  ofOneBill: number;
  /** Bytes of envelopes and documents in all. */
  bytes: number;
  /** Milliseconds since it was last asked for. */
  keptFor: number;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS envelope (reference TEXT PRIMARY KEY, checksum TEXT UNIQUE, member TEXT, id TEXT,
    envelope TEXT, told TEXT DEFAULT 'nothing', lapsesAt INTEGER);
  CREATE TABLE IF NOT EXISTS document (reference TEXT REFERENCES envelope (reference) ON DELETE CASCADE, checksum TEXT,
    bytes BLOB, PRIMARY KEY (reference, checksum));
`;

/** The envelopes that wait for their documents or their recipients, with the documents that came, in one SQLite file. */
export class EnvelopeStore {
  readonly #db: Database;

  constructor(
    file: string,
    private readonly bounds: StoreBounds,
  ) {
    this.#db = new Database(file);
    this.#db.exec(SCHEMA);
  }

  /** Keeps an envelope under its checksum, once. Throws `BUSY` where as much is kept as may be. */
  put(checksum: string, title: TitleName, envelope: Envelope, now: number): KeptEnvelope & { isNew: boolean } {
    const kept = this.#db.one<Row>('SELECT * FROM envelope WHERE checksum = ?', checksum);
    if (kept) {
      this.touch(kept.reference, now);
      return { ...read(kept), isNew: false };
    }
    const text = JSON.stringify(envelope);
    this.#demandRoom(Buffer.byteLength(text), 1);
    const reference = randomBytes(24).toString('base64url');
    this.#db.run(
      'INSERT INTO envelope (reference, checksum, member, id, envelope, lapsesAt) VALUES (?, ?, ?, ?, ?, ?)',
      ...[reference, checksum, title.member, title.id, text, now + this.bounds.keptFor],
    );
    return { reference, title, envelope, told: 'nothing', isNew: true };
  }

  get(reference: string): KeptEnvelope | undefined {
    const kept = this.#db.one<Row>('SELECT * FROM envelope WHERE reference = ?', reference);
    return kept && read(kept);
  }

  touch(reference: string, now: number): void {
    this.#db.run('UPDATE envelope SET lapsesAt = ? WHERE reference = ?', now + this.bounds.keptFor, reference);
  }

  remove(reference: string): void {
    this.#db.run('DELETE FROM envelope WHERE reference = ?', reference);
  }

  /** Keeps a document that came for an envelope, once. Throws `BUSY`. */
  putDocument(reference: string, checksum: string, bytes: Uint8Array): void {
    const known = 'SELECT 1 AS one FROM document WHERE reference = ? AND checksum = ?';
    if (this.#db.one(known, reference, checksum)) return;
    this.#demandRoom(bytes.length, 0);
    this.#db.run('INSERT OR IGNORE INTO document VALUES (?, ?, ?)', reference, checksum, bytes);
  }

  /** The documents that came for an envelope, by their checksums. */
  documentsOf(reference: string): Map<string, Uint8Array> {
    const found = this.#db.all<{ checksum: string; bytes: Uint8Array }>(
      'SELECT checksum, bytes FROM document WHERE reference = ?',
      reference,
    );
    return new Map(found.map(({ checksum, bytes }) => [checksum, bytes]));
  }

  /** Notes what the platform was told of an envelope; once it is open, its documents are the platform's to keep. */
  tell(reference: string, told: KeptEnvelope['told']): void {
    this.#db.run('UPDATE envelope SET told = ? WHERE reference = ?', told, reference);
    if (told === 'open') this.#db.run('DELETE FROM document WHERE reference = ?', reference);
  }

  /** Drops what has lapsed, and of one bill the oldest that nothing came of, so that one sender cannot fill the store. */
  prune(now: number, title?: TitleName): void {
    this.#db.run('DELETE FROM envelope WHERE lapsesAt <= ?', now);
    if (!title) return;
    this.#db.run(
      `DELETE FROM envelope WHERE told = 'nothing' AND member = ? AND id = ? AND reference NOT IN
        (SELECT reference FROM envelope WHERE member = ? AND id = ? ORDER BY lapsesAt DESC, rowid DESC LIMIT ?)`,
      ...[title.member, title.id, title.member, title.id, this.bounds.ofOneBill],
    );
  }

  close(): void {
    this.#db.close();
  }

  #demandRoom(bytes: number, envelopes: number): void {
    const kept = this.#db.one<{ envelopes: number; bytes: number }>(
      `SELECT (SELECT count(*) FROM envelope) AS envelopes, (SELECT coalesce(sum(octet_length(envelope)), 0) FROM envelope)
        + (SELECT coalesce(sum(length(bytes)), 0) FROM document) AS bytes`,
    )!;
    if (kept.envelopes + envelopes > this.bounds.envelopes || kept.bytes + bytes > this.bounds.bytes)
      throw new GatewayProblem('BUSY', 'as many envelopes and documents wait here as are kept', {
        'Retry-After': '600',
      });
  }
}

interface Row {
  reference: string;
  member: string;
  id: string;
  envelope: string;
  told: KeptEnvelope['told'];
}

const read = ({ reference, member, id, envelope, told }: Row): KeptEnvelope => ({
  reference,
  title: { member, id },
  envelope: JSON.parse(envelope) as Envelope,
  told,
});
