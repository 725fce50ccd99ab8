import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namespaceOf } from '@fairway/model';
import type { Binaries } from './binaries.js';
import { deployments, latestDeployment, SLOTS } from './chaincode.js';
import { daemonState, type NodeState, nodeState } from './daemon.js';
import { type MemberHome, paths } from './home.js';
import { layoutOf } from './layout.js';
import {
  approvalsOf,
  committedDefinitions,
  type Definition,
  definitionOf,
  type NextDefinition,
  nextDefinition,
} from './lifecycle.js';
import { metricsAt } from './metrics.js';
import { nodeNames } from './nodes.js';

export interface NodeStatus {
  member: string;
  node: string;
  state: NodeState;
  pid?: number;
  ports: number[];
  /** Resident memory in bytes. */
  memory?: number;
  /** When the first of its certificates expires, ISO 8601. */
  certificateExpires?: string;
  /** How many of the channel's blocks it has, as a peer or an orderer that answers says. */
  height?: number;
}

export interface NamespaceStatus {
  namespace: string;
  /** Whether it is in force; else a member of this machine has deployed it and not all have approved it yet. */
  isInForce: boolean;
  sequence: number;
  version: string;
  /** Which members have approved it. */
  approvals: Readonly<Record<string, boolean>>;
  /** Which version each member's process serves, as far as it can be seen from this machine. */
  served: Readonly<Record<string, string[]>>;
}

export interface NetworkStatus {
  nodes: NodeStatus[];
  /** Undefined while no peer of this machine answers. */
  namespaces?: NamespaceStatus[];
}

/** How the members' nodes on this machine are, and who has approved and who runs what. */
export async function status(homes: readonly MemberHome[], binaries: Binaries): Promise<NetworkStatus> {
  const nodes = await withHeights(homes, await nodeStatus(homes));
  const namespaces = await namespacesOf(homes, binaries, nodes);
  return { nodes, ...(namespaces && { namespaces }) };
}

/** How the members' nodes on this machine are. */
export async function nodeStatus(homes: readonly MemberHome[]): Promise<NodeStatus[]> {
  return (await Promise.all(homes.map(nodesOf))).flat();
}

async function nodesOf(home: MemberHome): Promise<NodeStatus[]> {
  const held = new Set<string>((await deployments(home)).map(({ slot }) => slot));
  const names = nodeNames(home).filter((name) => !SLOTS.some((slot) => slot === name) || held.has(name));
  return Promise.all(
    names.map(async (node) => {
      const running = await daemonState(home, node);
      const expires = await firstExpiry(home, node);
      return {
        member: home.layout.id,
        node,
        state: await nodeState(home, node),
        ports: portsOf(home, node),
        ...(running && { pid: running.pid, memory: running.memory }),
        ...(expires && { certificateExpires: expires.toISOString() }),
      };
    }),
  );
}

function portsOf({ layout }: MemberHome, node: string): number[] {
  const { authorityPort, orderer, peers, gateway, chaincodePorts } = layout;
  if (node === 'ca') return [authorityPort];
  if (node === 'orderer') return [orderer!.port, orderer!.adminPort, orderer!.operationsPort];
  if (node === 'gateway') return [gateway.port, gateway.monitoringPort];
  const peer = peers.find(({ name }) => name === node);
  if (peer) return [peer.port, peer.operationsPort];
  return Object.values(chaincodePorts[SLOTS.findIndex((slot) => slot === node)]!);
}

async function withHeights(homes: readonly MemberHome[], nodes: readonly NodeStatus[]): Promise<NodeStatus[]> {
  return Promise.all(
    nodes.map(async (one) => {
      const home = homes.find(({ layout }) => layout.id === one.member)!;
      const height = one.state === 'running' ? await heightOf(home, one.node) : undefined;
      return { ...one, ...(height !== undefined && { height }) };
    }),
  );
}

/** What a peer or an orderer says; undefined where it does not answer, and of the nodes that keep no blocks. */
async function heightOf(home: MemberHome, node: string): Promise<number | undefined> {
  const { orderer, peers } = home.layout;
  const asked = [...peers, ...(orderer ? [orderer] : [])].find(({ name }) => name === node);
  if (!asked) return undefined;
  const metric = await metricsAt(home, asked.operationsPort).catch(() => () => NaN);
  const height = metric('ledger_blockchain_height');
  return Number.isNaN(height) ? undefined : height;
}

async function firstExpiry(home: MemberHome, node: string): Promise<Date | undefined> {
  const id = node.startsWith('chaincode') ? 'chaincode' : node;
  const files =
    node === 'ca'
      ? ['ca-cert.pem', 'tls-cert.pem'].map((file) => join(paths.authority(home), file))
      : [join(paths.identity(home, id), 'signcerts/cert.pem'), join(paths.tls(home, id), 'certificate.pem')];
  const certificates = await Promise.all(files.map((file) => readFile(file).catch(() => undefined)));
  return certificates
    .flatMap((pem) => (pem ? new Date(new X509Certificate(pem).validTo) : []))
    .sort((one, other) => one.getTime() - other.getTime())[0];
}

async function namespacesOf(
  homes: readonly MemberHome[],
  binaries: Binaries,
  nodes: readonly NodeStatus[],
): Promise<NamespaceStatus[] | undefined> {
  const asked = homes.find((home) =>
    nodes.some(({ member, node, state }) => member === home.layout.id && node === 'peer0' && state === 'running'),
  );
  const committed = asked && (await committedDefinitions(asked, binaries).catch(() => undefined));
  if (!asked || !committed) return undefined;
  const served = await servedVersions(homes, nodes);
  const inForce = Object.entries(committed).map(async ([namespace, { sequence, version }]) => {
    const approvals = (await definitionOf(asked, binaries, namespace).catch(() => undefined))?.approvals ?? {};
    return { namespace, isInForce: true, sequence, version, approvals, served };
  });
  const waiting = (await waitingDefinitions(homes, committed)).map(async (next) => {
    const approvals = await approvalsOf(asked, next, binaries).catch(() => ({}));
    return { ...next, isInForce: false, approvals, served };
  });
  return (await Promise.all([...inForce, ...waiting])).sort(
    (one, other) => one.namespace.localeCompare(other.namespace) || one.sequence - other.sequence,
  );
}

/** What members of this machine have deployed last and is not in force. */
async function waitingDefinitions(
  homes: readonly MemberHome[],
  committed: Readonly<Record<string, Definition>>,
): Promise<NextDefinition[]> {
  const latest = await Promise.all(homes.map((home) => latestDeployment(home).catch(() => undefined)));
  const versions = new Set(latest.flatMap((deployment) => deployment?.version ?? []));
  const namespaces = layoutOf(homes[0]!.topology).map(({ id }) => namespaceOf(id));
  return namespaces
    .flatMap((namespace) => [...versions].map((version) => nextDefinition(committed, namespace, version)))
    .filter(({ namespace, version }) => committed[namespace]?.version !== version);
}

async function servedVersions(
  homes: readonly MemberHome[],
  nodes: readonly NodeStatus[],
): Promise<Record<string, string[]>> {
  const entries = await Promise.all(
    homes.map(async (home) => {
      const member = home.layout.id;
      const running = (slot: string) =>
        nodes.some((other) => other.member === member && other.node === slot && other.state === 'running');
      const versions = (await deployments(home)).filter(({ slot }) => running(slot)).map(({ version }) => version);
      return [member, versions] as const;
    }),
  );
  return Object.fromEntries(entries);
}
