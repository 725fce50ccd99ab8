import { namespaceOf, sharedCollection } from '@fairway/model';
import type { Topology } from './topology.js';

/** More than any member runs: a datum goes to every peer of the two members that is up when it is endorsed. */
const EVERY_PEER = 16;

/** One private data collection, as Fabric's lifecycle takes it. */
export interface CollectionConfig {
  name: string;
  policy: string;
  requiredPeerCount: number;
  maxPeerCount: number;
  blockToLive: number;
  memberOnlyRead: boolean;
  memberOnlyWrite: boolean;
  endorsementPolicy: { signaturePolicy: string };
}

/**
 * The collections of a namespace: one for its owner and each other member, read by these two and written by the owner
 * alone. They follow from the members, so that an agreement that comes or goes needs no new definition.
 *
 * A datum that a partner's peer missed while it was down it fetches later by itself; the owner's write does not wait for it.
 */
export function collectionsOf({ members }: Topology, namespace: string): CollectionConfig[] {
  const owner = members.find(({ id }) => namespaceOf(id) === namespace)!.id;
  return members
    .filter(({ id }) => id !== owner)
    .map(({ id: partner }) => ({
      name: sharedCollection(partner),
      policy: `OR('${owner}.member', '${partner}.member')`,
      requiredPeerCount: 0,
      maxPeerCount: EVERY_PEER,
      blockToLive: 0,
      memberOnlyRead: true,
      memberOnlyWrite: true,
      endorsementPolicy: { signaturePolicy: `OR('${owner}.peer')` },
    }));
}
