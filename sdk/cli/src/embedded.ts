import { contractsFor } from '@fairway/chaincode';
import { MINUTE, namespaceOf } from '@fairway/model';
import { LedgerError, submit } from '@fairway/sdk';
import { openEmbedded, type EmbeddedNetwork } from '@fairway/test-network';
import type { Place } from './place.js';

/** A clock this old is set before anyone acts; the ledger takes acts until it is twelve minutes old. */
const TICK_AFTER = 5 * MINUTE;

/** Opens the embedded network kept in a file, as a service of one of its members. */
export async function openKept(options: {
  file: string;
  members: readonly string[];
  member: string;
  ticks: boolean;
}): Promise<Place> {
  const { file, members, member, ticks } = options;
  if (!members.includes(member)) {
    throw new LedgerError('LEDGER_FAILED', `${member} is no member; the members are ${members.join(', ')}`);
  }
  const network = await openEmbedded({ members, contracts: contractsFor, file });
  try {
    if (ticks) await Promise.all(members.map((one) => tick(network, one)));
    return {
      member,
      members,
      ledger: network.ledger({ member }),
      channel: network.channel,
      root: () => Promise.resolve(network.roots.get(member)!),
      projection: `${file}.${member.toLowerCase()}.projection`,
      close: () => network.close(),
    };
  } catch (error) {
    await network.close();
    throw error;
  }
}

/** Does what each member's ticker does on a real network. */
async function tick(network: EmbeddedNetwork, member: string): Promise<void> {
  const ledger = network.ledger({ member });
  const namespace = namespaceOf(member);
  const last = new TextDecoder().decode(await ledger.evaluate({ namespace, transaction: 'clock:read', args: [] }));
  if (last !== '' && Date.now() - Date.parse(last) < TICK_AFTER) return;
  await submit(ledger, { namespace, transaction: 'clock:tick', args: [] });
}
