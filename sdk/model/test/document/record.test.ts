import { expect } from 'chai';
import { canonical, digestOf, digestOfJson } from '@fairway/model';
import { documentStanding, readDocument, recordedDigestOf } from '@fairway/model/document';
import { PaperCertificate } from '../aeo/paper-certificate.ts';
import { refusalOf } from '../refusals.ts';
import { AEO_DOCUMENT, TITLE_DOCUMENT } from './examples.ts';

describe('A document', () => {
  const codeOf = async (value: unknown, subject = AEO_DOCUMENT.about) =>
    (await refusalOf(() => readDocument(canonical(value), subject))).code;

  it('is read from its canonical form, a line break behind it or none', () => {
    expect(readDocument(canonical(AEO_DOCUMENT), AEO_DOCUMENT.about)).to.deep.equal(AEO_DOCUMENT);
    expect(readDocument(new TextEncoder().encode(`${canonical(TITLE_DOCUMENT)}\n`))).to.deep.equal(TITLE_DOCUMENT);
  });

  it('is named on the ledger by a digest that its salt keeps from being guessed', () => {
    const other = { ...AEO_DOCUMENT, salt: digestOf('another') };
    expect(recordedDigestOf(AEO_DOCUMENT)).to.equal('-1b-Pg1pCz-KOzLaoJkJx5Mpaw9uDpOyqygtfEqZUk8');
    expect(recordedDigestOf(other)).not.to.equal(recordedDigestOf(AEO_DOCUMENT));
  });

  it("of a bill is named by its transport document's digest", () => {
    expect(recordedDigestOf(TITLE_DOCUMENT)).to.equal(digestOfJson(TITLE_DOCUMENT.transportDocument));
  });

  it('is refused where it is about another record, or another network', async () => {
    const { about } = AEO_DOCUMENT;
    for (const other of [{ network: 'bconnect-test' }, { member: 'UY' }, { id: 'AR-2026/0002' }])
      expect(await codeOf(AEO_DOCUMENT, { ...about, ...other })).to.equal('DOCUMENT_OF_ANOTHER_RECORD');
    expect(await codeOf({ ...AEO_DOCUMENT, about: TITLE_DOCUMENT.about })).to.equal('NOT_ALLOWED');
  });

  it('is refused where it is of no known shape, or says something twice', async () => {
    expect(await codeOf({ ...AEO_DOCUMENT, schema: 'aeo-document/2' })).to.equal('DOCUMENT_UNKNOWN_KIND');
    expect(await codeOf([])).to.equal('DOCUMENT_UNKNOWN_KIND');
    expect(await codeOf({ ...AEO_DOCUMENT, valid: true })).to.equal('UNKNOWN_FIELD');
    const twice = canonical(AEO_DOCUMENT).replace('{', '{"type":"OEA",');
    expect((await refusalOf(() => readDocument(twice))).code).to.equal('NOT_CANONICAL');
    expect((await refusalOf(() => readDocument(Uint8Array.of(0xff)))).code).to.equal('NOT_CANONICAL');
  });
});

describe("A certificate's document", () => {
  let paper: PaperCertificate;
  const [one, two] = [digestOf('one'), digestOf('two')];
  beforeEach(() => (paper = new PaperCertificate('2026-03-01T12:00:00.000Z').granted().passes(1000)));
  const code = async (args: object, by?: string) => (await refusalOf(() => paper.does('aeo.document', args, by))).code;
  const standing = (digest: string, knownAt?: string) => documentStanding('aeo', paper.record, digest, knownAt);

  it('takes the place of an earlier one, which stays known with its time', () => {
    const act = paper.does('aeo.document', { document: one });
    const before = paper.now;
    paper.passes(1000).does('aeo.document', { document: two });
    expect(paper.record!.documents![0]).to.deep.equal({ document: one, from: before, recordedAt: before, act });
    expect([one, two, digestOf('three')].map((digest) => standing(digest))).to.deep.equal([
      { standing: 'superseded', supersededAt: paper.now },
      { standing: 'current' },
      { standing: 'unknown' },
    ]);
    expect(standing(one, before)).to.deep.equal({ standing: 'current' });
    expect(standing(two, before)).to.deep.equal({ standing: 'unknown' });
  });

  it('is recorded once, by an officer of the issuer, while the certificate stands', async () => {
    paper.does('aeo.document', { document: one });
    expect(await code({ document: one })).to.equal('DOCUMENT_RECORDED');
    expect(await code({ document: 'one' })).to.equal('NOT_ALLOWED');
    expect(await code({ document: two }, paper.record!.holder)).to.equal('ROLE_REQUIRED');
    paper.does('aeo.revoke', { reason: 'insolvency' });
    expect(await code({ document: two })).to.equal('RECORD_CLOSED');
  });

  it('changes nothing of what the certificate is', () => {
    const before = paper.check();
    paper.does('aeo.document', { document: one });
    expect(paper.check()).to.deep.equal(before);
  });
});
