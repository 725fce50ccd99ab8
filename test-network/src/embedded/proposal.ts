import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import { serialise, sign, type Identity } from './identity.js';
import { fill } from './protobuf.js';
import { sha256 } from './rwset.js';

/** A proposal in its parts. */
export interface Proposal {
  transactionId: string;
  channel: string;
  /** The chaincode that the client named. */
  namespace: string;
  args: Uint8Array[];
  creator: Uint8Array;
  timestamp: Date;
  header: common.Header;
  /** The serialised Proposal, which the client signed. */
  bytes: Uint8Array;
  signature: Uint8Array;
  /** The ChaincodeProposalPayload without transient input: this part goes into the transaction. */
  payload: Uint8Array;
}

export interface Question {
  channel: string;
  namespace: string;
  args: readonly Uint8Array[];
  transient: Readonly<Record<string, Uint8Array>>;
  timestamp: Date;
}

/** Signs a new proposal and returns the serialised SignedProposal. */
export function propose(question: Question, client: Identity): Uint8Array {
  const creator = serialise(client);
  const nonce = randomBytes(24);
  const chaincodeId = fill(new peer.ChaincodeID(), { name: question.namespace });
  const channelHeader = fill(new common.ChannelHeader(), {
    type: common.HeaderType.ENDORSER_TRANSACTION,
    channelId: question.channel,
    txId: transactionIdOf(nonce, creator),
    timestamp: timestampOf(question.timestamp),
    extension$: fill(new peer.ChaincodeHeaderExtension(), { chaincodeId }).serializeBinary(),
  });
  const header = fill(new common.Header(), {
    channelHeader: channelHeader.serializeBinary(),
    signatureHeader: fill(new common.SignatureHeader(), { creator, nonce }).serializeBinary(),
  });
  const payload = fill(new peer.ChaincodeProposalPayload(), {
    input: fill(new peer.ChaincodeInvocationSpec(), {
      chaincodeSpec: fill(new peer.ChaincodeSpec(), {
        type: peer.ChaincodeSpec.Type.NODE,
        chaincodeId,
        input: fill(new peer.ChaincodeInput(), { argsList: [...question.args] }),
      }),
    }).serializeBinary(),
  });
  for (const [name, value] of Object.entries(question.transient)) payload.getTransientmapMap().set(name, value);
  const proposalBytes = fill(new peer.Proposal(), {
    header: header.serializeBinary(),
    payload: payload.serializeBinary(),
  }).serializeBinary();
  return fill(new peer.SignedProposal(), { proposalBytes, signature: sign(client, proposalBytes) }).serializeBinary();
}

/** Reads a serialised SignedProposal. Throws where it is none. */
export function openProposal(signed: Uint8Array): Proposal {
  const signedProposal = peer.SignedProposal.deserializeBinary(signed);
  const bytes = signedProposal.getProposalBytes_asU8();
  const proposal = peer.Proposal.deserializeBinary(bytes);
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  const payload = peer.ChaincodeProposalPayload.deserializeBinary(proposal.getPayload_asU8());
  const spec = peer.ChaincodeInvocationSpec.deserializeBinary(payload.getInput_asU8()).getChaincodeSpec();
  payload.clearTransientmapMap();
  return {
    transactionId: channelHeader.getTxId(),
    channel: channelHeader.getChannelId(),
    namespace: chaincodeNameOf(channelHeader),
    args: spec?.getInput()?.getArgsList_asU8() ?? [],
    creator: common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8()).getCreator_asU8(),
    timestamp: channelHeader.getTimestamp()?.toDate() ?? new Date(0),
    header,
    bytes,
    signature: signedProposal.getSignature_asU8(),
    payload: payload.serializeBinary(),
  };
}

/** The name in the ChaincodeHeaderExtension. */
export function chaincodeNameOf(header: common.ChannelHeader): string {
  return peer.ChaincodeHeaderExtension.deserializeBinary(header.getExtension_asU8()).getChaincodeId()?.getName() ?? '';
}

/** What endorsers sign binds the question by this hash. */
export function proposalHash(header: common.Header, payload: Uint8Array): Uint8Array {
  return sha256(Buffer.concat([header.getChannelHeader_asU8(), header.getSignatureHeader_asU8(), payload]));
}

/** A transaction's id is fixed by its creator and a nonce. */
export function transactionIdOf(nonce: Uint8Array, creator: Uint8Array): string {
  return Buffer.from(sha256(Buffer.concat([nonce, creator]))).toString('hex');
}

/** The envelope for the orderers: the proposal, the answer that all endorsers gave, and their endorsements. */
export function assemble(
  { header, payload }: Proposal,
  answer: Uint8Array,
  endorsements: peer.Endorsement[],
  client: Identity,
): Uint8Array {
  const action = fill(new peer.ChaincodeActionPayload(), {
    chaincodeProposalPayload: payload,
    action: fill(new peer.ChaincodeEndorsedAction(), {
      proposalResponsePayload: answer,
      endorsementsList: endorsements,
    }),
  });
  const transaction = fill(new peer.Transaction(), {
    actionsList: [
      fill(new peer.TransactionAction(), {
        header: header.getSignatureHeader_asU8(),
        payload: action.serializeBinary(),
      }),
    ],
  });
  const bytes = fill(new common.Payload(), { header, data: transaction.serializeBinary() }).serializeBinary();
  return fill(new common.Envelope(), { payload: bytes, signature: sign(client, bytes) }).serializeBinary();
}

function timestampOf(date: Date): timestamps.Timestamp {
  const timestamp = new timestamps.Timestamp();
  timestamp.fromDate(date);
  return timestamp;
}
