import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.js';
import { type Deployment, packageFile } from './chaincode.js';
import { collectionsOf } from './collections.js';
import { NetworkFailure } from './failure.js';
import { writeWhole } from './files.js';
import { paths, type MemberHome } from './home.js';
import { knownIntroductions, rootFile } from './introduction.js';
import { type PeerLayout, policyPathOf } from './layout.js';
import { ordererArguments } from './orderers.js';
import { administratorEnv, runProgram } from './program.js';

const LEADER_WITHIN = 30_000;
const TRY_EVERY = 200;

/** A namespace's chaincode as the channel has it. */
export interface Definition {
  sequence: number;
  version: string;
  /** Which members have approved it. */
  approvals: Readonly<Record<string, boolean>>;
}

/** What a member needs to know to approve and commit a namespace's next definition. */
export interface NextDefinition {
  namespace: string;
  sequence: number;
  version: string;
}

/** The namespaces' definitions as the member's own peer has them committed. */
export async function committedDefinitions(
  home: MemberHome,
  binaries: Binaries,
): Promise<Readonly<Record<string, Definition>>> {
  const output = await lifecycle(home, binaries, ['querycommitted', ...onChannel(home), '--output', 'json']);
  const { chaincode_definitions: committed = [] } = JSON.parse(output) as {
    chaincode_definitions?: { name: string; sequence: number; version: string }[];
  };
  return Object.fromEntries(
    committed.map(({ name, sequence, version }) => [name, { sequence: Number(sequence), version, approvals: {} }]),
  );
}

/** As committedDefinitions, for one namespace and with who has approved it; undefined where there is none. */
export async function definitionOf(
  home: MemberHome,
  binaries: Binaries,
  namespace: string,
): Promise<Definition | undefined> {
  const args = ['querycommitted', ...onChannel(home), '--name', namespace, '--output', 'json'];
  const output = await lifecycle(home, binaries, args).catch((error: unknown) => {
    if (says(error, /namespace .* is not defined/)) return undefined;
    throw error;
  });
  if (output === undefined) return undefined;
  const { sequence, version, approvals = {} } = JSON.parse(output) as Definition;
  return { sequence: Number(sequence), version, approvals };
}

/** The sequence at which a version comes into force: the present one where it is in force, else the next. */
export function nextDefinition(
  committed: Readonly<Record<string, Definition>>,
  namespace: string,
  version: string,
): NextDefinition {
  const present = committed[namespace];
  if (present?.version === version) return { namespace, sequence: present.sequence, version };
  return { namespace, sequence: (present?.sequence ?? 0) + 1, version };
}

/** The ids of the packages that one of a member's peers has taken in. */
export async function installedPackages(
  home: MemberHome,
  peer: PeerLayout,
  binaries: Binaries,
): Promise<ReadonlySet<string>> {
  const output = await lifecycle(home, binaries, ['queryinstalled', '--output', 'json'], peer);
  const { installed_chaincodes: installed = [] } = JSON.parse(output) as {
    installed_chaincodes?: { package_id: string }[];
  };
  return new Set(installed.map(({ package_id: id }) => id));
}

/** Brings a member's package of a namespace to one of its peers. Repeatable. */
export async function install(
  home: MemberHome,
  peer: PeerLayout,
  { slot }: Deployment,
  namespace: string,
  binaries: Binaries,
): Promise<void> {
  const args = ['install', packageFile(home, slot, namespace)];
  await lifecycle(home, binaries, args, peer).catch(unless(/already successfully installed/));
}

/** A member's approval of a namespace's definition, for its own package. Repeatable. */
export async function approve(
  home: MemberHome,
  next: NextDefinition,
  deployment: Deployment,
  binaries: Binaries,
): Promise<void> {
  const packageId = deployment.packages[next.namespace]!.id;
  const args = [
    'approveformyorg',
    ...(await definition(home, next)),
    '--package-id',
    packageId,
    ...(await ordererArguments(home)),
  ];
  await onceOrdered(() => lifecycle(home, binaries, args)).catch(
    unless(/unchanged content|attempted to redefine the current committed sequence/),
  );
}

/** Which members have approved a definition that is not committed yet. */
export async function approvalsOf(
  home: MemberHome,
  next: NextDefinition,
  binaries: Binaries,
): Promise<Readonly<Record<string, boolean>>> {
  const args = ['checkcommitreadiness', ...(await definition(home, next)), '--output', 'json'];
  return (JSON.parse(await lifecycle(home, binaries, args)) as { approvals: Record<string, boolean> }).approvals;
}

/**
 * Brings a definition into force, once every member has approved it. Repeatable.
 *
 * Waits up to `patience` milliseconds for approvals to reach this member's peer; then throws `APPROVALS_MISSING`.
 */
export async function commit(
  home: MemberHome,
  next: NextDefinition,
  binaries: Binaries,
  patience = 10_000,
): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    if ((await definitionOf(home, binaries, next.namespace))?.sequence === next.sequence) return;
    const approvals = await approvalsOf(home, next, binaries);
    const missing = Object.keys(approvals).filter((member) => !approvals[member]);
    if (missing.length === 0) break;
    if (Date.now() > deadline)
      throw new NetworkFailure(
        'APPROVALS_MISSING',
        `${next.namespace} ${next.version} (sequence ${next.sequence}) is not approved by ${missing.join(', ')}; all members have to approve the same definition`,
      );
    await delay(TRY_EVERY);
  }
  const endorsers = (await knownIntroductions(home)).flatMap(({ member, host, peers }) => [
    ...['--peerAddresses', `${host}:${peers[0]!.port}`],
    ...['--tlsRootCertFiles', rootFile(home, member)],
  ]);
  const args = ['commit', ...(await definition(home, next)), ...endorsers, ...(await ordererArguments(home))];
  await onceOrdered(() => lifecycle(home, binaries, args)).catch(
    unless(/attempted to redefine the current committed sequence/),
  );
}

const onChannel = ({ topology }: MemberHome) => ['--channelID', topology.channel];

/** A definition as each member works it out by itself from the topology; one that differs anywhere is not approved. */
async function definition(home: MemberHome, { namespace, sequence, version }: NextDefinition): Promise<string[]> {
  const collections = paths.collections(home, namespace);
  await writeWhole(collections, JSON.stringify(collectionsOf(home.topology, namespace)));
  return [
    ...[...onChannel(home), '--name', namespace, '--version', version, '--sequence', String(sequence)],
    ...['--channel-config-policy', policyPathOf(namespace), '--collections-config', collections],
  ];
}

function lifecycle(home: MemberHome, binaries: Binaries, args: string[], peer?: PeerLayout): Promise<string> {
  return runProgram(binaries, 'peer', ['lifecycle', 'chaincode', ...args], administratorEnv(home, peer));
}

const says = (error: unknown, pattern: RegExp): boolean =>
  error instanceof NetworkFailure && pattern.test(error.sentence);

/** Orderers that have just started, or lost their leader, take nothing for some seconds. */
async function onceOrdered<Result>(run: () => Promise<Result>): Promise<Result> {
  const deadline = Date.now() + LEADER_WITHIN;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!says(error, /SERVICE_UNAVAILABLE/) || Date.now() > deadline) throw error;
      await delay(TRY_EVERY);
    }
  }
}

/** Takes Fabric's word that something is done already for a success. */
const unless = (pattern: RegExp) => (error: unknown) => {
  if (!says(error, pattern)) throw error;
};
