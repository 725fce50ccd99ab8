import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CertificateAuthority, type EnrolledIdentity, WalletError } from '@fairway/wallets';
import { stringify } from 'yaml';
import { authorityOf, enrolmentSecret, REGISTRAR } from './authority.js';
import { exists, intoPlace } from './files.js';
import { type MemberHome, paths } from './home.js';

/** Whose word counts as the member's: node OUs, taken from the type under which the CA registered an id. */
export const MSP_CONFIG = stringify({
  NodeOUs: {
    Enable: true,
    ClientOUIdentifier: { Certificate: 'cacerts/ca.pem', OrganizationalUnitIdentifier: 'client' },
    PeerOUIdentifier: { Certificate: 'cacerts/ca.pem', OrganizationalUnitIdentifier: 'peer' },
    AdminOUIdentifier: { Certificate: 'cacerts/ca.pem', OrganizationalUnitIdentifier: 'admin' },
    OrdererOUIdentifier: { Certificate: 'cacerts/ca.pem', OrganizationalUnitIdentifier: 'orderer' },
  },
});

/** Says to the contracts that a certificate is one of the owner's services, which may tick. */
export const SERVICE_ATTRIBUTE = 'fairway.service';

type Kind = 'peer' | 'orderer' | 'client' | 'admin';

interface Enrolment {
  id: string;
  kind: Kind;
  signs: boolean;
  tls: boolean;
  service?: boolean;
}

/** Every id that a member's CA issues certificates to, and which; those first by which the others are tried out. */
export function enrolmentsOf(home: MemberHome): Enrolment[] {
  return [
    { id: 'admin', kind: 'admin', signs: true, tls: true },
    { id: 'gateway', kind: 'client', signs: true, tls: false, service: true },
    ...home.layout.peers.map(({ name }) => ({ id: name, kind: 'peer' as const, signs: true, tls: true })),
    ...(home.layout.orderer ? [{ id: 'orderer', kind: 'orderer' as const, signs: true, tls: true }] : []),
    { id: 'chaincode', kind: 'client', signs: false, tls: true },
  ];
}

/** Enrols whatever of a member's nodes and services has no certificates yet, at the member's own CA. */
export async function enrolAll(home: MemberHome): Promise<void> {
  const missing: Enrolment[] = [];
  for (const enrolment of enrolmentsOf(home)) if (!(await isEnrolled(home, enrolment))) missing.push(enrolment);
  if (missing.length === 0) return;
  const authority = await authorityOf(home);
  const registrar = await theRegistrar(home, authority);
  await Promise.all(missing.map((enrolment) => enrol(home, authority, registrar, enrolment)));
}

async function isEnrolled(home: MemberHome, { id, signs, tls }: Enrolment): Promise<boolean> {
  return (!signs || (await exists(paths.identity(home, id)))) && (!tls || (await exists(paths.tls(home, id))));
}

/** The registrar's identity; enrolled on first use. */
export async function theRegistrar(home: MemberHome, authority: CertificateAuthority): Promise<EnrolledIdentity> {
  if (!(await exists(paths.identity(home, REGISTRAR)))) {
    const secret = await enrolmentSecret(home, REGISTRAR);
    await writeIdentity(home, REGISTRAR, await authority.enrol({ id: REGISTRAR, secret }));
  }
  return readIdentity(home, REGISTRAR);
}

async function enrol(
  home: MemberHome,
  authority: CertificateAuthority,
  registrar: EnrolledIdentity,
  { id, kind, signs, tls, service }: Enrolment,
): Promise<void> {
  const secret = await enrolmentSecret(home, id);
  const attributes = service ? [{ name: SERVICE_ATTRIBUTE, value: 'true', ecert: true }] : [];
  await authority
    .register(registrar, { id, secret, type: kind, maxEnrollments: -1, attributes })
    .catch((error: unknown) => {
      if (!(error instanceof WalletError && error.code === 'IDENTITY_ALREADY_REGISTERED')) throw error;
    });
  const [identity, tlsIdentity] = await Promise.all([
    signs ? authority.enrol({ id, secret }) : undefined,
    tls ? authority.enrol({ id, secret, profile: 'tls', hosts: tlsHosts(home) }) : undefined,
  ]);
  if (identity) await writeIdentity(home, id, identity);
  if (tlsIdentity) await writeTls(home, id, tlsIdentity);
}

/** The names under which a member's nodes are known to TLS. */
export const tlsHosts = ({ layout }: MemberHome): string[] =>
  layout.host === 'localhost' ? ['localhost', '127.0.0.1'] : [layout.host];

/** An id's signing identity as it lies in the home. */
export async function readIdentity(home: MemberHome, id: string): Promise<EnrolledIdentity> {
  const folder = paths.identity(home, id);
  const [certificate, privateKey, caCertificates] = await Promise.all(
    ['signcerts/cert.pem', 'keystore/key.pem', 'cacerts/ca.pem'].map((file) => readFile(join(folder, file), 'utf8')),
  );
  return { mspId: home.layout.id, certificate: certificate!, privateKey: privateKey!, caCertificates: caCertificates! };
}

/** Writes an id's signing identity as a local MSP. */
export function writeIdentity(home: MemberHome, id: string, identity: EnrolledIdentity): Promise<void> {
  return writeFolder(paths.identity(home, id), {
    'signcerts/cert.pem': identity.certificate,
    'keystore/key.pem': identity.privateKey,
    'cacerts/ca.pem': identity.caCertificates,
    'tlscacerts/ca.pem': identity.caCertificates,
    'config.yaml': MSP_CONFIG,
  });
}

/** An id's TLS certificate and key as they lie in the home. */
export async function readTls(home: MemberHome, id: string): Promise<EnrolledIdentity> {
  const folder = paths.tls(home, id);
  const [certificate, privateKey, caCertificates] = await Promise.all(
    ['certificate.pem', 'key.pem', 'ca.pem'].map((file) => readFile(join(folder, file), 'utf8')),
  );
  return { certificate: certificate!, privateKey: privateKey!, caCertificates: caCertificates! };
}

export function writeTls(home: MemberHome, id: string, identity: EnrolledIdentity): Promise<void> {
  return writeFolder(paths.tls(home, id), {
    'certificate.pem': identity.certificate,
    'key.pem': identity.privateKey,
    'ca.pem': identity.caCertificates,
  });
}

/** Puts a folder of small files in place as a whole, readable by its owner alone. */
export function writeFolder(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  return intoPlace(folder, async (unfinished) => {
    for (const [name, content] of Object.entries(files)) {
      const path = join(unfinished, name);
      await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
      await writeFile(path, content, { mode: 0o600 });
    }
  });
}
