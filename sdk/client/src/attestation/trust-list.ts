import { check, demand, parseSignedAct, placeOf, TrustList, type ActEntry, type MemberRecord } from '@fairway/model';
import type { Session } from '../session.js';

/**
 * The network's trust list as its members have published it: each member's record and the chains on which its acts rest,
 * which a verifier replays. Throws `RECORD_UNKNOWN` where a member is not founded, `ROOTS_NOT_PUBLISHED` where one has
 * published no roots.
 */
export async function trustListOf(session: Session, channel: string): Promise<TrustList> {
  const chains: Record<string, ActEntry[]> = {};
  const members: TrustList['members'] = [];
  let network = '';
  for (const member of session.options.members) {
    const address = { member, kind: 'member', id: member };
    const { record } = await session.read<MemberRecord>(address);
    demand(
      record.roots !== undefined,
      'ROOTS_NOT_PUBLISHED',
      `${member} has published no roots; a registrar does so by member.publishRoots`,
    );
    network = record.network;
    const found = (await session.ask(member, 'record:chains', 'member', member, '{}')) as {
      chains: Record<string, { acts: ActEntry[] }>;
    };
    for (const [place, { acts }] of Object.entries(found.chains)) chains[place] = acts;
    members.push({ member, founding: parseSignedAct(chains[placeOf(address)]![0]!.signed).id });
  }
  return check(TrustList, { version: 1, network, channel, members, chains });
}
