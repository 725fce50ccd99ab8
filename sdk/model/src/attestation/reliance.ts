import * as z from 'zod';
import { Citation } from '../act.js';
import { Bytes32 } from '../key.js';
import { Instant } from '../time.js';
import { Bundle } from './bundle.js';

/**
 * What somebody relied on, kept with a declaration and checked years later: what was asked about, and what members had
 * signed. It is judged as of the time at which they were asked.
 */
export const RelianceReceipt = z.strictObject({
  version: z.literal(1),
  /** The network's digest (`networkDigest`). */
  network: Bytes32,
  record: Citation.pick({ member: true, kind: true, id: true }),
  /** The digest of the document that was in hand. */
  document: Bytes32.optional(),
  at: Instant.optional(),
  knownAt: Instant.optional(),
  bundle: Bundle,
});
export type RelianceReceipt = z.infer<typeof RelianceReceipt>;
