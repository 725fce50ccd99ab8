import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { formatLink, parseLink, type DocumentLink } from '@fairway/model/document';
import { refusalOf } from '../refusals.ts';

const vectors = JSON.parse(readFileSync(new URL('../vectors/links.json', import.meta.url), 'utf8')) as {
  read: (DocumentLink & { link: string })[];
  refused: { why: string; code: string; link: string }[];
};
const [{ link: _, ...first }] = vectors.read as [DocumentLink & { link: string }];

describe('The link to a document', () => {
  for (const { link, ...said } of vectors.read)
    it(`is read and written alike: ${link.slice(0, 40)}…`, () => {
      expect(parseLink(link)).to.deep.equal(said);
      expect(formatLink(said)).to.equal(link);
    });

  for (const { why, code, link } of vectors.refused)
    it(`is refused with ${why}`, async () => {
      expect((await refusalOf(() => parseLink(link, 'bconnect'))).code).to.equal(code);
    });

  it('is read from a text that a messenger put spaces around', () => {
    expect(parseLink(`  ${formatLink(first)}\n`).about.id).to.equal(first.about.id);
  });

  it('gives a server the page and nothing else', () => {
    const url = new URL(formatLink(first));
    expect(`${url.origin}${url.pathname}${url.search}`).to.equal(first.page);
  });

  it('comes back as it was written, for every record', () => {
    const letters = [...'ABZ09'].map((letter) => fc.constant(letter));
    const id = fc
      .tuple(
        fc.oneof(...letters),
        fc.string({ unit: fc.constantFrom(...'AZ09./-:'), maxLength: 30 }),
        fc.oneof(...letters),
      )
      .map((parts) => parts.join(''));
    const key = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => Buffer.from(bytes).toString('base64url'));
    fc.assert(
      fc.property(id, key, (one, secret) => {
        const link = { ...first, about: { ...first.about, id: one }, key: secret };
        expect(parseLink(formatLink(link))).to.deep.equal(link);
      }),
    );
  });

  it('is not written for what it could not name', async () => {
    const codeOf = async (change: Partial<DocumentLink>) =>
      (await refusalOf(() => formatLink({ ...first, ...change }))).code;
    expect(await codeOf({ page: 'ftp://aduana.example/' })).to.equal('LINK_MALFORMED');
    expect(await codeOf({ page: 'https://aduana.example/#1' })).to.equal('LINK_MALFORMED');
    expect(await codeOf({ key: 'short' })).to.equal('NOT_ALLOWED');
    expect(await codeOf({ about: { ...first.about, id: 'Ñ' } })).to.equal('NOT_ALLOWED');
    expect(await codeOf({ page: `https://aduana.example/${'v'.repeat(500)}` })).to.equal('LINK_MALFORMED');
  });
});
