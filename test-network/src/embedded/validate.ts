import { LIFECYCLE, sequenceKey, type Channel } from './definition.js';
import type { Membership } from './identity.js';
import { isSatisfied } from './policy.js';
import { byBytes, decodePrivate, sha256, type RangeRead } from './rwset.js';
import { sameVersion } from './simulator.js';
import type { BlockEffects, KeyValue, Version } from './effects.js';
import type { Store } from './store.js';
import { Code, readTransaction, type Malformed, type Transaction } from './transaction.js';

/** All that a block changes, but for the block itself. */
export type Effects = Omit<BlockEffects, 'block'>;

/** Judges a block's envelopes in Fabric's order and works out what the valid ones change. */
export function validate(
  number: number,
  envelopes: readonly Uint8Array[],
  { store, channel, membership }: { store: Store; channel: Channel; membership: Membership },
): Effects {
  // Endorsements are judged against the state before the block, conflicts one transaction after the other.
  const candidates = envelopes.map((bytes) => judgeEndorsement(readTransaction(bytes, membership), store, channel));
  const updates = new Updates(number, store, channel);
  const seen = new Set<string>();
  const transactions = candidates.map((candidate, tx) => {
    const version = { block: number, tx };
    if ('code' in candidate) return { ...candidate, version };
    if (seen.has(candidate.id)) return { id: candidate.id, code: Code.DUPLICATE_TXID, version };
    seen.add(candidate.id);
    const code = updates.conflict(candidate);
    if (code === Code.VALID) updates.add(candidate, version);
    return { id: candidate.id, code, version };
  });
  return { number, transactions, ...updates.effects() };
}

/** What the first block changes: the channel's chaincodes are defined. */
export function founding(channel: Channel): Effects {
  const version = { block: 0, tx: 0 };
  return {
    number: 0,
    transactions: [],
    state: [...channel.definitions.keys()].map((namespace) => ({
      namespace: LIFECYCLE,
      key: sequenceKey(namespace),
      value: Buffer.from('1'),
      version,
    })),
    history: [],
    hashes: [],
    expired: [],
    privateState: [],
    delivered: [],
    purged: [],
  };
}

function judgeEndorsement(candidate: Transaction | Malformed, store: Store, channel: Channel): Transaction | Malformed {
  if ('code' in candidate) return candidate;
  const { id, namespace, accesses, endorsers } = candidate;
  if (store.transaction(id)) return { id, code: Code.DUPLICATE_TXID };
  if (!channel.definitions.has(namespace)) return { id, code: Code.INVALID_CHAINCODE };
  const written = new Map(
    accesses.map((access) => {
      const collections = access.collections.filter(({ writes }) => writes.length > 0).map(({ name }) => name);
      return [access.namespace, { isPublic: access.writes.length > 0, collections }];
    }),
  );
  // The chaincode that was called is judged even where it wrote nothing; others only where something was written.
  if (!written.has(namespace)) written.set(namespace, { isPublic: false, collections: [] });
  for (const [name, { isPublic, collections }] of written) {
    if (name !== namespace && !isPublic && collections.length === 0) continue;
    if (!channel.definitions.has(name)) return { id, code: Code.INVALID_CHAINCODE };
    const policies = channel.policies(name, isPublic, collections);
    if (!policies?.every((policy) => isSatisfied(policy, endorsers))) {
      return { id, code: Code.ENDORSEMENT_POLICY_FAILURE };
    }
  }
  return candidate;
}

/** What the valid transactions of one block have changed so far. */
class Updates {
  readonly #state = new Map<string, Map<string, { value: Uint8Array | undefined; version: Version }>>();
  readonly #hashes = new Map<string, BlockEffects['hashes'][number]>();
  readonly #private = new Map<string, BlockEffects['privateState'][number]>();
  readonly #delivered: BlockEffects['delivered'][number][] = [];
  readonly #purged: BlockEffects['purged'][number][] = [];
  readonly #history: BlockEffects['history'][number][] = [];

  constructor(
    private readonly number: number,
    private readonly store: Store,
    private readonly channel: Channel,
  ) {}

  /** Code 11 or 12 where the transaction read what has changed since, in a block before or in this one. */
  conflict({ accesses }: Transaction): number {
    for (const { namespace, reads, ranges, collections } of accesses) {
      for (const { key, version } of reads) {
        if (this.#state.get(namespace)?.has(key)) return Code.MVCC_READ_CONFLICT;
        if (!sameVersion(this.store.state(namespace, key)?.version, version)) return Code.MVCC_READ_CONFLICT;
      }
      if (!ranges.every((range) => this.#isUnchanged(namespace, range))) return Code.PHANTOM_READ_CONFLICT;
      for (const { name, reads: hashedReads } of collections) {
        for (const { keyHash, version } of hashedReads) {
          if (this.#hashes.has(placeOf(namespace, name, hex(keyHash)))) return Code.MVCC_READ_CONFLICT;
          const committed = this.store.hash(namespace, name, keyHash)?.version;
          if (!sameVersion(committed, version)) return Code.MVCC_READ_CONFLICT;
        }
      }
    }
    return Code.VALID;
  }

  add({ id, accesses, seconds, nanos }: Transaction, version: Version): void {
    for (const { namespace, writes, collections } of accesses) {
      const state =
        this.#state.get(namespace) ?? new Map<string, { value: Uint8Array | undefined; version: Version }>();
      if (writes.length > 0) this.#state.set(namespace, state);
      for (const { key, value } of writes) {
        state.set(key, { value, version });
        this.#history.push({ namespace, key, version, transactionId: id, value, seconds, nanos });
      }
      for (const { name: collection, writes: hashed, plainHash } of collections) {
        for (const { keyHash, valueHash, isPurge } of hashed) {
          if (isPurge) this.#purged.push({ namespace, collection, keyHash, version });
          const place = placeOf(namespace, collection, hex(keyHash));
          this.#hashes.set(place, { namespace, collection, keyHash, valueHash, version });
        }
        if (hashed.length > 0) this.#deliver(id, namespace, collection, plainHash, version);
      }
    }
  }

  effects(): Omit<Effects, 'number' | 'transactions'> {
    return {
      state: [...this.#state].flatMap(([namespace, keys]) =>
        [...keys].map(([key, update]) => ({ namespace, key, ...update })),
      ),
      history: this.#history,
      hashes: [...this.#hashes.values()],
      expired: this.channel.expired(this.number),
      privateState: [...this.#private.values()],
      delivered: this.#delivered,
      purged: this.#purged,
    };
  }

  /** Brings private writes to the collection's members, if what came beside the transaction matches its hash. */
  #deliver(id: string, namespace: string, collection: string, plainHash: Uint8Array, version: Version): void {
    const rwset = this.store.undelivered(id, namespace, collection);
    if (!rwset || Buffer.compare(sha256(rwset), plainHash) !== 0) return;
    for (const member of this.channel.collection(namespace, collection)?.members ?? []) {
      for (const { key, value } of decodePrivate(rwset)) {
        const place = placeOf(member, namespace, collection, key);
        const write = { member, namespace, collection, key, version };
        this.#private.set(place, { ...write, value });
        if (value) this.#delivered.push({ ...write, keyHash: sha256(key), value });
      }
    }
  }

  /** Whether the range would be read the same again: over the committed state and the block's updates so far. */
  #isUnchanged(namespace: string, { start, end, exhausted, reads }: RangeRead): boolean {
    if (!exhausted && reads.length === 0) return true;
    const until = (key: string) => end === '' || (exhausted ? byBytes(key, end) < 0 : byBytes(key, end) <= 0);
    const expected = reads.values();
    for (const row of this.#rows(namespace, start)) {
      if (!until(row.key)) break;
      const read = expected.next().value;
      if (read?.key !== row.key || !sameVersion(read.version, row.version)) return false;
    }
    return expected.next().done === true;
  }

  /** The rows from `start` on as they stand after this block's updates so far. */
  *#rows(namespace: string, start: string): Iterable<Omit<KeyValue, 'value'>> {
    const updates = [...(this.#state.get(namespace) ?? [])]
      .filter(([key]) => byBytes(key, start) >= 0)
      .sort(([a], [b]) => byBytes(a, b));
    let next = 0;
    for (const row of this.store.range(namespace, start, '')) {
      for (; next < updates.length && byBytes(updates[next]![0], row.key) < 0; next++) {
        const [key, { value, version }] = updates[next]!;
        if (value) yield { key, version };
      }
      if (updates[next]?.[0] !== row.key) yield row;
    }
    for (const [key, { value, version }] of updates.slice(next)) if (value) yield { key, version };
  }
}

function placeOf(...parts: string[]): string {
  return JSON.stringify(parts);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
