import { demand } from '@fairway/model';
import { Session, type Ledger } from '@fairway/sdk';
import { openToRead, type Connection } from '../projection/database.js';
import type { SearchResult } from '../projection/search.js';
import { isWhole, progressIn } from '../projection/state.js';

/** Reads after which a session begins anew: what it keeps of chains does not grow for as long as the process lives. */
const READS_A_SESSION = 1_000;

/** A page of a list as the projection has it, and as of when. */
export interface Page extends SearchResult {
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

  /** A page that is looked for in the projection (`pageIn`). */
  page(find: (db: Connection) => SearchResult): Page {
    return pageIn(this.file, find);
  }
}

/**
 * A page that is looked for in a projection's file. Throws `PROJECTION_MISSING` where the gateway keeps none, or it is not
 * there yet, and `PROJECTION_BEHIND` while it is made anew: what it has then is not all that there is.
 */
export function pageIn(file: string | undefined, find: (db: Connection) => SearchResult): Page {
  // Anew each time, since the file may be thrown away and made again meanwhile.
  const db = file === undefined ? undefined : openToRead(file);
  demand(
    db !== undefined,
    'PROJECTION_MISSING',
    'lists are given by a gateway that keeps a projection; records are read by name',
  );
  try {
    return db.snapshot(() => {
      demand(isWhole(db), 'PROJECTION_BEHIND', 'the projection is being made; lists are given when it is whole');
      const { height, time } = progressIn(db);
      return { ...find(db), height, ...(time === undefined ? {} : { time }) };
    });
  } finally {
    db.close();
  }
}
