import { type CertificateAuthority, type EnrolledIdentity, WalletError } from '@fairway/wallets';
import { authorityOf, enrolmentSecret, renewAuthorityTls } from './authority.js';
import type { Binaries } from './binaries.js';
import { rewriteConnections, writeBuilder } from './builder.js';
import { SLOTS } from './chaincode.js';
import { daemonState, stopDaemon } from './daemon.js';
import type { MemberHome } from './home.js';
import { enrolmentsOf, readIdentity, readTls, tlsHosts, writeIdentity, writeTls } from './identities.js';
import { startNode } from './nodes.js';
import { firstTick } from './readiness.js';

/**
 * Renews the certificates of a member's peers, services, administrator and CA server, one node at a time; each is back before the
 * next one goes. A member with one peer pauses its own writes meanwhile; clients try again.
 *
 * An orderer's certificate stands in the channel configuration and is not renewed here.
 */
export async function renew(
  home: MemberHome,
  binaries: Binaries,
  onRenewed: (id: string) => void = () => {},
): Promise<void> {
  await renewAuthorityTls(home, binaries);
  onRenewed('ca');
  const authority = await authorityOf(home);
  for (const { id, signs, tls } of enrolmentsOf(home)) {
    if (id === 'orderer') continue;
    if (signs) await writeIdentity(home, id, await renewed(home, authority, id, await readIdentity(home, id)));
    if (tls) await writeTls(home, id, await renewed(home, authority, id, await readTls(home, id), 'tls'));
    await takeUp(home, id, binaries);
    onRenewed(id);
  }
}

/** A new certificate for an id: by the one that it has, or anew where that is too late. */
export async function renewed(
  home: MemberHome,
  authority: CertificateAuthority,
  id: string,
  identity: EnrolledIdentity,
  profile?: 'tls',
): Promise<EnrolledIdentity> {
  try {
    return await authority.reenrol(identity, profile && { profile });
  } catch (error) {
    // Too late to renew by the certificate itself: the secret at the CA gives a new one.
    if (!(error instanceof WalletError && ANEW.includes(error.code))) throw error;
    const secret = await enrolmentSecret(home, id);
    return authority.enrol({ id, secret, ...(profile && { profile, hosts: tlsHosts(home) }) });
  }
}

const ANEW: readonly string[] = ['CERTIFICATE_EXPIRED', 'CERTIFICATE_REVOKED'];

/** Lets the node that an id belongs to run under its new certificates. */
async function takeUp(home: MemberHome, id: string, binaries: Binaries): Promise<void> {
  const peer = home.layout.peers.find(({ name }) => name === id);
  if (peer) {
    await writeBuilder(home, peer);
    await rewriteConnections(home, peer);
  }
  const nodes = id === 'chaincode' ? SLOTS : [id];
  for (const node of nodes) {
    if (!(await daemonState(home, node))) continue;
    await stopDaemon(home, node);
    await startNode(home, node, binaries);
    await firstTick(home, peer);
  }
}
