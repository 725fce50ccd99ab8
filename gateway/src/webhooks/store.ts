import { Refusal, demand } from '@fairway/model';
import type { Change } from '@fairway/sdk';
import type { JWK } from 'jose';
import { Database } from '../database.js';
import { fits, type DeadLetter, type Subscriber, type Subscription } from './subscription.js';

const VERSION = 1;
const SCHEMA = `
  PRAGMA user_version = ${VERSION};
  CREATE TABLE progress (one INTEGER PRIMARY KEY CHECK (one = 1), checkpoint TEXT);
  CREATE TABLE event (position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE, recordedAt TEXT, event TEXT, parties TEXT);
  CREATE TABLE subscriber (id TEXT PRIMARY KEY, createdAt TEXT, subscription TEXT, keys TEXT, cursor INTEGER,
    attempts INTEGER DEFAULT 0, dueAt INTEGER DEFAULT 0, error TEXT) WITHOUT ROWID;
  CREATE TABLE dead (subscriber TEXT REFERENCES subscriber (id) ON DELETE CASCADE, position INTEGER, event TEXT,
    attempts INTEGER, error TEXT, at TEXT, isReplayed INTEGER DEFAULT 0, PRIMARY KEY (subscriber, position)) WITHOUT ROWID;
`;

/** What a subscriber is posted next. */
export interface Due {
  position: number;
  /** The event as it is posted. */
  event: object;
  /** Tries so far. */
  attempts: number;
  /** When it is to be tried, in milliseconds of the clock. */
  dueAt: number;
  isReplayed: boolean;
}

/** Milliseconds that events are kept which no subscription waits for. */
const KEPT = 30 * 24 * 3_600_000;
/** Events between two looks at what need not be kept. */
const PRUNED_EVERY = 100;
/** Events looked at in one go for one that fits. */
const PAGE = 500;

/**
 * What a gateway keeps of webhooks, in one SQLite file: a log of changes with the checkpoint up to which the member's
 * blocks are in it, and of each subscriber what it asked for, how far it has come and what it could not be told.
 */
export class WebhookStore {
  readonly #db: Database;

  /** Opens or makes the file, which holds the keys that requests are signed with. */
  constructor(file: string) {
    this.#db = new Database(file);
    if (this.#db.version === 0) this.#db.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    demand(
      this.#db.version === VERSION,
      'OTHER_VERSION',
      `${file} is of another version of Fairway; use that, or a new file`,
    );
  }

  /** Up to where the log has the member's blocks; undefined where it has not begun. */
  get checkpoint(): string | undefined {
    return this.#db.one<{ checkpoint: string }>('SELECT checkpoint FROM progress')?.checkpoint;
  }

  /** Begins the log after a checkpoint, where it has not begun. */
  begin(checkpoint: string): void {
    this.#db.run('INSERT OR IGNORE INTO progress (one, checkpoint) VALUES (1, ?)', checkpoint);
  }

  /** Takes a change into the log, once, and the checkpoint after it; without the change where it is none to be told. */
  take({ checkpoint, ...change }: Change, parties: readonly string[] | undefined, now: number): void {
    this.#db.together(() => {
      if (parties !== undefined) {
        const { id, record, sequence, act, actId, recordedAt, transactionId } = change;
        const event = { version: 1, id, record, sequence, act, actId, recordedAt, transactionId };
        this.#db.run(
          'INSERT OR IGNORE INTO event (id, recordedAt, event, parties) VALUES (?, ?, ?, ?)',
          ...[id, recordedAt, JSON.stringify(event), JSON.stringify(parties)],
        );
        if (this.newest % PRUNED_EVERY === 0) this.#prune(now);
      }
      this.#db.run(
        'INSERT INTO progress (one, checkpoint) VALUES (1, ?) ON CONFLICT DO UPDATE SET checkpoint = excluded.checkpoint',
        checkpoint,
      );
    });
  }

  /** The place of the newest event in the log; 0 before the first. */
  get newest(): number {
    return this.#db.one<{ newest: number | null }>('SELECT max(position) AS newest FROM event')!.newest ?? 0;
  }

  /** The place of an event in the log. Throws `EVENT_UNKNOWN` for one that is not there, or no more. */
  positionOf(event: string): number {
    const found = this.#db.one<{ position: number }>('SELECT position FROM event WHERE id = ?', event);
    demand(
      found !== undefined,
      'EVENT_UNKNOWN',
      'the id of an event in the log is accepted, which goes back 30 days',
      '/after',
    );
    return found.position;
  }

  add(id: string, createdAt: string, subscription: Subscription, key: JWK, cursor: number): void {
    this.#db.run(
      'INSERT INTO subscriber (id, createdAt, subscription, keys, cursor) VALUES (?, ?, ?, ?, ?)',
      ...[id, createdAt, JSON.stringify(subscription), JSON.stringify([key]), cursor],
    );
  }

  /** Changes what a subscriber asks for; what it could not be told is tried again at once. */
  update(id: string, subscription: Subscription): void {
    this.#demand(
      id,
      this.#db.run(
        'UPDATE subscriber SET subscription = ?, dueAt = 0 WHERE id = ?',
        ...[JSON.stringify(subscription), id],
      ),
    );
  }

  /** Signs with a new key from now on; the one before it is still shown, so that a subscriber takes both for a while. */
  changeKey(id: string, key: JWK): void {
    const [current] = this.keysOf(id);
    this.#db.run('UPDATE subscriber SET keys = ? WHERE id = ?', JSON.stringify([key, current]), id);
  }

  /** The private keys, the newest first. */
  keysOf(id: string): JWK[] {
    const found = this.#db.one<{ keys: string }>('SELECT keys FROM subscriber WHERE id = ?', id);
    if (!found) throw unknown(id);
    return JSON.parse(found.keys) as JWK[];
  }

  remove(id: string): void {
    this.#demand(id, this.#db.run('DELETE FROM subscriber WHERE id = ?', id));
  }

  ids(): string[] {
    return this.#db.all<{ id: string }>('SELECT id FROM subscriber ORDER BY createdAt, id').map(({ id }) => id);
  }

  /** A subscriber without its private keys. Throws `SUBSCRIBER_UNKNOWN`. */
  subscriber(id: string): Subscriber {
    const row = this.#db.one<Row>(
      `SELECT createdAt, subscription, keys, cursor, attempts, dueAt, error,
        (SELECT count(*) FROM dead WHERE subscriber = subscriber.id) AS deadLetters FROM subscriber WHERE id = ?`,
      id,
    );
    if (!row) throw unknown(id);
    const { createdAt, cursor, attempts, dueAt, error, deadLetters } = row;
    return {
      id,
      createdAt,
      ...(JSON.parse(row.subscription) as Subscription),
      keys: (JSON.parse(row.keys) as (Subscriber['keys'][number] & { d: string })[]).map(({ d: _, ...key }) => key),
      position: cursor,
      newest: this.newest,
      deadLetters,
      ...(attempts > 0 ? { failing: { attempts, dueAt: new Date(dueAt).toISOString(), error: error! } } : {}),
    };
  }

  /** Dead letters after a position, oldest first. */
  deadLetters(id: string, after: number, most: number): DeadLetter[] {
    this.keysOf(id);
    return this.#db
      .all<Omit<DeadLetter, 'event' | 'isReplayed'> & { event: string; isReplayed: number }>(
        `SELECT position, event, attempts, error, at, isReplayed FROM dead
        WHERE subscriber = ? AND position > ? ORDER BY position LIMIT ?`,
        ...[id, after, most],
      )
      .map((row) => ({
        ...row,
        event: JSON.parse(row.event) as DeadLetter['event'],
        isReplayed: row.isReplayed === 1,
      }));
  }

  /** Has dead letters posted anew, all or those named; how many. */
  replay(id: string, positions?: readonly number[]): number {
    this.keysOf(id);
    return this.#db.run(
      `UPDATE dead SET isReplayed = 1 WHERE subscriber = ? AND (? IS NULL OR position IN (SELECT value FROM json_each(?)))`,
      ...[id, positions ? 1 : null, JSON.stringify(positions ?? [])],
    );
  }

  /** Gives dead letters up for good, all or those named; how many. */
  discard(id: string, positions?: readonly number[]): number {
    this.keysOf(id);
    return this.#db.run(
      `DELETE FROM dead WHERE subscriber = ? AND (? IS NULL OR position IN (SELECT value FROM json_each(?)))`,
      ...[id, positions ? 1 : null, JSON.stringify(positions ?? [])],
    );
  }

  /** What a subscriber is posted next: dead letters that are replayed, then what fits; undefined while there is nothing. */
  due(id: string): Due | undefined {
    const { paused, ...asked } = this.subscriber(id);
    if (paused) return undefined;
    const dead = this.#deadLetterReplayed(id);
    if (dead) return { ...dead, dueAt: 0, isReplayed: true };
    for (;;) {
      const { cursor, attempts, dueAt } = this.#db.one<Row>('SELECT * FROM subscriber WHERE id = ?', id)!;
      const page = this.#db.all<{ position: number; event: string; parties: string }>(
        'SELECT position, event, parties FROM event WHERE position > ? ORDER BY position LIMIT ?',
        ...[cursor, PAGE],
      );
      for (const { position, event: text, parties } of page) {
        const event = JSON.parse(text) as { record: { member: string; kind: string }; act: { type: string } };
        const { record, act } = event;
        if (!fits(asked, { record, type: act.type, parties: JSON.parse(parties) as string[] })) continue;
        this.#passOver(id, position - 1);
        return { position, event: { position, ...event }, attempts, dueAt, isReplayed: false };
      }
      this.#passOver(id, page.at(-1)?.position ?? cursor);
      if (page.length < PAGE) return undefined;
    }
  }

  /** An event was taken by its subscriber. */
  taken(id: string, { position, isReplayed }: Due): void {
    if (isReplayed) this.#db.run('DELETE FROM dead WHERE subscriber = ? AND position = ?', id, position);
    else this.#goOn(id, position);
  }

  /** An event was not taken, and is tried again. */
  failed(id: string, { attempts }: Due, error: string, dueAt: number): void {
    this.#db.run(
      'UPDATE subscriber SET attempts = ?, dueAt = ?, error = ? WHERE id = ?',
      ...[attempts + 1, dueAt, error, id],
    );
  }

  /** An event was not taken, and is not tried again unless someone says so; the next one's turn comes. */
  gaveUp(id: string, { position, event, attempts, isReplayed }: Due, error: string, at: string): void {
    this.#db.together(() => {
      // What cannot be replayed would keep the next ones of them, and what is new, from being told in time.
      if (isReplayed) this.#db.run('UPDATE dead SET isReplayed = 0 WHERE subscriber = ?', id);
      this.#db.run(
        `INSERT INTO dead (subscriber, position, event, attempts, error, at) SELECT id, ?, ?, ?, ?, ? FROM subscriber WHERE id = ?
          ON CONFLICT DO UPDATE SET attempts = excluded.attempts, error = excluded.error, at = excluded.at`,
        ...[position, JSON.stringify(event), attempts + 1, error, at, id],
      );
      if (!isReplayed) this.#goOn(id, position);
    });
  }

  close(): void {
    this.#db.close();
  }

  #deadLetterReplayed(id: string): Pick<Due, 'position' | 'event' | 'attempts'> | undefined {
    const found = this.#db.one<{ position: number; event: string; attempts: number }>(
      'SELECT position, event, attempts FROM dead WHERE subscriber = ? AND isReplayed = 1 ORDER BY position LIMIT 1',
      id,
    );
    return found && { ...found, event: JSON.parse(found.event) as object };
  }

  #goOn(id: string, position: number): void {
    this.#db.run('UPDATE subscriber SET cursor = ?, attempts = 0, dueAt = 0, error = NULL WHERE id = ?', position, id);
  }

  /** What did not fit is left behind, so that it is not looked at again and the log need not keep it. */
  #passOver(id: string, position: number): void {
    this.#db.run('UPDATE subscriber SET cursor = ? WHERE id = ? AND cursor < ?', position, id, position);
  }

  #prune(now: number): void {
    this.#db.run(
      `DELETE FROM event WHERE recordedAt < ? AND position < (SELECT max(position) FROM event)
        AND position <= coalesce((SELECT min(cursor) FROM subscriber), position)`,
      new Date(now - KEPT).toISOString(),
    );
  }

  #demand(id: string, changed: number): void {
    if (changed === 0) throw unknown(id);
  }
}

interface Row {
  createdAt: string;
  subscription: string;
  keys: string;
  cursor: number;
  attempts: number;
  dueAt: number;
  error: string | null;
  deadLetters: number;
}

const unknown = (id: string) => new Refusal('SUBSCRIBER_UNKNOWN', `there is no subscription ${id}`);
