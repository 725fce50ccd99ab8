import { common, peer } from '@hyperledger/fabric-protos';
import type { Membership } from './identity.js';
import { chaincodeNameOf, proposalHash, transactionIdOf } from './proposal.js';
import { decode, type NamespaceAccess } from './rwset.js';

/** Fabric's TxValidationCode. */
export const Code = peer.TxValidationCode;

/** A transaction as a validator reads it from an envelope. */
export interface Transaction {
  id: string;
  /** The chaincode that was called. */
  namespace: string;
  seconds: number;
  nanos: number;
  accesses: readonly NamespaceAccess[];
  /** Members whose peers endorsed, by signatures that hold. */
  endorsers: ReadonlySet<string>;
}

/** An envelope that is no transaction, or not its creator's: the code that it gets. */
export interface Malformed {
  id: string;
  code: number;
}

/** Reads and checks an envelope by itself, without regard to state or policies. */
export function readTransaction(bytes: Uint8Array, membership: Membership): Transaction | Malformed {
  const checked: Malformed = { id: '', code: Code.NIL_ENVELOPE };
  try {
    const envelope = common.Envelope.deserializeBinary(bytes);
    checked.code = Code.BAD_PAYLOAD;
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    checked.code = Code.BAD_COMMON_HEADER;
    const header = payload.getHeader()!;
    const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
    const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    checked.id = channelHeader.getTxId();
    checked.code = Code.BAD_CREATOR_SIGNATURE;
    const creator = membership.recognise(signatureHeader.getCreator_asU8());
    if (!creator?.verifies(envelope.getPayload_asU8(), envelope.getSignature_asU8())) return checked;
    checked.code = Code.UNKNOWN_TX_TYPE;
    if (channelHeader.getType() !== common.HeaderType.ENDORSER_TRANSACTION) return checked;
    checked.code = Code.BAD_PROPOSAL_TXID;
    if (checked.id !== transactionIdOf(signatureHeader.getNonce_asU8(), signatureHeader.getCreator_asU8()))
      return checked;
    checked.code = Code.INVALID_ENDORSER_TRANSACTION;
    const actions = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
    if (actions.length !== 1) return checked;
    const action = peer.ChaincodeActionPayload.deserializeBinary(actions[0]!.getPayload_asU8());
    const answer = action.getAction()!.getProposalResponsePayload_asU8();
    const response = peer.ProposalResponsePayload.deserializeBinary(answer);
    const asked = proposalHash(header, action.getChaincodeProposalPayload_asU8());
    if (Buffer.compare(asked, response.getProposalHash_asU8()) !== 0) return checked;
    checked.code = Code.BAD_RESPONSE_PAYLOAD;
    const result = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
    checked.code = Code.INVALID_CHAINCODE;
    const namespace = chaincodeNameOf(channelHeader);
    if (namespace === '' || result.getChaincodeId()?.getName() !== namespace) return checked;
    checked.code = Code.BAD_RWSET;
    const accesses = decode(result.getResults_asU8());
    const endorsers = new Set<string>();
    for (const endorsement of action.getAction()!.getEndorsementsList()) {
      const endorser = endorsement.getEndorser_asU8();
      const signer = membership.recognise(endorser);
      const signed = Buffer.concat([answer, endorser]);
      if (signer?.unit === 'peer' && signer.verifies(signed, endorsement.getSignature_asU8()))
        endorsers.add(signer.mspId);
    }
    const timestamp = channelHeader.getTimestamp();
    return {
      id: checked.id,
      namespace,
      seconds: timestamp?.getSeconds() ?? 0,
      nanos: timestamp?.getNanos() ?? 0,
      accesses,
      endorsers,
    };
  } catch {
    return checked;
  }
}
