import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Daemon } from './daemon.js';
import { writeWhole } from './files.js';
import { type MemberHome, paths } from './home.js';
import { namespaceOf } from '@fairway/model';

const configFile = (home: MemberHome) => join(paths.node(home, 'gateway'), 'config.json');

const programFile = (home: MemberHome) => join(paths.node(home, 'gateway'), 'program');

/** Writes the configuration of a member's gateway, which ticks the clock of the member's namespace and keeps its projection. */
export async function prepareGateway(home: MemberHome, program: string): Promise<void> {
  const { id, host, peers } = home.layout;
  const identity = paths.identity(home, 'gateway');
  await mkdir(paths.node(home, 'gateway'), { recursive: true, mode: 0o700 });
  const config = {
    member: id,
    namespace: namespaceOf(id),
    channel: home.topology.channel,
    identity: {
      mspId: id,
      certificate: join(identity, 'signcerts/cert.pem'),
      privateKey: join(identity, 'keystore/key.pem'),
    },
    peers: peers.map(({ name, port }) => ({
      mspId: id,
      endpoint: `${host}:${port}`,
      tlsRoots: join(paths.tls(home, name), 'ca.pem'),
    })),
    tickSeconds: home.topology.tickSeconds,
    projection: { file: paths.projection(home), members: home.topology.members.map((member) => member.id) },
  };
  await writeWhole(configFile(home), JSON.stringify(config, null, 2));
  await writeWhole(programFile(home), program);
}

/** The program that a member's gateway runs; undefined where none was prepared. */
export const gatewayProgram = (home: MemberHome): Promise<string | undefined> =>
  readFile(programFile(home), 'utf8').catch(() => undefined);

/** The gateway as it was prepared; undefined where it never was. */
export async function gatewayDaemon(home: MemberHome): Promise<Daemon | undefined> {
  const program = await gatewayProgram(home);
  if (program === undefined) return undefined;
  return {
    name: 'gateway',
    program: process.execPath,
    args: [program, '--config', configFile(home)],
    env: {},
    ports: [],
  };
}
