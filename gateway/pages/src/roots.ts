import { Refusal, canonical, type TrustList } from '@fairway/model';
import { trustListFrom } from '@fairway/sdk/attestation';
import { newerOf, readTrustList, type Trust } from '@fairway/verifier';
import type { Gateway } from './gateways.ts';

/** The network's roots: the list as it came, and what it says. */
export interface Roots {
  list: TrustList;
  trust: Trust;
}

/** What gateways have said of the list that a saved page carries. */
export interface Comparison {
  /** Who gave the same list, or less of it. */
  notNewerBy: readonly Gateway[];
  /** Who gave one that goes on from it. */
  newerBy: readonly Gateway[];
  /** Whose list takes back or contradicts what this one says. */
  contradictedBy: readonly Gateway[];
}

/** What a list says. Throws where it is not of this network, or does not hold. */
export async function readRoots(list: TrustList, network: string): Promise<Roots> {
  return { list, trust: await readTrustList(list, network) };
}

/**
 * Asks all gateways at once for what was published beyond the roots at hand, and takes what each has more, but of members
 * of whom it contradicts them. `heard` is told after each. Ends as soon as one has given a list that fits, or all have
 * failed: whoever hangs keeps nobody waiting, and is heard later.
 */
export async function compareRoots(
  carried: Roots,
  gateways: readonly Gateway[],
  heard: (roots: Roots, comparison: Comparison) => void,
): Promise<void> {
  let roots = carried;
  let comparison: Comparison = { notNewerBy: [], newerBy: [], contradictedBy: [] };
  let turn: Promise<unknown> = Promise.resolve();
  const take = async (gateway: Gateway, list: TrustList): Promise<void> => {
    const place = await joined(list);
    comparison = { ...comparison, [place]: [...comparison[place], gateway] };
    heard(roots, comparison);
    if (place === 'contradictedBy') throw new Refusal('CHAIN_BROKEN', 'a list that goes on from this one is accepted');
  };
  const joined = async (list: TrustList): Promise<keyof Comparison> => {
    try {
      const { list: newer, contradicted } = await newerOf(roots.list, list);
      const isNewer = canonical(newer) !== canonical(roots.list);
      if (isNewer) roots = await readRoots(newer, roots.trust.digest);
      if (contradicted.length > 0) return 'contradictedBy';
      return isNewer ? 'newerBy' : 'notNewerBy';
    } catch (error) {
      if (error instanceof Refusal) return 'contradictedBy';
      throw error;
    }
  };
  const asked = gateways.map(async (gateway) => {
    const list = await trustListFrom(gateway.base);
    // One after the other, so that none undoes what another one brought.
    const taken = turn.then(() => take(gateway, list));
    turn = taken.catch(() => undefined);
    await taken;
  });
  await Promise.any(asked).catch(() => undefined);
}
