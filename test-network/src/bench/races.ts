import { ADMINISTRATIONS, foundMember, stageOf } from '../cast.js';
import { onNetwork, type NetworkOptions } from './on-network.js';
import { raceForTitle, type RaceFigures } from './race.js';

/** Many rounds of fifty clients who all want to move one title to somebody else. */
export function benchRaces(options: NetworkOptions & { rounds: number }): Promise<RaceFigures> {
  const { rounds, say } = options;
  return onNetwork(options, async ({ members, ledger }) => {
    const stage = stageOf(members, ledger);
    const issuer = members[0]!;
    const registrar = await foundMember(
      stage,
      ADMINISTRATIONS.find(({ member }) => member === issuer)!,
      'bench',
    );
    const race = { issuer, registrar, members, clients: 50, rounds, firstParty: 1 };
    return raceForTitle(stage, { ...race, ...(say && { say }) });
  });
}
