import { digestOf, toBase64url } from '@fairway/model';
import { common, ledger, peer } from '@hyperledger/fabric-protos';

const { kvrwset } = ledger.rwset;

/** The transaction by which something was written. */
interface Origin {
  block: bigint;
  /** The transaction's place in the block, invalid ones counted, from 0. */
  transaction: number;
  transactionId: string;
  /** The client's claim, as every endorser accepted it. */
  timestamp: Date;
}

/** One public key that a valid transaction wrote or deleted. */
export interface PublicWrite extends Origin {
  /** The chaincode name, e.g. `fairway-ar`. */
  namespace: string;
  key: string;
  value: Uint8Array;
  isDelete: boolean;
}

/**
 * The public writes of a block's valid transactions, in the block's order.
 *
 * Only these are proof (ARCHITECTURE, invariant 2): events, responses and private collections are left out on purpose.
 */
export function publicWrites(block: common.Block): PublicWrite[] {
  return validTransactions(block).flatMap(({ sets, ...origin }) =>
    sets.flatMap((set) =>
      kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8())
        .getWritesList()
        .map((write) => ({
          ...origin,
          namespace: set.getNamespace(),
          key: write.getKey(),
          value: write.getValue_asU8(),
          isDelete: write.getIsDelete(),
        })),
    ),
  );
}

/** What a valid transaction did to a private key, as everyone sees it: by the SHA-256 of key and value, in base64url. */
export interface HashedWrite extends Origin {
  namespace: string;
  collection: string;
  keyHash: string;
  /** Absent where the key was deleted or purged. */
  valueHash?: string;
}

/** One private key that a valid transaction wrote, as a member that holds it sees it. */
export interface PrivateWrite extends Origin {
  namespace: string;
  collection: string;
  key: string;
  value: Uint8Array;
}

/** What a block's valid transactions did to private keys, in the block's order. */
export function hashedWrites(block: common.Block): HashedWrite[] {
  return validTransactions(block).flatMap(({ sets, ...origin }) =>
    sets.flatMap((set) =>
      set.getCollectionHashedRwsetList().flatMap((collection) =>
        kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8())
          .getHashedWritesList()
          .map((write) => ({
            ...origin,
            namespace: set.getNamespace(),
            collection: collection.getCollectionName(),
            keyHash: toBase64url(write.getKeyHash_asU8()),
            ...(write.getIsDelete() || write.getIsPurge() ? {} : { valueHash: toBase64url(write.getValueHash_asU8()) }),
          })),
      ),
    ),
  );
}

/**
 * The private writes of a block that its peer holds, in the block's order: those whose hashes the transaction carries,
 * since only these were endorsed; anything else that a peer hands out is left out.
 */
export function privateWrites(event: peer.BlockAndPrivateData): PrivateWrite[] {
  const held = event.getPrivateDataMapMap();
  const plain = new Map<string, { key: string; value: Uint8Array }>();
  held.forEach((sets, transaction) => {
    for (const set of sets.getNsPvtRwsetList())
      for (const collection of set.getCollectionPvtRwsetList())
        for (const write of kvrwset.KVRWSet.deserializeBinary(collection.getRwset_asU8()).getWritesList()) {
          const [key, value] = [write.getKey(), write.getValue_asU8()];
          const place = [transaction, set.getNamespace(), collection.getCollectionName(), digestOf(key)];
          plain.set([...place, digestOf(value)].join(' '), { key, value });
        }
  });
  return hashedWrites(event.getBlock()!).flatMap(({ keyHash, valueHash, ...write }) => {
    const place = [write.transaction, write.namespace, write.collection, keyHash, valueHash];
    const found = plain.get(place.join(' '));
    return found ? [{ ...write, ...found }] : [];
  });
}

/** The valid transactions of a block, with what each read and wrote by namespace. */
function validTransactions(block: common.Block): (Origin & { sets: ledger.rwset.NsReadWriteSet[] })[] {
  const number = BigInt(block.getHeader()!.getNumber());
  const validity = block.getMetadata()!.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER]!;
  return block
    .getData()!
    .getDataList_asU8()
    .flatMap((envelope, transaction) => {
      if (validity[transaction] !== (peer.TxValidationCode.VALID as number)) return [];
      const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
      const header = common.ChannelHeader.deserializeBinary(payload.getHeader()!.getChannelHeader_asU8());
      if (header.getType() !== (common.HeaderType.ENDORSER_TRANSACTION as number)) return [];
      return [
        {
          block: number,
          transaction,
          transactionId: header.getTxId(),
          timestamp: header.getTimestamp()!.toDate(),
          sets: setsOf(peer.Transaction.deserializeBinary(payload.getData_asU8())),
        },
      ];
    });
}

function setsOf(transaction: peer.Transaction): ledger.rwset.NsReadWriteSet[] {
  return transaction.getActionsList().flatMap((action) => {
    const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction()!;
    const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    const results = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
    return ledger.rwset.TxReadWriteSet.deserializeBinary(results).getNsRwsetList();
  });
}
