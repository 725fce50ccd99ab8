import { namespaceOf, sharedCollection } from '@fairway/model';
import { LedgerError, type Attesting, type Ledger } from '@fairway/sdk';
import type { Contract } from 'fabric-contract-api';
import { definitionsIn } from './block.js';
import { Chain } from './chain.js';
import { ChaincodeProcess } from './chaincode-process.js';
import { Channel, type ChaincodeDefinition, type CollectionDefinition } from './definition.js';
import { enrol, Membership, type Enrolment, type Identity } from './identity.js';
import { keyringsOf } from './keyring.js';
import { EmbeddedLedger } from './ledger.js';
import type { BlockCutting } from './orderer.js';
import { Peer } from './peer.js';
import { ownerAndAnother } from './policy.js';
import type { ContractClass } from './shim.js';
import { Store } from './store.js';

export interface EmbeddedOptions {
  /** MSP ids of the members, which are their country codes, e.g. `['AR', 'BO']`. */
  members: readonly string[];
  /**
   * The contracts that a member's process runs under a chaincode name, as classes or instances. It is called once a
   * name and member, so that a member can be made to run other code than the rest.
   */
  contracts: (namespace: string, member: string) => readonly (Contract | ContractClass)[];
  /** Chaincode names and what the channel agreed on about each, for good. Default: as the file has it, else `namespacesOf(members)`. */
  namespaces?: Readonly<Record<string, ChaincodeDefinition>>;
  /** Path of the SQLite database that keeps everything; without it all is in memory and goes with the process. */
  file?: string;
  /** The clock of the peers and, unless a ledger brings its own, of the clients. */
  now?: () => Date;
  /** Milliseconds that a proposal's time may be off a peer's clock, either way; 5 minutes. */
  timeWindow?: number;
  /** Milliseconds after which a transaction fails whose chaincode does not answer; 30 s. */
  executeTimeout?: number;
  cutting?: BlockCutting;
  /** Default `customs`. */
  channel?: string;
}

/** Who speaks through a ledger. */
export interface Client {
  member: string;
  /** The member's service (with the attribute `fairway.service`), its other client, or a certificate from `enrol`. */
  as?: 'service' | 'client' | Identity;
  /** The client's own clock, which stamps its proposals. */
  now?: () => Date;
}

/** A network in this process, with Fabric's semantics: for development, demonstration and tests. */
export interface EmbeddedNetwork {
  readonly channel: string;
  readonly members: readonly string[];
  /** Each member's root certificate (PEM) by MSP id. */
  readonly roots: ReadonlyMap<string, string>;
  ledger(client: Client): Ledger & Attesting;
  /** Has a member's CA issue a certificate for a new key. */
  enrol(member: string, enrolment: Enrolment): Promise<Identity>;
  /** Takes a member's peer down: it endorses nothing and its clients are cut off. */
  takeDown(member: string): void;
  /** Brings a member's peer up again, with all blocks that it missed. */
  bringUp(member: string): void;
  /** Holds the orderers back while `work` sends transactions, which then share a block (up to its limits). */
  inOneBlock<T>(work: () => Promise<T>): Promise<T>;
  /** SHA-256 over state, hashes, history and transactions: the same blocks give the same digest. */
  digest(): string;
  /** The digest that the blocks alone lead to, worked out from nothing; throws where they do not hold together. */
  replay(): string;
  close(): Promise<void>;
}

/**
 * The design's namespaces: `fairway-ar` for AR and so on, each with the policy of its owner and any one other, and a
 * collection for the owner and each other member.
 */
export function namespacesOf(members: readonly string[]): Record<string, ChaincodeDefinition> {
  return Object.fromEntries(
    members.map((member) => [
      namespaceOf(member),
      { endorsement: ownerAndAnother(member, members), collections: collectionsOf(member, members) },
    ]),
  );
}

const collectionsOf = (owner: string, members: readonly string[]): CollectionDefinition[] =>
  members
    .filter((member) => member !== owner)
    .map((partner) => ({
      name: sharedCollection(partner),
      members: [owner, partner],
      endorsement: owner,
      memberOnlyRead: true,
      memberOnlyWrite: true,
    }));

/**
 * Opens a network in this process, new or where its file left off.
 *
 * @example
 * const network = await openEmbedded({ members: ['AR', 'BO'], contracts: contractsFor, file: 'customs.db' });
 * const ledger = network.ledger({ member: 'AR' });
 * const endorsed = await ledger.endorse({ namespace: 'fairway-ar', transaction: 'aeo:grant', args: [act] });
 * await ledger.send(endorsed);
 * const { code } = await ledger.outcome(endorsed.transactionId);
 *
 * @throws LedgerError `LEDGER_FAILED` when the file is in use, or was founded by other members or with other definitions
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedNetwork> {
  const { members, now = () => new Date() } = options;
  const store = openStore(options.file);
  try {
    const keyrings = await keyringsOf(members, store);
    const roots = new Map(members.map((member) => [member, keyrings.get(member)!.get('ca')!.certificate]));
    const definitions = new Map(Object.entries(definitionsFor(options, store.block(0))));
    const channel = new Channel(options.channel ?? 'customs', members, definitions);
    const membership = new Membership(roots);
    const chain = new Chain(store, channel, membership, roots, options.cutting);
    const peers = new Map(
      members.map((member) => {
        const processes = new Map(
          [...definitions.keys()].map((namespace) => {
            const contracts = options.contracts(namespace, member);
            return [namespace, new ChaincodeProcess(namespace, contracts, options.executeTimeout ?? 30_000)];
          }),
        );
        const timeWindow = options.timeWindow ?? 5 * 60_000;
        const identity = keyrings.get(member)!.get('peer')!;
        return [member, new Peer({ identity, store, channel, membership, processes, now, timeWindow })];
      }),
    );
    const of = <V>(map: ReadonlyMap<string, V>, member: string): V => {
      const found = map.get(member);
      if (found) return found;
      throw new LedgerError('LEDGER_FAILED', `${member} is no member; the members are ${members.join(', ')}`);
    };
    return {
      channel: channel.name,
      members,
      roots,
      ledger: ({ member, as = 'service', now: clock = now }) => {
        const client = typeof as === 'string' ? of(keyrings, member).get(as)! : as;
        return new EmbeddedLedger(chain, peers, client, clock);
      },
      enrol: (member, enrolment) => enrol(of(keyrings, member).get('ca')!, enrolment),
      takeDown: (member) => {
        of(peers, member).takeDown();
        chain.notify();
      },
      bringUp: (member) => {
        of(peers, member).bringUp();
        chain.notify();
      },
      inOneBlock: async (work) => {
        chain.orderer.pause();
        try {
          return await work();
        } finally {
          chain.orderer.resume();
        }
      },
      digest: () => store.digest(),
      replay: () => chain.replay(),
      close: () => {
        for (const peer of peers.values()) peer.takeDown();
        return chain.close();
      },
    };
  } catch (cause) {
    store.close();
    throw cause;
  }
}

function openStore(file: string | undefined): Store {
  try {
    return new Store(file);
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new LedgerError(
      'LEDGER_FAILED',
      `the ledger ${file ?? 'in memory'} cannot be opened (${text}); a file serves one process at a time`,
      { cause },
    );
  }
}

/** The chaincode definitions that the file was founded with, or those asked for. */
function definitionsFor({ members, namespaces }: EmbeddedOptions, genesisBlock: Uint8Array | undefined) {
  if (!genesisBlock) return namespaces ?? namespacesOf(members);
  const kept = definitionsIn(genesisBlock);
  if (namespaces && JSON.stringify(namespaces) !== JSON.stringify(kept)) {
    throw new LedgerError(
      'LEDGER_FAILED',
      `the file was founded with other chaincode definitions (${JSON.stringify(kept)}); open it with them, or a new file`,
    );
  }
  return kept;
}
