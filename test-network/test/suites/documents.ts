import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DocumentKeeper, directoryStore } from '@fairway/gateway';
import { digestOf, digestOfJson } from '@fairway/model';
import { documentStanding, parseLink, recordedDigestOf } from '@fairway/model/document';
import { Aeo, DocumentNotKept, Documents, Titles, addressOfDocument, openDocument, type TitleName } from '@fairway/sdk';
import { BILL_TERMS } from '@fairway/test-network';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

const PAGE = 'https://aduana.example/verify';

/** Documents that people hold: their digest on the ledger, their encrypted form at the issuer's, their key in the link. */
export function documentSuite(network: () => Network): void {
  describe('The document of a record', () => {
    let world: World;
    let folder: string;
    let keeper: DocumentKeeper;
    let officer: Documents;
    let aeo: Aeo;
    before(async () => {
      world = await worldOn(network());
      folder = mkdtempSync(join(tmpdir(), 'fairway-documents-'));
      keeper = keeperOf(world.issuer);
      const session = world.stage(world.issuer, world.officer);
      officer = new Documents(session, { documents: keeper, page: PAGE });
      aeo = new Aeo(session);
    });
    after(() => {
      keeper.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const keeperOf = (member: string): DocumentKeeper => {
      const blobs = directoryStore(join(folder, `${member}-blobs`));
      return new DocumentKeeper({ session: world.stage(member), member, blobs, index: join(folder, `${member}.db`) });
    };
    const granted = async (): Promise<string> => {
      const number = world.newNumber();
      await aeo.grant(world.issuer, number, {
        holder: world.trader.handle,
        ...{ grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' },
      });
      return number;
    };
    const opened = (link: string) => openDocument(link, { network: 'behaviour', documents: keeper });
    const standing = async (number: string, digest: string) =>
      documentStanding('aeo', await new Aeo(world.stage(world.partner)).get(world.issuer, number), digest).standing;

    it('is made from a certificate, opened by its link, and known to a partner by its digest', async () => {
      const number = await granted();
      const { link, document } = await officer.issueAeo(world.issuer, number);
      const found = await opened(link);
      expect(found.document).to.deep.equal(document);
      expect(found.document).to.deep.include({
        about: { network: 'behaviour', member: world.issuer, kind: 'aeo', id: number },
        validTo: '2036-01-31',
      });
      expect(await standing(number, recordedDigestOf(found.document))).to.equal('current');
    });

    it('supersedes the one before, which stays known as such', async () => {
      const number = await granted();
      const first = await officer.issueAeo(world.issuer, number);
      await aeo.renew(world.issuer, number, { validTo: '2039-01-31' });
      const second = await officer.issueAeo(world.issuer, number);
      expect(second.document).to.include({ validTo: '2039-01-31' });
      const digests = [first, second].map(({ document }) => recordedDigestOf(document));
      expect(await Promise.all(digests.map((digest) => standing(number, digest)))).to.deep.equal([
        'superseded',
        'current',
      ]);
      expect((await aeo.history(world.issuer, number)).at(-1)).to.include({
        type: 'aeo.document',
        from: second.receipt.recordedAt,
      });
      expect((await opened(first.link)).document).to.deep.equal(first.document);
    });

    it('is recorded by an officer of the issuer, once', async () => {
      const number = await granted();
      const digest = recordedDigestOf((await officer.issueAeo(world.issuer, number)).document);
      const record = (by: Aeo, document: string) =>
        refusalOf(() => by.document(world.issuer, number, { document })).then(({ code }) => code);
      const stranger = new Aeo(world.stage(world.partner, world.partnerOfficer));
      expect(await record(stranger, digestOf('forged'))).to.equal('ROLE_REQUIRED');
      expect(await record(new Aeo(world.stage(world.issuer, world.trader)), digestOf('forged'))).to.equal(
        'ROLE_REQUIRED',
      );
      expect(await record(aeo, digest)).to.equal('DOCUMENT_RECORDED');
    });

    it('is kept where a record of the member states its digest, and nowhere else', async () => {
      const number = await granted();
      const { link, document } = await officer.issueAeo(world.issuer, number);
      const address = await addressOfDocument(parseLink(link).key);
      const bytes = new Uint8Array(100);
      const claim = { record: { member: world.issuer, kind: 'aeo', id: number }, document: recordedDigestOf(document) };
      const put = (at: string, change: object, by = keeper) =>
        refusalOf(() => by.put(at, bytes, { ...claim, ...change })).then(({ code }) => code);
      expect(await put(digestOf('new'), { document: digestOf('other') })).to.equal('DOCUMENT_NOT_ASKED_FOR');
      expect(await put(digestOf('new'), { record: { ...claim.record, id: 'NEVER' } })).to.equal(
        'DOCUMENT_NOT_ASKED_FOR',
      );
      expect(await put(digestOf('new'), { record: { ...claim.record, kind: 'member' } })).to.equal(
        'DOCUMENT_NOT_ASKED_FOR',
      );
      expect(await put(address, {})).to.equal('ADDRESS_TAKEN');
      const other = keeperOf(world.partner);
      expect(await put(digestOf('new'), {}, other)).to.equal('DOCUMENT_NOT_ASKED_FOR');
      other.close();
      expect((await refusalOf(() => keeper.put(digestOf('new'), new Uint8Array(28), claim))).code).to.equal(
        'TOO_LARGE',
      );
      for (let links = 1; links < 16; links++) await keeper.put(digestOf(`link ${links}`), bytes, claim);
      expect(await put(digestOf('new'), {})).to.equal('TOO_MANY');
      expect((await opened(link)).document).to.deep.equal(document);
      // What stands on the record already waits for no transaction, be there such a one or not.
      expect(await put(digestOf('new'), { after: 'ab'.repeat(32) })).to.equal('TOO_MANY');
    });

    it('that could not be kept is recorded all the same, and kept later', async () => {
      const number = await granted();
      let isDown = true;
      const documents = {
        get: keeper.get.bind(keeper),
        put: (...args: Parameters<DocumentKeeper['put']>) =>
          isDown ? Promise.reject(new Error('down')) : keeper.put(...args),
      };
      const session = world.stage(world.issuer, world.officer);
      let failure: unknown;
      await new Documents(session, { documents, page: PAGE }).issueAeo(world.issuer, number).catch((error: unknown) => {
        failure = error;
      });
      expect(failure).to.be.instanceOf(DocumentNotKept);
      const { linked, complete } = failure as DocumentNotKept;
      expect((await refusalOf(() => opened(linked.link))).code).to.equal('DOCUMENT_UNKNOWN');
      isDown = false;
      await complete();
      expect((await opened(linked.link)).document).to.deep.equal(linked.document);
    });

    it('of a bill is the transport document whose digest the bill states', async () => {
      const carrier = await world.carrier();
      const session = world.stage(world.issuer, carrier);
      const transportDocument = { transportDocumentReference: 'D1', isToOrder: true };
      const bill: TitleName = { member: world.issuer, id: `SCAC:${carrier.code}/D1/1` };
      await new Titles(session).issue(bill, {
        ...BILL_TERMS,
        issuer: carrier.handle,
        shipper: world.trader.handle,
        document: digestOfJson(transportDocument),
      });
      const documents = new Documents(session, { documents: keeper, page: PAGE });
      const { link } = await documents.shareTitle(bill, transportDocument);
      expect((await opened(link)).document).to.deep.include({ transportDocument });
      const other = { ...transportDocument, isToOrder: false };
      expect((await refusalOf(() => documents.shareTitle(bill, other))).code).to.equal('DOCUMENT_DIFFERS');
    });
  });
}
