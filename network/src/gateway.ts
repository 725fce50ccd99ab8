import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namespaceOf } from '@fairway/model';
import type { Daemon } from './daemon.js';
import { writeWhole } from './files.js';
import { gatewaySettings } from './gateway-settings.js';
import { type MemberHome, paths } from './home.js';

const configFile = (home: MemberHome) => join(paths.node(home, 'gateway'), 'config.json');

const programFile = (home: MemberHome) => join(paths.node(home, 'gateway'), 'program');

/**
 * Writes the configuration of a member's gateway: what follows from topology and home, and over it, within each section,
 * what the member has decided. It listens on this machine only, unless that says otherwise.
 */
async function writeConfig(home: MemberHome): Promise<void> {
  const { id, host, peers } = home.layout;
  const identity = paths.identity(home, 'gateway');
  await mkdir(paths.node(home, 'gateway'), { recursive: true, mode: 0o700 });
  const members = home.topology.members.map((member) => member.id);
  const { port, monitoringPort } = home.layout.gateway;
  const { http, projection, blobs, documents, pages, officer, webhooks } = await gatewaySettings(home);
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
    projection: { file: paths.projection(home), members, ...projection },
    blobs: {
      ...(!blobs?.s3 && { directory: paths.blobs(home) }),
      index: paths.blobIndex(home),
      members,
      ...blobs,
    },
    documents: { index: paths.documents(home), ...documents },
    pages: { ...pages },
    ...(officer && { officer }),
    ...(webhooks && { webhooks: { file: paths.webhooks(home), members, ...webhooks } }),
    http: { ...http, port, members, monitoring: { ...http?.monitoring, port: monitoringPort } },
  };
  await writeWhole(configFile(home), JSON.stringify(config, null, 2));
}

/** Makes a member's gateway ready to be started. */
export async function prepareGateway(home: MemberHome, program: string): Promise<void> {
  await writeConfig(home);
  await writeWhole(programFile(home), program);
}

/** The program that a member's gateway runs; undefined where none was prepared. */
export const gatewayProgram = (home: MemberHome): Promise<string | undefined> =>
  readFile(programFile(home), 'utf8').catch(() => undefined);

/** The gateway, as the member's settings are now; undefined where it was never prepared. */
export async function gatewayDaemon(home: MemberHome): Promise<Daemon | undefined> {
  const program = await gatewayProgram(home);
  if (program === undefined) return undefined;
  await writeConfig(home);
  return {
    name: 'gateway',
    program: process.execPath,
    args: [program, '--config', configFile(home)],
    env: {},
    ports: [home.layout.gateway.port, home.layout.gateway.monitoringPort],
  };
}
