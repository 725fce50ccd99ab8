import { expect } from 'chai';
import { digestOfJson, pledgeId, type Financed } from '@fairway/model';
import { Pledges } from '@fairway/sdk';
import { registerBank, type Actor } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** That nothing is financed twice, and nobody learns by whom it is. */
export function pledgeSuite(network: () => Network): void {
  describe('A bill or an invoice that a bank finances', () => {
    let world: World;
    let [bank, other]: Actor[] = [] as never;
    let invoices = 0;
    before(async () => {
      world = await worldOn(network());
      bank = await registerBank(world.stage, world.registrar, 17_001);
      other = await registerBank(world.stage, world.partnerRegistrar, 17_002);
    });
    const agreed = { contract: 'Línea 7', advance: '80 %' };
    const as = (party: Actor): Pledges => new Pledges(world.stage(world.issuer, party));
    const codeOf = async (attempt: () => Promise<unknown>) => (await refusalOf(attempt)).code;
    const invoice = (): Financed & { of: 'invoice' } => ({
      of: 'invoice',
      seller: `${world.issuer}30500000001`,
      number: `A-0001-${String(++invoices).padStart(8, '0')}`,
    });

    it('is financed by no other bank until it is released, whichever member sponsors that bank', async () => {
      for (const financed of [invoice(), { of: 'bill' as const, issuer: world.trader.handle, reference: 'B77' }]) {
        expect(await as(other!).isPledged(financed)).to.equal(false);
        await as(bank!).mark(financed, agreed);
        expect(await as(other!).isPledged(financed)).to.equal(true);
        const refusal = await refusalOf(() => as(other!).mark(financed, agreed));
        expect(refusal.code).to.equal('ALREADY_PLEDGED');
        expect(refusal.sentence).not.to.include(bank!.handle);
        expect(await codeOf(() => as(other!).release(financed))).to.equal('NOT_PLEDGED_BY_YOU');
        await as(bank!).release(financed);
        await as(other!).mark(financed, agreed);
      }
    });

    it('is marked by one of two banks that come at once, and the other one is told so', async () => {
      const financed = invoice();
      const ends = await Promise.all(
        [bank!, other!].map((one) =>
          as(one)
            .mark(financed, agreed)
            .then(
              () => 'marked',
              (error: { code: string }) => error.code,
            ),
        ),
      );
      expect(ends.sort()).to.deep.equal(['ALREADY_PLEDGED', 'marked']);
    });

    it('is marked by banks only, and asked about through a service of its home only', async () => {
      expect(await codeOf(() => as(world.trader).mark(invoice(), agreed))).to.equal('ROLE_REQUIRED');
      const elsewhere = new Pledges(world.stage(world.partner));
      expect(await codeOf(() => elsewhere.isPledged(invoice()))).to.equal('SERVICE_REQUIRED');
    });

    it('is not to be guessed: a block shows neither its number nor a digest that anyone could work out', async () => {
      const financed = invoice();
      const ledger = world.ledger(world.issuer);
      const from = await ledger.height();
      const { transactionId } = await as(bank!).mark(financed, agreed);
      const stop = new AbortController();
      let shown = '';
      for await (const block of ledger.blocks(from, stop.signal)) {
        shown += Buffer.from(block.serializeBinary()).toString('latin1');
        if (shown.includes(transactionId)) stop.abort();
      }
      // Signed acts travel in base64url.
      for (const encoded of shown.match(/[\w-]{40,}/g) ?? []) shown += Buffer.from(encoded, 'base64url').toString();
      expect(shown).to.include('"pledge.mark"');
      const guesses = [digestOfJson(financed), pledgeId('A'.repeat(43), financed), agreed.contract];
      for (const guess of [...guesses, financed.number]) expect(shown).not.to.include(guess);
    });
  });
}
