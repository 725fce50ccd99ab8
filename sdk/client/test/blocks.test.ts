import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { publicWrites } from '@fairway/sdk';
import { expect } from 'chai';
import googleTimestamp from 'google-protobuf/google/protobuf/timestamp_pb.js';

const AT = new Date('2026-03-01T12:00:00.250Z');

interface Written {
  namespace: string;
  key: string;
  value?: string;
}

function envelope(
  transactionId: string,
  writes: Written[],
  type: number = common.HeaderType.ENDORSER_TRANSACTION,
): Uint8Array {
  const results = new ledger.rwset.TxReadWriteSet();
  for (const { namespace, key, value } of writes) {
    const write = new ledger.rwset.kvrwset.KVWrite();
    write.setKey(key);
    write.setIsDelete(value === undefined);
    if (value !== undefined) write.setValue(Buffer.from(value));
    const set = new ledger.rwset.kvrwset.KVRWSet();
    set.addWrites(write);
    const named = new ledger.rwset.NsReadWriteSet();
    named.setNamespace(namespace);
    named.setRwset(set.serializeBinary());
    results.addNsRwset(named);
  }
  const chaincodeAction = new peer.ChaincodeAction();
  chaincodeAction.setResults(results.serializeBinary());
  const response = new peer.ProposalResponsePayload();
  response.setExtension$(chaincodeAction.serializeBinary());
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(response.serializeBinary());
  const payloadOfAction = new peer.ChaincodeActionPayload();
  payloadOfAction.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setPayload(payloadOfAction.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.addActions(action);

  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type);
  channelHeader.setTxId(transactionId);
  channelHeader.setTimestamp(googleTimestamp.Timestamp.fromDate(AT));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(
    type === Number(common.HeaderType.ENDORSER_TRANSACTION)
      ? transaction.serializeBinary()
      : Buffer.from('not a transaction'),
  );
  const result = new common.Envelope();
  result.setPayload(payload.serializeBinary());
  return result.serializeBinary();
}

function block(envelopes: Uint8Array[], validity: number[]): common.Block {
  const header = new common.BlockHeader();
  header.setNumber(42);
  const data = new common.BlockData();
  data.setDataList(envelopes);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList([new Uint8Array(), new Uint8Array(), Uint8Array.from(validity)]);
  const result = new common.Block();
  result.setHeader(header);
  result.setData(data);
  result.setMetadata(metadata);
  return result;
}

const { VALID, MVCC_READ_CONFLICT } = peer.TxValidationCode;

describe('publicWrites', () => {
  it('reads what a valid transaction wrote, with its place in the block', () => {
    const writes = publicWrites(
      block([envelope('t1', [{ namespace: 'fairway-ar', key: 'aeo/1', value: '{}' }])], [VALID]),
    );
    expect(writes).to.deep.equal([
      {
        block: 42n,
        transaction: 0,
        transactionId: 't1',
        timestamp: AT,
        namespace: 'fairway-ar',
        key: 'aeo/1',
        value: new Uint8Array(Buffer.from('{}')),
        isDelete: false,
      },
    ]);
  });

  it('leaves out what an invalid transaction would have written, and counts it all the same', () => {
    const one = (id: string) => envelope(id, [{ namespace: 'fairway-ar', key: id, value: 'x' }]);
    const writes = publicWrites(block([one('t1'), one('t2'), one('t3')], [VALID, MVCC_READ_CONFLICT, VALID]));
    expect(writes.map(({ transactionId, transaction }) => [transactionId, transaction])).to.deep.equal([
      ['t1', 0],
      ['t3', 2],
    ]);
  });

  it('keeps namespaces apart and says what was deleted', () => {
    const writes = publicWrites(
      block(
        [
          envelope('t1', [
            { namespace: 'fairway-ar', key: 'a', value: '1' },
            { namespace: 'fairway-bo', key: 'a' },
          ]),
        ],
        [VALID],
      ),
    );
    expect(writes.map(({ namespace, isDelete }) => [namespace, isDelete])).to.deep.equal([
      ['fairway-ar', false],
      ['fairway-bo', true],
    ]);
  });

  it('finds nothing in a block of configuration', () => {
    expect(publicWrites(block([envelope('', [], common.HeaderType.CONFIG)], [VALID]))).to.deep.equal([]);
  });
});
