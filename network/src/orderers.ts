import { NetworkFailure } from './failure.js';
import type { MemberHome } from './home.js';
import { knownIntroductions, rootFile } from './introduction.js';

/** The arguments of `peer` that name an orderer: the member's own, else the first in the topology that has one. */
export async function ordererArguments(home: MemberHome): Promise<string[]> {
  const known = await knownIntroductions(home);
  const own = known.find(({ member, orderer }) => member === home.layout.id && orderer);
  const chosen = own ?? known.find(({ orderer }) => orderer);
  if (!chosen?.orderer)
    throw new NetworkFailure('EXCHANGE_INCOMPLETE', 'no introduction names an orderer; take the introductions first');
  return ['-o', `${chosen.host}:${chosen.orderer.port}`, '--tls', '--cafile', rootFile(home, chosen.member)];
}
