import { expect } from 'chai';
import { digestOfJson, instantOf, later } from '@fairway/model';
import { Aeo, Mandates, Participants, Session } from '@fairway/sdk';
import { makeActor, register, registerOfficer, registerTrader, type Actor } from '@fairway/test-network';
import { signAct } from '@fairway/wallets';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** What happens to a party in the course of years. */
export function lifeSuite(network: () => Network): void {
  describe('The life of a participant', () => {
    let world: World;
    let registry: Participants;
    let parties = 12_000;
    const dueDiligence = { reference: 'EXP-2026-0099', on: '2026-01-20' };
    before(async () => {
      world = await worldOn(network());
      registry = new Participants(world.stage(world.issuer, world.registrar));
    });
    const trader = (): Promise<Actor> => registerTrader(world.stage, world.registrar, ++parties);
    const as = (party: Actor): Participants => new Participants(world.stage(world.issuer, party));
    const codeOf = async (attempt: () => Promise<unknown>) => (await refusalOf(attempt)).code;
    const grantTo = async (holder: Actor, by = world.officer): Promise<string> => {
      const number = world.newNumber();
      await new Aeo(world.stage(world.issuer, by)).grant(world.issuer, number, {
        holder: holder.handle,
        grantedOn: '2026-02-01',
        type: 'OEA',
        validFrom: '2026-02-01',
        validTo: '2036-01-31',
      });
      return number;
    };

    describe('a lost or stolen key', () => {
      const rekeyed = async (party: Actor) => {
        const replacement = await makeActor(world.issuer, party.handle);
        const args = { jwk: replacement.signer.publicKey, replaces: [party.signer.thumbprint], dueDiligence };
        const { recordedAt } = await registry.rekey(party.handle, args);
        return { replacement, from: later(recordedAt, 72 * 3_600_000) };
      };

      it('is replaced after its term, in everyone’s sight, with renewed due diligence', async () => {
        const party = await trader();
        const { replacement, from } = await rekeyed(party);
        const seen = await new Participants(world.stage(world.partner)).get(party.handle);
        expect(seen.keys[replacement.signer.thumbprint]).to.include({ from });
        expect(seen.keys[party.signer.thumbprint]).to.include({ to: from });
        expect(seen.dueDiligence).to.deep.equal(dueDiligence);
        const consent = (by: Actor) => as(by).consent(party.handle, { given: true });
        expect(await codeOf(() => consent(replacement))).to.equal('KEY_NOT_YET_VALID');
        await consent(party);
      });

      it('stays in force where its owner objects, by that key', async () => {
        const party = await trader();
        const { replacement, from } = await rekeyed(party);
        const { thumbprint } = replacement.signer;
        expect(await codeOf(() => registry.retireKey(party.handle, { thumbprint, reason: 'x' }))).to.equal(
          'REKEY_PENDING',
        );
        const { signer } = await makeActor(world.issuer);
        expect(await codeOf(() => as(party).addKey(party.handle, { jwk: signer.publicKey }))).to.equal('REKEY_PENDING');
        const stranger = await trader();
        const objection = { thumbprint, reason: 'Nadie la pidió' };
        expect(await codeOf(() => as(stranger).object(party.handle, objection))).to.equal('ROLE_REQUIRED');
        await registry.suspend(party.handle, 'Sumario');
        await as(party).object(party.handle, objection);
        const { keys } = await registry.get(party.handle);
        const old = keys[party.signer.thumbprint]!;
        expect([old.to, old.replaced]).to.deep.equal([undefined, undefined]);
        expect(keys[thumbprint]!.to! < from).to.equal(true);
        expect(await codeOf(() => as(party).object(party.handle, objection))).to.equal('KEY_UNKNOWN');
      });

      it('is not replaced by a registrar’s plain addition, by the party itself, or on a check yet to come', async () => {
        const party = await trader();
        const { signer } = await makeActor(world.issuer);
        const args = { jwk: signer.publicKey, replaces: [party.signer.thumbprint], dueDiligence };
        expect(await codeOf(() => registry.addKey(party.handle, { jwk: signer.publicKey }))).to.equal('REKEY_REQUIRED');
        expect(await codeOf(() => as(party).rekey(party.handle, args))).to.equal('ROLE_REQUIRED');
        expect(await codeOf(() => registry.rekey(world.registrar.handle, args))).to.equal('NOT_ONES_OWN');
        const late = { ...args, dueDiligence: { reference: 'EXP', on: '2035-01-01' } };
        expect(await codeOf(() => registry.rekey(party.handle, late))).to.equal('IN_THE_FUTURE');
        const unknown = { ...args, replaces: [signer.thumbprint] };
        expect(await codeOf(() => registry.rekey(party.handle, unknown))).to.equal('KEY_UNKNOWN');
      });
    });

    describe('signatories of a firm', () => {
      /** A firm's second key, and the firm signing by both. */
      const second = async (party: Actor, acts?: string[]) => {
        const other = await makeActor(world.issuer, party.handle);
        await as(party).addKey(party.handle, { jwk: other.signer.publicKey, ...(acts && { acts }) });
        const signers = [party, other].map(({ handle, signer }) => ({ handle, signer }));
        return { other, both: { ...party, sign: (act) => signAct(act, signers) } satisfies Actor };
      };

      it('sign what they are allowed to, each', async () => {
        const party = await trader();
        const { other } = await second(party, ['participant.consent']);
        await as(other).consent(party.handle, { given: true });
        const retire = { thumbprint: party.signer.thumbprint, reason: 'x' };
        expect(await codeOf(() => as(other).retireKey(party.handle, retire))).to.equal('KEY_NOT_FOR_THIS');
      });

      it('sign together where their firm has set that two do', async () => {
        const party = await trader();
        const together = ['participant.consent'];
        expect(await codeOf(() => as(party).setSigning(party.handle, { together }))).to.equal('SIGNATURES_TOO_FEW');
        const { both } = await second(party);
        await as(party).setSigning(party.handle, { together });
        const consent = (by: Actor) => as(by).consent(party.handle, { given: true });
        expect(await codeOf(() => consent(party))).to.equal('SIGNATURES_TOO_FEW');
        await consent(both);
        expect((await new Participants(world.stage(world.partner)).get(party.handle)).consents).to.have.length(1);
      });

      it('undo that together only: not by one, nor by a key that one adds; or a registrar does, by its check', async () => {
        const party = await trader();
        const { both } = await second(party);
        await as(party).setSigning(party.handle, { together: ['participant.consent'] });
        const alone = as(party);
        expect(await codeOf(() => alone.setSigning(party.handle, { together: [] }))).to.equal('SIGNATURES_TOO_FEW');
        const { signer } = await makeActor(world.issuer);
        expect(await codeOf(() => alone.addKey(party.handle, { jwk: signer.publicKey }))).to.equal(
          'SIGNATURES_TOO_FEW',
        );
        const agent = { agent: (await trader()).handle, capacity: 'trader' as const, acts: ['aeo.withdraw'] };
        const give = () =>
          new Mandates(world.stage(world.issuer, party)).give(party.handle, {
            ...agent,
            to: '2027-01-01T00:00:00.000Z',
          });
        expect(await codeOf(give)).to.equal('SIGNATURES_TOO_FEW');
        expect(await codeOf(() => registry.setSigning(party.handle, { together: [] }))).to.equal('MISSING_FIELD');
        await as(both).setSigning(party.handle, { together: ['participant.retireKey'] });
        await registry.setSigning(party.handle, { together: [], dueDiligence });
        await alone.consent(party.handle, { given: true });
      });
    });

    it('has an old name that stays, private where the name is, with what it was called before', async () => {
      const party = await trader();
      const before = (await registry.get(party.handle)).private;
      await registry.rename(party.handle, 'Operador nuevo', { deed: 'IGJ-17', on: '2026-02-01' });
      const seen = await new Participants(world.stage(world.partner)).get(party.handle);
      expect(seen.former).to.have.length(1);
      expect(seen.former![0]).to.include({ private: before, deed: 'IGJ-17', until: '2026-02-01' });
      expect(JSON.stringify(seen)).not.to.include('Operador');
      const identity = await registry.getPrivate(party.handle);
      expect(seen.private).to.equal(digestOfJson(identity));
      expect(identity).to.deep.include({
        name: 'Operador nuevo',
        formerNames: [{ name: `Operador de ejemplo ${parties}`, until: '2026-02-01' }],
      });
      const own = () => as(party).rename(party.handle, 'X', { deed: 'x', on: '2026-02-01' });
      expect(await codeOf(own)).to.equal('ROLE_REQUIRED');
    });

    it('has an old name in public where the name is, which no amendment hides', async () => {
      const identifiers = [{ scheme: 'TIN' as const, value: `${world.issuer}30700000901` }];
      const bank = {
        roles: ['bank' as const],
        dueDiligence,
        licence: { reference: 'BC-9', validTo: '2036-01-01' },
        public: { name: 'Banco Viejo', identifiers },
      };
      const party = await register(world.stage, world.registrar, bank);
      const changed = { ...bank, public: { name: 'Banco Nuevo', identifiers }, reason: 'x' };
      expect(await codeOf(() => registry.amend(party.handle, changed))).to.equal('RENAME_REQUIRED');
      await registry.rename(party.handle, 'Banco Nuevo', { deed: 'BC-10', on: '2026-02-01' });
      const seen = await new Participants(world.stage(world.partner)).get(party.handle);
      expect(seen.public).to.deep.equal({ name: 'Banco Nuevo', identifiers });
      expect(seen.former![0]).to.include({ name: 'Banco Viejo', deed: 'BC-10' });
    });

    describe('a succession', () => {
      const deed = 'FUSION-1';
      const partnerRegistry = () => new Participants(world.stage(world.partner, world.partnerRegistrar));
      const passOn = async (from: Actor, to: Actor) => {
        await registry.succeed(from.handle, { successor: to.handle, deed });
        await registry.acceptSuccession(to.handle, { predecessor: from.handle, deed });
      };
      const inPlaceOf = (successor: Actor, ...places: Actor[]) => {
        const { options } = world.stage(world.issuer, successor);
        return new Aeo(new Session({ ...options, successorTo: places.map(({ handle }) => handle) }));
      };

      it('passes everything as a whole once both sponsors have recorded the same deed', async () => {
        const [old, next] = [await trader(), await registerTrader(world.stage, world.partnerRegistrar, ++parties)];
        const accept = (which: string, by = partnerRegistry()) =>
          by.acceptSuccession(next.handle, { predecessor: old.handle, deed: which });
        expect(await codeOf(() => accept(deed))).to.equal('DEED_UNKNOWN');
        const { recordedAt } = await registry.succeed(old.handle, { successor: next.handle, deed });
        const now = () => later(recordedAt, 600_000);
        expect(await codeOf(() => grantTo(old))).to.equal('PARTY_NOT_ACTIVE');
        expect(await registry.successor(old.handle, now())).to.equal(old.handle);
        expect(await codeOf(() => accept('FUSION-2'))).to.equal('DEED_UNKNOWN');
        expect(await codeOf(() => accept(deed, registry))).to.equal('ROLE_REQUIRED');
        await accept(deed);
        expect(await registry.successor(old.handle, now())).to.equal(next.handle);
        expect(await registry.successor(old.handle, later(recordedAt, -1000))).to.equal(old.handle);
        expect(await codeOf(() => accept(deed))).to.equal('NAMED_TWICE');
        const again = () => registry.succeed(old.handle, { successor: world.trader.handle, deed: 'OTRA' });
        expect(await codeOf(again)).to.equal('WRONG_STATE');
      });

      it('is called off while it is not accepted, and leaves the party as it was; the deed is not given again', async () => {
        const [old, next] = [await trader(), await trader()];
        const args = { successor: next.handle, deed };
        const callOff = (by = registry) => by.callOffSuccession(old.handle, { ...args, reason: 'Sin efecto' });
        expect(await codeOf(callOff)).to.equal('DEED_UNKNOWN');
        await registry.succeed(old.handle, args);
        expect(await codeOf(() => callOff(as(next)))).to.equal('ROLE_REQUIRED');
        await callOff();
        await grantTo(old);
        const accept = () => registry.acceptSuccession(next.handle, { predecessor: old.handle, deed });
        expect(await codeOf(accept)).to.equal('DEED_UNKNOWN');
        expect(await codeOf(() => registry.succeed(old.handle, args))).to.equal('NAMED_TWICE');
        const other = { successor: next.handle, deed: 'FUSION-2' };
        await registry.succeed(old.handle, other);
        await registry.acceptSuccession(next.handle, { predecessor: old.handle, deed: other.deed });
        const late = () => registry.callOffSuccession(old.handle, { ...other, reason: 'x' });
        expect(await codeOf(late)).to.equal('WRONG_STATE');
      });

      it('lets the successor act in the place of whom it succeeded, from one to the next, and nobody else', async () => {
        const [first, second, third, stranger] = [await trader(), await trader(), await trader(), await trader()];
        const number = await grantTo(first);
        await passOn(first, second);
        const withdraw = (by: Aeo) => codeOf(() => by.withdraw(world.issuer, number));
        expect(await withdraw(new Aeo(world.stage(world.issuer, second)))).to.equal('NOT_THE_HOLDER');
        expect(await withdraw(inPlaceOf(stranger, first))).to.equal('NOT_THE_SUCCESSOR');
        expect(await withdraw(inPlaceOf(third, second, first))).to.equal('NOT_THE_SUCCESSOR');
        await passOn(second, third);
        expect(await withdraw(inPlaceOf(third, first))).to.equal('NOT_THE_SUCCESSOR');
        await registry.freeze(first.handle, { order: 'JUZGADO-4/2026' });
        expect(await withdraw(inPlaceOf(third, second, first))).to.equal('PARTY_FROZEN');
        await registry.release(first.handle, { order: 'JUZGADO-4/2026' });
        await inPlaceOf(third, second, first).withdraw(world.issuer, number);
        const [, last] = await new Aeo(world.stage(world.partner)).history(world.issuer, number);
        expect(last).to.deep.include({ by: third.handle, successorTo: [second.handle, first.handle] });
      });

      it('does not widen a mandate: the successor’s agent does nothing on a record that the mandate does not name', async () => {
        const old = await trader();
        const [next, agent] = [
          await registerTrader(world.stage, world.partnerRegistrar, ++parties),
          await registerTrader(world.stage, world.partnerRegistrar, ++parties),
        ];
        const number = await grantTo(old);
        await registry.succeed(old.handle, { successor: next.handle, deed });
        await partnerRegistry().acceptSuccession(next.handle, { predecessor: old.handle, deed });
        const withdrawOf = async (member: string) => {
          const { mandate } = await new Mandates(world.stage(world.partner, next)).give(next.handle, {
            ...{ agent: agent.handle, capacity: 'trader', acts: ['aeo.withdraw'] },
            records: [{ member, kind: 'aeo', id: number }],
            to: instantOf(Date.now() + 3_600_000),
          });
          const { options } = world.stage(world.issuer, agent);
          const session = new Session({ ...options, mandate, successorTo: [old.handle] });
          return new Aeo(session).withdraw(world.issuer, number);
        };
        expect(await codeOf(() => withdrawOf(world.partner))).to.equal('MANDATE_DOES_NOT_COVER');
        await registry.freeze(old.handle, { order: 'JUZGADO-5/2026' });
        expect(await codeOf(() => withdrawOf(world.issuer))).to.equal('PARTY_FROZEN');
        await registry.release(old.handle, { order: 'JUZGADO-5/2026' });
        await withdrawOf(world.issuer);
      });

      it('does not stand in where something is done in one’s own place only', async () => {
        const [old, next] = [await trader(), await trader()];
        await passOn(old, next);
        const { options } = world.stage(world.issuer, next);
        const own = new Participants(new Session({ ...options, successorTo: [old.handle] }));
        expect(await codeOf(() => own.consent(next.handle, { given: true }))).to.equal('SUCCESSION_NOT_ACCEPTED');
      });
    });

    it('passes on from successor to successor, and in no circle', async () => {
      const [first, second, third] = [await trader(), await trader(), await trader()];
      const from = later((await registry.get(third.handle)).status.states[0]!.from, 3_600_000);
      const pass = async (predecessor: Actor, successor: Actor, change: { from?: string } = {}) => {
        const deed = 'FUSION-3';
        await registry.succeed(predecessor.handle, { successor: successor.handle, deed, ...change });
        await registry.acceptSuccession(successor.handle, { predecessor: predecessor.handle, deed });
      };
      await pass(first, second);
      await pass(second, third, { from });
      expect(await registry.successor(first.handle, later(from, -1))).to.equal(second.handle);
      expect(await registry.successor(first.handle, from)).to.equal(third.handle);
      expect(await codeOf(() => pass(third, first))).to.equal('PARTY_NOT_ACTIVE');
      const [one, other] = [await trader(), await trader()];
      await pass(one, other, { from });
      await pass(other, one, { from });
      expect(await codeOf(() => registry.successor(one.handle, from))).to.equal('SUCCESSION_CIRCULAR');
    });

    it('bars who is suspended from the new and not from what it owes; a freeze by order stops that, too, but no objection', async () => {
      const party = await trader();
      const number = await grantTo(party);
      await as(party).consent(party.handle, { given: true });
      const [mandates, agent] = [new Mandates(world.stage(world.issuer, party)), await trader()];
      const { mandate } = await mandates.give(party.handle, {
        ...{ agent: agent.handle, capacity: 'trader', acts: ['aeo.withdraw'] },
        to: instantOf(Date.now() + 3_600_000),
      });
      await registry.suspend(party.handle, 'Sumario');
      const { signer } = await makeActor(world.issuer);
      expect(await codeOf(() => as(party).addKey(party.handle, { jwk: signer.publicKey }))).to.equal(
        'PARTY_NOT_ACTIVE',
      );
      expect(await codeOf(() => grantTo(party))).to.equal('PARTY_NOT_ACTIVE');
      await as(party).consent(party.handle, { given: false });

      const order = { order: 'JUZGADO-3/2026' };
      await registry.freeze(party.handle, order);
      const holder = new Aeo(world.stage(world.issuer, party));
      const withdraw = () => holder.withdraw(world.issuer, number);
      expect(await codeOf(withdraw)).to.equal('PARTY_FROZEN');
      const retire = { thumbprint: party.signer.thumbprint, reason: 'x' };
      expect(await codeOf(() => as(party).retireKey(party.handle, retire))).to.equal('PARTY_FROZEN');
      expect(await codeOf(() => registry.reinstate(party.handle, 'x'))).to.equal('WRONG_STATE');
      expect(await codeOf(() => mandates.end(mandate, { reason: 'x' }))).to.equal('PARTY_FROZEN');
      const { options } = world.stage(world.issuer, agent);
      const inItsName = new Aeo(new Session({ ...options, mandate }));
      expect(await codeOf(() => inItsName.withdraw(world.issuer, number))).to.equal('PARTY_FROZEN');
      const replaces = [party.signer.thumbprint];
      await registry.rekey(party.handle, { jwk: signer.publicKey, replaces, dueDiligence });
      await as(party).object(party.handle, { thumbprint: signer.thumbprint, reason: 'Nadie la pidió' });

      await registry.release(party.handle, order);
      const { states } = (await registry.get(party.handle)).status;
      expect(states.map(({ state }) => state)).to.deep.equal(['active', 'suspended', 'frozen', 'suspended']);
      expect(states[2]).to.include(order);
      await withdraw();
      const officer = await registerOfficer(world.stage, world.registrar, 'auditor');
      expect(await codeOf(() => as(officer).freeze(party.handle, order))).to.equal('ROLE_REQUIRED');
    });
  });
}
