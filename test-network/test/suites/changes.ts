import { expect } from 'chai';
import { Aeo, changes, type Change } from '@fairway/sdk';
import { worldOn, type Network, type World } from './world.ts';

/** The stream of changes that a partner follows. */
export function changesSuite(network: () => Network): void {
  describe('The stream of changes', () => {
    let world: World;
    let aeo: Aeo;
    /** As far as the first case has followed everything; the others go on from there. */
    let followed: string;
    before(async () => {
      world = await worldOn(network());
      aeo = new Aeo(world.stage(world.issuer, world.officer));
    });

    /** Follows the partner's own blocks until `enough`. */
    const follow = async (enough: (seen: readonly Change[]) => boolean, after?: string): Promise<Change[]> => {
      const stop = new AbortController();
      const seen: Change[] = [];
      for await (const change of changes(world.stage(world.partner), {
        ...(after === undefined ? {} : { after }),
        signal: stop.signal,
      })) {
        seen.push(change);
        if (enough(seen)) stop.abort();
        if (stop.signal.aborted) break;
      }
      return seen;
    };
    const grantAndSuspend = async (): Promise<string> => {
      const number = world.newNumber();
      const terms = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };
      await aeo.grant(world.issuer, number, { holder: world.trader.handle, ...terms });
      await aeo.suspend(world.issuer, number, { reason: 'insolvency' });
      return number;
    };
    const isLast = (number: string) => (seen: readonly Change[]) =>
      seen.at(-1)?.record.id === number && seen.at(-1)?.sequence === 2;

    it('brings every act in commit order, each once, with its actor and its place', async () => {
      const number = await grantAndSuspend();
      const seen = await follow(isLast(number));
      expect(new Set(seen.map(({ id }) => id)).size).to.equal(seen.length);
      const own = seen.filter(({ record }) => record.id === number);
      expect(own.map(({ act, sequence }) => [act.type, sequence])).to.deep.equal([
        ['aeo.grant', 1],
        ['aeo.suspend', 2],
      ]);
      expect(own[0]!.record).to.deep.equal({ member: world.issuer, kind: 'aeo', id: number });
      expect(seen.filter(({ refusal }) => refusal)).to.deep.equal([]);
      followed = seen.at(-1)!.checkpoint;
    });

    it('goes on after its checkpoint and loses nothing on the way', async () => {
      const first = await grantAndSuspend();
      const before = await follow(isLast(first), followed);
      const second = await grantAndSuspend();
      const after = await follow(isLast(second), before.at(-2)!.checkpoint);
      expect(after[0]!.id).to.equal(before.at(-1)!.id);
      expect(after.filter(({ record }) => record.id === second)).to.have.length(2);
    });

    it('ends at the height of the ledger where the reader asks for what there is', async () => {
      const number = await grantAndSuspend();
      const reader = world.stage(world.partner);
      const { ledger } = reader.options;
      await follow(isLast(number), followed);
      const until = await ledger.height();
      const { signal } = new AbortController();
      const seen = await Array.fromAsync(changes(reader, { after: followed, until, signal }));
      expect(seen.filter(({ record }) => record.id === number)).to.have.length(2);
      const after = seen.at(-1)!.checkpoint;
      expect(await Array.fromAsync(changes(reader, { after, until, signal }))).to.deep.equal([]);
    });

    it('reaches the partner when the issuer suspends, while it listens', async () => {
      const number = world.newNumber();
      const heard = follow(isLast(number), followed);
      const terms = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };
      await aeo.grant(world.issuer, number, { holder: world.trader.handle, ...terms });
      const { act } = await aeo.suspend(world.issuer, number, { reason: 'security-breach' });
      expect((await heard).at(-1)!.actId).to.equal(act);
    });
  });
}
