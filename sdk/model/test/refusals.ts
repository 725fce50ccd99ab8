import { AssertionError } from 'chai';
import { Refusal } from '@fairway/model';

/** The refusal that work ends in; fails where it ends in anything else. */
export async function refusalOf(work: () => unknown): Promise<Refusal> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new AssertionError('expected a refusal, and nothing was refused');
}
