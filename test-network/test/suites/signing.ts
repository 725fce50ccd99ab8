import { expect } from 'chai';
import { HOUR, actToSign, instantOf, later, orderOn, toBase64url, type Act, type ActToSign } from '@fairway/model';
import { Titles, addSignature, draftOf, gatheredSignatures, sendSigned, turnOf, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, registerTrader, type Actor } from '@fairway/test-network';
import { signatureOver } from '@fairway/wallets';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** Acts that several sign, each with a key that nobody else has at hand. */
export function signingSuite(network: () => Network): void {
  describe('An act that goes round to be signed', () => {
    let world: World;
    let carrier: Actor & { code: string };
    let trader: Actor;
    let bill: TitleName;
    before(async () => {
      world = await worldOn(network());
      carrier = await world.carrier();
      trader = await registerTrader(world.stage, world.registrar, 23_001);
      bill = { member: world.issuer, id: `SCAC:${carrier.code}/SIGN1/1` };
      const terms = { issuer: carrier.handle, shipper: trader.handle, ...BILL_TERMS };
      await new Titles(world.stage(world.issuer, carrier)).issue(bill, terms);
    });

    const codeOf = async (attempt: () => Promise<unknown>) => (await refusalOf(attempt)).code;
    const reader = () => world.stage(world.partner);
    const by = async (act: Act, { handle, signer }: Actor) => {
      const { protected: header, signature } = await signatureOver(act, { handle, signer });
      return { protected: header, signature: toBase64url(signature) };
    };
    const signed = async (file: ActToSign, actor: Actor) =>
      (await addSignature(reader(), file, await by(file.act, actor))).file;
    const freezing = async (order: string) => {
      const { options } = world.stage(world.issuer);
      const args = { issuer: carrier.handle, order };
      return actToSign(
        await draftOf({ ...options, actor: world.registrar.handle }, (session) =>
          new Titles(session).freeze(bill, args),
        ),
      );
    };

    it('is done once all have signed, in whatever order and on copies, and only once', async () => {
      const file = await freezing('JF 1/2026');
      expect((await turnOf(reader(), file)).missing).to.deep.equal([world.registrar.handle, carrier.handle]);
      const copies = [await signed(file, carrier), await signed(file, world.registrar)] as const;
      expect(await codeOf(() => sendSigned(world.stage(world.issuer), copies[0]))).to.equal('SIGNATURES_TOO_FEW');
      const whole = gatheredSignatures(copies);
      const { act } = await sendSigned(world.stage(world.issuer), whole);
      expect(orderOn(await new Titles(reader()).get(bill))?.act).to.equal(act);
      expect((await sendSigned(world.stage(world.issuer), whole)).act).to.equal(act);
      expect(await codeOf(() => signed(file, carrier))).to.equal('ACT_DONE');
    });

    it('takes no signature twice, of nobody else, and none over something else', async () => {
      const file = await signed(await freezing('JF 2/2026'), world.registrar);
      expect(await codeOf(() => signed(file, world.registrar))).to.equal('ALREADY_SIGNED');
      expect(await codeOf(() => signed(file, trader))).to.equal('SIGNER_NOT_ALLOWED');
      const { act, signatures } = file;
      const other = { ...act, args: { issuer: carrier.handle, order: 'JF 3/2026' } };
      expect(await codeOf(() => turnOf(reader(), { ...file, act: other }))).to.equal('ACT_DIFFERS');
      expect(await codeOf(() => turnOf(reader(), actToSign(other, signatures)))).to.equal('SIGNATURE_INVALID');
      const late = actToSign({ ...act, notAfter: later(instantOf(Date.parse(act.notAfter)), -24 * HOUR) });
      expect(await codeOf(() => signed(late, carrier))).to.equal('ACT_EXPIRED');
    });

    it('is written anew where the record has changed since', async () => {
      const file = await freezing('JF 4/2026');
      const whole = await signed(await signed(await freezing('JF 5/2026'), carrier), world.registrar);
      // The bill is frozen already, so the ledger refuses it; what is lifted meanwhile makes the other one outdated.
      expect(await codeOf(() => sendSigned(world.stage(world.issuer), whole))).to.equal('WRONG_STATE');
      const { options } = world.stage(world.issuer);
      const args = { issuer: carrier.handle, order: 'JF 1/2026' };
      const lifting = (session: ReturnType<World['stage']>) => new Titles(session).unfreeze(bill, args);
      const lifted = actToSign(await draftOf({ ...options, actor: world.registrar.handle }, lifting));
      await sendSigned(world.stage(world.issuer), await signed(await signed(lifted, world.registrar), carrier));
      expect(await codeOf(() => signed(file, carrier))).to.equal('ACT_OUTDATED');
      expect(await codeOf(() => sendSigned(world.stage(world.issuer), whole))).to.equal('ACT_OUTDATED');
    });
  });
}
