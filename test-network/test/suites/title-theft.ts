import { expect } from 'chai';
import {
  HOUR,
  canonical,
  controlOf,
  instantOf,
  namespaceOf,
  parseSignedAct,
  type Act,
  type ActEntry,
  type Head,
  type RecordAddress,
  type Title,
} from '@fairway/model';
import { Titles, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, makeActor, registerTrader, type Actor } from '@fairway/test-network';
import { actKey, forge, key, type TamperedNetwork } from './forgery.ts';
import { refusalOf } from './refusals.ts';
import type { Step } from './tampered-contract.ts';
import { worldOn, type World } from './world.ts';

interface Kept {
  record: Title;
  head: Head;
  acts: ActEntry[];
}

/** What members that agree, the issuer's among them, can do to a trader's bill, and what readers make of it. */
export function titleTheftSuite(network: () => TamperedNetwork): void {
  describe('Members that agree to steal a bill of lading, the issuer’s own among them,', () => {
    let world: World;
    let carrier: Actor & { code: string };
    let [holder, thief]: Actor[] = [] as never;
    let bills = 0;
    before(async () => {
      world = await worldOn(network());
      const { stage, registrar } = world;
      carrier = await world.carrier();
      holder = await registerTrader(stage, registrar, 16_001);
      thief = await registerTrader(stage, registrar, 16_002);
    });
    const titles = (party: Actor): Titles => new Titles(world.stage(world.issuer, party));
    const address = ({ member, id }: TitleName): RecordAddress => ({ member, kind: 'title', id });
    const nextName = (): TitleName => ({ member: world.issuer, id: `SCAC:${carrier.code}/THEFT${++bills}/1` });
    const issued = async (): Promise<TitleName> => {
      const bill = nextName();
      await titles(carrier).issue(bill, { issuer: carrier.handle, shipper: holder!.handle, ...BILL_TERMS });
      return bill;
    };
    const kept = async ({ id }: TitleName): Promise<Kept> => {
      const call = { namespace: namespaceOf(world.issuer), transaction: 'title:read', args: [id] };
      return JSON.parse(Buffer.from(await world.ledger(world.issuer).evaluate(call)).toString()) as Kept;
    };
    const forged = async (...steps: Step[]) => {
      const by = [world.issuer, network().tampered[0]!];
      expect(await forge(world, by, namespaceOf(world.issuer), ...steps)).to.equal(0);
    };
    const put = (where: string, value: object): Step => ['put', where, canonical(value)];
    const stolen = (record: Title, at: string, act: string): Title => ({
      ...record,
      control: [...record.control, { beneficiary: thief!.handle, holder: thief!.handle, from: at, act }],
    });
    const everyReaderRefuses = async (bill: TitleName, code: string) => {
      const reader = new Titles(world.stage(world.partner));
      for (const read of ['get', 'history'] as const)
        expect((await refusalOf(() => reader[read](bill))).code, read).to.equal(code);
    };
    const nextAct = async (bill: TitleName, type: string, actor: Actor, args: object): Promise<Act> => {
      const { head } = await kept(bill);
      const reference = { ...address(bill), sequence: head.sequence + 1, previous: head.act };
      return {
        version: 1,
        type,
        actor: actor.handle,
        records: [reference],
        args,
        notAfter: instantOf(Date.now() + HOUR),
      };
    };
    /** Writes an act, and the record as it would be if the act held. */
    const writeAct = async (bill: TitleName, signed: string) => {
      const { record, head } = await kept(bill);
      const [{ id }, recordedAt] = [parseSignedAct(signed), instantOf(Date.now())];
      const sequence = head.sequence + 1;
      await forged(
        put(key('title', bill.id), { ...stolen(record, recordedAt, id), head: { sequence, act: id, recordedAt } }),
        put(actKey(address(bill), sequence), { signed, recordedAt, transactionId: 'forged' }),
      );
    };

    it('write another holder under an untouched chain, and every reader refuses the bill', async () => {
      const bill = await issued();
      const { record, head } = await kept(bill);
      await forged(put(key('title', bill.id), { ...stolen(record, head.recordedAt, head.act), head }));
      await everyReaderRefuses(bill, 'CHAIN_BROKEN');
    });

    it('offer it in the holder’s name under a key of their own, and every reader refuses it', async () => {
      const bill = await issued();
      const lapsesAt = instantOf(Date.now() + HOUR);
      const args = { to: thief!.handle, what: 'both', endorsement: 'to-order', lapsesAt };
      const forger = await makeActor(world.issuer, holder!.handle);
      await writeAct(bill, await forger.sign(await nextAct(bill, 'title.offer', holder!, args)));
      await everyReaderRefuses(bill, 'KEY_UNKNOWN');
    });

    it('have the thief accept what nobody offered, and every reader refuses it', async () => {
      const bill = await issued();
      await writeAct(bill, await thief!.sign(await nextAct(bill, 'title.accept', thief!, {})));
      await everyReaderRefuses(bill, 'NO_OFFER');
    });

    it('put it into other hands by an order that their officer signs without the carrier, and every reader refuses it', async () => {
      const bill = await issued();
      const [by, to] = [world.registrar, thief!.handle];
      const args = { issuer: carrier.handle, ground: 'order', reference: 'J-1', beneficiary: to, holder: to };
      await writeAct(bill, await by.sign(await nextAct(bill, 'title.transferByOrder', by, args)));
      await everyReaderRefuses(bill, 'SIGNER_NOT_ALLOWED');
    });

    it('take a transfer back by the record of before, and every reader refuses it', async () => {
      const bill = await issued();
      const before = await kept(bill);
      const lapsesAt = instantOf(Date.now() + HOUR);
      await titles(holder!).offer(bill, { to: thief!.handle, what: 'both', endorsement: 'to-order', lapsesAt });
      await titles(thief!).accept(bill);
      await forged(
        put(key('title', bill.id), { ...before.record, head: before.head }),
        ...[2, 3].map((sequence): Step => ['delete', actKey(address(bill), sequence)]),
      );
      await everyReaderRefuses(bill, 'CHAIN_BROKEN');
    });

    it('with the carrier, issue another bill in the place of one that they leave open: every reader refuses the new one', async () => {
      const [bill, other] = [await issued(), nextName()];
      await titles(holder!).surrender(bill, { for: 'amendment', comment: 'Otro destino' });
      const args = {
        ...{ issuer: carrier.handle, party: holder!.handle },
        closes: [{ id: bill.id, quantities: BILL_TERMS.quantities }],
        issues: [{ id: other.id, ...BILL_TERMS }],
      };
      const act = await nextAct(bill, 'title.replace', carrier, args);
      const signed = await carrier.sign({ ...act, records: [...act.records, { ...address(other), sequence: 1 }] });
      const [{ id }, recordedAt] = [parseSignedAct(signed), instantOf(Date.now())];
      const { record } = await kept(bill);
      const { surrender: _gone, ...model } = record;
      const party = { beneficiary: holder!.handle, holder: holder!.handle };
      const made = {
        ...{ ...model, id: other.id, replaces: [bill.id], control: [{ ...party, from: recordedAt, act: id }] },
        status: [{ state: 'in-force', from: recordedAt, recordedAt, act: id }],
      };
      await forged(
        put(key('title', other.id), { ...made, head: { sequence: 1, act: id, recordedAt } }),
        put(actKey(address(other), 1), { signed, recordedAt, transactionId: 'forged' }),
      );
      await everyReaderRefuses(other, 'CHAIN_BROKEN');
      const { beneficiary } = controlOf(await new Titles(world.stage(world.partner)).get(bill));
      expect(beneficiary).to.equal(holder!.handle);
    });
  });
}
