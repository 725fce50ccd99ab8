import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { authorityRoot } from './authority.js';
import { NetworkFailure } from './failure.js';
import { writeWhole } from './files.js';
import { type MemberHome, paths } from './home.js';
import { readIdentity, readTls } from './identities.js';

/** What a member tells the others of itself, in a file; nothing in it is secret. */
export interface Introduction {
  member: string;
  host: string;
  /** The root of its CA, PEM: of its identities and of its nodes' TLS. */
  rootCertificate: string;
  peers: { name: string; port: number }[];
  orderer?: { port: number; certificate: string; tlsCertificate: string };
}

/** A member's introduction of itself, from its own home. */
export async function introduce(home: MemberHome): Promise<Introduction> {
  const { id, host, peers, orderer } = home.layout;
  return {
    member: id,
    host,
    rootCertificate: await authorityRoot(home),
    peers: peers.map(({ name, port }) => ({ name, port })),
    ...(orderer && {
      orderer: {
        port: orderer.port,
        certificate: (await readIdentity(home, 'orderer')).certificate,
        tlsCertificate: (await readTls(home, 'orderer')).certificate,
      },
    }),
  };
}

const bytesOf = (introduction: Introduction): string => `${JSON.stringify(introduction, null, 2)}\n`;

/** What two members compare by another way (by telephone, say) before one takes the other's introduction. */
export const fingerprint = (introduction: Introduction): string =>
  createHash('sha256').update(bytesOf(introduction)).digest('hex');

/** Lays a member's introduction into the exchange folder. */
export async function handOverIntroduction(home: MemberHome, exchange: string): Promise<Introduction> {
  const introduction = await introduce(home);
  await mkdir(join(exchange, 'introductions'), { recursive: true });
  await writeWhole(join(exchange, 'introductions', `${home.layout.id}.json`), bytesOf(introduction));
  return introduction;
}

/**
 * Takes all members' introductions from the exchange folder into a member's home.
 *
 * Throws `EXCHANGE_INCOMPLETE` while one is missing.
 */
export async function takeIntroductions(home: MemberHome, exchange: string): Promise<Introduction[]> {
  for (const { id } of home.topology.members) {
    const path = join(exchange, 'introductions', `${id}.json`);
    const text = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new NetworkFailure('EXCHANGE_INCOMPLETE', `${path} is missing; ask ${id} for its introduction`, { cause });
    });
    await writeWhole(join(paths.introductions(home), `${id}.json`), text);
    await writeWhole(rootFile(home, id), (JSON.parse(text) as Introduction).rootCertificate);
  }
  return knownIntroductions(home);
}

/** Where a member's root certificate lies, as taken from its introduction, for Fabric's programs to read. */
export const rootFile = (home: MemberHome, member: string): string => join(paths.introductions(home), `${member}.pem`);

/** The introductions that a member has taken, in the order of the topology. */
export async function knownIntroductions(home: MemberHome): Promise<Introduction[]> {
  const known = await readdir(paths.introductions(home));
  const wanted = home.topology.members.map(({ id }) => `${id}.json`).filter((file) => known.includes(file));
  return Promise.all(
    wanted.map(
      async (file) => JSON.parse(await readFile(join(paths.introductions(home), file), 'utf8')) as Introduction,
    ),
  );
}
