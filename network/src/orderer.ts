import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Binaries } from './binaries.js';
import { bindAddress, type Daemon, nodeName } from './daemon.js';
import { NetworkFailure } from './failure.js';
import { type MemberHome, paths } from './home.js';
import { httpsGet } from './https.js';
import { readTls } from './identities.js';
import type { OrdererLayout } from './layout.js';
import { LOGGING, runProgram } from './program.js';

/** Writes an orderer's configuration into its folder. */
export async function prepareOrderer(home: MemberHome, orderer: OrdererLayout): Promise<void> {
  const folder = paths.node(home, orderer.name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'orderer.yaml'), stringify(ordererConfig(home, orderer)), { mode: 0o600 });
}

export function ordererDaemon(home: MemberHome, orderer: OrdererLayout, binaries: Binaries): Daemon {
  return {
    name: orderer.name,
    program: binaries.orderer,
    args: [],
    env: { FABRIC_CFG_PATH: paths.node(home, orderer.name), ...LOGGING },
    ports: [orderer.port, orderer.adminPort, orderer.operationsPort],
    isReady: async () => {
      const ca = await readFile(join(paths.tls(home, orderer.name), 'ca.pem'), 'utf8');
      const at = `https://${home.layout.host}:${orderer.operationsPort}/healthz`;
      return (await httpsGet(at, { ca })).status === 200;
    },
  };
}

/** Lets an orderer join the channel; one that has joined stays as it is. */
export async function joinOrderer(home: MemberHome, orderer: OrdererLayout, binaries: Binaries): Promise<void> {
  const { host } = home.layout;
  const admin = await readTls(home, 'admin');
  const channels = `https://${host}:${orderer.adminPort}/participation/v1/channels/${home.topology.channel}`;
  const tls = { ca: admin.caCertificates, cert: admin.certificate, key: admin.privateKey };
  if ((await httpsGet(channels, tls)).status === 200) return;
  const folder = paths.tls(home, 'admin');
  const answer = await runProgram(binaries, 'osnadmin', [
    ...['channel', 'join', '--channelID', home.topology.channel, '--config-block', paths.genesis(home)],
    ...['-o', `${host}:${orderer.adminPort}`, '--ca-file', join(folder, 'ca.pem')],
    ...['--client-cert', join(folder, 'certificate.pem'), '--client-key', join(folder, 'key.pem')],
  ]);
  // osnadmin ends with 0 whatever the orderer answered.
  if (!answer.startsWith('Status: 201'))
    throw new NetworkFailure(
      'FABRIC_REFUSED',
      `${nodeName(home, 'orderer')} does not join the channel: ${answer.trim()}`,
    );
}

function ordererConfig(home: MemberHome, orderer: OrdererLayout): object {
  const folder = paths.node(home, orderer.name);
  const tls = paths.tls(home, orderer.name);
  const bind = bindAddress(home);
  const keys = { Certificate: join(tls, 'certificate.pem'), PrivateKey: join(tls, 'key.pem') };
  const roots = [join(tls, 'ca.pem')];
  return {
    General: {
      ListenAddress: bind,
      ListenPort: orderer.port,
      TLS: { Enabled: true, ...keys, RootCAs: roots, ClientAuthRequired: false, ClientRootCAs: roots },
      Keepalive: { ServerMinInterval: '60s', ServerInterval: '7200s', ServerTimeout: '20s' },
      Backoff: { BaseDelay: '1s', Multiplier: 1.6, MaxDelay: '5s' },
      MaxRecvMsgSize: 104857600,
      MaxSendMsgSize: 104857600,
      // Orderers speak to one another at the same port; each knows the others by the certificates in the channel.
      Cluster: {
        SendBufferSize: 100,
        ClientCertificate: keys.Certificate,
        ClientPrivateKey: keys.PrivateKey,
      },
      LocalMSPDir: paths.identity(home, orderer.name),
      LocalMSPID: home.layout.id,
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      Authentication: { TimeWindow: '15m' },
    },
    FileLedger: { Location: join(folder, 'data') },
    ChannelParticipation: { Enabled: true, MaxRequestBodySize: '1 MB' },
    Admin: {
      ListenAddress: `${bind}:${orderer.adminPort}`,
      TLS: { Enabled: true, ...keys, RootCAs: roots, ClientAuthRequired: true, ClientRootCAs: roots },
    },
    Operations: {
      ListenAddress: `${bind}:${orderer.operationsPort}`,
      TLS: { Enabled: true, ...keys, RootCAs: roots, ClientAuthRequired: false, ClientRootCAs: roots },
    },
    Metrics: { Provider: 'prometheus' },
    Consensus: { WALDir: join(folder, 'data', 'wal'), SnapDir: join(folder, 'data', 'snapshots') },
  };
}
