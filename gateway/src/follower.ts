import { DatabaseSync } from 'node:sqlite';

/** SQLite's code for a lock that another connection holds. */
const SQLITE_BUSY = 5;

/**
 * Becomes the one that follows the ledger into a file; answers with what ends it, or undefined while another is.
 *
 * Held as a lock of the operating system on a file beside that one, so it ends with the process, however that ends.
 */
export function becomeFollower(file: string): (() => void) | undefined {
  const lock = new DatabaseSync(`${file}-follower`, { timeout: 0 });
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
  } catch (error) {
    lock.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return () => lock.close();
}

/** Whether some process follows the ledger into a file now; for a moment it keeps others from it. */
export function isFollowed(file: string): boolean {
  const end = becomeFollower(file);
  end?.();
  return end === undefined;
}
