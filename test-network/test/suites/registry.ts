import { expect } from 'chai';
import {
  digestOf,
  digestOfJson,
  namespaceOf,
  newHandle,
  thumbprintOf,
  type Participant,
  type RegisterArgs,
  type Refusal,
} from '@fairway/model';
import { Aeo, Members, Participants } from '@fairway/sdk';
import { makeActor, register, registerOfficer, registerTrader } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** Members, participants and officers. */
export function registrySuite(network: () => Network): void {
  describe('The registry', () => {
    let world: World;
    let participants: Participants;
    before(async () => {
      world = await worldOn(network());
      participants = new Participants(world.stage(world.issuer, world.registrar));
    });

    const dueDiligence = { reference: 'EXP-9', on: '2026-01-15' };
    const attempt = async (args: object, identity?: object) => {
      const { signer } = await makeActor(world.issuer);
      return refusalOf(() =>
        participants.register(
          world.issuer,
          { dueDiligence, keys: [{ jwk: signer.publicKey }], ...args } as RegisterArgs,
          identity as never,
        ),
      );
    };

    it('knows a member as its founding act has it, once', async () => {
      const members = new Members(world.stage(world.partner));
      expect(await members.get(world.issuer)).to.include({ member: world.issuer, network: 'behaviour' });
      const usurper = await makeActor(world.issuer);
      const args = {
        member: world.issuer,
        name: 'Otra',
        network: 'behaviour',
        timeZone: 'America/Montevideo',
        registrars: [{ handle: usurper.handle, office: 'Registro', jwk: usurper.signer.publicKey }],
      };
      const refusal = await refusalOf(() => new Members(world.stage(world.issuer)).found(args, usurper));
      expect(refusal.code).to.equal('RECORD_EXISTS');
    });

    it("shows everyone a trader's handle, role and status, and its sponsor alone the name", async () => {
      const trader = await registerTrader(world.stage, world.registrar, 77);
      const seen = await new Participants(world.stage(world.partner)).get(trader.handle);
      expect(JSON.stringify(seen)).not.to.include('30500000077').and.not.to.include('ejemplo 77');
      expect(seen.status.entitlements[0]!.roles).to.deep.equal(['trader']);
      const identity = await participants.getPrivate(trader.handle);
      expect(identity).to.deep.include({ name: 'Operador de ejemplo 77' });
      expect(seen.private).to.equal(digestOfJson(identity));
      const refusal = await refusalOf(() => new Participants(world.stage(world.partner)).getPrivate(trader.handle));
      expect(refusal.code).to.equal('SERVICE_REQUIRED');
    });

    it('keeps no private identity but the one that was signed for', async () => {
      const trader = await registerTrader(world.stage, world.registrar, 78);
      const identity = (await participants.getPrivate(trader.handle))!;
      const refusal = await refusalOf(() => participants.keepPrivate(trader.handle, { ...identity, name: 'Otro' }));
      expect(refusal.code).to.equal('DIGEST_DIFFERS');
    });

    it('names carriers, banks and authorities in public, and officers by their office', async () => {
      const identifiers = [{ scheme: 'LEI' as const, value: '529900T8BM49AURSDO55' }];
      const bank = await register(world.stage, world.registrar, {
        roles: ['bank'],
        dueDiligence,
        licence: { reference: 'BC-1', validTo: '2036-01-01' },
        public: { name: 'Banco de ejemplo', identifiers },
      });
      const seen = await new Participants(world.stage(world.partner)).get(bank.handle);
      expect(seen.public).to.deep.equal({ name: 'Banco de ejemplo', identifiers });
      const officer = await new Participants(world.stage(world.partner)).get(world.officer.handle);
      expect(officer.office).to.include('aeo-officer');
      expect(
        (
          await attempt(
            { roles: ['bank'], licence: { reference: 'BC-2', validTo: '2036-01-01' } },
            { name: 'B', identifiers },
          )
        ).code,
      ).to.equal('IDENTITY_DOES_NOT_FIT_ROLES');
    });

    it('refuses what a registration may not say', async () => {
      const identifiers = [{ scheme: 'TIN', value: `${world.issuer}30500000099` }];
      const trader = { name: 'Operador', identifiers };
      const refuse = async (args: object, code: string, path?: string, identity: object | null = trader) => {
        const refusal = await attempt(args, identity ?? undefined);
        expect(refusal).to.include(path === undefined ? { code } : { code, path });
      };
      await refuse({ roles: ['forwarder'] }, 'COVER_MISSING', '/args');
      await refuse({ roles: ['trader', 'registrar'] }, 'ROLES_DO_NOT_MIX', '/args/roles');
      await refuse({ roles: ['trader', 'trader'] }, 'NAMED_TWICE', '/args/roles');
      await refuse({ roles: [] }, 'TOO_SHORT', '/args/roles');
      await refuse({ roles: ['king'] }, 'NOT_ALLOWED', '/args/roles/0');
      await refuse({ roles: ['auditor'], office: 'Auditoría', keys: [] }, 'TOO_SHORT', '/args/keys');
      await refuse(
        { roles: ['trader'], keys: [{ jwk: { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' } }] },
        'NOT_ALLOWED',
        '/args/keys/0/jwk/x',
      );
      await refuse(
        { roles: ['trader'], dueDiligence: { reference: 'EXP', on: '2035-01-01' } },
        'IN_THE_FUTURE',
        '/args/dueDiligence/on',
      );
      await refuse(
        { roles: ['trader'], dueDiligence: { reference: 'EXP', on: '2026-02-30' } },
        'NO_SUCH_DATE',
        '/args/dueDiligence/on',
      );
      const foreign = { name: 'Carrier', identifiers: [{ scheme: 'TIN', value: `${world.partner}211003420017` }] };
      await refuse(
        { roles: ['carrier'], public: foreign },
        'IDENTIFIER_ELSEWHERE_AT_HOME',
        '/args/public/identifiers',
        null,
      );
      await refuse({ roles: ['trader'] }, 'CLAIMS_DO_NOT_FIT_ROLES', '/args/claims', null);
      await refuse({ roles: ['auditor'], office: 'Auditoría' }, 'PRIVATE_PART', '/private', null);
      // What the sponsor's collection would not take is refused before the public part is recorded.
      const place = '/private/identifiers';
      await refuse({ roles: ['trader'] }, 'IDENTIFIER_ELSEWHERE_AT_HOME', place, foreign);
      await refuse({ roles: ['trader'] }, 'MISSING_FIELD', place, { name: 'Nobody', identifiers: [] });
    });

    it('takes participants from registrars of their sponsor only', async () => {
      const args = { roles: ['auditor' as const], office: 'Auditoría', dueDiligence };
      const identity = { name: 'X', identifiers: [] };
      for (const party of [world.officer, world.trader]) {
        expect((await refusalOf(() => register(world.stage, party, args, identity))).code).to.equal('ROLE_REQUIRED');
      }
      const foreign = new Participants(world.stage(world.partner, world.partnerRegistrar));
      const { signer } = await makeActor(world.issuer);
      const keys = [{ jwk: signer.publicKey }];
      const attempt = () => foreign.register(world.issuer, { ...args, keys }, identity, newHandle(world.issuer));
      expect((await refusalOf(attempt)).code).to.equal('ROLE_REQUIRED');
    });

    it('registers an identifier once, of whoever is not closed, and shows nobody which', async () => {
      const first = await registerTrader(world.stage, world.registrar, 81);
      const again = () => registerTrader(world.stage, world.registrar, 81);
      const refusal = await refusalOf(again);
      expect(refusal).to.include({ code: 'IDENTIFIER_TAKEN' });
      expect(refusal.sentence).to.include(first.handle);
      const { claims } = await new Participants(world.stage(world.partner)).get(first.handle);
      expect(claims).to.have.length(1);
      for (const guess of ['TIN:', ''].map((prefix) => `${prefix}${world.issuer}30500000081`)) {
        expect(claims).not.to.include.members([guess, digestOf(guess)]);
      }
      await participants.close(first.handle, 'Cese de actividades');
      await again();
    });

    it('has one winner when one TIN is registered many times at once', async () => {
      const attempts = await Promise.allSettled(
        Array.from({ length: 8 }, () => registerTrader(world.stage, world.registrar, 82)),
      );
      expect(attempts.filter(({ status }) => status === 'fulfilled')).to.have.length(1);
      const codes = attempts.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Refusal).code] : []));
      expect(new Set(codes)).to.deep.equal(new Set(['IDENTIFIER_TAKEN']));
    });

    it('lets the sponsor’s own services alone read and set the secret that claims are made with', async () => {
      const namespace = namespaceOf(world.issuer);
      for (const ledger of [world.ledger(world.partner), world.ledger(world.issuer, 'client')]) {
        const call = { namespace, transaction: 'participant:readSecret', args: [] };
        expect((await refusalOf(() => ledger.evaluate(call))).code).to.equal('SERVICE_REQUIRED');
      }
      const secret = { secret: Buffer.alloc(43, 'A') };
      const set = {
        namespace,
        transaction: 'participant:keepSecret',
        args: [],
        transient: secret,
        endorsers: [world.issuer],
      };
      expect((await refusalOf(() => world.ledger(world.issuer).endorse(set))).code).to.equal('RECORD_EXISTS');
    });

    it('bars a suspended officer from acting, and lets a reinstated one act again', async () => {
      const officer = await registerOfficer(world.stage, world.registrar, 'aeo-officer');
      const aeo = new Aeo(world.stage(world.issuer, officer));
      const terms = {
        holder: world.trader.handle,
        grantedOn: '2026-02-01',
        type: 'OEA',
        validFrom: '2026-02-01',
        validTo: '2036-01-31',
      };
      await participants.suspend(officer.handle, 'Sumario');
      expect((await refusalOf(() => aeo.grant(world.issuer, world.newNumber(), terms))).code).to.equal(
        'PARTY_NOT_ACTIVE',
      );
      await participants.reinstate(officer.handle, 'Sumario cerrado');
      await aeo.grant(world.issuer, world.newNumber(), terms);
      await participants.close(officer.handle, 'Jubilación');
      expect((await refusalOf(() => aeo.grant(world.issuer, world.newNumber(), terms))).code).to.equal(
        'PARTY_NOT_ACTIVE',
      );
      expect((await refusalOf(() => participants.reinstate(officer.handle, 'No'))).code).to.equal('RECORD_CLOSED');
    });

    it('lets a party bring a new key at once, and retires the old one', async () => {
      const trader = await registerTrader(world.stage, world.registrar, 79);
      const { signer } = await makeActor(world.issuer);
      const own = new Participants(world.stage(world.issuer, trader));
      await own.addKey(trader.handle, { jwk: signer.publicKey });
      await own.retireKey(trader.handle, { thumbprint: trader.signer.thumbprint, reason: 'Cambio de dispositivo' });
      expect(
        (
          await refusalOf(() =>
            own.retireKey(trader.handle, { thumbprint: thumbprintOf(signer.publicKey), reason: 'x' }),
          )
        ).code,
      ).to.equal('KEY_RETIRED');
    });

    it('makes a key that a registrar brings wait', async () => {
      const { signer } = await makeActor(world.issuer);
      const jwk = signer.publicKey;
      const refusal = await refusalOf(() => participants.addKey(world.trader.handle, { jwk }));
      expect(refusal.code).to.equal('REKEY_REQUIRED');
      const { recordedAt } = await participants.rekey(world.trader.handle, { jwk, replaces: [], dueDiligence });
      const trader: Participant = await participants.get(world.trader.handle);
      expect(Date.parse(trader.keys[signer.thumbprint]!.from) - Date.parse(recordedAt)).to.equal(72 * 3_600_000);
    });

    it('knows a business that has no key yet, which acts once it has one', async () => {
      const identity = {
        name: 'Operador sin clave',
        identifiers: [{ scheme: 'TIN' as const, value: `${world.issuer}30500000444` }],
      };
      const { handle } = await participants.register(
        world.issuer,
        { roles: ['trader'], dueDiligence, keys: [] },
        identity,
      );
      const party = await makeActor(world.issuer, handle);
      const consent = () => new Participants(world.stage(world.issuer, party)).consent(handle, { given: true });
      expect((await refusalOf(consent)).code).to.equal('KEY_UNKNOWN');
      await participants.addKey(handle, { jwk: party.signer.publicKey });
      expect((await refusalOf(consent)).code).to.equal('KEY_NOT_YET_VALID');
    });

    it('amends a profile with its reason, and the roles with it', async () => {
      const trader = await registerTrader(world.stage, world.registrar, 80);
      const identity = {
        name: 'Operador renombrado',
        identifiers: [{ scheme: 'TIN' as const, value: `${world.issuer}30500000080` }],
      };
      await participants.amend(
        trader.handle,
        {
          roles: ['trader', 'guarantor'],
          licence: { reference: 'L-1', validTo: '2036-01-01' },
          dueDiligence,
          reason: 'Nueva licencia',
        },
        identity,
      );
      expect(await participants.getPrivate(trader.handle)).to.deep.include(identity);
      expect((await participants.get(trader.handle)).status.entitlements).to.have.length(2);
    });
  });
}
