import { createHash } from 'node:crypto';
import { ledger } from '@hyperledger/fabric-protos';
import { fill } from './protobuf.js';
import type { Version } from './effects.js';

const { TxReadWriteSet, NsReadWriteSet, CollectionHashedReadWriteSet, kvrwset } = ledger.rwset;

export interface Read {
  key: string;
  /** Undefined where the key was absent. */
  version: Version | undefined;
}

/** A range as it was read: from `start` to `end`, `end` itself included unless the range was read to its end. */
export interface RangeRead {
  start: string;
  end: string;
  exhausted: boolean;
  reads: readonly Read[];
}

export interface Write {
  key: string;
  /** Undefined deletes. */
  value: Uint8Array | undefined;
}

export interface HashedRead {
  keyHash: Uint8Array;
  version: Version | undefined;
}

export interface HashedWrite {
  keyHash: Uint8Array;
  /** Undefined deletes. */
  valueHash: Uint8Array | undefined;
  isPurge: boolean;
}

export interface CollectionAccess {
  name: string;
  reads: readonly HashedRead[];
  writes: readonly HashedWrite[];
  /** SHA-256 of the plain KVRWSet that only the collection's members get. */
  plainHash: Uint8Array;
}

/** What a transaction read and wrote in one namespace. */
export interface NamespaceAccess {
  namespace: string;
  reads: readonly Read[];
  ranges: readonly RangeRead[];
  writes: readonly Write[];
  collections: readonly CollectionAccess[];
}

/** Private writes in plain, as they travel to a collection's members beside the transaction. */
export interface PrivateWrites {
  namespace: string;
  collection: string;
  /** A serialised KVRWSet. */
  rwset: Uint8Array;
}

export function sha256(bytes: Uint8Array | string): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** Fabric's order of keys and namespaces: by UTF-8 bytes. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The TxReadWriteSet message of these accesses. */
export function encode(accesses: readonly NamespaceAccess[]): Uint8Array {
  const sets = accesses.map(({ namespace, reads, ranges, writes, collections }) =>
    fill(new NsReadWriteSet(), {
      namespace,
      rwset: fill(new kvrwset.KVRWSet(), {
        readsList: reads.map(encodeRead),
        rangeQueriesInfoList: ranges.map(encodeRange),
        writesList: writes.map(encodeWrite),
      }).serializeBinary(),
      collectionHashedRwsetList: collections.map(encodeCollection),
    }),
  );
  return fill(new TxReadWriteSet(), { dataModel: TxReadWriteSet.DataModel.KV, nsRwsetList: sets }).serializeBinary();
}

/** The plain side of a collection's writes. */
export function encodePrivate(writes: readonly (Write & { isPurge: boolean })[]): Uint8Array {
  return fill(new kvrwset.KVRWSet(), { writesList: writes.map(encodeWrite) }).serializeBinary();
}

export function decodePrivate(rwset: Uint8Array): Write[] {
  return kvrwset.KVRWSet.deserializeBinary(rwset).getWritesList().map(decodeWrite);
}

/** Reads a TxReadWriteSet message. Throws where it is none. */
export function decode(rwset: Uint8Array): NamespaceAccess[] {
  return TxReadWriteSet.deserializeBinary(rwset)
    .getNsRwsetList()
    .map((set) => {
      const plain = kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8());
      return {
        namespace: set.getNamespace(),
        reads: plain.getReadsList().map(decodeRead),
        ranges: plain.getRangeQueriesInfoList().map((range) => ({
          start: range.getStartKey(),
          end: range.getEndKey(),
          exhausted: range.getItrExhausted(),
          reads: (range.getRawReads()?.getKvReadsList() ?? []).map(decodeRead),
        })),
        writes: plain.getWritesList().map(decodeWrite),
        collections: set.getCollectionHashedRwsetList().map((collection) => {
          const hashed = kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
          return {
            name: collection.getCollectionName(),
            plainHash: collection.getPvtRwsetHash_asU8(),
            reads: hashed
              .getHashedReadsList()
              .map((read) => ({ keyHash: read.getKeyHash_asU8(), version: decodeVersion(read.getVersion()) })),
            writes: hashed.getHashedWritesList().map((write) => ({
              keyHash: write.getKeyHash_asU8(),
              valueHash: write.getIsDelete() || write.getIsPurge() ? undefined : write.getValueHash_asU8(),
              isPurge: write.getIsPurge(),
            })),
          };
        }),
      };
    });
}

function encodeRead({ key, version }: Read) {
  return fill(new kvrwset.KVRead(), { key, ...(version && { version: encodeVersion(version) }) });
}

function encodeRange({ start, end, exhausted, reads }: RangeRead) {
  return fill(new kvrwset.RangeQueryInfo(), {
    startKey: start,
    endKey: end,
    itrExhausted: exhausted,
    rawReads: fill(new kvrwset.QueryReads(), { kvReadsList: reads.map(encodeRead) }),
  });
}

function encodeWrite({ key, value }: Write) {
  return fill(new kvrwset.KVWrite(), { key, isDelete: !value, ...(value && { value }) });
}

function encodeCollection({ name, reads, writes, plainHash }: CollectionAccess) {
  return fill(new CollectionHashedReadWriteSet(), {
    collectionName: name,
    hashedRwset: fill(new kvrwset.HashedRWSet(), {
      hashedReadsList: reads.map(({ keyHash, version }) =>
        fill(new kvrwset.KVReadHash(), { keyHash, ...(version && { version: encodeVersion(version) }) }),
      ),
      hashedWritesList: writes.map(({ keyHash, valueHash, isPurge }) =>
        fill(new kvrwset.KVWriteHash(), { keyHash, isDelete: !valueHash, isPurge, ...(valueHash && { valueHash }) }),
      ),
    }).serializeBinary(),
    pvtRwsetHash: plainHash,
  });
}

function encodeVersion({ block, tx }: Version) {
  return fill(new kvrwset.Version(), { blockNum: block, txNum: tx });
}

function decodeVersion(version: ledger.rwset.kvrwset.Version | undefined): Version | undefined {
  return version && { block: version.getBlockNum(), tx: version.getTxNum() };
}

function decodeRead(read: ledger.rwset.kvrwset.KVRead): Read {
  return { key: read.getKey(), version: decodeVersion(read.getVersion()) };
}

function decodeWrite(write: ledger.rwset.kvrwset.KVWrite): Write {
  return { key: write.getKey(), value: write.getIsDelete() ? undefined : write.getValue_asU8() };
}
