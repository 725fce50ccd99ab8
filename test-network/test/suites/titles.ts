import { expect } from 'chai';
import { HOUR, digestOf, digestOfJson, instantOf, later, namespaceOf, stateOf, type IssueArgs } from '@fairway/model';
import { Mandates, Participants, Session, Titles, type Party, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, raceForTitle, registerBank, registerTrader, type Actor } from '@fairway/test-network';
import { signAct } from '@fairway/wallets';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** Bills of lading from issue to delivery, between parties of two members. */
export function titleSuite(network: () => Network, races: number): void {
  describe('A bill of lading', () => {
    let world: World;
    let carrier: Actor & { code: string };
    let [exporter, importer, bank, otherBank]: Actor[] = [] as never;
    let parties = 14_000;
    let bills = 0;
    before(async () => {
      world = await worldOn(network());
      const { stage, registrar, partnerRegistrar } = world;
      carrier = await world.carrier();
      exporter = await trader();
      importer = await foreigner();
      bank = await registerBank(stage, registrar, ++parties);
      otherBank = await registerBank(stage, partnerRegistrar, ++parties);
    });
    const trader = (): Promise<Actor> => registerTrader(world.stage, world.registrar, ++parties);
    const foreigner = (): Promise<Actor> => registerTrader(world.stage, world.partnerRegistrar, ++parties);
    const as = (party: Party): Titles => new Titles(world.stage(world.issuer, party));
    const seen = (): Titles => new Titles(world.stage(world.partner));
    const codeOf = async (attempt: () => Promise<unknown>) => (await refusalOf(attempt)).code;
    const soon = (): string => later(instantOf(world.time?.now() ?? Date.now()), HOUR);
    const named = (reference: string, version = 1): TitleName => ({
      member: world.issuer,
      id: `SCAC:${carrier.code}/${reference}/${version}`,
    });
    const issued = async (change: Partial<IssueArgs> = {}): Promise<TitleName> => {
      const bill = named(`B${++bills}`);
      await as(carrier).issue(bill, { issuer: carrier.handle, shipper: exporter!.handle, ...BILL_TERMS, ...change });
      return bill;
    };
    const both = (to: Actor, endorsement: 'to-order' | 'named' | 'blank' = 'to-order') => ({
      ...{ to: to.handle, what: 'both' as const, endorsement, lapsesAt: soon() },
    });
    const pass = async (bill: TitleName, from: Actor, to: Actor, endorsement?: 'blank') => {
      await as(from).offer(bill, both(to, endorsement));
      await as(to).accept(bill);
    };
    const controlled = async (bill: TitleName, beneficiary: Actor, holder = beneficiary) => {
      const { control } = await seen().get(bill);
      expect(control.at(-1)).to.include({ beneficiary: beneficiary.handle, holder: holder.handle });
    };
    const presented = (to: Actor, change: object = {}) => ({
      ...{ to: to.handle, under: 'credit' as const, reference: 'LC-2026-7' },
      ...{ withTitle: true, lapsesAt: soon(), ...change },
    });
    const together = (officer: Actor): Party => ({
      handle: officer.handle,
      sign: (act) => signAct(act, [officer, carrier]),
    });

    it('is issued by the carrier whose code it bears, once, where that code is at home', async () => {
      const bill = await issued();
      await controlled(bill, exporter!);
      const args = { issuer: carrier.handle, shipper: exporter!.handle, ...BILL_TERMS };
      expect(await codeOf(() => as(carrier).issue(bill, args))).to.equal('RECORD_EXISTS');
      const reference = bill.id.split('/')[1]!;
      expect(await codeOf(() => as(carrier).issue(named(reference, 2), args))).to.equal('IDENTIFIER_TAKEN');
      expect(await seen().live(carrier.handle, reference)).to.deep.equal(bill);
      expect(await seen().live(carrier.handle, 'NONE')).to.equal(undefined);
      const elsewhere = { member: world.partner, id: named('ELSEWHERE').id };
      expect(await codeOf(() => new Titles(world.stage(world.partner, carrier)).issue(elsewhere, args))).to.match(
        /CODE_OF_ANOTHER|RECORD_UNKNOWN|CITATION_OUTDATED/,
      );
    });

    it('is issued by an agent of the carrier under its mandate', async () => {
      const agent = await trader();
      const mandates = new Mandates(world.stage(world.issuer, carrier));
      const to = later(instantOf(world.time?.now() ?? Date.now()), 24 * HOUR);
      const given = { agent: agent.handle, capacity: 'carrier' as const, acts: ['title.issue'], to };
      const { mandate } = await mandates.give(carrier.handle, given);
      const { options } = world.stage(world.issuer, agent);
      const bill = named(`B${++bills}`);
      const args = { issuer: carrier.handle, shipper: exporter!.handle, ...BILL_TERMS };
      await new Titles(new Session({ ...options, mandate })).issue(bill, args);
      expect(await seen().get(bill)).to.include({ issuer: carrier.handle, agent: agent.handle });
      expect(
        await codeOf(() => new Titles(new Session({ ...options, mandate })).offer(bill, both(importer!))),
      ).to.equal('MANDATE_DOES_NOT_COVER');
    });

    it('is sold through two banks under a credit, with a refusal and a waiver', async () => {
      const bill = await issued();
      await as(exporter!).present(bill, presented(bank!));
      await as(bank!).accept(bill);
      await as(bank!).noticeComplete(bill);
      await as(bank!).takeUp(bill);
      await as(bank!).present(bill, presented(otherBank!));
      await as(otherBank!).accept(bill);
      await as(otherBank!).noticeComplete(bill);
      await as(otherBank!).refuse(bill, { discrepancies: ['Falta la póliza'], disposition: 'holds-for-waiver' });
      expect(await codeOf(() => as(otherBank!).takeUp(bill))).to.equal('DOCUMENTS_REFUSED');
      await controlled(bill, bank!, otherBank);
      await as(otherBank!).waive(bill, { reference: 'Nota del ordenante' });
      await as(otherBank!).takeUp(bill);
      await pass(bill, otherBank!, importer!);
      await as(importer!).surrender(bill, { for: 'delivery' });
      await as(carrier).acceptSurrender(bill);
      expect(stateOf(await seen().get(bill))).to.equal('accomplished');
      const history = await seen().history(bill);
      expect(history.map(({ type }) => type.replace('title.', '')).join(' ')).to.equal(
        'issue present accept noticeComplete takeUp present accept noticeComplete refuse waive takeUp offer accept surrender acceptSurrender',
      );
      expect(history.map(({ beneficiary }) => beneficiary)).to.include.members(
        [exporter!, bank!, otherBank!, importer!].map(({ handle }) => handle),
      );
    });

    it('is released for payment in a collection, and returned unpaid', async () => {
      const collection = presented(bank!, { under: 'collection', drawee: importer!.handle, against: 'payment' });
      const [paid, unpaid] = [await issued(), await issued()];
      for (const bill of [paid, unpaid]) {
        await as(exporter!).present(bill, collection);
        await as(bank!).accept(bill);
      }
      await as(bank!).release(paid, { to: importer!.handle, reference: 'Pago 1', lapsesAt: soon() });
      await as(importer!).accept(paid);
      await controlled(paid, importer!);
      await as(bank!).return(unpaid);
      await controlled(unpaid, exporter!);
    });

    it('is sold in transit while a bank holds it, with its assent', async () => {
      const bill = await issued();
      await as(exporter!).offer(bill, { to: bank!.handle, what: 'holdership', lapsesAt: soon() });
      await as(bank!).accept(bill);
      const sale = { to: importer!.handle, what: 'title' as const, endorsement: 'to-order' as const, lapsesAt: soon() };
      await as(exporter!).offer(bill, sale);
      expect(await codeOf(() => as(importer!).accept(bill))).to.equal('ASSENT_MISSING');
      await as(bank!).assent(bill, { to: importer!.handle });
      await as(importer!).accept(bill);
      await controlled(bill, importer!, bank);
      expect(await codeOf(() => as(importer!).surrender(bill, { for: 'delivery' }))).to.equal('NOT_SOLE_CONTROLLER');
    });

    it('passes by possession through a chain of five once endorsed in blank, to those who accept ahead at once', async () => {
      const bill = await issued();
      const chain = [exporter!, await trader(), await foreigner(), await trader(), await foreigner()];
      const last = chain.at(-1)!;
      await new Participants(world.stage(world.partner, last)).setAcceptance(last.handle, {
        accepts: [{ what: ['both'], from: [chain[3]!.handle] }],
      });
      for (let at = 1; at < 4; at++) await pass(bill, chain[at - 1]!, chain[at]!, 'blank');
      const acceptedBy = await seen().acceptanceOf(bill, last.handle, 'both');
      expect(await seen().acceptanceOf(bill, last.handle, 'holdership')).to.equal(undefined);
      await as(chain[3]!).offer(bill, { ...both(last, 'blank'), acceptedBy });
      await controlled(bill, last);
      expect((await seen().get(bill)).form).to.equal('bearer');
    });

    it('is split into others for as much in one transaction, and its document goes on as the next version', async () => {
      const bill = await issued();
      await as(exporter!).surrender(bill, { for: 'amendment', comment: 'Dos partidas' });
      const reference = bill.id.split('/')[1]!;
      const half = [{ unit: 'KGM', thousandths: 12_000_000 }];
      const parts = [named(reference, 2), named(`${reference}-B`)];
      const args = {
        issuer: carrier.handle,
        party: exporter!.handle,
        closes: [{ id: bill.id, quantities: BILL_TERMS.quantities }],
        issues: parts.map(({ id }) => ({ id, ...BILL_TERMS, quantities: half })),
      };
      const less = { ...args, issues: args.issues.slice(0, 1) };
      expect(await codeOf(() => as(carrier).replace(world.issuer, less))).to.equal('QUANTITIES_DIFFER');
      await as(carrier).replace(world.issuer, args);
      expect(stateOf(await seen().get(bill))).to.equal('replaced');
      for (const part of parts) await controlled(part, exporter!);
      expect(await seen().live(carrier.handle, reference)).to.deep.equal(parts[0]);
    });

    it('is amended only when one party controls it whole', async () => {
      const bill = await issued();
      await as(exporter!).offer(bill, { to: bank!.handle, what: 'holdership', lapsesAt: soon() });
      await as(bank!).accept(bill);
      const change = { for: 'amendment' as const, reason: 'COD' as const };
      for (const party of [exporter!, bank!])
        expect(await codeOf(() => as(party).surrender(bill, change))).to.equal('NOT_SOLE_CONTROLLER');
      await as(bank!).offer(bill, { to: exporter!.handle, what: 'holdership', lapsesAt: soon() });
      await as(exporter!).accept(bill);
      await as(exporter!).surrender(bill, change);
      const reference = bill.id.split('/')[1]!;
      await as(carrier).replace(world.issuer, {
        ...{ issuer: carrier.handle, party: exporter!.handle },
        closes: [{ id: bill.id, quantities: BILL_TERMS.quantities }],
        issues: [{ id: named(reference, 2).id, ...BILL_TERMS, placeOfIssue: 'UYMVD' }],
      });
      await controlled(named(reference, 2), exporter!);
    });

    it('is switched whole: the new one stands by itself, and only the salted digest ties them', async () => {
      const [bill, other] = [await issued(), named(`SW${bills}`)];
      await as(exporter!).surrender(bill, { for: 'amendment', reason: 'SWI' });
      const switched = digestOfJson({ to: other.id, salt: 'a random one' });
      await as(carrier).acceptSurrender(bill, { switched });
      await as(carrier).issue(other, { issuer: carrier.handle, shipper: exporter!.handle, ...BILL_TERMS });
      expect(JSON.stringify(await seen().get(other))).not.to.include(bill.id);
      expect((await seen().get(bill)).switched).not.to.have.property('received');
      await as(exporter!).confirmSwitch(bill);
      expect((await seen().get(bill)).switched).to.have.property('received');
      expect(stateOf(await seen().get(bill))).to.equal('replaced');
    });

    it('goes to paper and comes back, with the statements that MLETR asks for', async () => {
      const bill = await issued();
      const reference = bill.id.split('/')[1]!;
      await as(exporter!).surrender(bill, { for: 'amendment', reason: 'SWTP' });
      await as(carrier).acceptSurrender(bill, { statement: 'Reemplazado por tres originales en papel' });
      expect(await seen().live(carrier.handle, reference)).to.equal(undefined);
      const paper = {
        ...{ originals: 3, withdrawn: 3, withdrawnOn: '2026-03-05', endorsements: digestOf('endosos') },
        statement: 'Reemplaza tres originales, retirados',
      };
      const back = named(reference, 2);
      await as(carrier).issue(back, { issuer: carrier.handle, shipper: importer!.handle, ...BILL_TERMS, paper });
      await controlled(back, importer!);
      expect((await seen().get(back)).paper).to.deep.equal(paper);
    });

    it('is acted on by the successor of an insolvent holder, in its place', async () => {
      const [holder, successor] = [await trader(), await trader()];
      const bill = await issued();
      await pass(bill, exporter!, holder);
      const registry = new Participants(world.stage(world.issuer, world.registrar));
      await registry.succeed(holder.handle, { successor: successor.handle, deed: 'QUIEBRA-1' });
      expect(await codeOf(() => as(successor).offer(bill, both(importer!)))).to.equal('NOT_SOLE_CONTROLLER');
      await registry.acceptSuccession(successor.handle, { predecessor: holder.handle, deed: 'QUIEBRA-1' });
      const { options } = world.stage(world.issuer, successor);
      await new Titles(new Session({ ...options, successorTo: [holder.handle] })).offer(bill, both(importer!));
      await as(importer!).accept(bill);
      await controlled(bill, importer!);
    });

    it('is frozen, released and put into other hands by an officer and the carrier together, never by one', async () => {
      const bill = await issued();
      const order = { issuer: carrier.handle, order: 'JUZGADO-2/2026' };
      expect(await codeOf(() => as(world.registrar).freeze(bill, order))).to.equal('SIGNER_NOT_ALLOWED');
      expect(await codeOf(() => as(carrier).freeze(bill, order))).to.equal('ROLE_REQUIRED');
      const registrar = as(world.registrar);
      await registrar.freeze(bill, order, together(world.registrar));
      expect(await codeOf(() => as(exporter!).offer(bill, both(importer!)))).to.equal('TITLE_FROZEN');
      const change = { issuer: carrier.handle, ground: 'order' as const, reference: order.order };
      const hands = { beneficiary: importer!.handle, holder: importer!.handle };
      await registrar.transferByOrder(bill, { ...change, ...hands }, together(world.registrar));
      await registrar.unfreeze(bill, order, together(world.registrar));
      await controlled(bill, importer!);
    });

    it('is spent once its goods were delivered without it', async () => {
      const bill = await issued();
      await as(carrier).recordDelivery(bill, { indemnity: 'LOI-1', on: '2026-03-02' });
      expect((await seen().get(bill)).delivered).to.include({ indemnity: 'LOI-1' });
    });

    it('takes back what is not answered: the holder suspended in the middle of an offer declines', async () => {
      const [bill, buyer] = [await issued(), await trader()];
      await as(exporter!).offer(bill, both(buyer));
      const registry = new Participants(world.stage(world.issuer, world.registrar));
      await registry.suspend(buyer.handle, 'Sumario');
      expect(await codeOf(() => as(buyer).accept(bill))).to.equal('PARTY_NOT_ACTIVE');
      await as(buyer).decline(bill, { reason: 'Suspendido' });
      await controlled(bill, exporter!);
    });

    it(`goes to one of fifty parties when it is moved to all of them at once, ${races} times over`, async () => {
      const { stage, issuer, registrar, members } = world;
      const now = world.time && (() => world.time!.now());
      const race = { issuer, registrar, members, carrier, clients: 50, rounds: races, firstParty: 15_000 };
      const { decided, refused } = await raceForTitle(stage, { ...race, ...(now && { now }) });
      expect(decided).to.equal(races);
      // The holder's offer to itself is refused whatever came first.
      expect(Object.values(refused).reduce((sum, count) => sum + count, 0)).to.equal(races * 49);
    }).timeout(300_000);

    it('is not accepted by what was endorsed in time and sent after the next tick', async () => {
      const bill = await issued();
      await as(exporter!).offer(bill, both(importer!));
      const { head } = await world.stage(world.issuer).read({ kind: 'title', ...bill });
      const reference = { kind: 'title', ...bill, sequence: head.sequence + 1, previous: head.act };
      const act = {
        version: 1 as const,
        type: 'title.accept',
        actor: importer!.handle,
        records: [reference],
        args: {},
      };
      const args = [await importer!.sign({ ...act, notAfter: soon() })];
      const ledger = world.ledger(world.issuer);
      const call = { namespace: namespaceOf(world.issuer), transaction: 'title:accept', args };
      const endorsed = await ledger.endorse({ ...call, endorsers: [world.issuer, world.partner] });
      await world.tick(world.issuer);
      await ledger.send(endorsed);
      expect((await ledger.outcome(endorsed.transactionId)).code).to.equal(11);
      await controlled(bill, exporter!);
    });

    it('does not move by a key that its holder has retired, once it was stolen', async () => {
      const holder = await trader();
      const bill = await issued();
      await pass(bill, exporter!, holder);
      const { thumbprint } = holder.signer;
      await new Participants(world.stage(world.issuer, world.registrar)).retireKey(holder.handle, {
        thumbprint,
        reason: 'Robada',
      });
      expect(await codeOf(() => as(holder).offer(bill, both(importer!)))).to.equal('KEY_RETIRED');
    });
  });
}
