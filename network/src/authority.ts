import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CertificateAuthority, fabricCa } from '@fairway/wallets';
import { stringify } from 'yaml';
import type { Binaries } from './binaries.js';
import { bindAddress, type Daemon, startDaemon, stopDaemon } from './daemon.js';
import { exists, writeWhole } from './files.js';
import { type MemberHome, paths } from './home.js';
import { httpsGet } from './https.js';
import { isFree } from './ports.js';

/** The one who registers the member's nodes and services at its CA. */
export const REGISTRAR = 'registrar';

const caFile = (home: MemberHome, name: string) => join(paths.authority(home), name);

/** The root certificate of a member's CA, PEM: of its MSP and of its nodes' TLS. */
export const authorityRoot = (home: MemberHome): Promise<string> => readFile(caFile(home, 'ca-cert.pem'), 'utf8');

/** The secret with which an id of this member enrols; made on first use, kept in the CA's folder. */
export async function enrolmentSecret(home: MemberHome, id: string): Promise<string> {
  const path = caFile(home, `secrets/${id}`);
  if (!(await exists(path))) await writeWhole(path, randomBytes(24).toString('base64url'));
  return readFile(path, 'utf8');
}

/** Makes a member's fabric-ca server, where it is not there yet, and starts it. */
export async function startAuthority(home: MemberHome, binaries: Binaries): Promise<void> {
  // A CA that was interrupted while it made its root has signed nothing: it starts clean.
  const made = caFile(home, 'made');
  if (!(await exists(made)) && (await isFree(home.layout.authorityPort, bindAddress(home))))
    for (const part of ['ca-cert.pem', 'tls-cert.pem', 'msp', 'fabric-ca-server.db'])
      await rm(caFile(home, part), { recursive: true, force: true });
  await writeWhole(caFile(home, 'fabric-ca-server-config.yaml'), await authorityConfig(home));
  await startDaemon(home, authorityDaemon(home, binaries));
  if (!(await exists(made))) await writeWhole(made, '');
}

/** Has a member's CA make its own server certificate anew; its root stays. */
export async function renewAuthorityTls(home: MemberHome, binaries: Binaries): Promise<void> {
  await stopDaemon(home, 'ca');
  await rm(caFile(home, 'tls-cert.pem'));
  await startDaemon(home, authorityDaemon(home, binaries));
}

export function authorityDaemon(home: MemberHome, binaries: Binaries): Daemon {
  return {
    name: 'ca',
    program: binaries['fabric-ca-server'],
    args: ['start'],
    env: { FABRIC_CA_SERVER_HOME: paths.authority(home), GOMAXPROCS: '1' },
    ports: [home.layout.authorityPort],
    isReady: async () => (await httpsGet(`${urlOf(home)}/cainfo`, { ca: await authorityRoot(home) })).status === 200,
  };
}

/** The member's CA as its registrar and nodes speak to it. */
export async function authorityOf(home: MemberHome): Promise<CertificateAuthority> {
  return fabricCa({ url: urlOf(home), tlsRoots: await authorityRoot(home) });
}

const urlOf = ({ layout }: MemberHome) => `https://${layout.host}:${layout.authorityPort}`;

async function authorityConfig(home: MemberHome): Promise<string> {
  const { id, host, authorityPort } = home.layout;
  return stringify({
    address: bindAddress(home),
    port: authorityPort,
    tls: { enabled: true },
    ca: { name: `ca-${id.toLowerCase()}` },
    csr: {
      cn: `${id} CA`,
      names: [{ C: id, O: id }],
      hosts: [host],
      keyrequest: { algo: 'ecdsa', size: 256 },
      ca: { expiry: '131400h', pathlength: 0 },
    },
    crl: { expiry: '720h' },
    registry: {
      maxenrollments: -1,
      identities: [
        {
          name: REGISTRAR,
          pass: await enrolmentSecret(home, REGISTRAR),
          type: 'client',
          affiliation: '',
          attrs: {
            'hf.Registrar.Roles': 'peer,orderer,client,admin',
            'hf.Registrar.DelegateRoles': '',
            'hf.Registrar.Attributes': 'fairway.*',
            'hf.Revoker': true,
            'hf.GenCRL': true,
          },
        },
      ],
    },
    db: { type: 'sqlite3', datasource: 'fabric-ca-server.db' },
    affiliations: {},
    signing: {
      default: { usage: ['digital signature'], expiry: '8760h' },
      profiles: { tls: { usage: ['digital signature', 'server auth', 'client auth'], expiry: '8760h' } },
    },
    idemix: { rhpoolsize: 1, nonceexpiration: '15s', noncesweepinterval: '15m', curve: 'amcl.Fp256bn' },
    bccsp: { default: 'SW', sw: { hash: 'SHA2', security: 256, filekeystore: { keystore: 'msp/keystore' } } },
    cfg: { identities: { passwordattempts: 10 } },
    operations: { listenAddress: '127.0.0.1:0' },
  });
}
