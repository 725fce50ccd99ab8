import type { Policy } from './policy.js';

/** What the channel agrees on about one chaincode name. */
export interface ChaincodeDefinition {
  endorsement: Policy;
  collections?: readonly CollectionDefinition[];
}

/** A private data collection. */
export interface CollectionDefinition {
  name: string;
  /** MSP ids of the members whose peers hold the data. */
  members: readonly string[];
  /** In place of the chaincode's policy for writes into this collection. */
  endorsement?: Policy;
  /** Only the members' clients may read, and write. */
  memberOnlyRead?: boolean;
  memberOnlyWrite?: boolean;
  /** Data written in block b is gone once block b + blockToLive + 1 is committed; 0 or nothing keeps it. */
  blockToLive?: number;
}

/** Fabric's namespace of chaincode definitions; every call reads the sequence of what it calls. */
export const LIFECYCLE = '_lifecycle';

export function sequenceKey(namespace: string): string {
  return `namespaces/fields/${namespace}/Sequence`;
}

const IMPLICIT = /^_implicit_org_(.+)$/;

/** The channel's members and chaincode definitions, as its validators see them. */
export class Channel {
  constructor(
    readonly name: string,
    readonly members: readonly string[],
    readonly definitions: ReadonlyMap<string, ChaincodeDefinition>,
  ) {}

  /** A collection as defined, or the one that every member has by itself: `_implicit_org_<MSP>`. */
  collection(namespace: string, name: string): CollectionDefinition | undefined {
    const definition = this.definitions.get(namespace);
    const owner = IMPLICIT.exec(name)?.[1];
    if (!definition) return undefined;
    if (owner !== undefined && this.members.includes(owner)) return { name, members: [owner], endorsement: owner };
    return definition.collections?.find((collection) => collection.name === name);
  }

  /** Per collection with an end, the last block whose data is over once block `number` is committed. */
  expired(number: number): { namespace: string; collection: string; upTo: number }[] {
    return [...this.definitions].flatMap(([namespace, { collections = [] }]) =>
      collections
        .filter(({ blockToLive = 0 }) => blockToLive > 0)
        .map(({ name, blockToLive }) => ({ namespace, collection: name, upTo: number - blockToLive! - 1 })),
    );
  }

  /** The policies that a write to these places of a namespace has to satisfy; undefined for an unknown collection. */
  policies(namespace: string, publicWrites: boolean, collections: readonly string[]): Policy[] | undefined {
    const { endorsement } = this.definitions.get(namespace)!;
    const policies: Policy[] = publicWrites || collections.length === 0 ? [endorsement] : [];
    for (const name of collections) {
      const collection = this.collection(namespace, name);
      if (!collection) return undefined;
      policies.push(collection.endorsement ?? endorsement);
    }
    return policies;
  }
}
