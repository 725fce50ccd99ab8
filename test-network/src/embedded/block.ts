import { common, msp } from '@hyperledger/fabric-protos';
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

/** The first block's envelope: a configuration that names the members and their root certificates (PEM). */
export function genesis(channel: string, roots: ReadonlyMap<string, string>): Uint8Array {
  const application = new common.ConfigGroup();
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
      channelId: channel,
    }).serializeBinary(),
    signatureHeader: new common.SignatureHeader().serializeBinary(),
  });
  const data = fill(new common.ConfigEnvelope(), {
    config: fill(new common.Config(), { channelGroup }),
  }).serializeBinary();
  const payload = fill(new common.Payload(), { header, data }).serializeBinary();
  return fill(new common.Envelope(), { payload }).serializeBinary();
}

function octets(bytes: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x04, bytes.length]), bytes]);
}
