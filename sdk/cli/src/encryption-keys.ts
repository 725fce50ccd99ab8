import { thumbprintOf, type Handle } from '@fairway/model';
import { Participants, type EnvelopeKey, type Session } from '@fairway/sdk';
import { keyRing, type KeyRingOptions } from './key-ring.js';
import { askPassphrase } from './passphrase.js';

/** The stored keys by which a party is, or was, written to, as its registry entry has them. */
export async function encryptionKeysOf(
  session: Session,
  handle: Handle,
  options: KeyRingOptions,
): Promise<EnvelopeKey[]> {
  const { encryptionKeys = [] } = await new Participants(session).get(handle);
  const registered = encryptionKeys.map(({ jwk }) => thumbprintOf(jwk));
  const { encryption } = keyRing(options);
  const opened: EnvelopeKey[] = [];
  for (const key of await encryption.list()) {
    if (key.damaged || !registered.includes(key.thumbprint)) continue;
    opened.push(await encryption.open(key.name, await askPassphrase(`Passphrase of ${key.name}`, options)));
  }
  return opened;
}
