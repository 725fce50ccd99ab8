import { Refusal, type Bundle, type TrustList } from '@fairway/model';
import type { StatementSigners } from '@fairway/model/document';
import { bundleFrom, statementSignersFrom, trustListFrom, type BundleQuestion } from '@fairway/sdk/attestation';

/** No gateway gave an answer. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** A member's gateway: the one that served the page, or another one that the page's settings name. */
export interface Gateway {
  /** The member; empty: the one that served this page. */
  member: string;
  /** Its address. */
  base: string;
}

/** What the first of these gateways says that answers, and which one it was. Throws a `Refusal`, or `Unreachable`. */
export async function askedOf(
  gateways: readonly Gateway[],
  question: BundleQuestion,
): Promise<{ bundle: Bundle; gateway: Gateway }> {
  return firstOf(gateways, async (gateway) => ({ bundle: await bundleFrom(gateway.base, question), gateway }));
}

/** The trust list of the first of these gateways that has one; who reads it judges it. Throws `Unreachable`. */
export const trustListOf = (gateways: readonly Gateway[]): Promise<TrustList> =>
  firstOf(gateways, ({ base }) => trustListFrom(base));

/** The chains of who may sign statements, of the first of these gateways that has them. Throws `Unreachable`. */
export const statementSignersOf = (gateways: readonly Gateway[]): Promise<StatementSigners> =>
  firstOf(gateways, ({ base }) => statementSignersFrom(base));

async function firstOf<T>(gateways: readonly Gateway[], ask: (gateway: Gateway) => Promise<T>): Promise<T> {
  const causes: unknown[] = [];
  for (const gateway of gateways) {
    try {
      return await ask(gateway);
    } catch (error) {
      // A refusal is one gateway's word, which another may give otherwise.
      if (!(error instanceof Refusal || (error instanceof Error && error.name === 'LedgerError'))) throw error;
      causes.push(error);
    }
  }
  throw causes.find((one) => one instanceof Refusal) ?? new Unreachable('UNREACHABLE', { cause: causes });
}
