import type { Receipt } from '@fairway/model';
import { said } from './reported.js';

/** What an act that was done is answered with: its receipt, the block where it is known, and what people are told below. */
export function done(
  options: { json?: boolean },
  receipt: Receipt,
  sentence: string,
  more: object = {},
  below: readonly string[] = [],
): void {
  const { act, recordedAt, transactionId, blockNumber } = receipt as Receipt & { blockNumber?: bigint };
  const value = { ...more, act, recordedAt, transactionId, ...(blockNumber === undefined ? {} : { blockNumber }) };
  const first = blockNumber === undefined ? sentence : `${sentence} (block ${blockNumber}, ${recordedAt})`;
  said(options, value, [first, ...below].join('\n'));
}
