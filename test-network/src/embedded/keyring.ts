import { LedgerError } from '@fairway/sdk';
import { enrol, foundAuthority, identityFromPem, keyToPem, type Identity } from './identity.js';
import type { KeptIdentity, Store } from './store.js';

/** A member's identities by their use: `ca`, `peer`, `service`, `client`. */
export type Keyring = ReadonlyMap<string, Identity>;

/** Each member's identities, as kept or newly made. Throws `LEDGER_FAILED` where the file has other members. */
export async function keyringsOf(members: readonly string[], store: Store): Promise<Map<string, Keyring>> {
  const kept = store.identities();
  if (kept.length === 0) {
    const made = new Map(await Promise.all(members.map(async (member) => [member, await newKeyring(member)] as const)));
    const rows: KeptIdentity[] = [...made].flatMap(([member, uses]) =>
      [...uses].map(([use, identity]) => ({
        member,
        use,
        certificate: identity.certificate,
        key: keyToPem(identity),
      })),
    );
    store.keepIdentities(rows);
    return made;
  }
  const found = new Map<string, Map<string, Identity>>();
  for (const { member, use, certificate, key } of kept) {
    const uses = found.get(member) ?? new Map<string, Identity>();
    found.set(member, uses.set(use, identityFromPem(member, certificate, key)));
  }
  const strangers = members.filter((member) => !found.has(member));
  if (strangers.length > 0 || found.size !== members.length) {
    throw new LedgerError(
      'LEDGER_FAILED',
      `the file holds the ledger of ${[...found.keys()].join(', ')}, not of ${members.join(', ')}; open it with its members`,
    );
  }
  return found;
}

async function newKeyring(member: string): Promise<Keyring> {
  const authority = await foundAuthority(member);
  const home = member.toLowerCase();
  const [peer, service, client] = await Promise.all([
    enrol(authority, { commonName: `peer0.${home}`, unit: 'peer' }),
    enrol(authority, { commonName: `service.${home}`, unit: 'client', attributes: { 'fairway.service': 'true' } }),
    enrol(authority, { commonName: `client.${home}`, unit: 'client' }),
  ]);
  return new Map([
    ['ca', authority],
    ['peer', peer],
    ['service', service],
    ['client', client],
  ]);
}
