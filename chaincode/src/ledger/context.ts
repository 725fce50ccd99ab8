import { common, peer } from '@hyperledger/fabric-protos';
import { demand, instantOf, namespaceOf, type Instant } from '@fairway/model';
import { Context } from 'fabric-contract-api';

/** The attribute that a member's CA gives to its own services' certificates. */
const SERVICE = 'fairway.service';

/** What every transaction here works in: one member's namespace, at the transaction's time. */
export class LedgerContext extends Context {
  constructor(readonly member: string) {
    super();
  }

  /** The transaction's own time; peers endorse none that is far from their clocks. */
  get time(): Instant {
    const { seconds, nanos } = this.stub.getTxTimestamp();
    return instantOf(Number(seconds.toString()) * 1000 + Math.floor(nanos / 1e6));
  }

  /** A record is written by the transaction that names its namespace, never on the way of another one's. */
  demandOwnNamespace(): void {
    const header = this.stub.getSignedProposal().proposal.header.channelHeader as unknown as common.ChannelHeader;
    const called = peer.ChaincodeHeaderExtension.deserializeBinary(header.getExtension_asU8())
      .getChaincodeId()
      ?.getName();
    demand(
      called === namespaceOf(this.member),
      'WRONG_NAMESPACE',
      `${namespaceOf(this.member)} writes only what is asked of it by name, and ${called} was`,
    );
  }

  /** Refuses everyone but a service of the member whose namespace this is. */
  demandOwnService(): void {
    this.demandServiceOf(this.member);
  }

  /** Refuses everyone but a service of that member. */
  demandServiceOf(member: string): void {
    demand(
      this.clientIdentity.getMSPID() === member && this.clientIdentity.getAttributeValue(SERVICE) === 'true',
      'SERVICE_REQUIRED',
      `only a service of ${member} may do this`,
    );
  }
}
