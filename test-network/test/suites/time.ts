import { expect } from 'chai';
import { DAY, HOUR, MINUTE, instantOf, later, namespaceOf } from '@fairway/model';
import { Aeo, Participants, Titles } from '@fairway/sdk';
import { BILL_TERMS, makeActor, register, registerTrader, type Actor } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { sendRaw, worldOn, type Network, type World } from './world.ts';

/** What only shows as time passes; a real network's time cannot be set, so these run on the embedded one only. */
export function timeSuite(network: () => Network): void {
  describe('As time passes (embedded network only: a real one cannot be told the time)', () => {
    let world: World;
    before(async () => {
      world = await worldOn(network());
    });
    const pass = async (milliseconds: number, ticking = true): Promise<void> => {
      world.time!.set(new Date(world.time!.now().getTime() + milliseconds));
      if (ticking) await world.tick(world.issuer);
    };
    const grant = async (change: object = {}): Promise<string> => {
      const number = world.newNumber();
      const today = world.time!.now().toISOString().slice(0, 10);
      const terms = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: today, ...change };
      await new Aeo(world.stage(world.issuer, world.officer)).grant(world.issuer, number, {
        holder: world.trader.handle,
        ...terms,
      });
      return number;
    };
    const check = (number: string) =>
      new Aeo(world.stage(world.partner)).check(world.issuer, number, world.time!.now().toISOString());

    it('a certificate expires by itself after its last day', async () => {
      const number = await grant();
      await pass(2 * DAY);
      expect(await check(number)).to.include({ valid: false, status: 'expired' });
    });

    it('a suspension announced for later takes effect then', async () => {
      const number = await grant({ validTo: '2099-01-01' });
      const from = new Date(world.time!.now().getTime() + HOUR).toISOString();
      await new Aeo(world.stage(world.issuer, world.officer)).suspend(world.issuer, number, {
        reason: 'insolvency',
        from,
      });
      expect(await check(number)).to.include({ valid: true });
      await pass(2 * HOUR);
      expect(await check(number)).to.include({ valid: false, status: 'suspended' });
    });

    it('a clock that nobody sets for twelve minutes refuses every act, until the next tick', async () => {
      await pass(13 * MINUTE, false);
      expect((await refusalOf(() => grant({ validTo: '2099-01-01' }))).code).to.equal('CLOCK_STALE');
      await world.tick(world.issuer);
      await grant({ validTo: '2099-01-01' });
    });

    it('a clock is never set back', async () => {
      const now = world.time!.now();
      world.time!.set(new Date(now.getTime() - MINUTE));
      const refusal = await refusalOf(() =>
        sendRaw(world.ledger(world.issuer), namespaceOf(world.issuer), 'clock:tick'),
      );
      world.time!.set(now);
      expect(refusal.code).to.equal('CLOCK_RUNS_FORWARD');
    });

    it('a key that a registrar brought signs after its term, and the lost one no more', async () => {
      const officer = await register(
        world.stage,
        world.registrar,
        { roles: ['aeo-officer'], office: 'Oficina', dueDiligence: { reference: 'EXP', on: '2026-01-15' } },
        { name: 'Legajo', identifiers: [] },
      );
      const replacement = await makeActor(world.issuer, officer.handle);
      const registry = new Participants(world.stage(world.issuer, world.registrar));
      await registry.rekey(officer.handle, {
        jwk: replacement.signer.publicKey,
        replaces: [officer.signer.thumbprint],
        dueDiligence: { reference: 'EXP-2', on: '2026-01-16' },
      });
      const suspend = async (by: Actor) => {
        const number = await grant({ validTo: '2099-01-01' });
        return new Aeo(world.stage(world.issuer, by)).suspend(world.issuer, number, { reason: 'insolvency' });
      };
      expect((await refusalOf(() => suspend(replacement))).code).to.equal('KEY_NOT_YET_VALID');
      await suspend(officer);
      await pass(73 * HOUR);
      await suspend(replacement);
      expect((await refusalOf(() => suspend(officer))).code).to.equal('KEY_RETIRED');
      const late = () =>
        registry.object(officer.handle, { thumbprint: replacement.signer.thumbprint, reason: 'Demasiado tarde' });
      expect((await refusalOf(late)).code).to.equal('REKEY_TERM');
    });

    it('an offer lapses, an unanswered surrender goes back, and a holder that lost its key moves its bill by the next one', async () => {
      const { stage, issuer, registrar } = world;
      const [carrier, holder, buyer] = [
        await world.carrier(),
        await registerTrader(stage, registrar, 12_951),
        await registerTrader(stage, registrar, 12_952),
      ];
      const as = (party: Actor) => new Titles(stage(issuer, party));
      const bill = { member: issuer, id: `SCAC:${carrier.code}/TIME1/1` };
      await as(carrier).issue(bill, {
        ...{ issuer: carrier.handle, shipper: holder.handle, ...BILL_TERMS },
        answerWithin: { days: 1, count: 'calendar' },
      });
      const offer = () => ({
        ...{ to: buyer.handle, what: 'both' as const, endorsement: 'to-order' as const },
        lapsesAt: later(instantOf(world.time!.now()), HOUR),
      });
      await as(holder).offer(bill, offer());
      await pass(HOUR);
      expect((await refusalOf(() => as(buyer).accept(bill))).code).to.equal('OFFER_LAPSED');
      await as(holder).surrender(bill, { for: 'delivery' });
      await pass(3 * DAY);
      expect((await refusalOf(() => as(carrier).acceptSurrender(bill))).code).to.equal('TITLE_NOT_SURRENDERED');

      const next = await makeActor(issuer, holder.handle);
      await new Participants(stage(issuer, registrar)).rekey(holder.handle, {
        jwk: next.signer.publicKey,
        replaces: [holder.signer.thumbprint],
        dueDiligence: { reference: 'EXP-4', on: '2026-01-16' },
      });
      expect((await refusalOf(() => as(next).offer(bill, offer()))).code).to.equal('KEY_NOT_YET_VALID');
      await pass(73 * HOUR);
      await as(next).offer(bill, offer());
      await as(buyer).accept(bill);
      const { control } = await new Titles(stage(world.partner)).get(bill, instantOf(world.time!.now()));
      expect(control.at(-1)).to.include({ beneficiary: buyer.handle, holder: buyer.handle });
    });

    it('a key that the party objected to never signs', async () => {
      const trader = await registerTrader(world.stage, world.registrar, 12_950);
      const thief = await makeActor(world.issuer, trader.handle);
      const registry = new Participants(world.stage(world.issuer, world.registrar));
      await registry.rekey(trader.handle, {
        jwk: thief.signer.publicKey,
        replaces: [trader.signer.thumbprint],
        dueDiligence: { reference: 'EXP-3', on: '2026-01-16' },
      });
      const own = new Participants(world.stage(world.issuer, trader));
      await own.object(trader.handle, { thumbprint: thief.signer.thumbprint, reason: 'No la pedimos' });
      await pass(73 * HOUR);
      const forged = new Participants(world.stage(world.issuer, thief));
      const consent = (by: Participants) => by.consent(trader.handle, { given: true });
      expect((await refusalOf(() => consent(forged))).code).to.equal('KEY_RETIRED');
      await consent(own);
    });
  });
}
