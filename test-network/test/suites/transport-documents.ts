import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { digestOfJson, type IssueArgs } from '@fairway/model';
import type { TransportDocument } from '@fairway/model/dcsa';
import { Titles, type Party, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, register, registerTrader, type Actor } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

const sample = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../../sdk/cli/samples/${name}`, import.meta.url), 'utf8')) as object;

/** The sample bill in DCSA's form, of another carrier, name and weight; received for shipment. */
function dcsaOf(carrierCode: string, transportDocumentReference: string, version: string, kilograms: number): object {
  const { shippedOnBoardDate: _, ...document } = sample('transport-document.json') as TransportDocument;
  const [goods] = document.consignmentItems;
  const cargo = { ...goods!.cargoItems[0]!, cargoGrossWeight: { value: kilograms, unit: 'KGM' } };
  return {
    ...document,
    ...{ transportDocumentReference, transportDocumentSubReference: version, carrierCodeListProvider: 'NMFTA' },
    carrierCode,
    consignmentItems: [{ ...goods, cargoItems: [cargo] }],
  };
}

/** Bills that are issued on their transport documents, which stay off the ledger. */
export function transportDocumentSuite(network: () => Network): void {
  describe('A bill on its transport document', () => {
    let world: World;
    let shipper: Actor;
    let terms: Omit<IssueArgs, 'document' | 'issuer'>;
    before(async () => {
      world = await worldOn(network());
      shipper = await registerTrader(world.stage, world.registrar, 17_001);
      const { document: _, ...others } = BILL_TERMS;
      terms = { ...others, shipper: shipper.handle };
    });
    const as = (party: Party) => new Titles(world.stage(world.issuer, party));
    const documentOf = async (bill: TitleName) => (await new Titles(world.stage(world.partner)).get(bill)).document;

    it('bears its digest, where a carrier issues it in the form of DCSA', async () => {
      const carrier = await world.carrier();
      const bill = { member: world.issuer, id: `SCAC:${carrier.code}/DCSA1/1` };
      const document = dcsaOf(carrier.code, 'DCSA1', '1', 24_000);
      await as(carrier).issueOnDocument(bill, document, { ...terms, issuer: carrier.handle });
      expect(await documentOf(bill)).to.equal(digestOfJson(document));
    });

    it('bears its digest, where a forwarder issues it in the form of FIATA', async () => {
      const { registrar, stage } = world;
      const cover = { reference: 'C-1', validTo: '2036-12-31' };
      const identifiers = [{ scheme: 'TIN' as const, value: `${world.issuer}30599000017` }];
      const forwarder = await register(
        stage,
        registrar,
        {
          roles: ['forwarder'],
          licence: cover,
          insurance: cover,
          dueDiligence: { reference: 'EXP-2026-0001', on: '2026-01-15' },
        },
        { name: 'Transitaria Ejemplo SRL', identifiers },
      );
      const bill = { member: world.issuer, id: `EFBL:${forwarder.handle.slice(3)}/FBL-2026-7/1` };
      const document = sample('efbl.json');
      await as(forwarder).issueOnDocument(bill, document, { ...terms, issuer: forwarder.handle });
      expect(await documentOf(bill)).to.equal(digestOfJson(document));
    });

    it('is split into bills on documents of their own', async () => {
      const carrier = await world.carrier();
      const [whole, ...parts] = ['DCSA3/1', 'DCSA3/2', 'DCSA4/1'].map((one) => ({
        member: world.issuer,
        id: `SCAC:${carrier.code}/${one}`,
      })) as [TitleName, ...TitleName[]];
      const { issuer, ...others } = { ...terms, issuer: carrier.handle };
      await as(carrier).issueOnDocument(whole, dcsaOf(carrier.code, 'DCSA3', '1', 24_000), { ...others, issuer });
      await as(shipper).surrender(whole, { for: 'amendment', comment: 'Dos partidas' });
      const documents = [dcsaOf(carrier.code, 'DCSA3', '2', 14_000), dcsaOf(carrier.code, 'DCSA4', '1', 10_000)];
      const quantities = (kilograms: number) => [{ unit: 'KGM', thousandths: kilograms * 1000 }];
      const { shipper: party, ...bill } = others;
      const split = (...kilograms: number[]) => ({
        ...{ issuer, party, closes: [{ id: whole.id, quantities: terms.quantities }] },
        issues: parts.map(({ id }, index) => ({ ...bill, id, quantities: quantities(kilograms[index]!) })),
      });
      const otherwise = () => as(carrier).replaceOnDocuments(world.issuer, documents, split(12_000, 12_000));
      expect(await refusalOf(otherwise)).to.include({ code: 'QUANTITIES_DIFFER', path: '/0/consignmentItems' });
      await as(carrier).replaceOnDocuments(world.issuer, documents, split(14_000, 10_000));
      expect(await Promise.all(parts.map(documentOf))).to.deep.equal(documents.map(digestOfJson));
    });

    it('is refused where the two differ, before anything is signed', async () => {
      const carrier = await world.carrier();
      const bill = { member: world.issuer, id: `SCAC:${carrier.code}/DCSA2/1` };
      let signed = 0;
      const counting: Party = { handle: carrier.handle, sign: (act) => (signed++, carrier.sign(act)) };
      const attempt = () =>
        as(counting).issueOnDocument(bill, sample('transport-document.json'), { ...terms, issuer: carrier.handle });
      expect(await refusalOf(attempt)).to.include({ code: 'CARRIER_DIFFERS', path: '/carrierCode' });
      expect(signed).to.equal(0);
      expect((await refusalOf(() => documentOf(bill))).code).to.equal('RECORD_UNKNOWN');
    });
  });
}
