import { Client, credentials, status } from '@grpc/grpc-js';
import { connect, GatewayError, hash, type Gateway, type Network, type Signer } from '@hyperledger/fabric-gateway';
import { common, gateway as messages, msp, peer as peers } from '@hyperledger/fabric-protos';
import { gathered, type Attesting, type PeerAnswer } from '../attestation/attesting.js';
import { LedgerError, type Call, type Deadline, type Endorsed, type Ledger, type Outcome } from '../ledger.js';
import { blockStream, type Streaming } from './block-stream.js';
import { fromEndorse, fromRead, fromSend } from './interpretation.js';
import { lowSSigner } from './low-s-signer.js';

export { fromEndorse } from './interpretation.js';

/** What becomes of a stream of blocks, for a log. */
export interface StreamEvent {
  /** The endpoint of the peer that blocks now come from, or no longer do. */
  peer: string;
  /** Why they no longer do; told once, until they come again. */
  broken?: Error;
}

/** One of the member's own peers. */
export interface FabricPeer {
  /** `host:port`; the host has to stand in the peer's TLS certificate. */
  endpoint: string;
  /** PEM roots its TLS certificate is trusted under. */
  tlsRoots: string;
}

export interface FabricOptions {
  channel: string;
  /** The member's service that signs proposals; people and firms sign acts instead. Certificate and PKCS#8 key in PEM. */
  identity: { mspId: string; certificate: string; privateKey: string };
  /** The member's peers; one is used, and the next when it fails. */
  peers: readonly FabricPeer[];
  /** Told when blocks begin to come from a peer, and when they no longer do; another of the peers is then asked by itself. */
  onStream?: (event: StreamEvent) => void;
}

const TIMEOUT = { evaluate: 10_000, endorse: 30_000, attest: 10_000, send: 10_000, outcome: 60_000 };

const CHANNEL = {
  // Blocks are larger than gRPC's 4 MB.
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  // A peer that restarts is back within seconds, not gRPC's two minutes.
  'grpc.initial_reconnect_backoff_ms': 250,
  'grpc.max_reconnect_backoff_ms': 2_000,
  // Peers answer pings more often than once a minute by closing the connection.
  'grpc.keepalive_time_ms': 90_000,
  'grpc.keepalive_timeout_ms': 10_000,
};

/**
 * A `Ledger` on Fabric's gateway service, through the member's own peers in turn.
 *
 * @example
 * const ledger = fabricLedger({ channel: 'customs', identity, peers: [{ endpoint: 'localhost:7051', tlsRoots }] });
 * await ledger.evaluate({ namespace: 'fairway-ar', transaction: 'aeo:read', args: ['AR-2026/0001'] });
 */
export function fabricLedger(options: FabricOptions): Ledger & Attesting {
  const { channel, identity } = options;
  const creator = new msp.SerializedIdentity();
  creator.setMspid(identity.mspId);
  creator.setIdBytes(Buffer.from(identity.certificate));
  const sign = lowSSigner(identity.privateKey);

  const connections = options.peers.map((peer) => connection(peer, identity, sign));
  if (connections.length === 0) throw new RangeError('a Fabric ledger needs one peer at least');
  let preferred = 0;
  const closed = new AbortController();

  /** Runs on the preferred peer; when that one is not reached, on each other one. */
  const onAPeer = async <T>(
    run: (connected: { gateway: Gateway; network: Network }) => Promise<T>,
    meaning: (error: unknown) => Error | undefined,
  ): Promise<T | undefined> => {
    for (let tried = 1; ; tried++) {
      const index = preferred;
      const { gateway } = connections[index]!;
      try {
        return await run({ gateway, network: gateway.getNetwork(channel) });
      } catch (error) {
        const meant = meaning(error);
        if (!meant) return undefined;
        // A peer that is not there is left at once, one that is slow for the next call.
        const unreached = isUnreached(error);
        if ((unreached || isSlow(meant)) && preferred === index) preferred = (index + 1) % connections.length;
        if (!unreached || tried >= connections.length) throw meant;
      }
    }
  };

  /** The places of the peers, the preferred one first. */
  const places = (): number[] => connections.map((_, index) => (preferred + index) % connections.length);
  const networkAt = (place: number): Network => connections[place]!.gateway.getNetwork(channel);
  /** Tells of a stream from the peers at these places. */
  const telling =
    (from: readonly number[]): Streaming =>
    (turn, broken) =>
      options.onStream?.({ peer: options.peers[from[turn]!]!.endpoint, ...(broken && { broken }) });

  const proposal = (network: Network, call: Call) =>
    network.getContract(call.namespace).newProposal(call.transaction, {
      arguments: [...call.args],
      ...(call.transient && { transientData: call.transient }),
      ...(call.endorsers && { endorsingOrganizations: [...call.endorsers] }),
    });

  return {
    async evaluate(call, { timeout = TIMEOUT.evaluate } = {}) {
      const deadline = Date.now() + timeout;
      return (await onAPeer(({ network }) => proposal(network, call).evaluate({ deadline }), fromRead))!;
    },

    async endorse(call, { timeout = TIMEOUT.endorse } = {}) {
      const deadline = Date.now() + timeout;
      const endorsed = await onAPeer(
        async ({ gateway, network }) => {
          const transaction = await proposal(network, call).endorse({ deadline });
          const signed = gateway.newSignedTransaction(transaction.getBytes(), await sign(transaction.getDigest()));
          return {
            transactionId: signed.getTransactionId(),
            result: signed.getResult(),
            envelope: messages.PreparedTransaction.deserializeBinary(signed.getBytes())
              .getEnvelope()!
              .serializeBinary(),
          };
        },
        (error) => fromEndorse(error, call.endorsers),
      );
      return endorsed!;
    },

    async attest(call, members, enough, { timeout = TIMEOUT.attest } = {}) {
      const deadline = Date.now() + timeout;
      const asked = await onAPeer(async ({ gateway, network }) => {
        const proposed = proposal(network, call);
        const signature = await sign(proposed.getDigest());
        const one = messages.ProposedTransaction.deserializeBinary(proposed.getBytes());
        /** Each member's by itself: the peer that is asked passes the same signed proposal on to one of its. */
        const answerOf = async (member: string): Promise<PeerAnswer> => {
          one.setEndorsingOrganizationsList([member]);
          const transaction = await gateway
            .newSignedProposal(one.serializeBinary(), signature)
            .endorse({ deadline })
            .catch((error: unknown) => {
              throw fromEndorse(error, [member]);
            });
          return answerIn(transaction.getBytes());
        };
        const asking = new Map(members.map((member) => [member, answerOf(member)]));
        const signed = one.getProposal()!.getProposalBytes_asU8();
        return { proposal: signed, ...(await gathered(asking, enough)) };
      }, fromRead);
      return asked!;
    },

    async send({ transactionId, envelope }: Endorsed, { timeout = TIMEOUT.send }: Deadline = {}) {
      const deadline = Date.now() + timeout;
      const prepared = new messages.PreparedTransaction();
      prepared.setTransactionId(transactionId);
      prepared.setEnvelope(common.Envelope.deserializeBinary(envelope));
      await onAPeer(({ gateway }) => gateway.newTransaction(prepared.serializeBinary()).submit({ deadline }), fromSend);
    },

    async outcome(transactionId, { timeout = TIMEOUT.outcome } = {}): Promise<Outcome> {
      const deadline = Date.now() + timeout;
      const request = new messages.CommitStatusRequest();
      request.setChannelId(channel);
      request.setTransactionId(transactionId);
      request.setIdentity(creator.serializeBinary());
      const signed = new messages.SignedCommitStatusRequest();
      signed.setRequest(request.serializeBinary());
      const outcome = await onAPeer(
        ({ gateway }) => gateway.newCommit(signed.serializeBinary()).getStatus({ deadline }),
        fromRead,
      );
      const { code, blockNumber } = outcome!;
      return { transactionId, code, blockNumber };
    },

    async height({ timeout = TIMEOUT.evaluate } = {}) {
      const call = { namespace: 'qscc', transaction: 'GetChainInfo', args: [channel] };
      const deadline = Date.now() + timeout;
      const info = await onAPeer(({ network }) => proposal(network, call).evaluate({ deadline }), fromRead);
      return BigInt(common.BlockchainInfo.deserializeBinary(info!).getHeight());
    },

    blocks(from, signal) {
      const all = places();
      const sources = all.map((place) => (startBlock: bigint) => networkAt(place).getBlockEvents({ startBlock }));
      return blockStream(sources, (block) => block, from, AbortSignal.any([signal, closed.signal]), telling(all));
    },

    blocksWithPrivateData(from, signal) {
      const all = places();
      const sources = all.map(
        (place) => (startBlock: bigint) => networkAt(place).getBlockAndPrivateDataEvents({ startBlock }),
      );
      const until = AbortSignal.any([signal, closed.signal]);
      return blockStream(sources, (event) => event.getBlock()!, from, until, telling(all));
    },

    close() {
      closed.abort();
      for (const { gateway, client } of connections) {
        gateway.close();
        client.close();
      }
    },
  };
}

/** What the one member that was asked has signed, from the transaction that Fabric's gateway would have ordered. */
function answerIn(prepared: Uint8Array): PeerAnswer {
  const envelope = messages.PreparedTransaction.deserializeBinary(prepared).getEnvelope()!;
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const [action] = peers.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peers.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8()).getAction()!;
  const [endorsement] = endorsed.getEndorsementsList();
  return {
    payload: endorsed.getProposalResponsePayload_asU8(),
    endorser: endorsement!.getEndorser_asU8(),
    signature: endorsement!.getSignature_asU8(),
  };
}

function connection(peer: FabricPeer, identity: FabricOptions['identity'], signer: Signer) {
  const client = new Client(peer.endpoint, credentials.createSsl(Buffer.from(peer.tlsRoots)), CHANNEL);
  const gateway = connect({
    client,
    identity: { mspId: identity.mspId, credentials: Buffer.from(identity.certificate) },
    signer,
    hash: hash.none,
  });
  return { client, gateway };
}

/** The gateway itself was not reached; what it says of others comes with details. Asking another one is harmless. */
const isUnreached = (error: unknown): boolean =>
  error instanceof GatewayError && error.code === (status.UNAVAILABLE as number) && error.details.length === 0;

const isSlow = (error: Error): boolean =>
  error instanceof LedgerError && (error.code === 'DEADLINE_EXCEEDED' || error.code === 'ORDERING_UNAVAILABLE');
