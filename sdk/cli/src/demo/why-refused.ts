import { Refusal } from '@fairway/model';
import { LedgerError } from '@fairway/sdk';

/** Why something was refused, in a sentence with its code; throws where it was not. */
export async function whyRefused(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    if (error instanceof LedgerError && error.validationCode === 10) {
      return "ENDORSEMENT_POLICY_FAILURE: nothing is written into AR's namespace without AR; every peer marked it invalid";
    }
    throw error;
  }
  throw new Error('a forgery went through');
}
