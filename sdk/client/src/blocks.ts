import { common, ledger, peer } from '@hyperledger/fabric-protos';

/** One public key that a valid transaction wrote or deleted. */
export interface PublicWrite {
  block: bigint;
  /** The transaction's place in the block, invalid ones counted, from 0. */
  transaction: number;
  transactionId: string;
  /** The client's claim, as every endorser accepted it. */
  timestamp: Date;
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
      const origin = {
        block: number,
        transaction,
        transactionId: header.getTxId(),
        timestamp: header.getTimestamp()!.toDate(),
      };
      return writesOf(peer.Transaction.deserializeBinary(payload.getData_asU8())).map((write) => ({
        ...origin,
        ...write,
      }));
    });
}

function writesOf(transaction: peer.Transaction): Pick<PublicWrite, 'namespace' | 'key' | 'value' | 'isDelete'>[] {
  return transaction.getActionsList().flatMap((action) => {
    const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8()).getAction()!;
    const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
    const results = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
    return ledger.rwset.TxReadWriteSet.deserializeBinary(results)
      .getNsRwsetList()
      .flatMap((set) =>
        ledger.rwset.kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8())
          .getWritesList()
          .map((write) => ({
            namespace: set.getNamespace(),
            key: write.getKey(),
            value: write.getValue_asU8(),
            isDelete: write.getIsDelete(),
          })),
      );
  });
}
