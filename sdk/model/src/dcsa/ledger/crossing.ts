import type { Act } from '../../act.js';
import type { Digest } from '../../digest.js';
import type { Title } from '../../title/record.js';
import type { HandOverArgs } from '../../title/record.js';
import type { Instant } from '../../time.js';
import type * as z from 'zod';

/** An act of a record's chain, with its id and when it was recorded. */
export interface RecordedAct {
  act: Act;
  id: Digest;
  recordedAt: Instant;
}

/** A bill that went to another platform, or came back from one: it did once it was accepted. */
export interface Crossing {
  into: 'elsewhere' | 'in-force';
  /** The digest of the transfer chain's last entry; `checksumOfDigest` writes it as PINT does. */
  transferChain: Digest;
  /** The act by which it passed. */
  act: Digest;
  at: Instant;
}

const OFFERS = ['title.offer', 'title.present', 'title.release', 'title.handOver', 'title.handBack'];

/** The offer that is open when each act is done, or is made by it; one offer at a time. */
export function offersOf(acts: readonly RecordedAct[]): (RecordedAct | undefined)[] {
  let open: RecordedAct | undefined;
  return acts.map((one) => {
    if (OFFERS.includes(one.act.type)) open = one;
    // What was offered or presented is over where an order puts the bill into other hands.
    if (one.act.type === 'title.transferByOrder') open = undefined;
    return open;
  });
}

/** The crossings of a bill that its chain of signed acts tells, oldest first. */
export function crossingsOf(title: Title, acts: readonly RecordedAct[]): Crossing[] {
  const offers = offersOf(acts);
  return acts.flatMap(({ id, recordedAt }, index) => {
    const passed = title.control.some(({ act }) => act === id);
    const { type, args } = offers[index]?.act ?? {};
    if (!passed || (type !== 'title.handOver' && type !== 'title.handBack')) return [];
    const { transferChain } = args as z.infer<typeof HandOverArgs>;
    return [{ into: type === 'title.handOver' ? 'elsewhere' : 'in-force', transferChain, act: id, at: recordedAt }];
  });
}
