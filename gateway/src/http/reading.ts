import { Refusal } from '@fairway/model';
import { Session, type Ledger } from '@fairway/sdk';
import { Connection } from '../projection/database.js';
import { pageOf, type ListedRecord } from '../projection/records.js';
import { progressIn, projectionState } from '../projection/state.js';
import type { Place } from './cursor.js';

/** Reads after which a session begins anew: what it keeps of chains does not grow for as long as the process lives. */
const READS_A_SESSION = 1_000;

/** A page of a list as the projection has it, and as of when. */
export interface Page {
  records: ListedRecord[];
  /** Set where more come. */
  next?: Place;
  height: bigint;
  time?: string;
}

/** How a gateway reads: records from the ledger, by their signed acts; lists from the member's projection. */
export class Reading {
  #session: Session | undefined;
  #reads = 0;

  constructor(
    private readonly ledger: Ledger,
    private readonly members: readonly string[],
    /** The projection's file; without it there are no lists. */
    private readonly file: string | undefined,
  ) {}

  /** A session that only reads. */
  get session(): Session {
    if (!this.#session || ++this.#reads > READS_A_SESSION) {
      this.#session = new Session({ ledger: this.ledger, members: this.members });
      this.#reads = 0;
    }
    return this.#session;
  }

  /** Throws `PROJECTION_MISSING` where the gateway keeps none, or it is not there yet. */
  page(kind: string, asked: { member?: string; after?: Place; naming?: string; limit: number }): Page {
    if (this.file === undefined || projectionState(this.file) === undefined)
      throw new Refusal(
        'PROJECTION_MISSING',
        'lists are given by a gateway that keeps a projection; records are read by name',
      );
    // Opened anew each time, since the file may be thrown away and made again meanwhile.
    const db = new Connection(this.file, true);
    try {
      return db.snapshot(() => {
        const found = pageOf(db, kind, { ...asked, limit: asked.limit + 1 });
        const records = found.slice(0, asked.limit);
        const last = records.at(-1);
        const { height, time } = progressIn(db);
        return {
          records,
          ...(found.length > asked.limit && last ? { next: { member: last.member, id: last.id } } : {}),
          height,
          ...(time === undefined ? {} : { time }),
        };
      });
    } finally {
      db.close();
    }
  }
}
