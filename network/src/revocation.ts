import { authorityOf } from './authority.js';
import type { Binaries } from './binaries.js';
import type { MemberHome } from './home.js';
import { theRegistrar } from './identities.js';
import { type ConfigChange, type ConfigGroup, propose, sign, submit } from './proposal.js';

interface MspValue {
  config: { revocation_list?: string[] | null };
}

/**
 * Revokes all certificates of one of the member's own ids at its CA, and brings the CA's list to the peers by a change
 * of the member's own MSP in the channel, which needs no other member's signature.
 */
export async function revoke(home: MemberHome, exchange: string, id: string, binaries: Binaries): Promise<void> {
  const authority = await authorityOf(home);
  const { crl } = await authority.revoke(await theRegistrar(home, authority), { id });
  const name = `revoke-${home.layout.id.toLowerCase()}-${id}-${Date.now()}`;
  await propose(home, exchange, name, withRevocations(home.layout.id, crl), binaries);
  await sign(home, exchange, name, binaries);
  await submit(home, exchange, name, binaries);
}

/** Sets a member's revocation list, PEM. Application and Orderer must say the same of an MSP. */
export function withRevocations(member: string, crl: string): ConfigChange {
  return ({ channel_group: channel }) => {
    for (const group of [channel.groups['Application'], channel.groups['Orderer']]) {
      const msp = mspOf(group?.groups[member]);
      if (msp) msp.config.revocation_list = [Buffer.from(crl).toString('base64')];
    }
  };
}

const mspOf = (group: ConfigGroup | undefined) => group?.values['MSP']?.value as MspValue | undefined;
