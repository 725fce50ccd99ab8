import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { EnvelopeKeeper, blobPart, createApp, directoryStore, forNobody, watchBlobs } from '@fairway/gateway';
import {
  HOUR,
  canonical,
  checkDisclosure,
  digestOf,
  digestOfJson,
  documentsOf,
  instantOf,
  later,
  type Digest,
} from '@fairway/model';
import {
  EnvelopeNotKept,
  Envelopes,
  Participants,
  Session,
  Titles,
  blobsAt,
  type Blobs,
  type NewDocument,
  type TitleName,
} from '@fairway/sdk';
import { BILL_TERMS, registerBank, registerTrader, type Actor } from '@fairway/test-network';
import { makeEncryptionKey, type EncryptionKey } from '@fairway/wallets';
import { served, type Served } from '../../../sdk/client/test/served.ts';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** A party with the keys by which it is, and was, written to. */
interface Reader extends Actor {
  ring: EncryptionKey[];
}

/** The documents that travel with a bill: who can open what, and what becomes of what is lost. */
export function envelopeSuite(network: () => Network): void {
  describe('The envelope of a bill', () => {
    let world: World;
    let folder: string;
    let keeper: EnvelopeKeeper;
    let server: Served;
    /** The keeper as its member's gateway serves it. */
    let theirs: Blobs;
    let carrier: Reader & { code: string };
    let [exporter, bank, importer]: Reader[] = [] as never;
    let bills = 0;
    let parties = 19_000;

    before(async () => {
      world = await worldOn(network());
      const { stage, registrar, partnerRegistrar } = world;
      folder = mkdtempSync(join(tmpdir(), 'fairway-blobs-'));
      // As a gateway has it: by a ledger on which nothing is done for it but reads.
      const { options } = stage(world.partner);
      const session = new Session({ ...options, ledger: forNobody(() => options.ledger, world.members) });
      keeper = new EnvelopeKeeper(session, directoryStore(folder));
      const limits = { readsAMinute: 100_000 };
      const app = createApp({ member: world.partner, operations: [], parts: [blobPart(keeper)], limits });
      server = await served(app);
      theirs = blobsAt(`${server.url}/api/blobs/`);
      const actor = await world.carrier();
      carrier = { ...(await reader(actor)), code: actor.code };
      exporter = await reader(await registerTrader(stage, registrar, ++parties));
      bank = await reader(await registerBank(stage, partnerRegistrar, ++parties));
      importer = await reader(await registerTrader(stage, partnerRegistrar, ++parties));
    });
    after(async () => {
      await server?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const registry = (of: Actor): Participants => new Participants(world.stage(world.issuer, of));
    const reader = async (actor: Actor): Promise<Reader> => {
      const party = { ...actor, ring: [] };
      await renewsKey(party);
      return party;
    };
    const renewsKey = async (party: Reader): Promise<void> => {
      const key = await makeEncryptionKey();
      await registry(party).setEncryptionKey(party.handle, key.publicKey);
      party.ring.push(key);
    };
    const as = (party: Actor): Titles => new Titles(world.stage(world.issuer, party));
    const envelopes = (party: Reader, blobs = theirs): Envelopes =>
      new Envelopes(world.stage(world.issuer, party), { blobs, keys: party.ring });
    const codeOf = async (attempt: () => Promise<unknown>) => (await refusalOf(attempt)).code;
    const soon = (): string => later(instantOf(world.time?.now() ?? Date.now()), HOUR);
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const paper = (kind: NewDocument['kind'], text: string): NewDocument => ({
      ...{ kind, name: text, mediaType: 'application/pdf', content: bytes(text) },
    });

    /** A bill with its transport document and an invoice, in the exporter's hands. */
    const issued = async (): Promise<TitleName> => {
      const bill = { member: world.issuer, id: `SCAC:${carrier.code}/E${++bills}/1` };
      const document = { transportDocumentReference: `E${bills}` };
      const json = { name: 'Conocimiento', mediaType: 'application/json', content: bytes(canonical(document)) };
      const documents = [{ kind: 'transport-document' as const, ...json }, paper('invoice', 'Factura')];
      const to = [exporter!.handle, carrier.handle];
      const parcel = await envelopes(carrier).pack(bill, documents, to);
      const { transactionId } = await as(carrier).issue(bill, {
        ...{ issuer: carrier.handle, shipper: exporter!.handle, ...BILL_TERMS },
        ...{ document: digestOfJson(document), enclosed: parcel.enclosed },
      });
      await envelopes(carrier).deposit(parcel, transactionId);
      return bill;
    };
    /** What a party reads, envelope by envelope; or how it stands. */
    const reads = async (bill: TitleName, party: Reader): Promise<string[]> =>
      Promise.all(
        (await envelopes(party).open(bill)).map(async (one) => {
          if (one.state !== 'open') return one.state;
          const names = await Promise.all(
            one.documents.map(async (document) => (await document.read()) && document.name),
          );
          return names.join('+');
        }),
      );
    const pass = async (bill: TitleName, from: Reader, to: Reader): Promise<void> => {
      await envelopes(from).give(bill, to.handle);
      const offer = { what: 'both' as const, endorsement: 'to-order' as const, lapsesAt: soon() };
      await as(from).offer(bill, { to: to.handle, ...offer });
      await envelopes(to).accept(bill);
    };
    const filesOf = (): string[] =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
    const fileOf = (digest: Digest): string =>
      filesOf().find((file) => file.endsWith(Buffer.from(digest, 'base64url').toString('hex')))!;

    it('travels along a sale from exporter to bank to importer, and opens to each as far as it got', async () => {
      const bill = await issued();
      expect(await reads(bill, exporter!)).to.deep.equal(['Conocimiento+Factura']);
      expect(await reads(bill, bank!)).to.deep.equal(['closed']);
      await envelopes(exporter!).add(bill, [paper('packing-list', 'Lista'), paper('insurance', 'Póliza')]);
      await envelopes(exporter!).give(bill, bank!.handle);
      await as(exporter!).present(bill, {
        ...{ to: bank!.handle, under: 'credit', reference: 'LC-2026-9', withTitle: true, lapsesAt: soon() },
      });
      await envelopes(bank!).accept(bill);
      const { presentations } = await as(bank!).get(bill);
      expect(presentations[0]!.documents).to.equal(documentsOf(await as(bank!).get(bill)));
      await as(bank!).noticeComplete(bill);
      await as(bank!).takeUp(bill);
      await envelopes(bank!).add(bill, [paper('other', 'Nota del banco')]);
      await pass(bill, bank!, importer!);
      await envelopes(importer!).add(bill, [paper('inspection', 'Inspección')]);

      const [original, additions] = ['Conocimiento+Factura', 'Lista+Póliza'];
      expect(await reads(bill, carrier)).to.deep.equal([original, 'closed', 'closed', 'closed']);
      expect(await reads(bill, exporter!)).to.deep.equal([original, additions, 'closed', 'closed']);
      expect(await reads(bill, bank!)).to.deep.equal([original, additions, 'Nota del banco', 'closed']);
      expect(await reads(bill, importer!)).to.deep.equal([original, additions, 'Nota del banco', 'Inspección']);
    });

    it('was held, as a former holder proves without any key', async () => {
      const bill = await issued();
      await envelopes(exporter!).add(bill, [paper('insurance', 'Póliza 7')]);
      await pass(bill, exporter!, importer!);
      const shown = await envelopes(exporter!).disclose(bill, digestOf('Póliza 7'));
      const { entry, enclosed } = checkDisclosure(await as(importer!).get(bill), shown);
      expect(entry).to.include({ kind: 'insurance', name: 'Póliza 7' });
      expect(enclosed.by).to.equal(exporter!.handle);
    });

    it('is not accepted unseen: whose keys are not wrapped to the party, or whose documents are lost', async () => {
      const bill = await issued();
      const offer = { what: 'both' as const, endorsement: 'to-order' as const, lapsesAt: soon() };
      await as(exporter!).offer(bill, { to: importer!.handle, ...offer });
      expect(await codeOf(() => envelopes(importer!).accept(bill))).to.equal('ENVELOPE_NOT_OPEN');
      expect(await codeOf(() => as(importer!).accept(bill))).to.equal('KEYS_NOT_GIVEN');
      await envelopes(exporter!).give(bill, importer!.handle);
      await envelopes(importer!).accept(bill);
    });

    it('opens again to a party that has lost its keys, by what an earlier holder has', async () => {
      const bill = await issued();
      const buyer = await reader(await registerTrader(world.stage, world.registrar, ++parties));
      await pass(bill, exporter!, buyer);
      const lost = buyer.ring;
      buyer.ring = [];
      await renewsKey(buyer);
      expect(await reads(bill, buyer)).to.deep.equal(['closed']);
      expect(await codeOf(() => envelopes(buyer).give(bill, importer!.handle))).to.equal('NOTHING_TO_GIVE');
      await envelopes(exporter!).give(bill, buyer.handle);
      expect(await reads(bill, buyer)).to.deep.equal(['Conocimiento+Factura']);
      expect(await reads(bill, { ...buyer, ring: lost })).to.deep.equal(['Conocimiento+Factura']);
      expect(await codeOf(() => envelopes(exporter!).give(bill, bank!.handle))).to.equal('NOT_IN_CONTROL');
      expect(await codeOf(() => envelopes(exporter!).add(bill, [paper('other', 'x')]))).to.equal('NOT_THE_HOLDER');
    });

    it('stays open to a party that has replaced its key and keeps the old one', async () => {
      const bill = await issued();
      const buyer = await reader(await registerTrader(world.stage, world.registrar, ++parties));
      await pass(bill, exporter!, buyer);
      await renewsKey(buyer);
      expect(await reads(bill, buyer)).to.deep.equal(['Conocimiento+Factura']);
      await envelopes(buyer).give(bill, buyer.handle);
      expect(await reads(bill, { ...buyer, ring: buyer.ring.slice(1) })).to.deep.equal(['Conocimiento+Factura']);
    });

    it('is written to nobody who has not said by which key, and by no key that signs', async () => {
      const bill = await issued();
      const stranger = await registerTrader(world.stage, world.registrar, ++parties);
      expect(await codeOf(() => envelopes(exporter!).give(bill, stranger.handle))).to.equal('ENCRYPTION_KEY_MISSING');
      const { publicKey } = stranger.signer;
      if (publicKey.kty !== 'EC') throw new Error('this party signs by a key on P-256');
      const refused = () => registry(stranger).setEncryptionKey(stranger.handle, publicKey);
      expect(await codeOf(refused)).to.equal('KEY_SIGNS');
    });

    it('that is lost or spoilt is noticed by the keeper, and restored by anyone who has the bytes', async () => {
      const bill = await issued();
      await envelopes(exporter!).add(bill, [paper('certificate-of-origin', 'Certificado')]);
      expect(await keeper.missing()).to.deep.equal([]);
      const copies = mkdtempSync(join(tmpdir(), 'fairway-copies-'));
      const copy = directoryStore(copies);
      const record = await as(exporter!).get(bill);
      const wanted = new Set<Digest>();
      for (const file of filesOf()) wanted.add(Buffer.from(file.slice(-64), 'hex').toString('base64url'));
      for (const digest of wanted) await copy.put((await keeper.get(digest))!);

      const { envelope, keys } = record.enclosed!;
      rmSync(fileOf(envelope));
      writeFileSync(fileOf(keys), 'spoilt');
      expect([...(await keeper.faults())]).to.have.deep.members([
        [envelope, 'BLOB_LOST'],
        [keys, 'BLOB_CHANGED'],
      ]);
      const stop = new AbortController();
      const logged: object[] = [];
      const log = (entry: object) => {
        logged.push(entry);
        stop.abort();
      };
      await watchBlobs({ keeper, interval: HOUR, log, signal: stop.signal });
      expect(logged).to.deep.equal([{ event: 'blobs-missing', lost: 1, changed: 1, blobs: [envelope, keys] }]);
      // It stands on the record that they are asked for, also to a keeper that begins anew.
      const anew = new EnvelopeKeeper(world.stage(world.partner), directoryStore(folder));
      expect(await anew.missing()).to.include.members([envelope, keys]);
      const opened = await envelopes(exporter!, anew).open(bill);
      expect(opened.map(({ state }) => state)).to.deep.equal(['lost', 'open']);
      const anyone = new Envelopes(world.stage(world.partner), { blobs: anew });
      expect(await anyone.missing(bill)).to.have.members([envelope, keys]);
      expect(await anyone.restore(bill, copy)).to.deep.equal([]);
      expect(await anew.missing()).to.deep.equal([]);
      // By anyone over HTTP, too: without a token, a key or a part in the bill.
      rmSync(fileOf(keys));
      await theirs.put((await copy.get(keys))!);
      expect(await keeper.missing()).to.deep.equal([]);
      expect(await reads(bill, exporter!)).to.deep.equal(['Conocimiento+Factura', 'Certificado']);
      rmSync(copies, { recursive: true, force: true });
    });

    it("that was deposited with one member is taken over by another one's keeper, from that member's gateway", async () => {
      const bill = await issued();
      const own = mkdtempSync(join(tmpdir(), 'fairway-blobs-'));
      const other = new EnvelopeKeeper(world.stage(world.issuer), directoryStore(own));
      const stop = new AbortController();
      const events: string[] = [];
      const log = ({ event }: { event: string }) => {
        events.push(event);
        if (event !== 'blobs-restored') stop.abort();
      };
      await watchBlobs({ keeper: other, others: theirs, interval: HOUR, log, signal: stop.signal });
      // Manifests first, and then what they name.
      expect(events).to.deep.equal(['blobs-restored', 'blobs-restored', 'blobs-whole']);
      const [opened] = await new Envelopes(world.stage(world.issuer, exporter), {
        ...{ blobs: other, keys: exporter!.ring },
      }).open(bill);
      expect(opened).to.include({ state: 'open' });
      rmSync(own, { recursive: true, force: true });
    });

    it('is neither learnt of anew by a keeper that is started again, nor read whole at each of its looks', async () => {
      const bill = await issued();
      const own = mkdtempSync(join(tmpdir(), 'fairway-asked-'));
      const index = join(own, 'asked.db');
      const { options } = world.stage(world.partner);
      const [begun, read]: [bigint[], Digest[]] = [[], []];
      const { ledger } = options;
      const session = new Session({
        ...options,
        ledger: {
          ...forNobody(() => ledger, world.members),
          blocks: (from, signal) => (begun.push(from), ledger.blocks(from, signal)),
        },
      });
      const store = directoryStore(folder);
      let time = 0;
      const started = () =>
        new EnvelopeKeeper(
          session,
          { ...store, get: (digest) => (read.push(digest), store.get(digest)) },
          { index, looksToRead: 2, now: () => ++time },
        );
      const first = started();
      const height = Number(await ledger.height());
      await first.faults();
      const before = new Set(read);
      const { envelope, keys } = (await as(exporter!).get(bill)).enclosed!;
      expect([...before]).to.include.members([envelope, keys]);
      first.close();

      await issued();
      const again = started();
      begun.length = read.length = 0;
      await again.faults();
      expect(begun).to.have.length(1);
      expect(Number(begun[0]), 'goes on where it stopped').to.be.at.least(height - 1);
      const half = Math.ceil(before.size / 2);
      // What was learnt of since counts, too.
      expect(read.filter((digest) => before.has(digest)).length).to.be.within(half, half + 1);
      expect(new Set(read).size, 'what is new is read').to.be.greaterThan(half);
      await again.faults();
      expect(
        [...before].filter((digest) => !read.includes(digest)),
        'all is read in two looks',
      ).to.deep.equal([]);

      const sound = (await store.get(keys))!;
      writeFileSync(fileOf(keys), sound.toReversed());
      const found = [await again.faults(), await again.faults(), await again.faults()];
      expect(found[1]!.get(keys), 'of the same length, it is found by reading').to.equal('BLOB_CHANGED');
      expect(found[2]!.get(keys), 'and until it is whole again').to.equal('BLOB_CHANGED');
      await again.put(sound);
      expect((await again.faults()).has(keys)).to.equal(false);
      again.close();
      rmSync(own, { recursive: true, force: true });
    });

    it('is kept by a keeper that takes no bytes that no bill asks for', async () => {
      for (const store of [keeper, theirs])
        expect(await codeOf(() => store.put(bytes('anything')))).to.equal('BLOB_NOT_ASKED_FOR');
      const bill = await issued();
      const parcel = await envelopes(exporter!).pack(bill, [paper('other', 'x')], [exporter!.handle]);
      const early = await envelopes(exporter!)
        .deposit(parcel)
        .catch((error: unknown) => error as EnvelopeNotKept);
      expect(early).to.be.instanceOf(EnvelopeNotKept);
      await as(exporter!).addDocuments(bill, parcel.enclosed);
      await (early as EnvelopeNotKept).complete();
      expect(await reads(bill, exporter!)).to.deep.equal(['Conocimiento+Factura', 'x']);
    });
  });
}
