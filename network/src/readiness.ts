import { setTimeout as delay } from 'node:timers/promises';
import { namespaceOf } from '@fairway/model';
import { type Ledger, LedgerError } from '@fairway/sdk';
import { fabricLedger } from '@fairway/sdk/fabric';
import { connectionOf } from './connect.js';
import { NetworkFailure } from './failure.js';
import type { MemberHome } from './home.js';
import { type PeerLayout } from './layout.js';

const READY_WITHIN = 60_000;
const TRY_EVERY = 200;
const VALID = 0;

/**
 * Ticks a member's clock once: sent by the member's service through the member's peer (any, or the one named), and
 * backed by another member. A namespace that has done this is ready.
 *
 * Peers that have just started answer that they know no endorsers yet, or differently: tried again for a minute.
 * Throws `NOT_READY` with the last answer.
 */
export async function firstTick(home: MemberHome, through?: PeerLayout): Promise<void> {
  const connection = await connectionOf(home);
  const wanted = through && `${home.layout.host}:${through.port}`;
  const peers = connection.peers.filter(({ endpoint }) => wanted === undefined || endpoint === wanted);
  const ledger = fabricLedger({ ...connection, peers });
  const deadline = Date.now() + READY_WITHIN;
  try {
    for (;;) {
      const answer = await tick(ledger, namespaceOf(home.layout.id));
      if (answer === VALID) return;
      if (Date.now() > deadline)
        throw new NetworkFailure(
          'NOT_READY',
          `${namespaceOf(home.layout.id)} commits no transaction yet: ${String(answer)}; see fairway network status and the logs of ${home.layout.id}`,
        );
      await delay(TRY_EVERY);
    }
  } finally {
    ledger.close();
  }
}

async function tick(ledger: Ledger, namespace: string): Promise<string | number> {
  try {
    const endorsed = await ledger.endorse({ namespace, transaction: 'clock:tick', args: [] });
    await ledger.send(endorsed);
    return (await ledger.outcome(endorsed.transactionId)).code;
  } catch (error) {
    if (error instanceof LedgerError) return error.message;
    throw error;
  }
}
