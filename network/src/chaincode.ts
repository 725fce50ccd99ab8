import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bindAddress, type Daemon, stopDaemon } from './daemon.js';
import { NetworkFailure } from './failure.js';
import { exists, intoPlace, writeWhole } from './files.js';
import { type MemberHome, paths } from './home.js';
import { bundleDigest, type ChaincodePackage, chaincodePackage, versionOf } from './package.js';

/**
 * Where a member keeps a bundle and serves it. There are two: while members approve a new version, the old one stays
 * served in one slot and the new one waits in the other.
 */
export const SLOTS = ['chaincode-a', 'chaincode-b'] as const;
export type Slot = (typeof SLOTS)[number];

/** A bundle as a member serves it: the same code for every namespace, an instance and a port each. */
export interface Deployment {
  slot: Slot;
  /** The first 16 digits of the bundle's SHA-256, which the label and the definition's version carry. */
  version: string;
  packages: Readonly<Record<string, ChaincodePackage>>;
}

const bundleFile = (home: MemberHome, slot: Slot) => join(paths.node(home, slot), 'chaincode.cjs');
const configFile = (home: MemberHome, slot: Slot) => join(paths.node(home, slot), 'config.json');

/** Where the package of a namespace lies in a home. */
export const packageFile = (home: MemberHome, slot: Slot, namespace: string): string =>
  join(paths.node(home, slot), 'packages', `${namespace}.tar.gz`);

const approvalsFile = (home: MemberHome, slot: Slot) => join(paths.node(home, slot), 'approvals.json');
const latestFile = (home: MemberHome) => join(home.folder, 'nodes', 'latest-chaincode');

/** What a member's slots hold, as far as they hold anything. */
export async function deployments(home: MemberHome): Promise<Deployment[]> {
  const held = await Promise.all(
    SLOTS.map(async (slot) => ((await exists(bundleFile(home, slot))) ? deploymentIn(home, slot) : undefined)),
  );
  return held.filter((deployment) => deployment !== undefined);
}

async function deploymentIn(home: MemberHome, slot: Slot): Promise<Deployment> {
  const digest = await bundleDigest(bundleFile(home, slot));
  const packages = await Promise.all(
    Object.entries(portsOf(home, slot)).map(async ([namespace, port]) => {
      return [namespace, await chaincodePackage(namespace, digest, `${home.layout.host}:${port}`)] as const;
    }),
  );
  return { slot, version: versionOf(digest), packages: Object.fromEntries(packages) };
}

/**
 * Takes a chaincode bundle into a member's home, into the slot that serves none of the versions in use, and makes its
 * packages. A bundle that is there already stays where it is. Throws `PROGRAM_MISSING`, or `BUSY` while both slots
 * hold versions in use.
 */
export async function takeBundle(
  home: MemberHome,
  bundle: string,
  versionsInUse: () => Promise<ReadonlySet<string>>,
): Promise<Deployment> {
  const digest = await bundleDigest(bundle).catch((cause: unknown) => {
    const sentence = `the chaincode bundle ${bundle} is missing; build it with npm run build`;
    throw new NetworkFailure('PROGRAM_MISSING', sentence, { cause });
  });
  const held = await deployments(home);
  const present = held.find(({ version }) => version === versionOf(digest));
  const slot = present?.slot ?? freeSlot(held, held.length === 0 ? new Set() : await versionsInUse());
  if (slot === undefined)
    throw new NetworkFailure(
      'BUSY',
      `${home.layout.id} serves two versions already; bring the second into force first`,
    );
  await mkdir(paths.node(home, slot), { recursive: true, mode: 0o700 });
  if (!present) {
    await stopDaemon(home, slot);
    await intoPlace(bundleFile(home, slot), (unfinished) => copyFile(bundle, unfinished));
  }
  const deployment = present ?? (await deploymentIn(home, slot));
  for (const [namespace, { bytes }] of Object.entries(deployment.packages))
    await writeWhole(packageFile(home, slot, namespace), bytes);
  await writeServiceConfig(home, deployment);
  // Going back to an earlier bundle is a new definition too, and wants new approvals.
  if ((await latestSlot(home)) !== slot || !present) await rm(approvalsFile(home, slot), { force: true });
  await writeWhole(latestFile(home), slot);
  return deployment;
}

const latestSlot = (home: MemberHome): Promise<string | undefined> =>
  readFile(latestFile(home), 'utf8').catch(() => undefined);

/** The bundle that a member has taken last; throws `NOT_FOUNDED` where there is none. */
export async function latestDeployment(home: MemberHome): Promise<Deployment> {
  const slot = await latestSlot(home);
  const latest = (await deployments(home)).find((deployment) => deployment.slot === slot);
  if (!latest) throw new NetworkFailure('NOT_FOUNDED', `${home.layout.id} has no chaincode yet; deploy a bundle first`);
  return latest;
}

/** The sequence at which the member has approved a deployment, by namespace. */
export async function notedApprovals(
  home: MemberHome,
  { slot }: Deployment,
): Promise<Readonly<Record<string, number>>> {
  const text = await readFile(approvalsFile(home, slot), 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, number>;
}

/** Notes what the member has approved, so that it need not ask its peer the next time. */
export function noteApprovals(
  home: MemberHome,
  { slot }: Deployment,
  sequences: Readonly<Record<string, number>>,
): Promise<void> {
  return writeWhole(approvalsFile(home, slot), JSON.stringify(sequences));
}

const freeSlot = (held: readonly Deployment[], versionsInUse: ReadonlySet<string>): Slot | undefined =>
  SLOTS.find((slot) => !held.some((other) => other.slot === slot && versionsInUse.has(other.version)));

/** Writes the configuration of the process that serves a deployment. */
export async function writeServiceConfig(home: MemberHome, { slot, packages }: Deployment): Promise<void> {
  const tls = paths.tls(home, 'chaincode');
  const serve = Object.entries(portsOf(home, slot)).map(([name, port]) => ({
    name,
    packageId: packages[name]!.id,
    address: `${bindAddress(home)}:${port}`,
    // Nobody but this member's own peers gets in.
    tls: { key: join(tls, 'key.pem'), certificate: join(tls, 'certificate.pem'), clientRoots: join(tls, 'ca.pem') },
  }));
  await writeWhole(configFile(home, slot), JSON.stringify({ serve }, null, 2));
}

const portsOf = ({ layout }: MemberHome, slot: Slot): Readonly<Record<string, number>> =>
  layout.chaincodePorts[SLOTS.indexOf(slot)]!;

/** The process that serves a slot. */
export function chaincodeDaemon(home: MemberHome, slot: Slot): Daemon {
  return {
    name: slot,
    program: process.execPath,
    args: [bundleFile(home, slot), '--config', configFile(home, slot)],
    env: {},
    ports: Object.values(portsOf(home, slot)),
  };
}
