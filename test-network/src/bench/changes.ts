import { Aeo, changes } from '@fairway/sdk';
import { stageOf } from '../cast.js';
import { Issuer } from './issuer.js';
import { onNetwork, type NetworkOptions } from './on-network.js';
import { quantile } from './timing.js';

/** How long after its commit a suspension reaches a partner that listens, replayed; milliseconds. */
export interface ChangesFigures {
  network: 'embedded' | 'fabric';
  count: number;
  /** After the partner's own peer answers that the suspension is committed. */
  afterOwnPeer: { p50: number; p95: number };
  /** After the issuer learns of the commit from its peer, which may be before the partner's has the block. */
  afterIssuer: { p50: number; p95: number };
}

const COUNT = 60;

/** Suspends certificates one after the other while a partner listens. */
export async function benchChanges(options: NetworkOptions & { count?: number }): Promise<ChangesFigures> {
  const { fabric, count = COUNT, say = () => {} } = options;
  return onNetwork(options, async ({ members, ledger }) => {
    const stage = stageOf(members, ledger);
    const [owner, partner] = members as [string, string];
    say('founds a member');
    const issuer = await Issuer.found(stage, owner);
    const numbers: string[] = [];
    let latest = '';
    while (numbers.length < count) {
      const { number, transactionId } = await issuer.grant();
      numbers.push(number);
      latest = transactionId;
    }
    await ledger(partner).outcome(latest);

    const heard = new Map<string, PromiseWithResolvers<number>>();
    const hearing = (id: string) => {
      if (!heard.has(id)) heard.set(id, Promise.withResolvers());
      return heard.get(id)!;
    };
    const stop = new AbortController();
    const after = `${(await ledger(partner).height()) - 1n}-${Number.MAX_SAFE_INTEGER}`;
    const listening = (async () => {
      for await (const { record } of changes(stage(partner), { after, signal: stop.signal }))
        hearing(record.id).resolve(performance.now());
    })();
    say('suspends, and listens');
    const own: number[] = [];
    const issuers: number[] = [];
    const aeo = new Aeo(stage(owner, issuer.officer));
    for (const number of numbers) {
      const { transactionId } = await aeo.suspend(owner, number, { reason: 'under-investigation' });
      const known = performance.now();
      const [committed, arrived] = await Promise.all([
        ledger(partner)
          .outcome(transactionId)
          .then(() => performance.now()),
        hearing(number).promise,
      ]);
      own.push(Math.max(0, arrived - committed));
      issuers.push(Math.max(0, arrived - known));
    }
    stop.abort();
    await listening;
    const figures = (values: readonly number[]) => ({ p50: quantile(values, 0.5), p95: quantile(values, 0.95) });
    return {
      network: fabric ? 'fabric' : 'embedded',
      count,
      afterOwnPeer: figures(own),
      afterIssuer: figures(issuers),
    };
  });
}
