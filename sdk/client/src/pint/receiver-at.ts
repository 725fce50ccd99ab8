import type { IdentifyingCode } from '@fairway/model/dcsa';
import { askingPlatform, oneLine, type AskingOptions } from './asking.js';
import { NoSignedAnswer } from './no-signed-answer.js';

/**
 * The name of the party that takes bills under a code on another platform (PINT 3.0.0), for people to compare before they
 * send one; undefined where the platform names none. Nobody signs it. Throws `URL_NOT_ALLOWED`, `NoSignedAnswer`.
 */
export async function receiverAt(
  address: string | URL,
  code: IdentifyingCode,
  options?: AskingOptions,
): Promise<string | undefined> {
  let body: unknown;
  try {
    ({ body } = await askingPlatform(address, options)('POST', 'receiver-validation', code));
  } catch (error) {
    if (error instanceof NoSignedAnswer && error.status === 404) return undefined;
    throw error;
  }
  const { partyName } = (body ?? {}) as { partyName?: unknown };
  if (typeof partyName !== 'string') throw new NoSignedAnswer('ANSWER_BROKEN', 'the platform names no party');
  return oneLine(partyName);
}
