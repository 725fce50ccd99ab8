import * as z from 'zod';
import { ActEntry } from '../act.js';
import { Handle } from '../identifiers.js';
import { rule } from '../schema.js';

/** Parties of one list, at most. */
export const MAX_STATEMENT_SIGNERS = 64;
/** Acts of one list, in all its chains. */
export const MAX_STATEMENT_ACTS = 2_000;

/** How many acts chains hold. */
export const actsIn = (chains: Readonly<Record<string, readonly ActEntry[]>>): number =>
  Object.values(chains).reduce((sum, { length }) => sum + length, 0);

/**
 * By what a verifier learns the keys of who may sign statements: the chains of acts of these parties' registry records,
 * and those on which they rest, to be replayed from the founding acts that a trust list pins. Nothing in it is believed.
 */
export const StatementSigners = z.strictObject({
  version: z.literal(1),
  signers: z.array(Handle).max(MAX_STATEMENT_SIGNERS),
  /** By `placeOf`. */
  chains: z
    .record(z.string().max(160), z.array(ActEntry).max(MAX_STATEMENT_ACTS))
    .check(
      rule<Record<string, ActEntry[]>>(
        (chains) => actsIn(chains) <= MAX_STATEMENT_ACTS,
        'TOO_LONG',
        `up to ${MAX_STATEMENT_ACTS} acts are accepted`,
      ),
    ),
});
export type StatementSigners = z.infer<typeof StatementSigners>;
