import type { Receipt } from '@fairway/model';
import { said } from './reported.js';

/** What an act that was done is answered with: its receipt, and the block where it is known. */
export function done(options: { json?: boolean }, receipt: Receipt, sentence: string, more: object = {}): void {
  const { act, recordedAt, transactionId, blockNumber } = receipt as Receipt & { blockNumber?: bigint };
  const value = { ...more, act, recordedAt, transactionId, ...(blockNumber === undefined ? {} : { blockNumber }) };
  said(options, value, blockNumber === undefined ? sentence : `${sentence} (block ${blockNumber}, ${recordedAt})`);
}
