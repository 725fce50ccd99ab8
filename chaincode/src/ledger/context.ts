import { common, peer } from '@hyperledger/fabric-protos';
import { demand, instantOf, namespaceOf, type Instant } from '@fairway/model';
import { Context } from 'fabric-contract-api';
import { getStates, putStates } from './batch.js';

/** The attribute that a member's CA gives to its own services' certificates. */
const SERVICE = 'fairway.service';

/** What every transaction here works in: one member's namespace, at the transaction's time. */
export class LedgerContext extends Context {
  readonly #read = new Map<string, Uint8Array>();
  readonly #written = new Map<string, Uint8Array>();

  constructor(readonly member: string) {
    super();
  }

  /**
   * What keys hold, before this transaction; empty where nothing. Each is asked of the peer once, and all that are
   * asked together in one round trip, so whoever knows what will be read asks for it beforehand.
   */
  async states(keys: readonly string[]): Promise<Uint8Array[]> {
    const missing = [...new Set(keys)].filter((key) => !this.#read.has(key));
    if (missing.length > 0) {
      const values = await getStates(this.stub, missing);
      missing.forEach((key, index) => this.#read.set(key, values[index]!));
    }
    return keys.map((key) => this.#read.get(key)!);
  }

  async state(key: string): Promise<Uint8Array> {
    return (await this.states([key]))[0]!;
  }

  /** Has a value written when the transaction has come to its end without a refusal. */
  write(key: string, value: Uint8Array): void {
    this.#written.set(key, value);
  }

  /** Hands all that is to be written to the peer, in one round trip. */
  async flush(): Promise<void> {
    await putStates(this.stub, this.#written);
    this.#written.clear();
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
