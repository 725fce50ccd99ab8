import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from './files.js';
import { NetworkFailure } from './failure.js';
import { layoutOf, type MemberLayout } from './layout.js';
import type { Topology } from './topology.js';

/**
 * A member's own folder: its CA, keys, nodes and their data, logs. It names nothing outside itself but Fabric's
 * programs, so it can be carried to a host of its own.
 */
export interface MemberHome {
  readonly folder: string;
  readonly topology: Topology;
  readonly layout: MemberLayout;
}

/** Where things lie in a home. */
export const paths = {
  topology: (home: MemberHome) => join(home.folder, 'topology.json'),
  authority: (home: MemberHome) => join(home.folder, 'ca'),
  /** A local MSP: certificate, key, the CA's root. */
  identity: (home: MemberHome, name: string) => join(home.folder, 'identities', name),
  /** certificate.pem, key.pem and ca.pem for TLS. */
  tls: (home: MemberHome, name: string) => join(home.folder, 'tls', name),
  node: (home: MemberHome, name: string) => join(home.folder, 'nodes', name),
  log: (home: MemberHome, name: string) => join(home.folder, 'log', `${name}.log`),
  pid: (home: MemberHome, name: string) => join(home.folder, 'run', `${name}.json`),
  introductions: (home: MemberHome) => join(home.folder, 'introductions'),
  collections: (home: MemberHome, namespace: string) => join(home.folder, 'collections', `${namespace}.json`),
  /** The member's projection, which its gateway keeps. */
  projection: (home: MemberHome) => join(home.folder, 'projection.db'),
  /** What the member itself decides of its gateway, beside what follows from the topology. */
  gatewaySettings: (home: MemberHome) => join(home.folder, 'gateway-settings.json'),
  /** Encrypted blobs that its gateway keeps. */
  blobs: (home: MemberHome) => join(home.folder, 'blobs'),
  /** Which blobs bills ask for, as its gateway has learnt from the blocks. */
  blobIndex: (home: MemberHome) => join(home.folder, 'blobs.db'),
  /** Where which of them is a document is kept. */
  documents: (home: MemberHome) => join(home.folder, 'documents.db'),
  /** Subscriptions to changes, the keys that sign what is posted, and the log of it, which its gateway keeps. */
  webhooks: (home: MemberHome) => join(home.folder, 'webhooks.db'),
  genesis: (home: MemberHome) => join(home.folder, 'genesis.block'),
};

/** The folder of a member's home under the root of a machine that plays several. */
export const homeFolder = (root: string, topology: Topology, member: string): string =>
  join(root, topology.name, member);

/**
 * Makes or opens a member's home.
 *
 * Throws `TOPOLOGY_CHANGED` when the home was made from another topology, `MEMBER_UNKNOWN` when this one has no such
 * member.
 */
export async function makeHome(folder: string, topology: Topology, member: string): Promise<MemberHome> {
  const home = homeIn(folder, topology, member);
  const said = `${JSON.stringify({ member, topology }, null, 2)}\n`;
  const before = await readFile(paths.topology(home), 'utf8').catch(() => undefined);
  if (before !== undefined && before !== said)
    throw new NetworkFailure(
      'TOPOLOGY_CHANGED',
      `${folder} was made from another topology; give that one, or remove the network with reset and start anew`,
    );
  for (const part of ['identities', 'tls', 'nodes', 'log', 'run', 'introductions'])
    await mkdir(join(folder, part), { recursive: true, mode: 0o700 });
  if (before === undefined) await writeWhole(paths.topology(home), said);
  return home;
}

/** Opens the home in a folder; throws `NOT_FOUNDED` where there is none. */
export async function openHome(folder: string): Promise<MemberHome> {
  const text = await readFile(join(folder, 'topology.json'), 'utf8').catch((cause: unknown) => {
    throw new NetworkFailure('NOT_FOUNDED', `${folder} is no member's home yet; make it with fairway network up`, {
      cause,
    });
  });
  const { member, topology } = JSON.parse(text) as { member: string; topology: Topology };
  return homeIn(folder, topology, member);
}

function homeIn(folder: string, topology: Topology, member: string): MemberHome {
  const layout = layoutOf(topology).find(({ id }) => id === member);
  if (!layout)
    throw new NetworkFailure(
      'MEMBER_UNKNOWN',
      `${member} is no member of ${topology.name}; its members are ${topology.members.map(({ id }) => id).join(', ')}`,
    );
  return { folder, topology, layout };
}
