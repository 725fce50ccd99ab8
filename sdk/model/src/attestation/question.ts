import * as z from 'zod';
import { RecordsNamed } from '../act.js';
import { canonical } from '../canonical.js';
import { Bytes32 } from '../key.js';
import { rule } from '../schema.js';
import { Instant } from '../time.js';

/** The transaction that answers a question; it reads only. */
export const ATTEST = 'record:attest';

/** A question's canonical form is at most so many bytes. */
export const MAX_QUESTION_BYTES = 16 * 1024;

const Kind = z.string().min(1).max(32);
const Id = z.string().min(1).max(64);

const Levels = {
  /**
   * By number alone: is there such a record, who issued it, how does it stand at a moment, as was known by another; and
   * whether a document in hand, by its digest, is the one recorded.
   */
  summary: z.strictObject({
    kind: Kind,
    id: Id,
    at: Instant.optional(),
    knownAt: Instant.optional(),
    document: Bytes32.optional(),
  }),
  /** A record with its chain of acts, and the chains in its namespace on which these rest. */
  record: z.strictObject({ kind: Kind, id: Id }),
  /** Chains of another member's namespace on which a record's acts rest, too. */
  chains: RecordsNamed,
};

/**
 * What members are asked to attest, of one namespace: one of `summary`, `record` and `chains`. The nonce is the
 * verifier's, 32 random bytes, so that no answer serves twice.
 */
export const Question = z
  .strictObject({
    version: z.literal(1),
    nonce: Bytes32,
    summary: Levels.summary.optional(),
    record: Levels.record.optional(),
    chains: Levels.chains.optional(),
  })
  .check(
    rule<{ summary?: unknown; record?: unknown; chains?: unknown }>(
      ({ summary, record, chains }) => [summary, record, chains].filter((one) => one !== undefined).length === 1,
      'QUESTION_UNCLEAR',
      'a question asks for a summary, for a record or for chains, and for one of them',
    ),
  );
export type Question = z.infer<typeof Question>;

/** A question as the transaction takes it. */
export const textOf = (question: Question): string => canonical(question);
