import { namespaceOf } from '@fairway/model';
import type { Member, Topology } from './topology.js';

/** How many ports a member takes. */
const PORTS_EACH = 60;
/** Within a member's ports; the instances of the chaincode come last: a port a namespace, in each of two slots. */
const OFFSET = {
  ...{ authority: 0, orderer: 1, ordererAdmin: 2, ordererOperations: 3, peers: 4, gateway: 16, monitoring: 17 },
  chaincode: [20, 40],
};

export interface PeerLayout {
  /** `peer0`, `peer1`, … */
  name: string;
  port: number;
  operationsPort: number;
}

export interface OrdererLayout {
  name: 'orderer';
  port: number;
  adminPort: number;
  operationsPort: number;
}

/** What a member runs and where, as it follows from the topology. */
export interface MemberLayout {
  id: string;
  name: string;
  host: string;
  authorityPort: number;
  peers: PeerLayout[];
  orderer?: OrdererLayout;
  /** Where the world reaches the member, and where the member watches that. */
  gateway: { port: number; monitoringPort: number };
  /** The port at which this member serves each namespace's chaincode, in each of the two slots. */
  chaincodePorts: readonly Readonly<Record<string, number>>[];
}

/** The channel policy that a namespace's chaincode refers to. */
export const policyPathOf = (namespace: string): string => `/Channel/Application/${namespace}`;

/** Who must endorse a write to a member's namespace: the member and some of the others. */
export function namespaceRule(topology: Topology, member: string): string {
  const others = topology.members.filter(({ id }) => id !== member).map(({ id }) => `'${id}.peer'`);
  return `AND('${member}.peer', OutOf(${topology.policies.otherEndorsers}, ${others.join(', ')}))`;
}

/** What each member runs and where, in the order of the topology. */
export function layoutOf(topology: Topology): MemberLayout[] {
  return topology.members.map((member, index) => memberLayout(topology, member, index));
}

function memberLayout(topology: Topology, member: Member, index: number): MemberLayout {
  const first = topology.basePort + index * PORTS_EACH;
  return {
    id: member.id,
    name: member.name,
    host: member.host,
    authorityPort: first + OFFSET.authority,
    peers: Array.from({ length: member.peers }, (_, peer) => ({
      name: `peer${peer}`,
      port: first + OFFSET.peers + 2 * peer,
      operationsPort: first + OFFSET.peers + 2 * peer + 1,
    })),
    ...(member.orderer && {
      orderer: {
        name: 'orderer' as const,
        port: first + OFFSET.orderer,
        adminPort: first + OFFSET.ordererAdmin,
        operationsPort: first + OFFSET.ordererOperations,
      },
    }),
    gateway: { port: first + OFFSET.gateway, monitoringPort: first + OFFSET.monitoring },
    chaincodePorts: OFFSET.chaincode.map((slot) =>
      Object.fromEntries(topology.members.map(({ id }, position) => [namespaceOf(id), first + slot + position])),
    ),
  };
}
