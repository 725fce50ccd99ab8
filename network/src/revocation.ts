import { certificateId } from '@fairway/wallets';
import { authorityOf } from './authority.js';
import type { Binaries } from './binaries.js';
import type { MemberHome } from './home.js';
import { readIdentity, readTls, theRegistrar } from './identities.js';
import { type ConfigChange, type ConfigGroup, propose, sign, submit } from './proposal.js';

interface MspValue {
  config: { revocation_list?: string[] | null };
}

/** What is revoked: an id with all of its certificates, for good, or a single certificate. */
export type Revocation = { id: string } | { serial: string; aki: string };

/**
 * Revokes at the member's CA, and brings the CA's list to the peers by a change of the member's own MSP in the channel,
 * which needs no other member's signature.
 */
export async function revoke(
  home: MemberHome,
  exchange: string,
  revocations: readonly Revocation[],
  binaries: Binaries,
): Promise<void> {
  const authority = await authorityOf(home);
  const registrar = await theRegistrar(home, authority);
  let list = '';
  for (const revocation of revocations) list = (await authority.revoke(registrar, revocation)).crl;
  const name = `revocation-${home.layout.id.toLowerCase()}-${Date.now()}`;
  await propose(home, exchange, name, withRevocations(home.layout.id, list), binaries);
  await sign(home, exchange, name, binaries);
  await submit(home, exchange, name, binaries);
}

/**
 * Revokes the certificates that one of the member's nodes or services has now, as when its key is no longer its own.
 * The id stays known to the CA: renew then gives it new ones.
 */
export async function revokePresent(home: MemberHome, exchange: string, id: string, binaries: Binaries): Promise<void> {
  const present = await Promise.allSettled([readIdentity(home, id), readTls(home, id)]);
  const certificates = present.flatMap((read) => (read.status === 'fulfilled' ? read.value.certificate : []));
  await revoke(home, exchange, certificates.map(certificateId), binaries);
}

/** Sets a member's revocation list, PEM. Application and Orderer must say the same of an MSP. */
function withRevocations(member: string, crl: string): ConfigChange {
  return ({ channel_group: channel }) => {
    for (const group of [channel.groups['Application'], channel.groups['Orderer']]) {
      const msp = mspOf(group?.groups[member]);
      if (msp) msp.config.revocation_list = [Buffer.from(crl).toString('base64')];
    }
  };
}

const mspOf = (group: ConfigGroup | undefined) => group?.values['MSP']?.value as MspValue | undefined;
