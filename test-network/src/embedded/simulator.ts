import type { Channel, CollectionDefinition } from './definition.js';
import {
  byBytes,
  encodePrivate,
  sha256,
  type CollectionAccess,
  type NamespaceAccess,
  type PrivateWrites,
  type RangeRead,
  type Read,
} from './rwset.js';
import type { HistoryEntry, KeyValue, Version } from './effects.js';
import type { Store } from './store.js';

/** What a simulation leaves: accesses for the transaction, private writes beside it, and what limits its endorsers. */
export interface Simulated {
  accesses: NamespaceAccess[];
  privateWrites: PrivateWrites[];
  /** Collections whose plain data was read: only their members can answer. */
  privateReads: { namespace: string; collection: string }[];
}

/** Rows of a range query, recorded as they are fetched. */
export interface Scan {
  next(): KeyValue | undefined;
  /** The key of the next row that was not fetched, `''` at the end. */
  bookmark(): string;
}

const NOTHING = new Uint8Array();

/**
 * One transaction's view of committed state at one member's peer. It never sees its own writes.
 *
 * Errors carry the texts of Fabric's peers.
 */
export class Simulator {
  readonly #namespaces = new Map<string, NamespaceRecord>();
  #wrote = false;
  #queried: string | undefined;

  constructor(
    private readonly store: Store,
    private readonly channel: Channel,
    /** The member whose peer simulates. */
    private readonly member: string,
    /** The member whose client proposed. */
    private readonly creator: string,
    private readonly transactionId: string,
  ) {}

  get(namespace: string, key: string): Uint8Array {
    const found = this.store.state(namespace, key);
    this.#record(namespace).reads.set(key, found?.version);
    return found?.value ?? NOTHING;
  }

  /** An empty value deletes. */
  put(namespace: string, key: string, value: Uint8Array): void {
    this.#write();
    this.#record(namespace).writes.set(key, value.length > 0 ? value : undefined);
  }

  scan(namespace: string, start: string, end: string): Scan {
    const range = { start, end: '', exhausted: false, reads: [] as Read[] };
    this.#record(namespace).ranges.push(range);
    return scanOver(this.store.range(namespace, start, end), (row) => {
      if (row) range.reads.push({ key: row.key, version: row.version });
      range.exhausted = !row;
      range.end = row?.key ?? end;
    });
  }

  scanPage(namespace: string, start: string, end: string): Scan {
    if (this.#wrote) throw this.#unsupported('Paginated queries are supported only in a read-only transaction');
    this.#queried = 'a paginated query';
    return this.scan(namespace, start, end);
  }

  history(namespace: string, key: string): HistoryEntry[] {
    return this.store.history(namespace, key);
  }

  getPrivate(namespace: string, collection: string, key: string): Uint8Array {
    this.#mayRead(namespace, collection);
    const found = this.store.privateState(this.member, namespace, collection, key);
    const keyHash = sha256(key);
    const hash = this.store.hash(namespace, collection, keyHash);
    if (!sameVersion(found?.version, hash?.version)) {
      throw new Error(
        `private data matching public hash version is not available. ` +
          `Public hash version = ${describe(hash?.version)}, Private data version = ${describe(found?.version)}`,
      );
    }
    const record = this.#collection(namespace, collection);
    record.reads.set(hex(keyHash), { keyHash, version: hash?.version });
    record.plainRead = true;
    return found?.value ?? NOTHING;
  }

  getPrivateHash(namespace: string, collection: string, key: string): Uint8Array {
    this.#defined(namespace, collection);
    const keyHash = sha256(key);
    const hash = this.store.hash(namespace, collection, keyHash);
    this.#collection(namespace, collection).reads.set(hex(keyHash), { keyHash, version: hash?.version });
    return hash?.value ?? NOTHING;
  }

  putPrivate(namespace: string, collection: string, key: string, value: Uint8Array): void {
    this.#mayWrite(namespace, collection);
    this.#write();
    this.#collection(namespace, collection).writes.set(key, {
      value: value.length > 0 ? value : undefined,
      isPurge: false,
    });
  }

  purgePrivate(namespace: string, collection: string, key: string): void {
    this.#mayWrite(namespace, collection);
    this.#write();
    this.#collection(namespace, collection).writes.set(key, { value: undefined, isPurge: true });
  }

  /** A non-member's peer has no rows, which is no error; nothing is recorded, so there is no phantom check either. */
  scanPrivate(namespace: string, collection: string, start: string, end: string): Scan {
    this.#mayRead(namespace, collection);
    if (this.#wrote) throw this.#unsupported('Queries on pvt data is supported only in a read-only transaction');
    this.#queried = 'queries on pvt data';
    return scanOver(this.store.privateRange(this.member, namespace, collection, start, end), () => undefined);
  }

  result(): Simulated {
    const simulated: Simulated = { accesses: [], privateWrites: [], privateReads: [] };
    for (const [namespace, record] of sorted(this.#namespaces)) {
      const collections: CollectionAccess[] = [];
      for (const [name, collection] of sorted(record.collections)) {
        const writes = sorted(collection.writes).map(([key, write]) => ({ key, keyHash: sha256(key), ...write }));
        const rwset = writes.length > 0 ? encodePrivate(writes) : NOTHING;
        if (collection.plainRead) simulated.privateReads.push({ namespace, collection: name });
        if (writes.length > 0) simulated.privateWrites.push({ namespace, collection: name, rwset });
        if (writes.length === 0 && collection.reads.size === 0) continue;
        collections.push({
          name,
          reads: sorted(collection.reads).map(([, read]) => read),
          writes: writes
            .map(({ keyHash, value, isPurge }) => ({ keyHash, valueHash: value && sha256(value), isPurge }))
            .sort((a, b) => Buffer.compare(a.keyHash, b.keyHash)),
          plainHash: rwset.length > 0 ? sha256(rwset) : NOTHING,
        });
      }
      simulated.accesses.push({
        namespace,
        reads: sorted(record.reads).map(([key, version]) => ({ key, version })),
        ranges: record.ranges,
        writes: sorted(record.writes).map(([key, value]) => ({ key, value })),
        collections,
      });
    }
    return simulated;
  }

  #record(namespace: string): NamespaceRecord {
    let record = this.#namespaces.get(namespace);
    if (!record) {
      record = { reads: new Map(), ranges: [], writes: new Map(), collections: new Map() };
      this.#namespaces.set(namespace, record);
    }
    return record;
  }

  #collection(namespace: string, name: string): CollectionRecord {
    const { collections } = this.#record(namespace);
    let record = collections.get(name);
    if (!record) collections.set(name, (record = { reads: new Map(), writes: new Map(), plainRead: false }));
    return record;
  }

  #defined(namespace: string, name: string): CollectionDefinition {
    const collection = this.channel.collection(namespace, name);
    if (!collection) throw new Error(`collection ${this.channel.name}/${namespace}/${name} could not be found`);
    return collection;
  }

  #mayRead(namespace: string, name: string): void {
    const { memberOnlyRead, members } = this.#defined(namespace, name);
    if (memberOnlyRead && !members.includes(this.creator)) throw denied('read', namespace, name);
  }

  #mayWrite(namespace: string, name: string): void {
    const { memberOnlyWrite, members } = this.#defined(namespace, name);
    if (memberOnlyWrite && !members.includes(this.creator)) throw denied('write', namespace, name);
  }

  #write(): void {
    if (this.#queried !== undefined) {
      throw this.#unsupported(`Transaction has already performed ${this.#queried}. Writes are not allowed`);
    }
    this.#wrote = true;
  }

  #unsupported(reason: string): Error {
    // Fabric's spelling.
    return new Error(`txid [${this.transactionId}]: unsuppored transaction. ${reason}`);
  }
}

interface NamespaceRecord {
  reads: Map<string, Version | undefined>;
  ranges: RangeRead[];
  writes: Map<string, Uint8Array | undefined>;
  collections: Map<string, CollectionRecord>;
}

interface CollectionRecord {
  reads: Map<string, { keyHash: Uint8Array; version: Version | undefined }>;
  writes: Map<string, { value: Uint8Array | undefined; isPurge: boolean }>;
  plainRead: boolean;
}

function scanOver(rows: Iterable<KeyValue>, fetched: (row: KeyValue | undefined) => void): Scan {
  const iterator: Iterator<KeyValue, undefined> = rows[Symbol.iterator]() as Iterator<KeyValue, undefined>;
  return {
    next: () => {
      const row = iterator.next().value;
      fetched(row);
      return row;
    },
    bookmark: () => iterator.next().value?.key ?? '',
  };
}

export function sameVersion(a: Version | undefined, b: Version | undefined): boolean {
  return a?.block === b?.block && a?.tx === b?.tx;
}

function describe(version: Version | undefined): string {
  return version ? `{BlockNum: ${version.block}, TxNum: ${version.tx}}` : '<nil>';
}

function denied(access: string, namespace: string, collection: string): Error {
  return new Error(
    `tx creator does not have ${access} access permission on privatedata in chaincodeName:${namespace} collectionName: ${collection}`,
  );
}

function sorted<V>(map: ReadonlyMap<string, V>): [string, V][] {
  return [...map].sort(([a], [b]) => byBytes(a, b));
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
