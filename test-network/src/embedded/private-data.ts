import { ledger, peer, type common } from '@hyperledger/fabric-protos';
import type { KeyValue } from './effects.js';
import { fill } from './protobuf.js';
import { encodePrivate } from './rwset.js';

const { rwset } = ledger;

/** A block as a peer delivers it with the private data that it holds, transaction by transaction. */
export function privateDataOf(
  block: common.Block,
  held: readonly { namespace: string; collection: string; entry: KeyValue }[],
): peer.BlockAndPrivateData {
  const event = new peer.BlockAndPrivateData();
  event.setBlock(block);
  const map = event.getPrivateDataMapMap();
  for (const [tx, ofTransaction] of Map.groupBy(held, ({ entry }) => entry.version.tx)) {
    const namespaces = Map.groupBy(ofTransaction, ({ namespace }) => namespace);
    const sets = [...namespaces].map(([namespace, ofNamespace]) => {
      const collections = Map.groupBy(ofNamespace, ({ collection }) => collection);
      return fill(new rwset.NsPvtReadWriteSet(), {
        namespace,
        collectionPvtRwsetList: [...collections].map(([collectionName, writes]) =>
          fill(new rwset.CollectionPvtReadWriteSet(), {
            collectionName,
            rwset: encodePrivate(writes.map(({ entry: { key, value } }) => ({ key, value, isPurge: false }))),
          }),
        ),
      });
    });
    map.set(
      tx,
      fill(new rwset.TxPvtReadWriteSet(), { dataModel: rwset.TxReadWriteSet.DataModel.KV, nsPvtRwsetList: sets }),
    );
  }
  return event;
}
