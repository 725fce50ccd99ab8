import { LedgerError, type Session } from '@fairway/sdk';

/** Waits, so many milliseconds at most, until this member's peer has a transaction, which another one's has already. */
export async function transactionSeen({ options }: Session, transactionId: string, timeout: number): Promise<void> {
  try {
    await options.ledger.outcome(transactionId, { timeout });
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
  }
}
