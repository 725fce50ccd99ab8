import { expect } from 'chai';
import {
  DAY,
  HOUR,
  MINUTE,
  assembleSignedAct,
  canonical,
  digestOf,
  instantOf,
  namespaceOf,
  signingInput,
  thumbprintOf,
  toBase64url,
  type Act,
  type Citation,
} from '@fairway/model';
import { Aeo, Participants } from '@fairway/sdk';
import { makeActor, registerOfficer, type Actor } from '@fairway/test-network';
import { ledgerErrorOf, refusalOf } from './refusals.ts';
import { sendRaw, worldOn, type Network, type World } from './world.ts';

/** Signed acts under attack, put to the ledger without the SDK's own checks. */
export function actsSuite(network: () => Network): void {
  describe('Signed acts', () => {
    let world: World;
    let types: Citation;
    before(async () => {
      world = await worldOn(network());
      types = await world.types();
    });

    const now = () => world.time?.now().getTime() ?? Date.now();
    const grantOf = (number: string, change: Partial<Act> = {}, args: object = {}): Act => ({
      version: 1,
      type: 'aeo.grant',
      actor: world.officer.handle,
      records: [{ member: world.issuer, kind: 'aeo', id: number, sequence: 1 }],
      cites: [types],
      args: {
        holder: world.trader.handle,
        grantedOn: '2026-02-01',
        type: 'OEA',
        validFrom: '2026-02-01',
        validTo: '2036-01-31',
        ...args,
      },
      notAfter: instantOf(now() + HOUR),
      ...change,
    });
    /** Signs anything, also what a wallet would not. */
    const sign = async (act: Act, by: Actor = world.officer, header?: object): Promise<string> => {
      const { signer } = by;
      const input = signingInput(act, by.handle, signer.thumbprint, signer.algorithm);
      const head = header ? toBase64url(Buffer.from(canonical(header))) : input.protected;
      const signed = Buffer.from(`${head}.${toBase64url(Buffer.from(canonical(act)))}`);
      return assembleSignedAct(act, [{ protected: head, signature: await signer.sign(signed) }]);
    };
    const callFor = async (number: string) => ({
      namespace: namespaceOf(world.issuer),
      transaction: 'aeo:grant',
      args: [await sign(grantOf(number))],
    });
    const send = (signed: string, transaction = 'aeo:grant', namespace = namespaceOf(world.issuer)) =>
      sendRaw(world.ledger(world.issuer), namespace, transaction, signed);
    const refused = async (signed: string | Promise<string>, code: string, path?: string) => {
      const text = await signed;
      const refusal = await refusalOf(() => send(text));
      expect(refusal).to.include(path === undefined ? { code } : { code, path });
      expect(refusal.sentence).to.match(/\w+ \w+/);
    };
    const isUnknown = async (number: string) =>
      expect(await new Aeo(world.stage(world.partner)).check(world.issuer, number)).to.include({ status: 'unknown' });

    it('are answered alike however often they are sent', async () => {
      const signed = await sign(grantOf(world.newNumber()));
      const first = await send(signed);
      const again = await send(signed);
      expect(Buffer.from(again.result).toString()).to.equal(Buffer.from(first.result).toString());
    });

    it('are answered alike with another signature of the same actor over the same act', async () => {
      const act = grantOf(world.newNumber());
      const [one, two] = [await sign(act), await sign(act)];
      expect(one).not.to.equal(two);
      const first = await send(one);
      expect(Buffer.from((await send(two)).result).toString()).to.equal(Buffer.from(first.result).toString());
    });

    it('are refused with an unknown key, a stolen handle, or a changed byte', async () => {
      const number = world.newNumber();
      const stranger = await makeActor(world.issuer);
      await refused(sign(grantOf(number, { actor: stranger.handle }), stranger), 'KEY_UNKNOWN');
      const thief = await makeActor(world.issuer, world.officer.handle);
      await refused(sign(grantOf(number), thief), 'KEY_UNKNOWN');
      const kid = `${world.officer.handle}#${world.officer.signer.thumbprint}`;
      await refused(
        sign(grantOf(number), thief, { alg: 'ES256', kid, typ: 'fairway-act' }),
        'SIGNATURE_INVALID',
        '/signatures/0/signature',
      );
      const signed = JSON.parse(await sign(grantOf(number))) as { payload: string; signatures: object[] };
      const other = JSON.parse(await sign(grantOf(number, {}, { type: 'OEC' }))) as { payload: string };
      await refused(canonical({ ...signed, payload: other.payload }), 'SIGNATURE_INVALID');
      await isUnknown(number);
    });

    it('are refused with another algorithm than the key has', async () => {
      const number = world.newNumber();
      const kid = `${world.officer.handle}#${world.officer.signer.thumbprint}`;
      for (const alg of ['none', 'HS256', 'RS256', 'ES384']) {
        await refused(sign(grantOf(number), world.officer, { alg, kid, typ: 'fairway-act' }), 'ALGORITHM_NOT_ALLOWED');
      }
      await refused(
        sign(grantOf(number), world.officer, { alg: 'EdDSA', kid, typ: 'fairway-act' }),
        'ALGORITHM_MISMATCH',
      );
      await refused(sign(grantOf(number), world.officer, { alg: 'ES256', kid, typ: 'JWT' }), 'HEADER_NOT_ALLOWED');
      await refused(
        sign(grantOf(number), world.officer, {
          alg: 'ES256',
          jwk: world.officer.signer.publicKey,
          kid,
          typ: 'fairway-act',
        }),
        'HEADER_NOT_ALLOWED',
      );
      await isUnknown(number);
    });

    it('are refused when they are not canonical to the byte', async () => {
      const signed = await sign(grantOf(world.newNumber()));
      await refused(`${signed} `, 'NOT_CANONICAL');
      await refused(`{"signatures":[],${signed.slice(1)}`, 'NOT_CANONICAL');
      await refused(signed.slice(0, -1), 'NOT_JSON');
      await refused(signed.replace('"payload":"', '"payload":"='), 'NOT_ALLOWED', '/payload');
    });

    it('are refused out of turn: a wrong sequence, a wrong act before, an act that was overtaken', async () => {
      const number = world.newNumber();
      const { result } = await send(await sign(grantOf(number)));
      const { act: first } = JSON.parse(Buffer.from(result).toString()) as { act: string };
      const suspend = (sequence: number, previous: string, reason = 'insolvency') =>
        sign(
          grantOf(number, {
            type: 'aeo.suspend',
            cites: undefined,
            args: { reason },
            records: [{ member: world.issuer, kind: 'aeo', id: number, sequence, previous }],
          }),
        );
      const refuse = async (signed: Promise<string>, code: string, path: string) => {
        const text = await signed;
        expect(await refusalOf(() => send(text, 'aeo:suspend'))).to.include({ code, path });
      };
      await refuse(suspend(3, first), 'ACT_OUT_OF_SEQUENCE', '/records/0/sequence');
      await refuse(suspend(2, digestOf('another act')), 'ACT_CHAIN_BROKEN', '/records/0/previous');
      const overtaken = suspend(2, first, 'tax-infringement');
      await send(await suspend(2, first), 'aeo:suspend');
      await refuse(overtaken, 'ACT_OUT_OF_SEQUENCE', '/records/0/sequence');
    });

    it('are refused in another namespace, as another transaction, or on another kind of record', async () => {
      const number = world.newNumber();
      const signed = await sign(grantOf(number));
      const elsewhere = await refusalOf(() => send(signed, 'aeo:grant', namespaceOf(world.partner)));
      expect(elsewhere.code).to.equal('WRONG_NAMESPACE');
      expect((await refusalOf(() => send(signed, 'aeo:revoke'))).code).to.equal('WRONG_TRANSACTION');
      await refused(
        sign(
          grantOf(number, {
            records: [{ member: world.issuer, kind: 'participant', id: world.trader.handle, sequence: 1 }],
          }),
        ),
        'WRONG_RECORD',
      );
      await refused(
        sign(
          grantOf(number, {
            records: [{ member: world.partner, kind: 'aeo', id: number, sequence: 1 }],
            cites: [{ ...types, member: world.partner }],
          }),
        ),
        'WRONG_NAMESPACE',
      );
      await isUnknown(number);
    });

    it('are refused when they have expired, or are signed for too long', async () => {
      await refused(
        sign(grantOf(world.newNumber(), { notAfter: instantOf(now() - MINUTE) })),
        'ACT_EXPIRED',
        '/notAfter',
      );
      await refused(
        sign(grantOf(world.newNumber(), { notAfter: instantOf(now() + 8 * DAY) })),
        'NOT_AFTER_TOO_FAR',
        '/notAfter',
      );
    });

    it('are refused by a retired key', async () => {
      const officer = await registerOfficer(world.stage, world.registrar, 'aeo-officer');
      const registry = new Participants(world.stage(world.issuer, world.registrar));
      await registry.retireKey(officer.handle, {
        thumbprint: thumbprintOf(officer.signer.publicKey),
        reason: 'Extraviada',
      });
      await refused(sign(grantOf(world.newNumber(), { actor: officer.handle }), officer), 'KEY_RETIRED');
    });

    it('are refused under a mandate where nobody may do them for another', async () => {
      const id = world.officer.handle.slice(3);
      const mandate = { member: world.issuer, kind: 'mandate', id, sequence: 1, act: digestOf('any') };
      await refused(sign({ ...grantOf(world.newNumber()), mandate }), 'MANDATE_NOT_ACCEPTED', '/mandate');
    });

    it('are refused when they cite what their type does not rely on', async () => {
      const cites = [{ member: world.issuer, kind: 'aeo', id: 'AR-1', sequence: 1, act: digestOf('any') }];
      await refused(sign({ ...grantOf(world.newNumber()), cites }), 'CITATION_MISSING', '/cites');
    });

    it('die when they are endorsed, kept past a tick, and sent', async () => {
      const number = world.newNumber();
      const ledger = world.ledger(world.issuer);
      const call = await callFor(number);
      const endorsed = await ledger.endorse({ ...call, endorsers: [world.issuer, world.partner] });
      await world.tick(world.issuer);
      await ledger.send(endorsed);
      expect((await ledger.outcome(endorsed.transactionId)).code).to.equal(11);
      await isUnknown(number);
    });

    it('need a clock that only the owner’s services set', async () => {
      const namespace = namespaceOf(world.issuer);
      for (const ledger of [world.ledger(world.partner), world.ledger(world.issuer, 'client')]) {
        expect((await refusalOf(() => sendRaw(ledger, namespace, 'clock:tick'))).code).to.equal('SERVICE_REQUIRED');
      }
    });

    it('are not believed with one endorsement alone', async () => {
      const number = world.newNumber();
      const ledger = world.ledger(world.issuer);
      const call = await callFor(number);
      for (const member of [world.issuer, world.partner]) {
        const endorsed = await ledger.endorse({ ...call, endorsers: [member] });
        await ledger.send(endorsed);
        expect((await ledger.outcome(endorsed.transactionId)).code).to.equal(10);
      }
      await isUnknown(number);
    });

    describe('of bad input', () => {
      const cases: [what: string, args: object, code: string, path: string][] = [
        ['an unknown field', { bonus: 1 }, 'UNKNOWN_FIELD', '/args'],
        ['a missing field', { holder: undefined }, 'MISSING_FIELD', '/args/holder'],
        ['a wrong type', { type: 7 }, 'WRONG_TYPE', '/args/type'],
        ['a date as a number', { validTo: 20360131 }, 'WRONG_TYPE', '/args/validTo'],
        ['a date that does not exist', { validTo: '2036-02-30' }, 'NO_SUCH_DATE', '/args/validTo'],
        ['a date with a time', { validTo: '2036-02-01T00:00:00Z' }, 'NOT_ALLOWED', '/args/validTo'],
        ['an end before its start', { validTo: '2026-01-31' }, 'ENDS_BEFORE_START', '/args/validTo'],
        ['a holder of no form', { holder: 'AR-1' }, 'NOT_ALLOWED', '/args/holder'],
        ['a code over its length', { type: 'A'.repeat(17) }, 'NOT_ALLOWED', '/args/type'],
        ['a bidirectional trick', { type: 'OEA\u202e' }, 'NOT_ALLOWED', '/args/type'],
        ['a prototype key', JSON.parse('{"__proto__":{"type":"OEA"}}') as object, 'UNKNOWN_FIELD', '/args'],
        ['a constructor key', { constructor: { prototype: {} } }, 'UNKNOWN_FIELD', '/args'],
      ];
      for (const [what, args, code, path] of cases) {
        it(`are refused with ${what}, by the ledger and by the SDK alike`, async () => {
          const number = world.newNumber();
          const act = grantOf(number);
          // Object.assign and spread lose an own key called __proto__; this keeps it.
          act.args = Object.defineProperties({ ...(act.args as object) }, Object.getOwnPropertyDescriptors(args));
          await refused(sign(act), code, path);
          const sdk = new Aeo(world.stage(world.issuer, world.officer));
          const refusal = await refusalOf(() => sdk.grant(world.issuer, number, act.args as never));
          expect(refusal).to.include({ code, path });
          await isUnknown(number);
        });
      }

      for (const [what, id, code] of [
        ['a number that is not in its normal form', 'ar-1 ', 'NOT_NORMALISED'],
        ['a number with a control character', 'AR\u0000-1', 'NOT_NORMALISED'],
        ['a number over its length', `A${'1'.repeat(40)}`, 'TOO_LONG'],
      ] as const) {
        it(`are refused with ${what}`, async () => {
          await refused(sign(grantOf(id)), code, '/records/0/id');
        });
      }

      for (const size of [70_000, 1_100_000, 3_500_000]) {
        it(`are refused with ${size} bytes, and bystanders notice nothing`, async () => {
          const bystander = sign(grantOf(world.newNumber()));
          const [refusal] = await Promise.all([
            refusalOf(() => send('x'.repeat(size))),
            bystander.then((signed) => send(signed)),
          ]);
          expect(refusal.code).to.equal('TOO_LARGE');
        });
      }

      it('are refused for a transaction or a contract that does not exist', async () => {
        const signed = await sign(grantOf(world.newNumber()));
        expect((await refusalOf(() => send(signed, 'aeo:destroy'))).code).to.equal('NO_SUCH_TRANSACTION');
        expect((await ledgerErrorOf(() => send(signed, 'nothing:grant'))).code).to.equal('CHAINCODE_FAILED');
      });

      it('are refused in reads: a number, a moment, a page, a bookmark', async () => {
        const ask = (transaction: string, ...args: string[]) =>
          refusalOf(() =>
            world.ledger(world.partner).evaluate({ namespace: namespaceOf(world.issuer), transaction, args }),
          );
        expect((await ask('aeo:read', '<script>')).code).to.equal('NOT_NORMALISED');
        expect((await ask('aeo:check', 'AR-1', 'yesterday', '')).code).to.equal('NOT_ALLOWED');
        expect((await ask('aeo:list', '', '101', '')).code).to.equal('NOT_ALLOWED');
        expect((await ask('aeo:list', 'asleep', '10', '')).code).to.equal('NOT_ALLOWED');
        expect(await ask('aeo:list', '', '10', toBase64url(Buffer.from('\u0000act\u0000')))).to.include({
          path: '/bookmark',
        });
        expect((await ask('participant:read', 'me')).code).to.equal('NOT_ALLOWED');
      });
    });
  });
}
