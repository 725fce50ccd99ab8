import { expect } from 'chai';
import { instantOf, newRandomId } from '@fairway/model';
import { Aeo, Claims, Mandates, Participants, Session, Uses, touchedUses, type DetailNotKept } from '@fairway/sdk';
import { registerTrader } from '@fairway/test-network';
import { agreed } from './agreed.ts';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** Benefits given and owed: uses, claims and answers, and agents who claim under a mandate. */
export function useSuite(network: () => Network): void {
  describe('Benefits under an agreement', () => {
    let world: World;
    let atPartner: Uses;
    let number: string;
    const agreement = 'BENEFITS-1';
    const benefit = 'priority-treatment';
    const on = new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10);
    let declarations = 0;
    const declaration = (): string => `DUA-2026-${String(++declarations).padStart(6, '0')}`;

    before(async () => {
      world = await worldOn(network());
      await agreed(world, agreement, [benefit, 'deferred-payment']);
      number = world.newNumber();
      await new Aeo(world.stage(world.issuer, world.officer)).grant(world.issuer, number, {
        holder: world.trader.handle,
        type: 'OEA',
        grantedOn: '2026-01-01',
        validFrom: '2026-01-01',
        validTo: '2035-12-31',
      });
      atPartner = new Uses(world.stage(world.partner, world.partnerOfficer));
    });

    const applied = (change: object = {}) => ({
      agreement,
      issuer: world.issuer,
      number,
      type: 'OEA',
      benefit,
      declaration: declaration(),
      on,
      ...change,
    });
    const counted = async (): Promise<number> => {
      const counts = await new Uses(world.stage(world.issuer)).counts(world.issuer);
      const [count] = counts.filter((one) => one.benefit === benefit && one.month === on.slice(0, 7));
      return count?.count ?? 0;
    };

    it('are recorded by the partner that gave them, counted by the issuer, and known in detail by both', async () => {
      const before = await counted();
      const given = applied();
      const { id } = await atPartner.record(world.partner, given);
      expect(await counted()).to.equal(before + 1);
      const seen = await new Uses(world.stage(world.issuer)).detail(world.partner, id);
      expect(seen).to.include({ number, declaration: given.declaration, on });
      const kept = await atPartner.get(world.partner, id);
      expect(JSON.stringify(kept)).to.not.include(number).and.not.include(given.declaration);
    });

    it('are listed by the issuer where an annulment, or an appeal against it, takes back or restores what they rested on', async () => {
      const certificate = world.newNumber();
      const aeo = new Aeo(world.stage(world.issuer, world.officer));
      await aeo.grant(world.issuer, certificate, {
        holder: world.trader.handle,
        type: 'OEA',
        grantedOn: '2026-01-01',
        validFrom: '2026-01-01',
        validTo: '2035-12-31',
      });
      const given = [applied({ number: certificate }), applied({ number: certificate, benefit: 'deferred-payment' })];
      for (const one of given) await atPartner.record(world.partner, one);
      await atPartner.record(world.partner, applied());
      const touched = async (act: string) => {
        const uses = await Array.fromAsync(touchedUses(world.stage(world.issuer), world.issuer, certificate, act));
        return uses.map((use) => use.declaration).sort();
      };
      const all = given.map((one) => one.declaration).sort();
      const suspension = await aeo.suspend(world.issuer, certificate, { reason: 'under-investigation' });
      expect(await touched(suspension.act)).to.deep.equal([]);
      const annulment = await aeo.annul(world.issuer, certificate, { reason: 'granted-in-error' });
      expect(await touched(annulment.act)).to.deep.equal(all);
      const appeal = { reference: 'CAF 99/2026', of: annulment.act, suspensive: false };
      expect(await touched((await aeo.appeal(world.issuer, certificate, appeal)).act)).to.deep.equal([]);
      const outcome = { reference: appeal.reference, outcome: 'upheld' as const };
      const judgment = await aeo.resolveAppeal(world.issuer, certificate, outcome);
      expect(await touched(judgment.act)).to.deep.equal(all);
    });

    it('count once for a declaration, however often they are recorded', async () => {
      const given = applied();
      await atPartner.record(world.partner, given);
      const before = await counted();
      expect((await refusalOf(() => atPartner.record(world.partner, given))).code).to.equal('RECORD_EXISTS');
      expect(await counted()).to.equal(before);
    });

    it('no longer count when they are withdrawn', async () => {
      const { id } = await atPartner.record(world.partner, applied());
      const before = await counted();
      await atPartner.withdraw(world.partner, id, { reason: 'Declaración equivocada' });
      expect(await counted()).to.equal(before - 1);
      expect((await refusalOf(() => atPartner.withdraw(world.partner, id, { reason: 'Otra vez' }))).code).to.equal(
        'RECORD_CLOSED',
      );
    });

    it('are recorded where the partner grants them, and in no month to come', async () => {
      const attempt = (change: object) => refusalOf(() => atPartner.record(world.partner, applied(change)));
      expect((await attempt({ benefit: 'fewer-physical-inspections' })).code).to.equal('NOT_OWED');
      expect((await attempt({ type: 'OEC' })).code).to.equal('NOT_OWED');
      expect((await attempt({ on: '2025-06-01' })).code).to.equal('NOT_OWED');
      expect((await attempt({ on: '2031-01-01' })).code).to.equal('IN_THE_FUTURE');
      expect((await attempt({ agreement: 'NO-SUCH' })).code).to.equal('RECORD_UNKNOWN');
    });

    it("are recorded by the partner's officers: the issuer cannot add to the partner's counts", async () => {
      const intruder = world.stage(world.partner, world.officer);
      const args = { agreement, issuer: world.issuer, type: 'OEA', benefit, month: on.slice(0, 7) };
      const id = 'A'.repeat(43);
      const records = [{ member: world.partner, kind: 'use', id }];
      const attempt = () => intruder.act({ type: 'use.record', records, args, private: id });
      expect((await refusalOf(attempt)).code).to.equal('ROLE_REQUIRED');
    });

    describe('that were owed and not given', () => {
      const owed = (change: object = {}) => ({
        against: world.partner,
        agreement,
        benefit,
        number,
        declaration: declaration(),
        on,
        facts: 'Canal rojo sin motivo',
        ...change,
      });
      const operator = (): Claims => new Claims(world.stage(world.issuer, world.trader));
      const officer = (): Claims => new Claims(world.stage(world.partner, world.partnerOfficer));

      it('are claimed by the operator, seen by the partner, and answered in the term', async () => {
        const lodged = owed();
        const { id } = await operator().lodge(world.issuer, lodged);
        expect(await officer().detail(world.issuer, id)).to.include({ number, declaration: lodged.declaration });
        const open = await officer().standing(world.issuer, id);
        expect(open.standing).to.equal('open');
        const { lastDay, calendar } = open.claim.answerBy;
        expect(calendar).to.match(new RegExp(`^${world.partner}/`));
        expect((await officer().standing(world.issuer, id, lastDay)).standing).to.equal('open');
        const dayAfter = instantOf(Date.parse(lastDay) + 86_400_000).slice(0, 10);
        expect((await officer().standing(world.issuer, id, dayAfter)).standing).to.equal('overdue');
        const { id: use } = await atPartner.record(world.partner, applied({ declaration: lodged.declaration }));
        await officer().answer(world.issuer, id, { outcome: 'given-since', reason: 'Se aplicó después', use });
        const answered = await operator().standing(world.issuer, id, dayAfter);
        expect(answered).to.include({ standing: 'answered' });
        expect(answered.answer).to.include({ outcome: 'given-since', use });
        expect(
          (await refusalOf(() => officer().answer(world.issuer, id, { outcome: 'not-owed', reason: 'No' }))).code,
        ).to.equal('RECORD_EXISTS');
      });

      it('are claimed by the holder of the certificate only', async () => {
        const other = await registerTrader(world.stage, world.registrar, 41);
        const claims = new Claims(world.stage(world.issuer, other));
        const failed = await claims.lodge(world.issuer, owed()).catch((error: unknown) => error);
        expect((failed as { cause?: { code: string } }).cause?.code).to.equal('NOT_THE_HOLDER');
      });

      it('are neither claimed nor given up by whom an order has frozen, nor by its agent', async () => {
        const { stage, issuer, registrar } = world;
        const [party, agent] = [await registerTrader(stage, registrar, 43), await registerTrader(stage, registrar, 44)];
        const registry = new Participants(stage(issuer, registrar));
        const own = new Claims(stage(issuer, party));
        const failed = await own.lodge(issuer, owed()).catch((error: unknown) => error);
        const { id } = (failed as DetailNotKept).record;
        const { mandate } = await new Mandates(stage(issuer, party)).give(party.handle, {
          ...{ agent: agent.handle, capacity: 'trader', acts: ['claim.lodge', 'claim.withdraw'] },
          to: instantOf(Date.now() + 3_600_000),
        });
        const order = { order: 'JUZGADO-6/2026' };
        await registry.freeze(party.handle, order);
        for (const claims of [own, new Claims(new Session({ ...stage(issuer, agent).options, mandate }))]) {
          expect((await refusalOf(() => claims.lodge(issuer, owed()))).code).to.equal('PARTY_FROZEN');
          const withdraw = () => claims.withdraw(issuer, id, { reason: 'x' });
          expect((await refusalOf(withdraw)).code).to.equal('PARTY_FROZEN');
        }
        await registry.release(party.handle, order);
        await own.withdraw(issuer, id, { reason: 'x' });
      });

      it('are claimed by an agent under a mandate, in its principal’s name, within its limits and until its end', async () => {
        const agent = await registerTrader(world.stage, world.partnerRegistrar, 77);
        const { mandate } = await new Mandates(world.stage(world.issuer, world.trader)).give(world.trader.handle, {
          agent: agent.handle,
          capacity: 'trader',
          acts: ['claim.lodge'],
          to: instantOf(Date.now() + 3_600_000),
        });
        const session = new Session({ ...world.stage(world.issuer, agent).options, mandate });
        const { id } = await new Claims(session).lodge(world.issuer, owed());
        expect(await operator().get(world.issuer, id)).to.include({
          claimant: world.trader.handle,
          agent: agent.handle,
        });
        expect(await new Mandates(session).capacityOf(mandate)).to.equal(
          `as agent for the trader ${world.trader.handle}`,
        );
        const withdraw = () => new Claims(session).withdraw(world.issuer, id, { reason: 'Error' });
        expect((await refusalOf(withdraw)).code).to.equal('MANDATE_DOES_NOT_COVER');
        const thief = await registerTrader(world.stage, world.partnerRegistrar, 78);
        const stolen = new Session({ ...world.stage(world.issuer, thief).options, mandate });
        expect((await refusalOf(() => new Claims(stolen).lodge(world.issuer, owed()))).code).to.equal(
          'MANDATE_OF_ANOTHER',
        );
        await new Mandates(world.stage(world.issuer, world.trader)).end(mandate, { reason: 'Fin del encargo' });
        expect((await refusalOf(() => new Claims(session).lodge(world.issuer, owed()))).code).to.equal(
          'MANDATE_NOT_IN_FORCE',
        );
        expect((await operator().standing(world.issuer, id)).standing).to.equal('open');
      });

      it('are claimed by whoever has a mandate of the holder, not of oneself, an officer, or nobody', async () => {
        const mandates = new Mandates(world.stage(world.issuer, world.trader));
        const give = (agent: string, change: object = {}) =>
          mandates.give(world.trader.handle, {
            agent,
            capacity: 'trader',
            acts: ['claim.lodge'],
            to: instantOf(Date.now() + 3_600_000),
            ...change,
          });
        for (const agent of [
          world.trader.handle,
          world.officer.handle,
          `${world.issuer.toLowerCase()}-${newRandomId()}`,
        ]) {
          expect((await refusalOf(() => give(agent))).code).to.equal('AGENT_UNKNOWN');
        }
        const agent = await registerTrader(world.stage, world.registrar, 42);
        expect((await refusalOf(() => give(agent.handle, { capacity: 'carrier' }))).code).to.equal('ROLE_REQUIRED');
        expect((await refusalOf(() => give(agent.handle, { to: instantOf(0) }))).code).to.equal('ENDS_BEFORE_START');
      });
    });
  });
}
