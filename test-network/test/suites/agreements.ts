import { expect } from 'chai';
import { canonical, instantOf, type AgreementText } from '@fairway/model';
import { Aeo, Agreements } from '@fairway/sdk';
import { registerOfficer, type Actor } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** Mutual recognition: agreements as each party's own record of the same text. */
export function agreementSuite(network: () => Network): void {
  describe('Agreements on mutual recognition', () => {
    let world: World;
    let issuer: Agreements;
    let partner: Agreements;
    let supervisor: Actor;
    let names = 0;
    before(async () => {
      world = await worldOn(network());
      supervisor = await registerOfficer(world.stage, world.registrar, 'supervisor');
      const other = await registerOfficer(world.stage, world.partnerRegistrar, 'supervisor');
      issuer = new Agreements(world.stage(world.issuer, supervisor));
      partner = new Agreements(world.stage(world.partner, other));
    });

    const newName = (): string => `MRA-${String(++names)}`;
    const terms = (change: Partial<AgreementText> = {}): AgreementText => ({
      title: 'Acuerdo de reconocimiento mutuo',
      parties: [world.issuer, world.partner],
      effectiveFrom: '2026-01-01',
      noticeDays: 30,
      answerWithin: { days: 20, count: 'working' },
      recognitions: [
        { of: world.issuer, types: ['OEA'], by: world.partner, benefits: ['priority-treatment', 'deferred-payment'] },
        { of: world.partner, types: ['OEC'], by: world.issuer, benefits: ['fewer-physical-inspections'] },
      ],
      ...change,
    });
    const owed = async (id: string, at = instantOf(Date.now() + 60_000), knownAt?: string): Promise<string[]> => {
      const question = { issuer: world.issuer, type: 'OEA', partner: world.partner, at, knownAt };
      const { owed: all } = await partner.recognition(question);
      return all.filter(({ agreement }) => agreement === id).map(({ benefit }) => benefit);
    };
    const inForce = async (): Promise<string> => {
      const id = newName();
      await issuer.accept(world.issuer, id, 1, terms());
      await partner.acceptAs(world.partner, id, world.issuer);
      return id;
    };
    const leave = async (id: string): Promise<void> => {
      await issuer.suspend(world.issuer, id, { reason: 'Fin de la prueba' });
    };

    it('are in force once every party has accepted the same text', async () => {
      const id = newName();
      await issuer.accept(world.issuer, id, 1, terms());
      expect(await owed(id)).to.deep.equal([]);
      await partner.acceptAs(world.partner, id, world.issuer);
      expect(await owed(id)).to.deep.equal(['priority-treatment', 'deferred-payment']);
      await leave(id);
    });

    it('are not in force where the parties have accepted different texts', async () => {
      const id = newName();
      await issuer.accept(world.issuer, id, 1, terms());
      await partner.accept(world.partner, id, 1, terms({ noticeDays: 31 }));
      expect(await owed(id)).to.deep.equal([]);
    });

    it('say what a partner owes to the holder of a certificate, and why nothing', async () => {
      const id = await inForce();
      const aeo = new Aeo(world.stage(world.issuer, world.officer));
      const number = world.newNumber();
      const dates = { grantedOn: '2026-02-01', validFrom: '2026-02-01', validTo: '2036-01-31' };
      await aeo.grant(world.issuer, number, { holder: world.trader.handle, type: 'OEA', ...dates });
      const checked = await partner.check(world.partner, world.issuer, number);
      expect(checked).to.include({ valid: true, status: 'active' });
      expect(checked.owed).to.deep.include({ benefit: 'priority-treatment', agreement: id, version: 1 });
      await aeo.suspend(world.issuer, number, { reason: 'insolvency' });
      expect(await partner.check(world.partner, world.issuer, number)).to.deep.include({ valid: false, owed: [] });
      const third = world.members[2] ?? 'ZZ';
      expect(
        (await partner.recognition({ issuer: world.issuer, type: 'OEA', partner: third, at: checked.at })).because,
      ).to.equal(`there is no agreement between ${world.issuer} and ${third}`);
      await leave(id);
    });

    it('end what is between a party that suspends them and the rest, until it resumes', async () => {
      const id = await inForce();
      const { recordedAt } = await partner.suspend(world.partner, id, { reason: 'Auditoría pendiente' });
      expect(await owed(id)).to.deep.equal([]);
      expect(await owed(id, instantOf(Date.parse(recordedAt) - 1))).to.have.length(2);
      await partner.resume(world.partner, id, { reason: 'Auditoría cerrada' });
      expect(await owed(id)).to.have.length(2);
      await leave(id);
    });

    it('are left after the notice that they ask for, and not before', async () => {
      const id = await inForce();
      const tooSoon = instantOf(Date.now() + 29 * 86_400_000);
      expect(
        (await refusalOf(() => partner.terminate(world.partner, id, { reason: 'Denuncia', from: tooSoon }))).code,
      ).to.equal('NOTICE_TOO_SHORT');
      const { recordedAt } = await partner.terminate(world.partner, id, { reason: 'Denuncia' });
      expect(await owed(id)).to.have.length(2);
      expect(await owed(id, instantOf(Date.parse(recordedAt) + 30 * 86_400_000))).to.deep.equal([]);
      expect((await refusalOf(() => partner.resume(world.partner, id, { reason: 'Vuelta' }))).code).to.equal(
        'RECORD_CLOSED',
      );
      await leave(id);
    });

    it('change when all parties have accepted the new terms; a check goes by the version of its moment', async () => {
      const id = await inForce();
      const text = terms();
      const [first, second] = text.recognitions;
      const changed = { ...text, recognitions: [{ ...first!, benefits: ['priority-treatment'] }, second!] };
      await partner.accept(world.partner, id, 2, changed);
      expect(await owed(id)).to.have.length(2);
      const { recordedAt } = await issuer.acceptAs(world.issuer, id, world.partner);
      expect(await owed(id)).to.deep.equal(['priority-treatment']);
      expect(await owed(id, instantOf(Date.parse(recordedAt) - 1))).to.have.length(2);
      expect(await owed(id, undefined, instantOf(Date.parse(recordedAt) - 1))).to.have.length(2);
      expect((await refusalOf(() => partner.accept(world.partner, id, 2, text))).code).to.equal('NOT_LATER');
      await leave(id);
    });

    it('bring nobody in who has not accepted: what two others accept in its name binds neither it nor them', async () => {
      const id = newName();
      const third = world.members.find((member) => member !== world.issuer && member !== world.partner) ?? 'ZZ';
      const text = terms({
        parties: [world.issuer, world.partner, third],
        recognitions: [{ of: world.issuer, types: ['OEA'], by: third, benefits: ['priority-treatment'] }],
      });
      await issuer.accept(world.issuer, id, 1, text);
      await partner.acceptAs(world.partner, id, world.issuer);
      const at = instantOf(Date.now() + 60_000);
      expect((await issuer.recognition({ issuer: world.issuer, type: 'OEA', partner: third, at })).owed).to.deep.equal(
        [],
      );
      expect((await refusalOf(() => issuer.accept(world.partner, newName(), 1, text))).code).to.equal('ROLE_REQUIRED');
      const without = terms({ recognitions: [{ ...text.recognitions[0]!, by: world.partner }] });
      expect(canonical(without)).to.not.include(third);
      expect(
        (
          await refusalOf(() =>
            issuer.accept(world.issuer, newName(), 1, { ...without, parties: [third, world.partner] }),
          )
        ).code,
      ).to.equal('NOT_A_PARTY');
    });

    it("are accepted by a member's supervisor, and by no other officer", async () => {
      const officer = new Agreements(world.stage(world.issuer, world.officer));
      expect((await refusalOf(() => officer.accept(world.issuer, newName(), 1, terms()))).code).to.equal(
        'ROLE_REQUIRED',
      );
    });
  });
}
