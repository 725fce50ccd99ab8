import { createPrivateKey, generateKeyPairSync, sign as signWith } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { encode } from 'cborg';
import fc from 'fast-check';
import {
  DAY,
  Refusal,
  digestOf,
  later,
  newHandle,
  thumbprintOf,
  toBase64url,
  type EncryptionJwk,
} from '@fairway/model';
import type { StatementKey } from '@fairway/model/document';
import {
  signStatement,
  statementOf,
  verifyStatement,
  type Statement,
  type StatementSigner,
} from '@fairway/model/statement';
import { fromBase45, toBase45 } from '#src/document/base45.js';
import { PaperCertificate } from '../aeo/paper-certificate.ts';
import { refusalOf } from '../refusals.ts';

interface Vector {
  text: string;
  statement: Statement;
  key: StatementKey;
}
const vectors = JSON.parse(readFileSync(new URL('../vectors/statements.json', import.meta.url), 'utf8')) as Vector[];
const [{ text, statement, key }] = vectors as [Vector];

/** A signer and what the list says of its key. */
function signerOf(change: Partial<StatementKey> = {}): { signer: StatementSigner; key: StatementKey } {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = pair.publicKey.export({ format: 'jwk' });
  const jwk = { kty: 'EC', crv: 'P-256', x: x!, y: y! } as EncryptionJwk;
  const thumbprint = thumbprintOf(jwk);
  const privateKey = createPrivateKey(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }));
  return {
    signer: {
      algorithm: 'ES256',
      thumbprint,
      sign: (bytes) =>
        Promise.resolve(new Uint8Array(signWith('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' }))),
    },
    key: { ...key, thumbprint, jwk, ...change },
  };
}

describe('A statement for readers without a network', () => {
  const verify = (given: string, keys: readonly StatementKey[] = [key], network = 'bconnect') =>
    verifyStatement(given, { keys, network });
  const codeOf = (given: string, keys?: readonly StatementKey[], network?: string): Promise<string> =>
    verify(given, keys, network).then(
      () => 'none',
      (error: unknown) => (error instanceof Refusal ? error.code : Promise.reject(error as Error)),
    );

  for (const vector of vectors)
    it(`is read as it was written: ${vector.statement.about.id}`, async () => {
      expect(await verify(vector.text, [vector.key])).to.deep.equal({
        statement: vector.statement,
        signer: vector.key.handle,
      });
    });

  it('is a COSE_Sign1 by ES256, byte for byte', async () => {
    const bytes = Buffer.from(fromBase45(text.slice('FW1:'.length)));
    // 18([h'{1: -7, 4: 8 bytes}', {}, h'payload', h'64 bytes'])
    expect(bytes.subarray(0, 8).toString('hex')).to.equal('d2844da201260448');
    const kid = bytes.subarray(8, 16);
    expect(kid.toString('base64url')).to.equal(
      Buffer.from(key.thumbprint, 'base64url').subarray(0, 8).toString('base64url'),
    );
    expect(bytes[16]).to.equal(0xa0);
    expect(bytes.subarray(-66, -64).toString('hex')).to.equal('5840');
    const payload = bytes.subarray(19, -66);
    expect(payload.subarray(0, 12).toString('latin1')).to.equal('\xa9\x01\x68bconnect\x02');
    const context = Buffer.from('fairway-statement/1');
    const toSign = Buffer.concat([
      Buffer.from([0x84, 0x6a]),
      Buffer.from('Signature1'),
      bytes.subarray(2, 16),
      Buffer.from([0x40 + context.length]),
      context,
      bytes.subarray(17, -66),
    ]);
    const publicKey = await crypto.subtle.importKey('jwk', key.jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'verify',
    ]);
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    expect(await crypto.subtle.verify(algorithm, publicKey, bytes.subarray(-64), toSign)).to.equal(true);
  });

  it('fits a QR code that a phone reads from paper', () => {
    // Version 12 at level M takes 419 letters.
    for (const vector of vectors) expect(vector.text.length).to.be.lessThan(419);
    expect(text).to.match(/^[0-9A-Z $%*+./:-]+$/);
  });

  describe('is refused', () => {
    const raw = fromBase45(text.slice('FW1:'.length));
    const coded = (bytes: Uint8Array) => `FW1:${toBase45(bytes)}`;

    it('once any byte of it was changed', async () => {
      for (let place = 0; place < raw.length; place++) {
        const changed = raw.slice();
        changed[place]! ^= 1 << (place % 8);
        expect(await codeOf(coded(changed)), `byte ${place}`).not.to.equal('none');
      }
    });

    it('cut short anywhere, or with something behind it', async () => {
      for (let length = 0; length < raw.length; length++)
        expect(await codeOf(coded(raw.slice(0, length)))).to.equal('STATEMENT_MALFORMED');
      for (let length = 0; length < text.length; length++)
        expect(await codeOf(text.slice(0, length))).to.equal('STATEMENT_MALFORMED');
      expect(await codeOf(coded(Uint8Array.from([...raw, 0])))).to.equal('STATEMENT_MALFORMED');
    });

    it('whatever else it is, always with a reason', async () => {
      await fc.assert(
        fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (bytes, isTagged) => {
          const code = await codeOf(coded(Uint8Array.from([...(isTagged ? [0xd2, 0x84] : []), ...bytes])));
          expect(code).to.be.oneOf(['STATEMENT_MALFORMED', 'ALGORITHM_NOT_ALLOWED']);
        }),
      );
      expect(await codeOf(coded(new Uint8Array(600).fill(0x81)))).to.equal('STATEMENT_MALFORMED');
    });

    it('by another key, also one that bears the name of the right one', async () => {
      const other = signerOf().key;
      expect(await codeOf(text, [other])).to.equal('KEY_UNKNOWN');
      expect(await codeOf(text, [{ ...other, thumbprint: key.thumbprint }])).to.equal('SIGNATURE_INVALID');
      expect((await verify(text, [{ ...other, thumbprint: key.thumbprint }, key])).signer).to.equal(key.handle);
    });

    it('by another algorithm, or none', async () => {
      const kid = Buffer.from(key.thumbprint, 'base64url').subarray(0, 8);
      for (const algorithm of [-8, -47, -35, 0, 'ES256', null]) {
        const header = encode(
          new Map<number, unknown>([
            [1, algorithm],
            [4, new Uint8Array(kid)],
          ]),
        );
        const message = encode([header, new Map(), new Uint8Array(100), new Uint8Array(64)]);
        expect(await codeOf(coded(Uint8Array.from([0xd2, ...message])))).to.equal('ALGORITHM_NOT_ALLOWED');
      }
      const signer: StatementSigner = {
        algorithm: 'EdDSA',
        thumbprint: key.thumbprint,
        sign: () => Promise.reject(new Error()),
      };
      expect((await refusalOf(() => signStatement(statement, signer))).code).to.equal('ALGORITHM_NOT_ALLOWED');
    });

    it('of another network', async () => {
      expect(await codeOf(text, [key], 'bconnect-test')).to.equal('STATEMENT_OF_ANOTHER_NETWORK');
    });

    it('of another version, and what is none', async () => {
      expect(await codeOf(text.replace('FW1:', 'FW2:'))).to.equal('STATEMENT_VERSION_UNKNOWN');
      for (const none of ['', 'HELLO', text.slice(4), text.toLowerCase(), `${text} `.repeat(9)])
        expect(await codeOf(none)).to.equal('STATEMENT_MALFORMED');
    });

    it('by a party that does not issue what it is about', async () => {
      const signed = async (change: Partial<StatementKey>, about: Partial<Statement['about']> = {}) => {
        const made = signerOf(change);
        return codeOf(await signStatement({ ...statement, about: { ...statement.about, ...about } }, made.signer), [
          made.key,
        ]);
      };
      expect(await signed({})).to.equal('none');
      expect(await signed({ handle: newHandle('UY') })).to.equal('SIGNER_NOT_ALLOWED');
      expect(await signed({ states: [{ kind: 'title', under: '' }] })).to.equal('SIGNER_NOT_ALLOWED');
      const bill = { kind: 'title', id: 'SMDG:MSK/ABC123456789/1' };
      expect(await signed({ states: [{ kind: 'title', under: 'SMDG:MSK/' }] }, bill)).to.equal('none');
      expect(await signed({ states: [{ kind: 'title', under: 'SMDG:MSC/' }] }, bill)).to.equal('SIGNER_NOT_ALLOWED');
    });

    it('as of a moment at which its key was not in force', async () => {
      const { asOf } = statement;
      expect(await codeOf(text, [{ ...key, from: later(asOf, 1) }])).to.equal('KEY_NOT_IN_FORCE');
      expect(await codeOf(text, [{ ...key, to: asOf }])).to.equal('KEY_NOT_IN_FORCE');
      expect(await codeOf(text, [{ ...key, from: asOf, to: later(asOf, 1) }])).to.equal('none');
    });

    it('in any other form of the same, though signed by the right key', async () => {
      const made = signerOf();
      const sealed = async (header: Uint8Array, payload: Uint8Array, unprotected = new Map<number, unknown>()) => {
        const context = new TextEncoder().encode('fairway-statement/1');
        const signature = await made.signer.sign(encode(['Signature1', header, context, payload]));
        return coded(Uint8Array.from([0xd2, ...encode([header, unprotected, payload, signature])]));
      };
      const kid = new Uint8Array(Buffer.from(made.key.thumbprint, 'base64url').subarray(0, 8));
      const header = encode(
        new Map<number, unknown>([
          [1, -7],
          [4, kid],
        ]),
      );
      const honest = fromBase45((await signStatement(statement, made.signer)).slice(4));
      const payload = honest.slice(19, -66);
      const code = async (...args: Parameters<typeof sealed>) => codeOf(await sealed(...args), [made.key]);
      expect(await code(header, payload)).to.equal('none');
      expect(await code(header, payload, new Map([[1, -8]]))).to.equal('STATEMENT_MALFORMED');
      expect(
        await code(
          encode(
            new Map<number, unknown>([
              [1, -7],
              [4, kid],
              [3, 0],
            ]),
          ),
          payload,
        ),
      ).to.equal('STATEMENT_MALFORMED');
      expect(await code(encode(new Map([[1, -7]])), payload)).to.equal('STATEMENT_MALFORMED');
      // The map with an indefinite length, with an entry twice, and with one that is unknown.
      const [head, ...entries] = payload;
      expect(await code(header, Uint8Array.from([0xbf, ...entries, 0xff]))).to.equal('STATEMENT_MALFORMED');
      expect(await code(header, Uint8Array.from([head! + 1, ...entries, 0x06, 0xf5]))).to.equal('STATEMENT_MALFORMED');
      expect(await code(header, Uint8Array.from([head! + 1, ...entries, 0x0a, 0xf5]))).to.equal('STATEMENT_MALFORMED');
    });
  });

  it('says how a record stands now, and which document is its own', async () => {
    const paper = new PaperCertificate('2026-03-01T12:00:00.500Z').granted({ validTo: '2029-02-01' });
    const { about } = statement;
    const now = () => statementOf(about, paper.record!, paper.now);
    expect((await refusalOf(now)).code).to.equal('DOCUMENT_UNKNOWN');
    const document = digestOf(toBase64url(new Uint8Array(32)));
    paper.does('aeo.document', { document });
    const said = { about, document, asOf: '2026-03-01T12:00:00.000Z', validTo: '2029-02-01' };
    expect(now()).to.deep.equal({ ...said, state: 'active', inForce: true });
    paper.passes(DAY).does('aeo.suspend', { reason: 'insolvency' });
    expect(now()).to.include({ state: 'suspended', inForce: false, asOf: '2026-03-02T12:00:00.000Z' });
  });
});
