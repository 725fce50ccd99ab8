import * as z from 'zod';
import { Member } from '../identifiers.js';

/** Bytes in base64url without padding, at most 4 MB of them. */
const Base64url = z
  .string()
  .min(1)
  .max(5_600_000)
  .regex(/^[A-Za-z0-9_-]+$/, { error: 'bytes in base64url without padding are accepted' });

/** Why a member is `silent` that may have been about to sign: enough others had. */
export const NOT_WAITED_FOR = 'NOT_WAITED_FOR';

/**
 * One question to one namespace, with what members signed on it: Fabric's `Proposal`, the `ProposalResponsePayload`s that
 * they signed (alike ones once), and each endorser with its signature over a payload and itself.
 */
export const AttestedAnswer = z.strictObject({
  proposal: Base64url,
  payloads: z.array(Base64url).max(32),
  endorsements: z
    .array(z.strictObject({ payload: z.int().min(0).max(31), endorser: Base64url, signature: Base64url }))
    .max(32),
  /** The members that were asked and gave no answer, and why, by a code, as the collector has it; nobody signed this. */
  silent: z.record(Member, z.string().max(500)).optional(),
});
export type AttestedAnswer = z.infer<typeof AttestedAnswer>;

/** All that a verifier needs to judge a record by itself, as a gateway collects it; kept, it is a reliance receipt. */
export const Bundle = z.strictObject({
  version: z.literal(1),
  /** The question about the record comes first. */
  answers: z.array(AttestedAnswer).min(1).max(32),
});
export type Bundle = z.infer<typeof Bundle>;
