import { AssertionError } from 'chai';
import { Refusal } from '@fairway/model';
import { LedgerError } from '@fairway/sdk';

/** The refusal that work ends in; whatever else it ends in is thrown. */
export async function refusalOf(work: () => unknown): Promise<Refusal> {
  return failureOf(work, Refusal);
}

/** The ledger's error that work ends in; whatever else it ends in is thrown. */
export async function ledgerErrorOf(work: () => unknown): Promise<LedgerError> {
  return failureOf(work, LedgerError);
}

async function failureOf<E extends Error>(work: () => unknown, type: abstract new (...args: never[]) => E): Promise<E> {
  try {
    await work();
  } catch (error) {
    if (error instanceof type) return error;
    throw error;
  }
  throw new AssertionError(`expected a ${type.name}, and nothing was refused`);
}
