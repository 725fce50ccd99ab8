import {
  type Binaries,
  binaries,
  killNode,
  orderingLeader,
  startMember,
  startNode,
  stopMember,
  stopNode,
} from '@fairway/network';
import { eachWrites, type RealNetwork } from './real-network.ts';

/** What a network bears, whose members do not each need every other. */
export function faults(network: () => RealNetwork): void {
  describe('when something fails', () => {
    let programs: Binaries;
    before(async () => void (programs = await binaries()));

    it('lets a member with two peers write while one of them is down', async () => {
      await stopNode(network().home('AR'), 'peer0');
      await eachWrites([network().home('AR')]);
      await startNode(network().home('AR'), 'peer0', programs);
    });

    it('goes on for the others while one member is down, and takes it back', async () => {
      const [absent, others] = [network().home('BO'), network().homes.filter(({ layout }) => layout.id !== 'BO')];
      await stopMember(absent);
      await eachWrites(others);
      await startMember(absent, programs);
      await eachWrites(network().homes);
    });

    it('goes on when the orderer that leads is killed', async () => {
      const leader = network().home((await orderingLeader(network().homes))!);
      await killNode(leader, 'orderer');
      await eachWrites(network().homes);
      await startNode(leader, 'orderer', programs);
      await eachWrites(network().homes);
    });
  });
}
