import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { binaries } from '@fairway/network';

/** A fabric-ca server of its own for a test. */
export interface FabricCaServer {
  url: string;
  tlsRoots: string;
  stop(): Promise<void>;
}

export const REGISTRAR = { id: 'registrar', secret: 'registrar-secret' };

/** `expiry`: how long what it issues is valid, TLS apart, in Go's notation. */
export async function startFabricCa(expiry = '1h'): Promise<FabricCaServer> {
  const { 'fabric-ca-server': program } = await binaries();
  const home = mkdtempSync(join(tmpdir(), 'fairway-ca-'));
  const port = await freePort();
  writeFileSync(
    join(home, 'fabric-ca-server-config.yaml'),
    JSON.stringify({
      address: '127.0.0.1',
      port,
      tls: { enabled: true },
      ca: { name: 'ca' },
      csr: { cn: 'ca', hosts: ['localhost'], keyrequest: { algo: 'ecdsa', size: 256 } },
      crl: { expiry: '24h' },
      registry: {
        maxenrollments: -1,
        identities: [
          {
            name: REGISTRAR.id,
            pass: REGISTRAR.secret,
            type: 'client',
            attrs: { 'hf.Registrar.Roles': '*', 'hf.Registrar.Attributes': '*', 'hf.Revoker': true, 'hf.GenCRL': true },
          },
        ],
      },
      db: { type: 'sqlite3', datasource: 'ca.db' },
      affiliations: {},
      signing: {
        default: { usage: ['digital signature'], expiry },
        profiles: { tls: { usage: ['digital signature', 'server auth', 'client auth'], expiry: '1h' } },
      },
      bccsp: { default: 'SW', sw: { hash: 'SHA2', security: 256, filekeystore: { keystore: 'msp/keystore' } } },
      operations: { listenAddress: '127.0.0.1:0' },
    }),
  );
  const server = spawn(program, ['start'], {
    env: { FABRIC_CA_SERVER_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await listening(server);
  return {
    url: `https://localhost:${port}`,
    tlsRoots: readFileSync(join(home, 'ca-cert.pem'), 'utf8'),
    async stop() {
      if (server.exitCode === null) {
        server.kill();
        await once(server, 'exit');
      }
      rmSync(home, { recursive: true });
    },
  };
}

async function listening(server: ChildProcess): Promise<void> {
  const said: string[] = [];
  const lines = createInterface({ input: server.stderr! });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.includes('] Listening on https')) resolve();
    });
    server.once('exit', () => reject(new Error(said.slice(-5).join('\n'))));
  });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
