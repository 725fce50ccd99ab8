import type { Instant } from '@fairway/model';
import { isFollowed } from '../follower.js';
import { openToRead, type Connection } from './database.js';

/** How far a projection has come. */
export interface Progress {
  /** How many blocks it has taken; the number of the next. */
  height: bigint;
  /** The time of the last block that has one, as its transactions claim it. */
  time?: Instant;
}

/** How a projection's file stands, as anyone who may read it sees. */
export interface ProjectionState extends Progress {
  /** Whether a process follows the peer into it now. */
  isFollowed: boolean;
  /** Whether it has once had all that the peer had; one that is still being made knows only of what came first. */
  isWhole: boolean;
}

/** How far a projection has come, as its database says. */
export function progressIn(db: Connection): Progress {
  const { next, time } = db.one<{ next: number; time: Instant | null }>('SELECT next, time FROM progress')!;
  return { height: BigInt(next), ...(time === null ? {} : { time }) };
}

/** How the projection in a file stands, and nothing is written; undefined where there is none of this version. */
export function projectionState(file: string): ProjectionState | undefined {
  const db = openToRead(file);
  try {
    return db && { ...progressIn(db), isFollowed: isFollowed(file), isWhole: isWhole(db) };
  } finally {
    db?.close();
  }
}

/** Whether a projection has once had all that the peer had. */
export const isWhole = (db: Connection): boolean =>
  db.one<{ isWhole: number }>('SELECT isWhole FROM progress')?.isWhole === 1;
