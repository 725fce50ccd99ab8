import { authorityDaemon } from './authority.js';
import type { Binaries } from './binaries.js';
import { chaincodeDaemon, deployments, type Slot, SLOTS } from './chaincode.js';
import { type Daemon, killDaemon, nodeName, startDaemon, stopDaemon, stopStrays } from './daemon.js';
import { NetworkFailure } from './failure.js';
import { exists } from './files.js';
import { gatewayDaemon } from './gateway.js';
import { type MemberHome, paths } from './home.js';
import { ordererDaemon } from './orderer.js';
import { peerDaemon } from './peer.js';

/** The names of a member's nodes, in the order in which they are started. */
export const nodeNames = ({ layout }: MemberHome): string[] => [
  'ca',
  ...(layout.orderer ? ['orderer'] : []),
  ...layout.peers.map(({ name }) => name),
  ...SLOTS,
  'gateway',
];

/**
 * Starts one of a member's nodes as it was when it was stopped.
 *
 * Throws `NODE_UNKNOWN`, or `NOT_FOUNDED` for one that was never prepared.
 */
export async function startNode(home: MemberHome, name: string, binaries: Binaries): Promise<void> {
  const daemon = await daemonOf(home, name, binaries);
  if (!daemon)
    throw new NetworkFailure('NOT_FOUNDED', `${nodeName(home, name)} was never set up; run fairway network up first`);
  await startDaemon(home, daemon);
}

/** Stops one of a member's nodes; what it holds is kept. Throws `NODE_UNKNOWN`. */
export async function stopNode(home: MemberHome, name: string): Promise<void> {
  demandKnown(home, name);
  await stopDaemon(home, name);
}

/** Ends one of a member's nodes as a power failure would: for tests of what happens then. Throws `NODE_UNKNOWN`. */
export async function killNode(home: MemberHome, name: string): Promise<void> {
  demandKnown(home, name);
  await killDaemon(home, name);
}

/** Stops all of a member's nodes. */
export async function stopMember(home: MemberHome): Promise<void> {
  await Promise.all(nodeNames(home).map((node) => stopDaemon(home, node)));
  await stopStrays(home);
}

/** Throws `NODE_UNKNOWN` unless the member has a node of that name. */
function demandKnown(home: MemberHome, name: string): void {
  if (!nodeNames(home).includes(name))
    throw new NetworkFailure(
      'NODE_UNKNOWN',
      `${home.layout.id} has no node ${name}; its nodes are ${nodeNames(home).join(', ')}`,
    );
}

async function daemonOf(home: MemberHome, name: string, binaries: Binaries): Promise<Daemon | undefined> {
  demandKnown(home, name);
  const { orderer, peers } = home.layout;
  if (name === 'gateway') return gatewayDaemon(home);
  if (isSlot(name))
    return (await deployments(home)).some(({ slot }) => slot === name) ? chaincodeDaemon(home, name) : undefined;
  if (name === 'ca') return (await exists(paths.authority(home))) ? authorityDaemon(home, binaries) : undefined;
  if (!(await exists(paths.node(home, name)))) return undefined;
  if (name === 'orderer' && orderer) return ordererDaemon(home, orderer, binaries);
  return peerDaemon(
    home,
    peers.find((peer) => peer.name === name)!,
    binaries,
  );
}

const isSlot = (name: string): name is Slot => (SLOTS as readonly string[]).includes(name);
