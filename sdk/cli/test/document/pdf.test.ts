import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { Refusal, digestOf } from '@fairway/model';
import { formatLink, type VerifiableDocument } from '@fairway/model/document';
import { attachedDocument } from '@fairway/sdk';
import { printed, type Printed } from '#src/document/pdf.js';
import { CERTIFICATE, billOf } from './examples.ts';
import { codesIn, photocopied, scanned } from './photocopy.ts';

const sample = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../samples/${name}`, import.meta.url), 'utf8')) as Record<string, unknown>;
const VECTORS = new URL('../../../model/test/vectors/statements.json', import.meta.url);
const [STATED] = JSON.parse(readFileSync(VECTORS, 'utf8')) as [{ text: string; statement: { asOf: string } }];

const linkTo = ({ about }: VerifiableDocument): string =>
  formatLink({ page: 'https://verificacion.aduana.example/fairway/verify', about, key: digestOf('key') });

describe('A printed document', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'fairway-print-'))));
  after(() => rmSync(folder, { recursive: true }));

  const print = async (document: VerifiableDocument, more: Partial<Printed> = {}) => {
    const bytes = await printed({ document, link: linkTo(document), language: 'es', ...more });
    const file = join(folder, `${digestOf(bytes)}.pdf`);
    writeFileSync(file, bytes);
    return { bytes, file };
  };
  const told = async (program: string, ...args: string[]): Promise<string> =>
    (await promisify(execFile)(program, args)).stdout;
  const wordsIn = async (file: string) => (await told('pdftotext', '-layout', file, '-')).replaceAll(/\s+/g, ' ');

  it('is read at 2 cm after a photocopy, and so is what its issuer states', async () => {
    const { file } = await print(CERTIFICATE, { statement: { text: STATED.text, asOf: STATED.statement.asOf } });
    // The codes are 32 mm wide: 188 dots an inch show them as 300 would show such of 20 mm.
    const copy = photocopied(await scanned(file, 188), 2, 40);
    expect(await codesIn(copy)).to.have.members([linkTo(CERTIFICATE), STATED.text]);
  });

  it('has the document itself attached, for machines', async () => {
    for (const document of [CERTIFICATE, billOf(1)]) {
      const { bytes, file } = await print(document);
      expect(await attachedDocument(bytes)).to.deep.equal(document);
      expect(await told('pdfdetach', '-list', file)).to.include('document.json');
    }
  });

  it('is A4, with its fonts in it, tagged, and the same bytes each time', async () => {
    const { bytes, file } = await print(CERTIFICATE);
    const info = await told('pdfinfo', file);
    expect(info)
      .to.match(/Page size: +595.28 x 841.89 pts \(A4\)/)
      .and.match(/Tagged: +yes/);
    expect(info).to.match(/Pages: +1$/m);
    for (const row of (await told('pdffonts', file)).trim().split('\n').slice(2))
      expect(row).to.match(/ yes yes yes +\d+ +0$/);
    expect(Buffer.from((await print(CERTIFICATE)).bytes).equals(bytes)).to.equal(true);
  });

  it('says what each field is in the language of its readers, and in English', async () => {
    const words = await Promise.all(
      (['en', 'es', 'pt'] as const).map(async (language) => wordsIn((await print(CERTIFICATE, { language })).file)),
    );
    expect(words[0]).to.include('Certificate of Authorised Economic Operator').and.include('Valid to');
    expect(words[1]).to.include('Titular · Holder').and.include('Válido hasta · Valid to').and.include('exportador');
    expect(words[2]).to.include('Titular · Holder').and.include('Válido até · Valid to').and.include('segurança');
    for (const text of words) expect(text).to.include('Ñandutí Exportadora S.A.').and.include('2029-02-01');
  });

  it('says over a copy of a bill that it is one, on every page, and over nothing else', async () => {
    const { file } = await print(billOf(60), { language: 'en' });
    // In the order of drawing: a program that looks for lines makes none of what is written aslant.
    const drawn = (await told('pdftotext', '-raw', file, '-')).replaceAll(/[ \n]/g, '');
    const pages = drawn.split('\f').filter((text) => text !== '');
    expect(pages.length).to.be.greaterThan(1);
    for (const text of pages) expect(text).to.include('COPY,NOTNEGOTIABLE').and.include('theoriginaliselectronic');
    expect(pages.at(-1)).to.include('Thispapergivesnorighttothegoods.');
    expect(await codesIn(await scanned(file, 150, pages.length))).to.deep.equal([linkTo(billOf(60))]);
    expect(await wordsIn((await print(CERTIFICATE, { language: 'en' })).file)).not.to.include('NEGOTIABLE');
  });

  it('prints FIATA’s bill by the same fields as DCSA’s', async () => {
    const efbl = { ...billOf(1), transportDocument: sample('efbl.json') };
    const words = await wordsIn((await print(efbl, { language: 'en' })).file);
    expect(words).to.include('Shipper').and.include('Port of loading').and.include('Packages and weight');
  });

  it('prints a bill that is none of theirs by what it has', async () => {
    const bare = { ...billOf(1), transportDocument: { anything: ['goes', { here: 1 }] } };
    expect(await wordsIn((await print(bare)).file)).to.include('SMDG:MSK/ABC123456789/1');
  });

  it('prints no name wrongly, and no link to another document', async () => {
    const codeOf = async (document: VerifiableDocument, more: Partial<Printed> = {}) => {
      try {
        await print(document, more);
      } catch (error) {
        if (error instanceof Refusal) return error.code;
        throw error;
      }
      return 'none';
    };
    const named = (name: string) => ({ ...CERTIFICATE, holder: { ...CERTIFICATE.holder, name } });
    expect(await codeOf(named('Ελλάδα, Україна, ỹvytu, G̃uarani'))).to.equal('none');
    expect(await codeOf(named('中文公司'))).to.equal('CHARACTER_NOT_PRINTABLE');
    expect(await codeOf(CERTIFICATE, { link: linkTo(billOf(1)) })).to.equal('LINK_OF_ANOTHER_RECORD');
  });
});
