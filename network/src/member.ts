import { namespaceOf } from '@fairway/model';
import { startAuthority } from './authority.js';
import type { Binaries } from './binaries.js';
import {
  chaincodeDaemon,
  type Deployment,
  deployments,
  latestDeployment,
  notedApprovals,
  noteApprovals,
  takeBundle,
  writeServiceConfig,
} from './chaincode.js';
import { startDaemon, stopDaemon } from './daemon.js';
import { gatewayProgram, prepareGateway } from './gateway.js';
import { acceptGenesis } from './genesis.js';
import type { MemberHome } from './home.js';
import { enrolAll } from './identities.js';
import { handOverIntroduction } from './introduction.js';

import { approve, commit, committedDefinitions, install, installedPackages, nextDefinition } from './lifecycle.js';
import { startNode } from './nodes.js';
import { joinOrderer, ordererDaemon, prepareOrderer } from './orderer.js';
import { joinPeer, peerDaemon, preparePeer } from './peer.js';

/**
 * What one member does, on its own host and with nothing but its own home and the exchange folder, to found and run
 * the network. Every step can be repeated.
 */

/** Starts the member's CA, enrols its nodes and services, and hands its introduction over. */
export async function initialise(home: MemberHome, exchange: string, binaries: Binaries): Promise<void> {
  await startAuthority(home, binaries);
  await enrolAll(home);
  await handOverIntroduction(home, exchange);
}

/** Takes the channel's first block, starts the member's nodes and lets them join. */
export async function join(home: MemberHome, exchange: string, binaries: Binaries): Promise<void> {
  await acceptGenesis(home, exchange, binaries);
  await startNodes(home, binaries);
}

/** Starts the member's orderer and peers, joined to the channel. */
async function startNodes(home: MemberHome, binaries: Binaries): Promise<void> {
  const { orderer, peers } = home.layout;
  const startOrderer = async () => {
    if (!orderer) return;
    await prepareOrderer(home, orderer);
    await startDaemon(home, ordererDaemon(home, orderer, binaries));
    await joinOrderer(home, orderer, binaries);
  };
  await Promise.all([
    startOrderer(),
    ...peers.map(async (peer) => {
      await preparePeer(home, peer);
      await startDaemon(home, peerDaemon(home, peer, binaries));
      await joinPeer(home, peer, binaries);
    }),
  ]);
}

/** Takes a bundle into the home, starts its process and brings the packages to the member's peers. */
export async function deploy(home: MemberHome, bundle: string, binaries: Binaries): Promise<Deployment> {
  const deployment = await takeBundle(home, bundle, () => versionsInUse(home, binaries));
  await Promise.all([
    startDaemon(home, chaincodeDaemon(home, deployment.slot)),
    ...home.layout.peers.map(async (peer) => {
      const installed = await installedPackages(home, peer, binaries);
      const missing = Object.keys(deployment.packages).filter((name) => !installed.has(deployment.packages[name]!.id));
      await Promise.all(missing.map((namespace) => install(home, peer, deployment, namespace, binaries)));
    }),
  ]);
  return deployment;
}

/** Approves the bundle that was taken last, in every namespace where the member has not done so. */
export async function approveDeployed(home: MemberHome, binaries: Binaries): Promise<void> {
  const deployment = await latestDeployment(home);
  const noted = await notedApprovals(home, deployment);
  if (Object.keys(deployment.packages).every((namespace) => namespace in noted)) return;
  const committed = await committedDefinitions(home, binaries);
  const missing = Object.keys(deployment.packages)
    .map((namespace) => nextDefinition(committed, namespace, deployment.version))
    .filter(({ namespace, sequence }) => noted[namespace] !== sequence);
  await Promise.all(missing.map((next) => approve(home, next, deployment, binaries)));
  const approved = missing.map(({ namespace, sequence }) => [namespace, sequence] as const);
  await noteApprovals(home, deployment, { ...noted, ...Object.fromEntries(approved) });
}

/**
 * Brings the bundle that was taken last into force in the member's own namespace, once all members have approved it.
 * Throws `APPROVALS_MISSING` after `patience` milliseconds.
 */
export async function commitOwn(home: MemberHome, binaries: Binaries, patience?: number): Promise<void> {
  const [{ version }, committed] = [await latestDeployment(home), await committedDefinitions(home, binaries)];
  const namespace = namespaceOf(home.layout.id);
  if (committed[namespace]?.version === version) return;
  await commit(home, nextDefinition(committed, namespace, version), binaries, patience);
}

/** Starts what serves the versions in use, and what waits to come into use, and ends the rest. */
export async function serveWhatIsInUse(home: MemberHome, binaries: Binaries): Promise<void> {
  const [held, latest] = [await deployments(home), await latestDeployment(home)];
  const inUse = held.length === 1 ? new Set() : await versionsInUse(home, binaries);
  await Promise.all(
    held.map(async (deployment) => {
      if (!inUse.has(deployment.version) && deployment.slot !== latest.slot) return stopDaemon(home, deployment.slot);
      await writeServiceConfig(home, deployment);
      await startDaemon(home, chaincodeDaemon(home, deployment.slot));
    }),
  );
}

/** The versions of the chaincode that are in force in some namespace. */
export async function versionsInUse(home: MemberHome, binaries: Binaries): Promise<ReadonlySet<string>> {
  return new Set(Object.values(await committedDefinitions(home, binaries)).map(({ version }) => version));
}

/** Starts all of a member's nodes, after a restart of its host or from another folder; their configuration is written anew. */
export async function startMember(home: MemberHome, binaries: Binaries): Promise<void> {
  await startAuthority(home, binaries);
  await startNodes(home, binaries);
  await serveWhatIsInUse(home, binaries);
  const program = await gatewayProgram(home);
  if (program !== undefined) await startGateway(home, program, binaries);
}

/** Starts the member's gateway, which ticks the clock of the member's namespace and keeps the member's projection. */
export async function startGateway(home: MemberHome, program: string, binaries: Binaries): Promise<void> {
  await prepareGateway(home, program);
  await startNode(home, 'gateway', binaries);
}
