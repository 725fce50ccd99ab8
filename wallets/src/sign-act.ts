import { assembleSignedAct, parseSignedAct, signingInput, type Act, type Handle } from '@fairway/model';
import type { ActSigner } from './act-key.js';

export type { ActSigner };

/** One signature over an act, by one signer. */
export async function signatureOver(
  act: Act,
  { handle, signer }: { handle: Handle; signer: ActSigner },
): Promise<{ protected: string; signature: Uint8Array }> {
  const input = signingInput(act, handle, signer.thumbprint, signer.algorithm);
  return { protected: input.protected, signature: await signer.sign(input.signed) };
}

/**
 * The one string a transaction takes: the canonical act with a signature a signer, the actor's first.
 *
 * @throws Refusal what the ledger would refuse in the act's form or in who signs
 * @example
 * const signed = await signAct(act, [{ handle: act.actor, signer: await store.open('maria', passphrase) }]);
 */
export async function signAct(act: Act, signers: readonly { handle: string; signer: ActSigner }[]): Promise<string> {
  const signatures = await Promise.all(signers.map((one) => signatureOver(act, one)));
  const signed = assembleSignedAct(act, signatures);
  parseSignedAct(signed);
  return signed;
}
