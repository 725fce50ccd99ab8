import { createPrivateKey } from 'node:crypto';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash, signers } from '@hyperledger/fabric-gateway';
import { common, gateway as messages, peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '@fairway/sdk';
import { fabricLedger, fromEndorse, type FabricOptions } from '@fairway/sdk/fabric';

/**
 * A ledger whose client's clock is off by so many milliseconds: its proposals are the gateway client's own, but for the
 * time in their header, and signed anew.
 */
export function ledgerAt(options: FabricOptions, offset: number): Ledger {
  const { channel, identity, peers } = options;
  const sign = signers.newPrivateKeySigner(createPrivateKey(identity.privateKey));
  const client = new Client(peers[0]!.endpoint, credentials.createSsl(Buffer.from(peers[0]!.tlsRoots)));
  const gateway = connect({
    client,
    identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificate) },
    signer: sign,
    hash: hash.sha256,
  });
  const ledger = fabricLedger(options);
  return {
    ...ledger,
    async endorse({ namespace, transaction, args, endorsers }) {
      const proposal = gateway
        .getNetwork(channel)
        .getContract(namespace)
        .newProposal(transaction, {
          arguments: [...args],
          ...(endorsers && { endorsingOrganizations: [...endorsers] }),
        });
      const unsigned = gateway.newProposal(dated(proposal.getBytes(), new Date(Date.now() + offset)));
      const signed = gateway.newSignedProposal(unsigned.getBytes(), await sign(unsigned.getDigest()));
      try {
        const endorsed = await signed.endorse({ deadline: Date.now() + 10_000 });
        const whole = gateway.newSignedTransaction(endorsed.getBytes(), await sign(endorsed.getDigest()));
        return {
          transactionId: whole.getTransactionId(),
          result: whole.getResult(),
          envelope: messages.PreparedTransaction.deserializeBinary(whole.getBytes()).getEnvelope()!.serializeBinary(),
        };
      } catch (error) {
        throw fromEndorse(error, endorsers);
      }
    },
    close() {
      gateway.close();
      client.close();
      ledger.close();
    },
  };
}

/** A proposal's bytes with another time in its channel header. */
function dated(bytes: Uint8Array, time: Date): Uint8Array {
  const proposed = messages.ProposedTransaction.deserializeBinary(bytes);
  const signed = proposed.getProposal()!;
  const proposal = peer.Proposal.deserializeBinary(signed.getProposalBytes_asU8());
  const header = common.Header.deserializeBinary(proposal.getHeader_asU8());
  const channelHeader = common.ChannelHeader.deserializeBinary(header.getChannelHeader_asU8());
  channelHeader.getTimestamp()!.fromDate(time);
  header.setChannelHeader(channelHeader.serializeBinary());
  proposal.setHeader(header.serializeBinary());
  signed.setProposalBytes(proposal.serializeBinary());
  proposed.setProposal(signed);
  return proposed.serializeBinary();
}
