import { randomUUID } from 'node:crypto';
import {
  PROGRAMS,
  authorityOf,
  connectionOf,
  down,
  reset,
  theRegistrar,
  up,
  type MemberHome,
  type Programs,
  type Progress,
  type Topology,
} from '@fairway/network';
import { LedgerError, type Attesting, type Ledger } from '@fairway/sdk';
import { fabricLedger } from '@fairway/sdk/fabric';
import type { EnrolledIdentity } from '@fairway/wallets';

/** Real Fabric nodes of all members on this machine. */
export interface LocalNetwork {
  homes: ReadonlyMap<string, MemberHome>;
  members: readonly string[];
  /** The ledger as a member's service, through the member's own peers; one for each member. */
  ledger(member: string): Ledger & Attesting;
  /** The ledger with another certificate of that member. */
  ledgerAs(member: string, identity: EnrolledIdentity): Ledger;
  /** Has a member's CA enrol a client, without the attribute of a service unless it is asked for. */
  enrolClient(member: string, attributes?: Readonly<Record<string, string>>, id?: string): Promise<EnrolledIdentity>;
  /** Closes the clients and stops the nodes; `remove` takes keys and ledgers away, too. */
  close(remove?: boolean): Promise<void>;
}

/**
 * Brings a network up, or what is missing of it, and connects to it. Throws `NetworkFailure`, and leaves nothing
 * running then.
 */
export async function openLocal(options: {
  topology: Topology;
  root: string;
  programs?: Programs;
  onProgress?: (progress: Progress) => void;
  onBuild?: (line: string) => void;
}): Promise<LocalNetwork> {
  const { topology, root } = options;
  const opened = await up({ programs: PROGRAMS, ...options }).catch(async (error: unknown) => {
    await down(root, topology.name).catch(() => undefined);
    throw error;
  });
  const homes = new Map(opened.map((home) => [home.layout.id, home]));
  const homeOf = (member: string): MemberHome => {
    const home = homes.get(member);
    if (!home)
      throw new LedgerError('LEDGER_FAILED', `${member} is no member; the members are ${[...homes.keys()].join(', ')}`);
    return home;
  };
  const connections = new Map(
    await Promise.all([...homes].map(async ([member, home]) => [member, await connectionOf(home)] as const)),
  );
  const ledgers = new Map<string, Ledger & Attesting>();
  const others: Ledger[] = [];
  return {
    homes,
    members: [...homes.keys()],
    ledger: (member) => {
      homeOf(member);
      if (!ledgers.has(member)) ledgers.set(member, fabricLedger(connections.get(member)!));
      return ledgers.get(member)!;
    },
    ledgerAs: (member, { certificate, privateKey }) => {
      const identity = { mspId: homeOf(member).layout.id, certificate, privateKey };
      const ledger = fabricLedger({ ...connections.get(member)!, identity });
      others.push(ledger);
      return ledger;
    },
    enrolClient: async (member, attributes = {}, id = `client-${randomUUID()}`) => {
      const authority = await authorityOf(homeOf(member));
      const registrar = await theRegistrar(homeOf(member), authority);
      const secret = await authority.register(registrar, {
        id,
        type: 'client',
        attributes: Object.entries(attributes).map(([name, value]) => ({ name, value, ecert: true })),
      });
      return authority.enrol({ id, secret });
    },
    close: async (remove = false) => {
      for (const ledger of [...ledgers.values(), ...others]) ledger.close();
      await (remove ? reset(root, topology.name) : down(root, topology.name));
    },
  };
}
