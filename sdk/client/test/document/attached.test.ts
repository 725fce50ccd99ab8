import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { Refusal, canonical } from '@fairway/model';
import type { TitleDocument } from '@fairway/model/document';
import { attachedDocument } from '@fairway/sdk/document';

const DOCUMENT: TitleDocument = {
  schema: 'title-document/1',
  about: { network: 'bconnect', member: 'AR', kind: 'title', id: 'SMDG:MSK/ABC123456789/1' },
  madeAt: '2026-03-01T12:00:00.000Z',
  issuer: 'Naviera de ejemplo',
  transportDocument: { transportDocumentReference: 'ABC123456789' },
};
const TEXT = Buffer.from(canonical(DOCUMENT));

/** An object of a PDF with a stream. */
const object = (dictionary: string, stream: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`7 0 obj\n<< ${dictionary} >>\nstream\r\n`),
    stream,
    Buffer.from('\nendstream\nendobj\n'),
  ]);
const pdf = (...objects: Buffer[]): Uint8Array =>
  new Uint8Array(Buffer.concat([Buffer.from('%PDF-1.7\n%\xe2\xe3\n', 'latin1'), ...objects, Buffer.from('%%EOF\n')]));

const codeOf = async (bytes: Uint8Array): Promise<string> => {
  try {
    await attachedDocument(bytes);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
};

describe('A document that is attached to a PDF', () => {
  const deflated = deflateSync(TEXT);
  const flate = '/Type /EmbeddedFile /Filter /FlateDecode';

  for (const [how, bytes] of Object.entries({
    'as it is': pdf(object(`/Type /EmbeddedFile /Length ${TEXT.length}`, TEXT)),
    compressed: pdf(object(`${flate} /Length ${deflated.length}`, deflated)),
    'compressed, in a list of one filter': pdf(
      object(`/Type/EmbeddedFile/Filter[/FlateDecode]/Length ${deflated.length}`, deflated),
    ),
    'with its length elsewhere': pdf(
      object(`${flate} /Length 12 0 R`, deflated),
      Buffer.from(`12 0 obj\n${deflated.length}\nendobj\n`),
    ),
    'with parentheses and angles in its description': pdf(
      object(`${flate} /Desc (a <b> \\) c) /Params << /CheckSum <00ff> >> /Length ${deflated.length}`, deflated),
    ),
    'beside other files': pdf(
      object('/Type /EmbeddedFile /Length 5', Buffer.from('hello')),
      object(`${flate} /Length ${deflated.length}`, deflated),
    ),
    'twice the same': pdf(
      ...[0, 1].map(() => object(`${flate} /Length ${deflated.length}`, deflated)),
      Buffer.from('<< /EmbeddedFiles << /Names [] >> >>'),
    ),
  }))
    it(`is found ${how}`, async () => {
      expect(await attachedDocument(bytes)).to.deep.equal(DOCUMENT);
    });

  it('is refused where there are several, none, or one that is none of ours', async () => {
    const other = Buffer.from(canonical({ ...DOCUMENT, issuer: 'Otra naviera' }));
    const one = object(`${flate} /Length ${deflated.length}`, deflated);
    expect(await codeOf(pdf(one, object(`/Type /EmbeddedFile /Length ${other.length}`, other)))).to.equal(
      'DOCUMENT_AMBIGUOUS',
    );
    expect(await codeOf(pdf())).to.equal('DOCUMENT_NOT_ATTACHED');
    expect(await codeOf(pdf(object('/Type /EmbeddedFile /Length 5', Buffer.from('hello'))))).to.equal('NOT_JSON');
    expect(await codeOf(Uint8Array.from(TEXT))).to.equal('NOT_A_PDF');
  });

  it('is refused where it is cut short, or grows without end', async () => {
    expect(await codeOf(pdf(object(`${flate} /Length ${deflated.length}`, deflated)).slice(0, 90))).to.equal(
      'DOCUMENT_NOT_ATTACHED',
    );
    const bomb = deflateSync(Buffer.alloc(8 * 1024 * 1024, ' '));
    expect(await codeOf(pdf(object(`${flate} /Length ${bomb.length}`, bomb)))).to.equal('DOCUMENT_NOT_ATTACHED');
    expect(await codeOf(new Uint8Array(16 * 1024 * 1024 + 1))).to.equal('TOO_LARGE');
  });

  it('is looked for in one go, whatever a file is filled with to hold its reader up', async () => {
    const filled = (text: string) => pdf(Buffer.alloc(15 * 1024 * 1024, text));
    for (const text of ['/EmbeddedFile ', 'stream\n', '/EmbeddedFile stream\n', 'obj /EmbeddedFile'])
      expect(await codeOf(filled(text)), text).to.equal('DOCUMENT_NOT_ATTACHED');
    const spaces = ' '.repeat(100_000);
    const dictionary = `/Type /EmbeddedFile /Filter${spaces}/Length${spaces}`;
    expect(await codeOf(pdf(...Array<Buffer>(50).fill(object(dictionary, TEXT))))).to.equal('DOCUMENT_NOT_ATTACHED');
  });
});
