import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Binaries } from './binaries.js';
import { writeBuilder } from './builder.js';
import { bindAddress, type Daemon } from './daemon.js';
import { NetworkFailure } from './failure.js';
import { exists } from './files.js';
import { type MemberHome, paths } from './home.js';
import { httpsGet } from './https.js';
import type { PeerLayout } from './layout.js';
import { administratorEnv, LOGGING, runProgram } from './program.js';

/** Writes a peer's configuration into its folder. */
export async function preparePeer(home: MemberHome, peer: PeerLayout): Promise<void> {
  const folder = paths.node(home, peer.name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeBuilder(home, peer);
  await writeFile(join(folder, 'core.yaml'), stringify(peerConfig(home, peer)), { mode: 0o600 });
}

export function peerDaemon(home: MemberHome, peer: PeerLayout, binaries: Binaries): Daemon {
  const { host } = home.layout;
  return {
    name: peer.name,
    program: binaries.peer,
    args: ['node', 'start'],
    env: { FABRIC_CFG_PATH: paths.node(home, peer.name), ...LOGGING },
    ports: [peer.port, peer.operationsPort],
    isReady: async () => {
      const ca = await readFile(join(paths.tls(home, peer.name), 'ca.pem'), 'utf8');
      return (await httpsGet(`https://${host}:${peer.operationsPort}/healthz`, { ca })).status === 200;
    },
  };
}

/** Lets a peer join the channel; a peer that has joined stays as it is. */
export async function joinPeer(home: MemberHome, peer: PeerLayout, binaries: Binaries): Promise<void> {
  const chains = join(paths.node(home, peer.name), 'data', 'ledgersData', 'chains', 'chains');
  if (await exists(join(chains, home.topology.channel))) return;
  const args = ['channel', 'join', '-b', paths.genesis(home)];
  await runProgram(binaries, 'peer', args, administratorEnv(home, peer)).catch((error: unknown) => {
    if (!(error instanceof NetworkFailure && /already exists/.test(error.sentence))) throw error;
  });
}

/** The keys that Fairway sets; the rest of core.yaml stays Fabric's default. Durations as measured on two cores. */
function peerConfig(home: MemberHome, peer: PeerLayout): object {
  const { id, host } = home.layout;
  const folder = paths.node(home, peer.name);
  const tls = paths.tls(home, peer.name);
  const address = `${host}:${peer.port}`;
  const another = home.layout.peers.find(({ name }) => name !== peer.name) ?? peer;
  const bind = bindAddress(home);
  const serverTls = {
    enabled: true,
    clientAuthRequired: false,
    cert: { file: join(tls, 'certificate.pem') },
    key: { file: join(tls, 'key.pem') },
    clientRootCAs: { files: [join(tls, 'ca.pem')] },
  };
  return {
    peer: {
      id: `${id}-${peer.name}`,
      networkId: home.topology.name,
      listenAddress: `${bind}:${peer.port}`,
      address,
      // No chaincode dials in: all of it runs as a service.
      chaincodeListenAddress: '127.0.0.1:0',
      localMspId: id,
      mspConfigPath: paths.identity(home, peer.name),
      fileSystemPath: join(folder, 'data'),
      BCCSP: { Default: 'SW', SW: { Hash: 'SHA2', Security: 256 } },
      tls: { ...serverTls, rootcert: { file: join(tls, 'ca.pem') } },
      // No backdating: ARCHITECTURE, invariant 3.
      authentication: { timewindow: '5m' },
      gateway: { enabled: true, endorsementTimeout: '30s', broadcastTimeout: '30s', dialTimeout: '10s' },
      discovery: { enabled: true, authCacheEnabled: true, authCacheMaxSize: 1000, authCachePurgeRetentionRatio: 0.75 },
      gossip: {
        bootstrap: `${host}:${another.port}`,
        endpoint: address,
        externalEndpoint: address,
        useLeaderElection: false,
        orgLeader: true,
        reconnectInterval: '2s',
        aliveTimeInterval: '1s',
        publishStateInfoInterval: '1s',
        requestStateInfoInterval: '1s',
        membershipTrackerInterval: '1s',
        aliveExpirationTimeout: '8s',
        pvtData: {
          // A stranger's write into this member's private collection must not hold its peer up.
          skipPullingInvalidTransactionsDuringCommit: true,
          pullRetryThreshold: '0s',
          transientstoreMaxBlockRetention: 20000,
          pushAckTimeout: '3s',
          btlPullMargin: 10,
          reconcileBatchSize: 10,
          reconcileSleepInterval: '5s',
          reconciliationEnabled: true,
          implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
        },
        state: { enabled: false },
      },
      deliveryclient: {
        blockGossipEnabled: false,
        reconnectTotalTimeThreshold: '3600s',
        // After an outage of the orderers a peer is back within seconds, not within Fabric's hour.
        reConnectBackoffThreshold: '5s',
        connTimeout: '3s',
      },
      handlers: {
        authFilters: [{ name: 'DefaultAuth' }, { name: 'ExpirationCheck' }, { name: 'TimeWindowCheck' }],
        decorators: [{ name: 'DefaultDecorator' }],
        endorsers: { escc: { name: 'DefaultEndorsement' } },
        validators: { vscc: { name: 'DefaultValidation' } },
      },
      limits: { concurrency: { endorserService: 2500, deliverService: 2500, gatewayService: 500 } },
      maxRecvMsgSize: 104857600,
      maxSendMsgSize: 104857600,
    },
    vm: { endpoint: '' },
    chaincode: {
      mode: 'net',
      executetimeout: '30s',
      startuptimeout: '60s',
      installTimeout: '60s',
      externalBuilders: [{ name: 'fairway', path: join(folder, 'builder') }],
      system: { _lifecycle: 'enable', cscc: 'enable', lscc: 'enable', qscc: 'enable' },
      logging: { level: 'info', shim: 'warning' },
      runtimeParams: {
        useWriteBatch: true,
        maxSizeWriteBatch: 1000,
        useGetMultipleKeys: true,
        maxSizeGetMultipleKeys: 1000,
      },
    },
    ledger: {
      state: { stateDatabase: 'goleveldb', totalQueryLimit: 100000 },
      history: { enableHistoryDatabase: true },
      pvtdataStore: {
        collElgProcMaxDbBatchSize: 5000,
        collElgProcDbBatchesInterval: 1000,
        deprioritizedDataReconcilerInterval: '60m',
        purgeInterval: 100,
        purgedKeyAuditLogging: true,
      },
      snapshots: { rootDir: join(folder, 'data', 'snapshots') },
    },
    operations: { listenAddress: `${bind}:${peer.operationsPort}`, tls: serverTls },
    metrics: { provider: 'prometheus' },
  };
}
