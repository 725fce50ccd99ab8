import { common, msp } from '@hyperledger/fabric-protos';
import type { ChaincodeDefinition, Channel } from './definition.js';
import { derInteger } from './identity.js';
import { fill } from './protobuf.js';
import { sha256 } from './rwset.js';

/** The hash that the next block cites: SHA-256 over the header as ASN.1 DER. */
export function headerHash(header: common.BlockHeader): Uint8Array {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(header.getNumber()));
  const body = Buffer.concat([
    derInteger(number),
    octets(header.getPreviousHash_asU8()),
    octets(header.getDataHash_asU8()),
  ]);
  return sha256(Buffer.concat([Buffer.from([0x30, body.length]), body]));
}

/** A block as peers keep it: after validation, with a code for each envelope. */
export function buildBlock(
  number: number,
  previous: common.Block | undefined,
  envelopes: readonly Uint8Array[],
  codes: readonly number[],
): common.Block {
  const metadata: Uint8Array[] = [];
  metadata[common.BlockMetadataIndex.SIGNATURES] = new Uint8Array();
  metadata[common.BlockMetadataIndex.LAST_CONFIG] = new Uint8Array();
  metadata[common.BlockMetadataIndex.TRANSACTIONS_FILTER] = Uint8Array.from(codes);
  metadata[common.BlockMetadataIndex.ORDERER] = new Uint8Array();
  metadata[common.BlockMetadataIndex.COMMIT_HASH] = new Uint8Array();
  return fill(new common.Block(), {
    header: fill(new common.BlockHeader(), {
      number,
      dataHash: sha256(Buffer.concat(envelopes)),
      ...(previous && { previousHash: headerHash(previous.getHeader()!) }),
    }),
    data: fill(new common.BlockData(), { dataList: [...envelopes] }),
    metadata: fill(new common.BlockMetadata(), { metadataList: metadata }),
  });
}

/** Where the first block's configuration holds the chaincode definitions, which Fabric commits one by one. */
const DEFINITIONS = 'ChaincodeDefinitions';

/** The first block's envelope: a configuration with the members' root certificates (PEM) and the chaincode definitions. */
export function genesis({ name, definitions }: Channel, roots: ReadonlyMap<string, string>): Uint8Array {
  const application = new common.ConfigGroup();
  const defined = Buffer.from(JSON.stringify(Object.fromEntries(definitions)));
  application.getValuesMap().set(DEFINITIONS, fill(new common.ConfigValue(), { value: defined, modPolicy: 'Admins' }));
  for (const [mspId, root] of roots) {
    const group = new common.ConfigGroup();
    const config = fill(new msp.FabricMSPConfig(), { name: mspId, rootCertsList: [Buffer.from(root)] });
    const value = fill(new msp.MSPConfig(), { type: 0, config: config.serializeBinary() }).serializeBinary();
    group.getValuesMap().set('MSP', fill(new common.ConfigValue(), { value, modPolicy: 'Admins' }));
    application.getGroupsMap().set(mspId, group);
  }
  const channelGroup = new common.ConfigGroup();
  channelGroup.getGroupsMap().set('Application', application);
  const header = fill(new common.Header(), {
    channelHeader: fill(new common.ChannelHeader(), {
      type: common.HeaderType.CONFIG,
      channelId: name,
    }).serializeBinary(),
    signatureHeader: new common.SignatureHeader().serializeBinary(),
  });
  const data = fill(new common.ConfigEnvelope(), {
    config: fill(new common.Config(), { channelGroup }),
  }).serializeBinary();
  const payload = fill(new common.Payload(), { header, data }).serializeBinary();
  return fill(new common.Envelope(), { payload }).serializeBinary();
}

/** The chaincode definitions in the first block. */
export function definitionsIn(genesisBlock: Uint8Array): Record<string, ChaincodeDefinition> {
  const [envelope] = common.Block.deserializeBinary(genesisBlock).getData()!.getDataList_asU8();
  const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope!).getPayload_asU8());
  const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig();
  const application = config?.getChannelGroup()?.getGroupsMap().get('Application');
  const value = application?.getValuesMap().get(DEFINITIONS)?.getValue_asU8();
  return JSON.parse(Buffer.from(value!).toString()) as Record<string, ChaincodeDefinition>;
}

function octets(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x04, bytes.length]), bytes]);
}
