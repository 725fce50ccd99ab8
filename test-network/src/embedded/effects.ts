/** Where a value was written last: block number and index in the block. */
export interface Version {
  block: number;
  tx: number;
}

export interface Versioned {
  value: Uint8Array;
  version: Version;
}

/** A key's name is kept as UTF-8 bytes, whose order is the ledger's order of keys. */
export interface KeyValue extends Versioned {
  key: string;
}

export interface HistoryEntry {
  transactionId: string;
  /** Undefined for a delete. */
  value: Uint8Array | undefined;
  seconds: number;
  nanos: number;
}

export interface TransactionRecord {
  id: string;
  code: number;
  version: Version;
}

/** Everything that one block changes. A value of `undefined` deletes. */
export interface BlockEffects {
  number: number;
  /** The serialised common.Block. */
  block: Uint8Array;
  transactions: readonly TransactionRecord[];
  state: readonly { namespace: string; key: string; value: Uint8Array | undefined; version: Version }[];
  history: readonly ({ namespace: string; key: string; version: Version } & HistoryEntry)[];
  hashes: readonly {
    namespace: string;
    collection: string;
    keyHash: Uint8Array;
    valueHash: Uint8Array | undefined;
    version: Version;
  }[];
  /** Collections whose data from this block and those before is over. */
  expired: readonly { namespace: string; collection: string; upTo: number }[];
  privateState: readonly {
    member: string;
    namespace: string;
    collection: string;
    key: string;
    value: Uint8Array | undefined;
    version: Version;
  }[];
  /** What private writes brought to members, which stays with the block when the key is written anew or deleted. */
  delivered: readonly {
    member: string;
    namespace: string;
    collection: string;
    keyHash: Uint8Array;
    key: string;
    value: Uint8Array;
    version: Version;
  }[];
  /** Keys of which everything that was delivered before is gone. */
  purged: readonly { namespace: string; collection: string; keyHash: Uint8Array; version: Version }[];
}
