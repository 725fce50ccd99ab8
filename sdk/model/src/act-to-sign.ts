import * as z from 'zod';
import { Act } from './act.js';
import { digestOfJson, type Digest } from './digest.js';
import { checkAct } from './domains.js';
import { Bytes32 } from './key.js';
import { demand } from './refusal.js';
import { check } from './schema.js';
import { JwsSignature, signaturesOver, type ActSignature } from './signed-act.js';

/**
 * An act on its way round those who sign it, as a file that one hands to the next: readable, and with the signatures
 * that it has already. Nothing in it is secret, and nothing is believed: who signs reads the act, and who submits it has
 * all signatures checked.
 */
export const ActToSign = z.strictObject({
  schema: z.literal('act-to-sign/1'),
  /** The act's digest, by which those who sign can tell one another what they mean. */
  id: Bytes32,
  act: Act,
  signatures: z.array(JwsSignature).max(16),
});
export interface ActToSign {
  schema: 'act-to-sign/1';
  id: Digest;
  act: Act;
  signatures: JwsSignature[];
}

/** An act for others to sign, with the signatures that it has. */
export const actToSign = (act: Act, signatures: readonly JwsSignature[] = []): ActToSign => ({
  ...{ schema: 'act-to-sign/1' as const, id: digestOfJson(act), act },
  signatures: [...signatures],
});

/**
 * Reads what somebody has handed over; whether the signatures hold is checked by the registry.
 *
 * Throws `ACT_DIFFERS` where the act is not the one whose digest stands beside it, and what shape, type and signatures
 * are refused for.
 */
export function readActToSign(given: unknown): { file: ActToSign; signatures: ActSignature[] } {
  const file: ActToSign = check(ActToSign, given);
  demand(
    digestOfJson(file.act) === file.id,
    'ACT_DIFFERS',
    `the act whose digest is ${file.id} is accepted; this one was changed since it was written`,
    '/act',
  );
  checkAct(file.act);
  return { file, signatures: signaturesOver(file.act, file.signatures) };
}
