import { expect } from 'chai';
import { AEO_TYPES, HOUR, dateAt, instantOf, type AeoType } from '@fairway/model';
import { Aeo, Mandates, Participants, Session, Tables } from '@fairway/sdk';
import { register, registerOfficer, registerTrader } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** AEO certificates, from grant to revocation, as an issuer and its partner see them. */
export function aeoSuite(network: () => Network): void {
  describe('AEO certificates', () => {
    let world: World;
    let issuer: Aeo;
    let partner: Aeo;
    before(async () => {
      world = await worldOn(network());
      issuer = new Aeo(world.stage(world.issuer, world.officer));
      partner = new Aeo(world.stage(world.partner));
    });

    const terms = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };
    const renewed = { type: terms.type, validFrom: terms.validFrom, validTo: terms.validTo };
    const grant = async (number = world.newNumber()): Promise<string> => {
      await issuer.grant(world.issuer, number, { holder: world.trader.handle, ...terms });
      return number;
    };
    const check = (number: string) => partner.check(world.issuer, number);

    it('is granted by the administration and seen by its partner', async () => {
      const number = await grant();
      const certificate = await partner.get(world.issuer, number);
      expect(certificate).to.include({
        issuer: world.issuer,
        number,
        holder: world.trader.handle,
        grantedOn: '2026-02-01',
      });
      expect(await check(number)).to.include({ valid: true, status: 'active', type: 'OEA', validTo: '2036-01-31' });
    });

    it('loses its standing at the partner when the issuer suspends it, and regains it when reinstated', async () => {
      const number = await grant();
      const { recordedAt } = await issuer.suspend(world.issuer, number, {
        reason: 'under-investigation',
        note: 'Acta 12',
      });
      expect(await check(number)).to.include({ valid: false, status: 'suspended', reason: 'under-investigation' });
      expect(await partner.check(world.issuer, number, instantOf(Date.parse(recordedAt) - 1))).to.include({
        status: 'active',
      });
      await issuer.reinstate(world.issuer, number);
      expect(await check(number)).to.include({ valid: true, status: 'active' });
    });

    it('ends with its revocation, for good', async () => {
      const number = await grant();
      await issuer.revoke(world.issuer, number, { reason: 'customs-infringement' });
      expect(await check(number)).to.include({ valid: false, status: 'revoked' });
      for (const move of [
        () => issuer.reinstate(world.issuer, number),
        () => issuer.suspend(world.issuer, number, { reason: 'insolvency' }),
        () => issuer.renew(world.issuer, number, { validTo: '2040-01-01' }),
      ]) {
        expect((await refusalOf(move)).code).to.equal('RECORD_CLOSED');
      }
    });

    it('is given up by its holder, and by nobody else', async () => {
      const number = await grant();
      expect((await refusalOf(() => issuer.withdraw(world.issuer, number))).code).to.equal('NOT_THE_HOLDER');
      await new Aeo(world.stage(world.issuer, world.trader)).withdraw(world.issuer, number, {
        note: 'Cese de actividades',
      });
      expect(await check(number)).to.include({ valid: false, status: 'withdrawn' });
      expect((await refusalOf(() => issuer.reinstate(world.issuer, number))).code).to.equal('RECORD_CLOSED');
    });

    it('is given up by its agent under a mandate, in the sight of all', async () => {
      const number = await grant();
      const agent = await registerTrader(world.stage, world.registrar, 61);
      const { mandate } = await new Mandates(world.stage(world.issuer, world.trader)).give(world.trader.handle, {
        agent: agent.handle,
        capacity: 'trader',
        acts: ['aeo.withdraw'],
        to: instantOf(Date.now() + HOUR),
      });
      const session = new Session({ ...world.stage(world.issuer, agent).options, mandate });
      expect(
        (await refusalOf(() => new Aeo(world.stage(world.issuer, agent)).withdraw(world.issuer, number))).code,
      ).to.equal('NOT_THE_HOLDER');
      await new Aeo(session).withdraw(world.issuer, number);
      expect(await check(number)).to.include({ valid: false, status: 'withdrawn' });
      const history = await partner.history(world.issuer, number);
      expect(history.at(-1)).to.include({ by: agent.handle, mandate: mandate.id });
    });

    it('is undone from its start by an annulment, while what was known before stays answerable', async () => {
      const number = await grant();
      const { recordedAt } = await issuer.annul(world.issuer, number, { reason: 'granted-in-error' });
      const before = instantOf(Date.parse(recordedAt) - 1);
      const asked = (at: string, knownAt?: string) => partner.check(world.issuer, number, at, knownAt);
      expect(await asked('2026-02-01T12:00:00.000Z')).to.include({ valid: false, status: 'annulled', recordedAt });
      expect(await asked(before)).to.include({ valid: false, status: 'annulled' });
      expect(await asked(before, before)).to.include({ valid: true, status: 'active' });
      expect(await asked(before, '2026-02-01T12:00:00.000Z')).to.include({ valid: false, status: 'unknown' });
    });

    it('is good while an appeal that suspends the effect of its revocation is pending', async () => {
      const number = await grant();
      const { act: of } = await issuer.revoke(world.issuer, number, { reason: 'tax-infringement' });
      const reference = 'CAF 1234/2026';
      await issuer.appeal(world.issuer, number, { reference, of, suspensive: true });
      const pending = await check(number);
      expect(pending).to.include({ valid: true, status: 'active' });
      expect(pending.appeals).to.have.length(1);
      expect(pending.because).to.include(reference);
      await issuer.resolveAppeal(world.issuer, number, { reference, outcome: 'dismissed' });
      expect(await check(number)).to.include({ valid: false, status: 'revoked' });
    });

    it('was never suspended once an appeal against the suspension is upheld', async () => {
      const number = await grant();
      const { act: of, recordedAt } = await issuer.suspend(world.issuer, number, { reason: 'under-investigation' });
      const appeal = { reference: 'CAF 5/2026', of, suspensive: false };
      await issuer.appeal(world.issuer, number, appeal);
      expect(await check(number)).to.include({ valid: false, status: 'suspended' });
      await issuer.resolveAppeal(world.issuer, number, { reference: appeal.reference, outcome: 'upheld' });
      expect(await partner.check(world.issuer, number, recordedAt)).to.include({ valid: true });
      expect(await partner.check(world.issuer, number, recordedAt, recordedAt)).to.include({ status: 'suspended' });
      const history = await partner.history(world.issuer, number);
      expect(history.at(-1)).to.include({ type: 'aeo.resolveAppeal', why: appeal.reference, from: recordedAt });
    });

    it('is renewed to a later day, and its terms are amended while it stands', async () => {
      const number = await grant();
      await issuer.renew(world.issuer, number, { validTo: '2039-01-31' });
      expect(await check(number)).to.include({ validTo: '2039-01-31' });
      expect((await refusalOf(() => issuer.renew(world.issuer, number, { validTo: '2038-01-31' }))).code).to.equal(
        'NOT_LATER',
      );
      await issuer.amend(world.issuer, number, {
        type: 'OEA-S',
        validFrom: '2026-02-01',
        reviewOn: '2029-02-01',
        reason: 'Programa nuevo',
      });
      const checked = await check(number);
      expect(checked)
        .to.include({ valid: true, type: 'OEA-S', reviewOn: '2029-02-01' })
        .and.not.to.have.property('validTo');
    });

    it('is of a type of its programme, and says what that covers and for whom', async () => {
      const number = await grant();
      expect(await check(number)).to.deep.include({
        covers: ['security', 'compliance'],
        roles: ['manufacturer', 'importer', 'exporter', 'broker', 'carrier', 'warehouse'],
      });
      await issuer.amend(world.issuer, number, { ...renewed, type: 'OEA-C', reason: 'Sin requisitos de seguridad' });
      expect((await check(number)).covers).to.deep.equal(['compliance']);
      const holder = world.trader.handle;
      const attempt = () => issuer.grant(world.issuer, world.newNumber(), { holder, ...terms, type: 'AEOF' });
      expect(await refusalOf(attempt)).to.include({ code: 'TYPE_UNKNOWN', path: '/args/type' });
      expect(
        (await refusalOf(() => issuer.amend(world.issuer, number, { ...renewed, type: 'AEOF', reason: 'x' }))).code,
      ).to.equal('TYPE_UNKNOWN');
    });

    it('keeps what its type meant, until it is amended, when its programme changes', async () => {
      const [number, other] = [await grant(), await grant()];
      const supervisor = await registerOfficer(world.stage, world.registrar, 'supervisor');
      const tables = new Tables(world.stage(world.issuer, supervisor));
      const rows = await tables.rows<AeoType>(world.issuer, AEO_TYPES);
      const wider = rows.map((row) => (row.code === 'OEA' ? { ...row, roles: [...row.roles, 'port' as const] } : row));
      const today = dateAt(instantOf(Date.now()), 'America/Argentina/Buenos_Aires');
      await tables.publish(world.issuer, AEO_TYPES, today, wider);
      await issuer.amend(world.issuer, other, { ...renewed, reason: 'Tabla nueva' });
      expect((await check(number)).roles).not.to.include('port');
      expect((await check(other)).roles).to.include('port');
      expect((await check(await grant())).roles).to.include('port');
    });

    it('is known by its number however it is written', async () => {
      const number = await grant();
      expect(await check(` ${number.toLowerCase().replace('-', '\u2013')} `)).to.include({ valid: true });
      expect((await refusalOf(() => grant(number.toLowerCase()))).code).to.equal('RECORD_EXISTS');
    });

    it('tells who did what, when and why, with the signed acts', async () => {
      const number = await grant();
      await issuer.suspend(world.issuer, number, { reason: 'insolvency' });
      const history = await partner.history(world.issuer, number);
      expect(history.map(({ type, by, why }) => ({ type, by, why }))).to.deep.equal([
        { type: 'aeo.grant', by: world.officer.handle, why: undefined },
        { type: 'aeo.suspend', by: world.officer.handle, why: 'insolvency' },
      ]);
      expect(history[0]!.transactionId).to.match(/^[0-9a-f]{64}$/);
    });

    it('is an answer, not an error, when nobody granted it', async () => {
      expect(await check('AR-NEVER')).to.include({ valid: false, status: 'unknown' });
      expect((await refusalOf(() => partner.get(world.issuer, 'AR-NEVER'))).code).to.equal('RECORD_UNKNOWN');
    });

    it('is in no list of a member that has granted none', async () => {
      expect(await Array.fromAsync(partner.list(world.partner))).to.deep.equal([]);
    });

    it('is listed by issuer in pages, and by status', async () => {
      const [one, two] = [await grant(), await grant()];
      await issuer.suspend(world.issuer, two, { reason: 'insolvency' });
      const all = await Array.fromAsync(partner.list(world.issuer, { pageSize: 2 }));
      const numbers = all.map(({ number }) => number);
      expect(numbers).to.include.members([one, two]);
      expect(numbers).to.deep.equal([...new Set(numbers)].sort());
      const suspended = await Array.fromAsync(partner.list(world.issuer, { status: 'suspended', pageSize: 3 }));
      expect(suspended.map(({ number }) => number))
        .to.include(two)
        .and.not.to.include(one);
    });

    it('is refused where the dates do not fit', async () => {
      const holder = world.trader.handle;
      const attempt = (change: object) =>
        refusalOf(() => issuer.grant(world.issuer, world.newNumber(), { holder, ...terms, ...change }));
      expect(await attempt({ validTo: '2025-01-01' })).to.include({ code: 'ENDS_BEFORE_START', path: '/args/validTo' });
      expect(await attempt({ validTo: '2027-02-29' })).to.include({ code: 'NO_SUCH_DATE', path: '/args/validTo' });
      expect(await attempt({ validTo: undefined })).to.include({ code: 'MISSING_FIELD', path: '/args/validTo' });
      expect(await attempt({ grantedOn: '2035-01-01', validFrom: '2035-01-01' })).to.include({ code: 'IN_THE_FUTURE' });
      expect(await attempt({ grantedOn: '2026-02-02' })).to.include({ code: 'STARTS_BEFORE_GRANT' });
    });

    it('is granted to an active business of the issuer, and to nobody else', async () => {
      const attempt = (holder: string) =>
        refusalOf(() => issuer.grant(world.issuer, world.newNumber(), { holder, ...terms }));
      expect((await attempt(world.officer.handle)).code).to.equal('HOLDER_UNKNOWN');
      expect((await attempt(world.partnerOfficer.handle)).code).to.equal('HOLDER_UNKNOWN');
      const suspended = await registerTrader(world.stage, world.registrar, 2);
      await new Participants(world.stage(world.issuer, world.registrar)).suspend(suspended.handle, 'Deuda');
      expect((await attempt(suspended.handle)).code).to.equal('PARTY_NOT_ACTIVE');
    });

    it('is granted and changed by AEO officers of the issuer, and by nobody else', async () => {
      const number = await grant();
      const carrier = await register(world.stage, world.registrar, {
        roles: ['carrier'],
        dueDiligence: { reference: 'EXP-7', on: '2026-01-15' },
        public: {
          name: 'Transportista de ejemplo',
          identifiers: [{ scheme: 'TIN', value: `${world.issuer}30700000001` }],
        },
      });
      for (const party of [world.registrar, world.trader, carrier]) {
        const impostor = new Aeo(world.stage(world.issuer, party));
        expect((await refusalOf(() => impostor.revoke(world.issuer, number, { reason: 'insolvency' }))).code).to.equal(
          'ROLE_REQUIRED',
        );
      }
      const stranger = new Aeo(world.stage(world.partner, world.partnerOfficer));
      expect((await refusalOf(() => stranger.revoke(world.issuer, number, { reason: 'insolvency' }))).code).to.equal(
        'ROLE_REQUIRED',
      );
      expect(await check(number)).to.include({ valid: true });
    });

    it('has one winner when many grant the same number at once', async () => {
      const number = world.newNumber();
      const attempts = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) =>
          issuer.grant(world.issuer, number, {
            holder: world.trader.handle,
            ...terms,
            validTo: `20${50 + index}-01-31`,
          }),
        ),
      );
      expect(attempts.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      const codes = attempts.flatMap((one) =>
        one.status === 'rejected' ? [(one.reason as { code: string }).code] : [],
      );
      expect(new Set(codes)).to.deep.equal(new Set(['RECORD_EXISTS']));
    });
  });
}
