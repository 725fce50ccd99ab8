import { expect } from 'chai';
import {
  HOUR,
  MINUTE,
  assembleSignedAct,
  controlOf,
  instantOf,
  namespaceOf,
  newHandle,
  signingInput,
  thumbprintOf,
  type Act,
  type Head,
  type RecordAddress,
} from '@fairway/model';
import { Aeo, Participants, Session, Titles, submit, type Ledger, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, makeActor, register, registerOfficer, registerTrader, type Actor } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { sendRaw, worldOn, type Network, type World } from './world.ts';

/** What an insider may have in hand besides its own key. */
export interface InsidersNetwork extends Network {
  /** A client of a member, whose certificate bears any name. */
  named(member: string, commonName: string): Promise<Ledger>;
  /** A member's service whose clock is off by so many milliseconds. */
  ledgerAt(member: string, offset: number): Ledger;
}

/** Attacks with true keys and certificates: officers, members' services, and whoever has stolen some. */
export function insiderSuite(network: () => InsidersNetwork): void {
  describe('An insider', () => {
    let world: World;
    let given: InsidersNetwork;
    before(async () => {
      given = network();
      world = await worldOn(given);
    });

    const namespace = () => namespaceOf(world.issuer);
    const address = (kind: string, id: string, member = world.issuer): RecordAddress => ({ member, kind, id });
    const dueDiligence = { reference: 'EXP-1', on: '2026-01-15' };
    /** A trader by a key, claiming an identifier that nobody has. */
    const registrationOf = ({ signer }: Actor) => ({
      roles: ['trader'],
      dueDiligence,
      claims: [signer.thumbprint],
      keys: [{ jwk: signer.publicKey }],
    });
    const officers = (handle: string) => address('participant', handle);
    const headOf = async ({ kind, id }: RecordAddress): Promise<Head> => {
      const call = { namespace: namespace(), transaction: `${kind}:read`, args: [id] };
      return (JSON.parse(Buffer.from(await world.ledger(world.issuer).evaluate(call)).toString()) as { head: Head })
        .head;
    };
    /** An act on records as they stand: the next one on what is there, the first one on what is not. */
    const act = async (type: string, by: Actor, records: RecordAddress[], args: object, more: Partial<Act> = {}) => {
      const references = [];
      for (const record of records) {
        const head = await headOf(record);
        references.push({ ...record, sequence: (head?.sequence ?? 0) + 1, ...(head && { previous: head.act }) });
      }
      const notAfter = instantOf(Date.now() + HOUR);
      const cites = type === 'aeo.grant' ? { cites: [await world.types()] } : {};
      return { version: 1 as const, type, actor: by.handle, records: references, args, notAfter, ...cites, ...more };
    };
    /** Signs by all, also what a wallet would not. */
    const signed = async (what: Act, ...by: Actor[]): Promise<string> =>
      assembleSignedAct(
        what,
        await Promise.all(
          by.map(async ({ handle, signer }) => {
            const input = signingInput(what, handle, signer.thumbprint, signer.algorithm);
            return { protected: input.protected, signature: await signer.sign(input.signed) };
          }),
        ),
      );
    const send = async (what: Act, by: Actor, ledger = world.ledger(world.issuer)) =>
      sendRaw(ledger, namespaceOf(what.records[0]!.member), what.type.replace('.', ':'), await signed(what, by));
    const refused = async (what: Act, by: Actor, code: string, ledger?: Ledger) => {
      const before = await Promise.all(what.records.map((record) => headOf(record)));
      expect((await refusalOf(() => send(what, by, ledger))).code).to.equal(code);
      expect(await Promise.all(what.records.map((record) => headOf(record)))).to.deep.equal(before);
    };
    const grantArgs = () => ({
      holder: world.trader.handle,
      grantedOn: '2026-02-01',
      type: 'OEA',
      validFrom: '2026-02-01',
      validTo: '2036-01-31',
    });

    describe('who is an officer', () => {
      it('brings no revoked certificate back by granting it anew', async () => {
        const number = world.newNumber();
        const aeo = new Aeo(world.stage(world.issuer, world.officer));
        await aeo.grant(world.issuer, number, grantArgs());
        await aeo.revoke(world.issuer, number, { reason: 'tax-infringement' });
        const again = await act('aeo.grant', world.officer, [address('aeo', number)], grantArgs());
        await refused(again, world.officer, 'RECORD_EXISTS');
        expect((await aeo.check(world.issuer, number)).status).to.equal('revoked');
      });

      it("takes nobody's place by registering it anew, without the term of a rekey", async () => {
        const [trader, thief] = [
          await registerTrader(world.stage, world.registrar, 801),
          await makeActor(world.issuer),
        ];
        const args = registrationOf(thief);
        const registration = await act('participant.register', world.registrar, [officers(trader.handle)], args, {
          private: thumbprintOf(thief.signer.publicKey),
        });
        await refused(registration, world.registrar, 'RECORD_EXISTS');
      });

      it('gives itself no other roles, and does not reinstate itself', async () => {
        const registrar = await registerOfficer(world.stage, world.registrar, 'registrar');
        const digest = thumbprintOf(registrar.signer.publicKey);
        const args = { roles: ['registrar', 'aeo-officer'], office: 'Todo', dueDiligence, reason: 'Ascenso' };
        const promotion = await act('participant.amend', registrar, [officers(registrar.handle)], args, {
          private: digest,
        });
        await refused(promotion, registrar, 'NOT_ONES_OWN');
        await new Participants(world.stage(world.issuer, world.registrar)).suspend(registrar.handle, 'Sumario');
        const reason = { reason: 'Vuelvo' };
        const back = await act('participant.reinstate', registrar, [officers(registrar.handle)], reason);
        await refused(back, registrar, 'PARTY_NOT_ACTIVE');
      });

      it("amends nobody into another country's number, or into a check that is still to be done", async () => {
        const identity = (country: string) => ({
          name: 'Transportes',
          identifiers: [{ scheme: 'TIN' as const, value: `${country}30500000001` }],
        });
        const carrier = await register(world.stage, world.registrar, {
          roles: ['carrier'],
          dueDiligence,
          public: identity(world.issuer),
        });
        const amended = async (change: object, code: string) => {
          const args = {
            roles: ['carrier'],
            dueDiligence,
            public: identity(world.issuer),
            reason: 'Fusión',
            ...change,
          };
          await refused(
            await act('participant.amend', world.registrar, [officers(carrier.handle)], args),
            world.registrar,
            code,
          );
        };
        await amended({ public: identity(world.partner) }, 'IDENTIFIER_ELSEWHERE_AT_HOME');
        await amended({ dueDiligence: { reference: 'EXP', on: '2099-01-01' } }, 'IN_THE_FUTURE');
      });

      it("acts on no other member's parties, nor on several records at once", async () => {
        const stranger = newHandle(world.partner);
        const thief = await makeActor(world.issuer);
        const args = registrationOf(thief);
        const more = { private: thumbprintOf(thief.signer.publicKey) };
        const adopted = await act('participant.register', world.registrar, [officers(stranger)], args, more);
        await refused(adopted, world.registrar, 'WRONG_NAMESPACE');
        const reason = { reason: 'No nos gusta' };
        const head = (
          await world.stage(world.partner).read(address('participant', world.partnerRegistrar.handle, world.partner))
        ).head;
        const next = { sequence: head.sequence + 1, previous: head.act };
        const theirs = [{ ...address('participant', world.partnerRegistrar.handle, world.partner), ...next }];
        const suspension = await act('participant.suspend', world.registrar, [], reason, { records: theirs });
        expect((await refusalOf(() => send(suspension, world.registrar))).code).to.equal('ROLE_REQUIRED');
        const two = [officers(world.officer.handle), officers(world.trader.handle)];
        await refused(await act('participant.suspend', world.registrar, two, reason), world.registrar, 'WRONG_RECORD');
        const grant = await act('aeo.grant', world.officer, [address('aeo', world.newNumber())], {
          ...grantArgs(),
          holder: world.partnerRegistrar.handle,
        });
        await refused(grant, world.officer, 'HOLDER_UNKNOWN');
      });

      it('acts no longer once it is suspended, whatever time its transaction claims', async () => {
        const officer = await registerOfficer(world.stage, world.registrar, 'aeo-officer');
        const late = await act('aeo.grant', officer, [address('aeo', world.newNumber())], grantArgs());
        await new Participants(world.stage(world.issuer, world.registrar)).suspend(officer.handle, 'Sumario');
        for (const offset of [0, -2 * MINUTE, -4 * MINUTE])
          await refused(late, officer, 'PARTY_NOT_ACTIVE', given.ledgerAt(world.issuer, offset));
      });

      it('acts no longer by a key that is retired, whatever time its transaction claims', async () => {
        const officer = await registerOfficer(world.stage, world.registrar, 'aeo-officer');
        const late = await act('aeo.grant', officer, [address('aeo', world.newNumber())], grantArgs());
        const thumbprint = thumbprintOf(officer.signer.publicKey);
        await new Participants(world.stage(world.issuer, world.registrar)).retireKey(officer.handle, {
          thumbprint,
          reason: 'Robada',
        });
        for (const offset of [0, -2 * MINUTE, -4 * MINUTE])
          await refused(late, officer, 'KEY_RETIRED', given.ledgerAt(world.issuer, offset));
      });

      describe('that claims a time before what was done already', () => {
        const early = (by: Actor): Participants =>
          new Participants(
            new Session({
              ...world.stage(world.issuer, by).options,
              ledger: given.ledgerAt(world.issuer, -4 * MINUTE),
            }),
          );

        it('takes nothing back that an officer did before its suspension', async () => {
          const [officer, number] = [
            await registerOfficer(world.stage, world.registrar, 'aeo-officer'),
            world.newNumber(),
          ];
          await new Aeo(world.stage(world.issuer, officer)).grant(world.issuer, number, grantArgs());
          await early(world.registrar).suspend(officer.handle, 'Sumario');
          expect((await new Aeo(world.stage(world.partner)).get(world.issuer, number)).number).to.equal(number);
        });

        it('makes no title pass by an acceptance ahead that came after the offer, nor stay by taking that back', async () => {
          const { stage, issuer, registrar } = world;
          const [carrier, shipper, buyer] = [
            await world.carrier(),
            await registerTrader(stage, registrar, 12_801),
            await registerTrader(stage, registrar, 12_802),
          ];
          const offered = async (reference: string) => {
            const bill = { member: issuer, id: `SCAC:${carrier.code}/${reference}/1` };
            const named = { issuer: carrier.handle, shipper: shipper.handle };
            await new Titles(stage(issuer, carrier)).issue(bill, { ...named, ...BILL_TERMS });
            const titles = new Titles(stage(issuer, shipper));
            const acceptedBy = await titles.acceptanceOf(bill, buyer.handle, 'both');
            await titles.offer(bill, {
              ...{ to: buyer.handle, what: 'both', endorsement: 'to-order', lapsesAt: instantOf(Date.now() + HOUR) },
              ...(acceptedBy && { acceptedBy }),
            });
            return bill;
          };
          const accepts = [{ what: ['both' as const] }];
          const control = async (bill: TitleName) => controlOf(await new Titles(stage(world.partner)).get(bill)).holder;
          const first = await offered('AHEAD1');
          await early(buyer).setAcceptance(buyer.handle, { accepts });
          expect(await control(first)).to.equal(shipper.handle);
          const second = await offered('AHEAD2');
          await early(buyer).setAcceptance(buyer.handle, { accepts: [] });
          expect(await control(second)).to.equal(buyer.handle);
        });
      });

      it('has one winner and clear refusals when a number is claimed fifty times at once, through every gateway', async () => {
        const number = world.newNumber();
        const claims = await Promise.all(
          Array.from({ length: 50 }, async (_, nth) => {
            const holder = { ...grantArgs(), validTo: `2036-01-${String(1 + (nth % 28)).padStart(2, '0')}` };
            return {
              member: world.members[nth % world.members.length]!,
              text: await signed(
                await act('aeo.grant', world.officer, [address('aeo', number)], holder),
                world.officer,
              ),
            };
          }),
        );
        // On a busy machine fifty take longer than one is given.
        const patience = { timeout: 150_000 };
        const ends = await Promise.allSettled(
          claims.map(({ member, text }) => {
            const call = { namespace: namespace(), transaction: 'aeo:grant', args: [text] };
            return submit(world.ledger(member), call, patience);
          }),
        );
        const won = new Set(
          ends.flatMap((end) => (end.status === 'fulfilled' ? [Buffer.from(end.value.result).toString()] : [])),
        );
        const codes = new Set(
          ends.flatMap((end) => (end.status === 'rejected' ? [(end.reason as { code: string }).code] : [])),
        );
        expect([...codes]).to.deep.equal(['RECORD_EXISTS']);
        expect(won.size, 'one act was done, and who signed the very same had its receipt').to.equal(1);
        expect(await new Aeo(world.stage(world.partner)).history(world.issuer, number)).to.have.length(1);
      });
    });

    describe("with a member's service in hand", () => {
      const founding = async (
        by: Actor,
        member: string,
        records: RecordAddress[],
        registrars: readonly Actor[] = [by],
      ) =>
        act(
          'member.found',
          by,
          [],
          {
            member,
            name: 'Otra',
            network: 'behaviour',
            timeZone: 'America/Montevideo',
            registrars: registrars.map(({ handle, signer }) => ({ handle, office: 'Registro', jwk: signer.publicKey })),
          },
          { records: records.map((record) => ({ ...record, sequence: 1 })) },
        );

      it('makes no registrar of a member that is founded', async () => {
        const rogue = await makeActor(world.issuer);
        const member = address('member', world.issuer);
        const bare = await founding(rogue, world.issuer, [officers(rogue.handle)]);
        await refused(bare, rogue, 'WRONG_RECORD');
        await refused(await founding(rogue, world.issuer, [officers(rogue.handle), member]), rogue, 'RECORD_EXISTS');
        await refused(await founding(rogue, world.issuer, [member, officers(rogue.handle)]), rogue, 'RECORD_EXISTS');
        const elsewhere = { ...member, id: world.partner };
        await refused(await founding(rogue, world.issuer, [elsewhere, officers(rogue.handle)]), rogue, 'WRONG_RECORD');
      });

      it('founds no member anew as the next act, nor takes a party over on the way', async () => {
        const usurper = await makeActor(world.issuer, world.trader.handle);
        const [member, party] = [address('member', world.issuer), officers(usurper.handle)];
        const first = await founding(usurper, world.issuer, [member, party]);
        for (const records of [[member, party], [party]]) {
          const next = await act('member.found', usurper, records, first.args as object);
          await refused(next, usurper, 'RECORD_EXISTS');
        }
      });

      it('founds no other member, before or after that one is founded', async () => {
        for (const member of [world.members[2] ?? world.partner, world.partner]) {
          const usurper = await makeActor(member);
          const records = [address('member', member, member), address('participant', usurper.handle, member)];
          const what = await founding(usurper, member, records);
          expect((await refusalOf(() => send(what, usurper))).code).to.equal('SERVICE_REQUIRED');
        }
      });

      it("gains nothing by an officer's name in a certificate: no tick, no founding, no act", async () => {
        const impostor = await given.named(world.issuer, world.officer.handle);
        expect((await refusalOf(() => sendRaw(impostor, namespace(), 'clock:tick'))).code).to.equal('SERVICE_REQUIRED');
        const rogue = await makeActor(world.issuer);
        const records = [address('member', world.issuer), officers(rogue.handle)];
        await refused(await founding(rogue, world.issuer, records), rogue, 'SERVICE_REQUIRED', impostor);
        const thief = await makeActor(world.issuer, world.officer.handle);
        const grant = await act('aeo.grant', thief, [address('aeo', world.newNumber())], grantArgs());
        await refused(grant, thief, 'KEY_UNKNOWN', impostor);
      });

      it('has nothing of an act that was endorsed before a tick, whoever endorsed it', async () => {
        const number = world.newNumber();
        const text = await signed(
          await act('aeo.grant', world.officer, [address('aeo', number)], grantArgs()),
          world.officer,
        );
        const held = [];
        for (const other of world.members.filter((member) => member !== world.issuer)) {
          const ledger = world.ledger(other);
          const call = {
            namespace: namespace(),
            transaction: 'aeo:grant',
            args: [text],
            endorsers: [world.issuer, other],
          };
          held.push({ ledger, endorsed: await ledger.endorse(call) });
        }
        await world.tick(world.issuer);
        for (const { ledger, endorsed } of held) {
          await ledger.send(endorsed);
          expect((await ledger.outcome(endorsed.transactionId)).code).to.equal(11);
        }
        const outside = await new Aeo(world.stage(world.partner)).check(world.issuer, number);
        expect(outside.status).to.equal('unknown');
      });

      it('backdates and postdates nothing', async () => {
        for (const offset of [-6 * MINUTE, 6 * MINUTE, -24 * HOUR, 24 * HOUR]) {
          const number = world.newNumber();
          const grant = await act('aeo.grant', world.officer, [address('aeo', number)], grantArgs());
          const call = { namespace: namespace(), transaction: 'aeo:grant', args: [await signed(grant, world.officer)] };
          const ledger = given.ledgerAt(world.issuer, offset);
          const error = await submit(ledger, call, { timeout: 5_000 }).catch((cause: unknown) => cause);
          expect(error).to.include({ code: 'TIME_OUT_OF_WINDOW' });
        }
      });
    });
  });
}
