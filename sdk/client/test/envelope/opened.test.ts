import { expect } from 'chai';
import fc from 'fast-check';
import { Refusal, canonical, checkDisclosure, digestOf, type KeyBundle, type Title } from '@fairway/model';
import { togetherOf } from '#src/envelope/blobs.js';
import { openEnvelopes, type OpenedEnvelope } from '#src/envelope/opened.js';
import { packEnvelope } from '#src/envelope/pack.js';
import { unwrapKeys, wrapKeys } from '#src/envelope/wrap.js';
import { Shelf, TRANSPORT_DOCUMENT, aBill, bytesOf, invoice, makeReader, packed, type Reader } from './a-bill.ts';

const BILL = 'SMDG:MSK/B1/1';
const mark = { by: 'ar-x', from: '2026-03-02T12:00:00.000Z', act: 'b' };

describe('An envelope', () => {
  let shelf: Shelf;
  let exporter: Reader;
  let importer: Reader;
  before(async () => ([exporter, importer] = await Promise.all([makeReader(), makeReader()])));
  beforeEach(() => (shelf = new Shelf()));

  /** The documents that come out, or why none do. */
  const readBy = async (title: Title, ...ring: Reader[]): Promise<string[]> =>
    Promise.all((await openEnvelopes(title, shelf, ring)).map(outcome));
  const outcome = async (one: OpenedEnvelope): Promise<string> => {
    if (one.state === 'spoilt') return one.why.code;
    if (one.state !== 'open') return one.state;
    try {
      const texts = await Promise.all(one.documents.map((document) => document.read()));
      return texts.map((bytes) => new TextDecoder().decode(bytes)).join('|');
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  };
  const whole = `${new TextDecoder().decode(TRANSPORT_DOCUMENT.content)}|Factura A-1`;
  const issued = () => packed(shelf, BILL, [TRANSPORT_DOCUMENT, invoice()], exporter);

  it('opens to whom its keys are wrapped, and to nobody else', async () => {
    const { enclosed } = await issued();
    const title = aBill(BILL, enclosed);
    expect(await readBy(title, exporter)).to.deep.equal([whole]);
    expect(await readBy(title, importer)).to.deep.equal(['closed']);
    expect(await readBy(title)).to.deep.equal(['closed']);
  });

  it('gives back documents of any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 4 }), async (all) => {
        const documents = [TRANSPORT_DOCUMENT, ...all.map((content) => ({ ...invoice(), content }))];
        const { enclosed } = await packed(shelf, BILL, documents, exporter, importer);
        const [one] = await openEnvelopes(aBill(BILL, enclosed), shelf, [importer]);
        const read = await Promise.all(
          (one as OpenedEnvelope & { state: 'open' }).documents.map((each) => each.read()),
        );
        expect(read).to.deep.equal(documents.map(({ content }) => content));
      }),
      { numRuns: 25 },
    );
  });

  it('shows a stranger neither names nor documents, nor a digest of anything that can be guessed', async () => {
    const { blobs, wrap } = await issued();
    const shown = [...blobs, wrap].map((blob) => Buffer.from(blob).toString('latin1')).join();
    for (const secret of ['Factura', digestOf('Factura A-1'), 'invoice']) expect(shown).not.to.include(secret);
    expect((await issued()).envelope).not.to.equal((await issued()).envelope);
  });

  it('is found out when any byte of any blob is changed, cut off or added', async () => {
    const { enclosed, blobs, wrap } = await issued();
    const title = aBill(BILL, enclosed);
    const all = [...blobs, wrap];
    const changes = fc.record({
      blob: fc.nat(all.length - 1),
      at: fc.nat(),
      by: fc.integer({ min: 1, max: 255 }),
      how: fc.constantFrom('changed', 'cut', 'longer'),
    });
    await fc.assert(
      fc.asyncProperty(changes, async ({ blob, at, by, how }) => {
        const bytes = all[blob]!;
        const place = at % bytes.length;
        const spoilt =
          how === 'cut'
            ? bytes.slice(0, place)
            : how === 'longer'
              ? Uint8Array.of(...bytes, by)
              : bytes.map((byte, index) => (index === place ? byte ^ by : byte));
        shelf.kept.set(digestOf(bytes), spoilt);
        expect(await readBy(title, exporter)).to.deep.equal(['BLOB_DIFFERS']);
        shelf.kept.set(digestOf(bytes), bytes);
      }),
    );
    expect(await readBy(title, exporter)).to.deep.equal([whole]);
  });

  it('does not open where its wrap was changed before its digest was signed', async () => {
    const { enclosed, wrap } = await issued();
    const jwe = JSON.parse(new TextDecoder().decode(wrap)) as { tag: string; recipients: { encrypted_key: string }[] };
    const other = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const tampered = [
      { ...jwe, tag: other(jwe.tag) },
      { ...jwe, recipients: jwe.recipients.map((one) => ({ ...one, encrypted_key: other(one.encrypted_key) })) },
      { ...jwe, recipients: [] },
      'no keys at all',
    ];
    for (const one of tampered) {
      const blob = bytesOf(canonical(one));
      await shelf.put(blob);
      expect((await readBy(aBill(BILL, { ...enclosed, keys: digestOf(blob) }), exporter))[0]).to.be.oneOf([
        ...['KEYS_SPOILT', 'TOO_SHORT', 'WRONG_TYPE'],
      ]);
    }
  });

  it('of another bill is none of this one, nor are keys of it', async () => {
    const { enclosed } = await issued();
    const mine = await packed(shelf, 'SMDG:MSK/B2/1', [TRANSPORT_DOCUMENT], exporter);
    expect(await readBy(aBill('SMDG:MSK/B2/1', enclosed), exporter)).to.deep.equal(['ENVELOPE_OF_ANOTHER_BILL']);
    const place = { member: 'AR', id: BILL };
    const wrap = await wrapKeys(place, [mine.keys], [exporter]);
    await shelf.put(wrap);
    const title = aBill(BILL, { envelope: mine.envelope, keys: digestOf(wrap) });
    expect(await readBy(title, exporter)).to.deep.equal(['ENVELOPE_OF_ANOTHER_BILL']);
  });

  it('with documents swapped, or with other contents, is refused', async () => {
    const pack = await packEnvelope({ member: 'AR', id: BILL }, [
      TRANSPORT_DOCUMENT,
      invoice(),
      invoice('Factura A-2'),
    ]);
    const manifest = JSON.parse(new TextDecoder().decode(pack.blobs[0])) as { blobs: unknown[]; contents: string };
    const wrapped = async (change: object, keys = pack.keys) => {
      const bytes = bytesOf(canonical({ ...manifest, ...change }));
      const envelope = digestOf(bytes);
      const wrap = await wrapKeys({ member: 'AR', id: BILL }, [{ ...keys, envelope }], [exporter]);
      for (const blob of [bytes, ...pack.blobs, wrap]) await shelf.put(blob);
      return (await readBy(aBill(BILL, { envelope, keys: digestOf(wrap) }), exporter))[0];
    };
    const [first, second, third] = manifest.blobs;
    expect(await wrapped({ blobs: [first, third, second] })).to.equal('DOCUMENT_DIFFERS');
    expect(await wrapped({ blobs: [first, second] })).to.equal('CONTENTS_DIFFER');
    expect(await wrapped({ contents: digestOf('other') })).to.equal('CONTENTS_DIFFER');
    const [one, two, three] = pack.keys.contents.documents;
    const contents = { ...pack.keys.contents, documents: [one!, three!, two!] };
    expect(await wrapped({}, { ...pack.keys, contents })).to.equal('CONTENTS_DIFFER');
    const [a, b, c] = pack.keys.keys;
    expect(await wrapped({}, { ...pack.keys, keys: [a!, c!, b!] })).to.equal('DOCUMENT_DIFFERS');
  });

  it('of an issue holds the transport document that the bill states', async () => {
    const { enclosed } = await packed(shelf, BILL, [invoice()], exporter);
    expect(await readBy(aBill(BILL, enclosed), exporter)).to.deep.equal(['DOCUMENT_DIFFERS']);
    const swapped = { ...TRANSPORT_DOCUMENT, content: bytesOf('{}') };
    const other = await packed(shelf, BILL, [swapped], exporter);
    expect(await readBy(aBill(BILL, other.enclosed), exporter)).to.deep.equal(['DOCUMENT_DIFFERS']);
  });

  it('of the next holder stays closed to who held the bill before', async () => {
    const { enclosed, keys } = await issued();
    const wrap = await wrapKeys({ member: 'AR', id: BILL }, [keys], [importer]);
    await shelf.put(wrap);
    const addition = await packed(shelf, BILL, [invoice('Factura B-1')], importer);
    const title = aBill(BILL, enclosed, {
      added: [{ ...addition.enclosed, ...mark }],
      keysGiven: [{ to: importer.handle, keys: digestOf(wrap), ...mark }],
    });
    expect(await readBy(title, importer)).to.deep.equal([whole, 'Factura B-1']);
    expect(await readBy(title, exporter)).to.deep.equal([whole, 'closed']);
  });

  it('opens by good keys though somebody gave bad ones besides, whichever came first', async () => {
    const { enclosed, keys } = await issued();
    const bad = keys.keys.map(() => digestOf('bad'));
    const place = { member: 'AR', id: BILL };
    const wraps = await Promise.all([{ ...keys, keys: bad }, keys].map((one) => wrapKeys(place, [one], [importer])));
    for (const wrap of wraps) await shelf.put(wrap);
    const given = wraps.map((wrap) => ({ to: importer.handle, keys: digestOf(wrap), ...mark }));
    for (const keysGiven of [given, [...given].reverse()]) {
      const title = aBill(BILL, enclosed, { keysGiven });
      expect(await readBy(title, importer)).to.deep.equal([whole]);
      const [one] = (await openEnvelopes(title, shelf, [importer])) as (OpenedEnvelope & { state: 'open' })[];
      expect(await Promise.all(one!.documents.map((document) => document.key()))).to.deep.equal(keys.keys);
    }
  });

  it('whose bytes are lost says so, and opens again by the copy of anyone', async () => {
    const { enclosed, blobs, wrap } = await issued();
    const title = aBill(BILL, enclosed);
    const copy = new Shelf();
    for (const blob of [...blobs, wrap]) await copy.put(blob);
    shelf.kept.delete(digestOf(blobs[1]!));
    expect(await readBy(title, exporter)).to.deep.equal(['BLOB_LOST']);
    shelf.kept.delete(digestOf(blobs[0]!));
    expect(await readBy(title, exporter)).to.deep.equal(['lost']);
    shelf.kept.delete(digestOf(wrap));
    expect(await readBy(title, exporter)).to.deep.equal(['lost']);
    const both = await openEnvelopes(title, togetherOf([shelf, copy]), [exporter]);
    expect(await Promise.all(both.map(outcome))).to.deep.equal([whole]);
  });

  it('takes no document that is empty or larger than it may be', async () => {
    const attempt = async (content: Uint8Array) =>
      packEnvelope({ member: 'AR', id: BILL }, [{ ...invoice(), content }]).then(
        () => 'done',
        (error: Refusal) => error.code,
      );
    expect(await attempt(new Uint8Array(32 * 1024 * 1024 + 1))).to.equal('TOO_LARGE');
    expect(await attempt(new Uint8Array())).to.equal('OUT_OF_RANGE');
  });

  it('is wrapped to no key that is no point of its curve', async () => {
    const { keys } = await issued();
    const nobody = { handle: exporter.handle, jwk: { ...exporter.jwk, y: digestOf('off the curve') } };
    const refused = await wrapKeys({ member: 'AR', id: BILL }, [keys], [nobody]).catch((error: Refusal) => error.code);
    expect(refused).to.equal('ENCRYPTION_KEY_UNUSABLE');
  });

  it('has its keys wrapped to several at once, each by its own key', async () => {
    const { keys } = await issued();
    const place = { member: 'AR', id: BILL };
    const wrap = await wrapKeys(place, [keys], [exporter, importer]);
    const bundles: (KeyBundle | undefined)[] = [];
    for (const one of [exporter, importer]) bundles.push(await unwrapKeys(place, wrap, [one]));
    expect(bundles.map((bundle) => bundle?.envelopes)).to.deep.equal([[keys], [keys]]);
    expect(await unwrapKeys(place, wrap, [await makeReader()])).to.equal(undefined);
  });

  describe('that somebody held', () => {
    it('is proved without any key, by the digests on the ledger', async () => {
      const { enclosed, blobs, keys } = await issued();
      const title = aBill(BILL, enclosed);
      const shown = { manifest: blobs[0]!, contents: keys.contents, document: bytesOf('Factura A-1') };
      expect(checkDisclosure(title, shown)).to.deep.include({ entry: keys.contents.documents[1] });
      const codeOf = (change: object, of = title) => {
        try {
          checkDisclosure(of, { ...shown, ...change });
          return 'done';
        } catch (error) {
          return (error as Refusal).code;
        }
      };
      expect(codeOf({ document: bytesOf('Factura A-2') })).to.equal('DOCUMENT_DIFFERS');
      expect(codeOf({ manifest: bytesOf('{}') })).to.equal('ENVELOPE_UNKNOWN');
      expect(codeOf({}, aBill('SMDG:MSK/B2/1', enclosed))).to.equal('ENVELOPE_OF_ANOTHER_BILL');
      const contents = { ...keys.contents, salt: digestOf('another') };
      expect(codeOf({ contents })).to.equal('CONTENTS_DIFFER');
    });
  });
});
