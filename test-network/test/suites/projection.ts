import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Projection, type Question } from '@fairway/gateway';
import { DAY, type Instant } from '@fairway/model';
import { Aeo, Agreements, Participants, Uses } from '@fairway/sdk';
import { registerTrader, type Actor } from '@fairway/test-network';
import { agreed } from './agreed.ts';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

const TERMS = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };

/** What a member knows of all members' records, by its own peer's blocks. */
export function projectionSuite(network: () => Network): void {
  describe("A member's projection", () => {
    let world: World;
    let aeo: Aeo;
    let registry: Participants;
    let folder: string;
    let projection: Projection;
    const agreement = 'PROJECTION-1';
    let operators = 900;

    before(async () => {
      world = await worldOn(network());
      folder = mkdtempSync(join(tmpdir(), 'fairway-projection-'));
      aeo = new Aeo(world.stage(world.issuer, world.officer));
      registry = new Participants(world.stage(world.issuer, world.registrar));
      await agreed(world, agreement, ['fewer-physical-inspections']);
      projection = open(world.partner);
    });
    after(() => {
      projection?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const open = (member: string, name = member): Projection =>
      Projection.open(join(folder, `${name}.db`), world.stage(member), member);
    const granted = async (holder: Actor = world.trader): Promise<string> => {
      const number = world.newNumber();
      await aeo.grant(world.issuer, number, { holder: holder.handle, ...TERMS });
      return number;
    };
    const named = (number: string): Question => ({ certificate: { issuer: world.issuer, number } });
    const asked = async (...questions: Question[]) => {
      await projection.catchUp();
      return projection.checkMany(world.partner, questions);
    };
    const now = (): Instant => (world.time?.now() ?? new Date()).toISOString();

    it('answers a batch as single checks do, and the peer agrees with its sample', async () => {
      const numbers = [await granted(), await granted(), await granted()];
      await aeo.suspend(world.issuer, numbers[1]!, { reason: 'insolvency' });
      await aeo.annul(world.issuer, numbers[2]!, { reason: 'granted-in-error' });
      await projection.catchUp();
      const at = now();
      const all = [...numbers, world.newNumber()];
      const { answers, height, sample } = await projection.checkMany(world.partner, all.map(named), { at });
      const single = new Agreements(world.stage(world.partner));
      for (const [index, number] of all.entries())
        expect(answers[index]).to.deep.equal({
          ...(await single.check(world.partner, world.issuer, number, at)),
          certificate: { issuer: world.issuer, number },
        });
      expect(answers.map(({ status }) => status)).to.deep.equal(['active', 'suspended', 'annulled', 'unknown']);
      expect(answers[0]!.owed.map(({ benefit }) => benefit)).to.include('fewer-physical-inspections');
      expect(sample).to.deep.equal({ checked: 4, differing: [], lagging: [] });
      expect(height <= (await world.ledger(world.partner).height())).to.equal(true);
    });

    it('says what was known at a moment before', async () => {
      const number = await granted();
      const { recordedAt } = await aeo.suspend(world.issuer, number, { reason: 'insolvency' });
      await projection.catchUp();
      const before = new Date(Date.parse(recordedAt) - 1).toISOString();
      const { answers } = await projection.checkMany(world.partner, [named(number)], {
        at: recordedAt,
        knownAt: before,
      });
      expect(answers[0]).to.include({ status: 'active', knownAt: before });
    });

    it('tells a difference that is only its lag from one that is none', async () => {
      const number = await granted();
      await projection.catchUp();
      await aeo.suspend(world.issuer, number, { reason: 'insolvency' });
      const { answers, sample } = await projection.checkMany(world.partner, [named(number)], { at: now() });
      expect(answers[0]!.status).to.equal('active');
      expect(sample).to.deep.equal({ checked: 1, differing: [], lagging: [{ issuer: world.issuer, number }] });
    });

    it('knows an operator by its TIN from when it is shown until it is taken back, at the partner only', async () => {
      const holder = await registerTrader(world.stage, world.registrar, ++operators);
      const number = await granted(holder);
      const identity = (await registry.getPrivate(holder.handle))!;
      const [identifier] = identity.identifiers;
      const question: Question = { identifier: identifier! };
      expect((await asked(question)).answers[0]).to.include({ status: 'unknown', valid: false });
      await new Participants(world.stage(world.issuer, holder)).consent(holder.handle, { given: true });
      await registry.share(holder.handle, world.partner, agreement);
      expect((await asked(question)).answers[0]).to.deep.include({
        valid: true,
        certificate: { issuer: world.issuer, number },
      });
      const third = world.members.find((member) => member !== world.issuer && member !== world.partner);
      if (third !== undefined) {
        const stranger = open(third);
        await stranger.catchUp();
        expect((await stranger.checkMany(third, [question])).answers[0]!.status).to.equal('unknown');
        expect((await stranger.checkMany(third, [named(number)])).answers[0]!.status).to.equal('active');
        stranger.close();
      }
      await registry.unshare(world.issuer, world.partner, [holder.handle]);
      expect((await asked(question)).answers[0]!.status).to.equal('unknown');
      expect((await asked(named(number))).answers[0]!.status).to.equal('active');
      const own = open(world.issuer);
      await own.catchUp();
      expect((await own.checkMany(world.partner, [question])).answers[0]!.valid).to.equal(true);
      own.close();
    });

    it('forgets whom an operator was at once when the consent is withdrawn', async () => {
      const holder = await registerTrader(world.stage, world.registrar, ++operators);
      await granted(holder);
      const question: Question = { identifier: (await registry.getPrivate(holder.handle))!.identifiers[0]! };
      const own = new Participants(world.stage(world.issuer, holder));
      await own.consent(holder.handle, { given: true });
      await registry.share(holder.handle, world.partner, agreement);
      expect((await asked(question)).answers[0]!.valid).to.equal(true);
      await own.consent(holder.handle, { given: false });
      expect((await asked(question)).answers[0]!.status).to.equal('unknown');
    });

    it("counts the benefits given as the ledger does, an operator's own too, and lists those that a reversal touches", async () => {
      const [mine, others] = [await registerTrader(world.stage, world.registrar, ++operators), world.trader];
      const [number, another] = [await granted(mine), await granted(others)];
      const uses = new Uses(world.stage(world.partner, world.partnerOfficer));
      const on = new Date(Date.now() - 2 * DAY).toISOString().slice(0, 10);
      const applied = (certificate: string, declaration: string) => ({
        ...{ agreement, issuer: world.issuer, number: certificate, type: 'OEA', benefit: 'fewer-physical-inspections' },
        ...{ declaration, on },
      });
      await uses.record(world.partner, applied(number, 'DUA-P-1'));
      await uses.record(world.partner, applied(number, 'DUA-P-2'));
      await uses.record(world.partner, applied(another, 'DUA-P-3'));
      const { id } = await uses.record(world.partner, applied(number, 'DUA-P-4'));
      await uses.withdraw(world.partner, id, { reason: 'Declaración equivocada' });
      const { act } = await aeo.annul(world.issuer, number, { reason: 'granted-in-error' });
      const own = open(world.issuer);
      await Promise.all([own, projection].map((one) => one.catchUp()));
      const counts = await new Uses(world.stage(world.issuer)).counts(world.issuer);
      for (const one of [own, projection]) {
        expect(one.useCounts(world.issuer)).to.deep.equal(counts);
        expect(one.useCounts(world.issuer, mine.handle).map(({ count }) => count)).to.deep.equal([2]);
        const touched = one.touchedUses({ issuer: world.issuer, number }, act);
        expect(touched.map(({ declaration }) => declaration).sort()).to.deep.equal(['DUA-P-1', 'DUA-P-2']);
        expect(one.touchedUses({ issuer: world.issuer, number: another }, act)).to.deep.equal([]);
      }
      own.close();
      const third = world.members.find((member) => member !== world.issuer && member !== world.partner);
      if (third === undefined) return;
      const stranger = open(third);
      await stranger.catchUp();
      expect(stranger.useCounts(world.issuer)).to.deep.equal(counts);
      expect(stranger.useCounts(world.issuer, mine.handle)).to.deep.equal([]);
      expect(stranger.usesOf({ issuer: world.issuer, number })).to.deep.equal([]);
      stranger.close();
    });

    it('answers every question of a batch, whatever stands in one of them', async () => {
      const number = await granted();
      const odd = [
        named('¿?'),
        { identifier: { scheme: 'TIN', value: 'x' } } as Question,
        named(` ${number.toLowerCase()}`),
      ];
      const { answers } = await asked(...odd);
      expect(answers.map(({ status }) => status)).to.deep.equal(['unknown', 'unknown', 'active']);
      expect(answers[2]!.certificate!.number).to.equal(number);
    });

    it('refuses more than 10,000 questions', async () => {
      const many = Array<Question>(10_001).fill(named('AR-1'));
      expect((await refusalOf(() => projection.checkMany(world.partner, many))).code).to.equal('TOO_MANY');
    });

    it('goes on where it stopped, and belongs to its member', async () => {
      const number = await granted();
      await projection.catchUp();
      const { height } = projection.progress;
      projection.close();
      projection = open(world.partner);
      expect(projection.progress.height).to.equal(height);
      await aeo.revoke(world.issuer, number, { reason: 'security-breach' });
      expect((await asked(named(number))).answers[0]!.status).to.equal('revoked');
      expect((await refusalOf(() => Promise.resolve().then(() => open(world.issuer, world.partner)))).code).to.equal(
        'NOT_ALLOWED',
      );
    });

    it('follows the peer while it is asked', async () => {
      const stop = new AbortController();
      const following = projection.follow(stop.signal);
      const number = await granted();
      expect((await asked(named(number))).answers[0]!.status).to.equal('active');
      await aeo.suspend(world.issuer, number, { reason: 'insolvency' });
      expect((await asked(named(number))).answers[0]!.status).to.equal('suspended');
      stop.abort();
      await following;
    });
  });
}
