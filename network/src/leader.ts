import type { MemberHome } from './home.js';
import { metricsAt } from './metrics.js';

/**
 * The member whose orderer leads the ordering now, as the orderers of this machine say by majority; undefined while
 * they do not agree. An orderer that has just restarted may still name a former leader.
 */
export async function orderingLeader(homes: readonly MemberHome[]): Promise<string | undefined> {
  const withOrderer = homes.filter(({ layout }) => layout.orderer);
  const said = await Promise.all(withOrderer.map((home) => leaderAsSeenBy(home).catch(() => undefined)));
  const counts = Map.groupBy(
    said.filter((member) => member !== undefined),
    (member) => member,
  );
  const [leader] = [...counts.entries()].sort(([, one], [, other]) => other.length - one.length)[0] ?? [];
  return leader;
}

async function leaderAsSeenBy(home: MemberHome): Promise<string | undefined> {
  const metric = await metricsAt(home, home.layout.orderer!.operationsPort);
  switch (home.topology.consensus) {
    case 'bft': {
      // Consenters are numbered from 1, in the order of the topology.
      const consenters = home.topology.members.filter(({ orderer }) => orderer);
      return consenters[metric('consensus_BFT_leader_id') - 1]?.id;
    }
    case 'raft':
      return metric('consensus_etcdraft_is_leader') === 1 ? home.layout.id : undefined;
  }
}
