import { versionAt } from '../interval.js';
import { thumbprintOf, type EncryptionJwk } from '../key.js';
import { move } from '../machine.js';
import { demand } from '../refusal.js';
import { LAST, later, type Instant } from '../time.js';
import { open } from './open.js';
import { REKEY_TERM, demandNoRekey } from './keys.js';
import { SetEncryptionKeyArgs, type Participant } from './record.js';
import { mayDischarge } from './standing.js';

/**
 * A party says by which key it is written to, and replaces it by saying another. The key is not one of those that sign
 * (NIST SP 800-57 part 1, 5.2): many of those cannot agree on keys at all (Ed25519, authenticators, HSM keys for
 * signing), and one that signs is destroyed when it is retired, while one that opens documents is kept as long as they
 * are. Who holds a stolen key while another waits to replace it cannot have the party's documents sent to itself.
 */
export const setEncryptionKey = move(
  'participant.setEncryptionKey',
  SetEncryptionKeyArgs,
  (participant: Participant | undefined, { args, actor }, facts) => {
    const { encryptionKeys = [], ...rest } = open(participant);
    demand(actor === rest.handle, 'NOT_ONES_OWN', 'a party says this of itself only', '/actor');
    mayDischarge(facts.actor);
    demandNoRekey(rest.keys, facts.time);
    demand(
      !(thumbprintOf(args.jwk) in rest.keys),
      'KEY_SIGNS',
      'a key that signs does nothing else; another one is accepted for encryption',
      '/args/jwk',
    );
    return { ...rest, encryptionKeys: [...encryptionKeys, { ...args, from: facts.time, act: facts.id }] };
  },
);

/**
 * The key by which a party was written to at a moment (absent: now); undefined where it has said none. What was said
 * before a rekey does not count from the moment that the new key is brought: whoever holds a stolen key may have said it.
 * The party says it again by the new key; an objection leaves everything as it was.
 */
export function encryptionKeyOf({ encryptionKeys, keys }: Participant, at: Instant = LAST): EncryptionJwk | undefined {
  const said = versionAt(encryptionKeys ?? [], at);
  const isDoubtful = Object.values(keys).some(
    ({ replaces, objectedBy, from }) =>
      replaces !== undefined &&
      objectedBy === undefined &&
      later(from, -REKEY_TERM) <= at &&
      said !== undefined &&
      said.from < from,
  );
  return isDoubtful ? undefined : said?.jwk;
}
