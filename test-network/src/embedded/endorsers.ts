import { LedgerError } from '@fairway/sdk';
import { LIFECYCLE, type Channel } from './definition.js';
import { plan } from './policy.js';
import type { Simulated } from './simulator.js';

/**
 * The members that endorse a transaction, as Fabric's gateway plans them from what a first simulation touched.
 * Throws `NO_ENDORSEMENT_PLAN` where those that can be reached and may see the private data do not suffice.
 */
export function endorsersFor(
  { accesses, privateReads, privateWrites }: Simulated,
  asked: { namespace: string; isTransient: boolean; channel: Channel; reachable: readonly string[] },
): readonly string[] {
  const { namespace, isTransient, channel, reachable } = asked;
  const touched = accesses.filter((access) => access.namespace !== LIFECYCLE);
  const policies = touched.flatMap((access) => {
    const written = access.collections.filter(({ writes }) => writes.length > 0).map(({ name }) => name);
    const read = privateReads.filter((place) => place.namespace === access.namespace);
    const collections = new Set([...written, ...read.map(({ collection }) => collection)]);
    // A name that was only read counts with its policy, too, though validation does not ask for it.
    const isPublic = access.writes.length > 0 || written.length === 0;
    return channel.policies(access.namespace, isPublic, [...collections]) ?? [];
  });
  if (policies.length === 0) policies.push(channel.definitions.get(namespace)!.endorsement);
  // Who reads plain data has to have it, and who sees transient input has to be entitled to where it goes.
  const disclosed = isTransient ? [...privateReads, ...privateWrites] : privateReads;
  const entitled = disclosed.map((place) => channel.collection(place.namespace, place.collection)?.members ?? []);
  const candidates = reachable.filter((member) => entitled.every((members) => members.includes(member)));
  const set = plan(policies, candidates);
  if (set) return set;
  throw new LedgerError(
    'NO_ENDORSEMENT_PLAN',
    'no combination of peers can be derived which satisfy the endorsement policy; ' +
      `reachable and entitled are ${candidates.join(', ') || 'none'}`,
  );
}
