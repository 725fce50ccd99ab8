import { createPrivateKey } from 'node:crypto';
import { expect } from 'chai';
import {
  assembleSignedAct,
  canonical,
  digestOf,
  parseSignedAct,
  signingInput,
  thumbprintOf,
  toBase64url,
  webCryptoCheck,
  type Act,
  type PublicJwk,
} from '@fairway/model';
import { anAct, makeParty, signAct } from './party.ts';
import { refusalOf } from './refusals.ts';
import vectors from './vectors/acts.json' with { type: 'json' };

const officer = makeParty('AR');
const act = anAct({ actor: officer.handle });
const signed = signAct(act, officer);
const encode = (value: unknown) => toBase64url(Buffer.from(typeof value === 'string' ? value : canonical(value)));

/** The same act with its one protected header changed. */
function withHeader(header: unknown): string {
  const jws = JSON.parse(signed) as { payload: string; signatures: { protected: string; signature: string }[] };
  return canonical({ ...jws, signatures: [{ ...jws.signatures[0], protected: encode(header) }] });
}

/** An act of any content under a signature's shape. */
const withPayload = (payload: string): string =>
  canonical({ ...(JSON.parse(signed) as object), payload: toBase64url(Buffer.from(payload)) });

describe('A signed act', () => {
  for (const vector of vectors.vectors) {
    it(`has a test vector that every implementation meets, ${vector.act.type}`, () => {
      const { d: _d, ...jwk } = vectors.key as PublicJwk & { d: string };
      expect(thumbprintOf(jwk)).to.equal(vectors.thumbprint);
      const act = vector.act as Act;
      const party = { handle: act.actor, jwk, privateKey: createPrivateKey({ key: vectors.key, format: 'jwk' }) };
      expect(canonical(act)).to.equal(vector.canonical);
      expect(signAct(act, party)).to.equal(vector.signed);
      expect(parseSignedAct(vector.signed)).to.deep.include({ id: vector.id, act });
    });
  }

  for (const curve of ['P-256', 'Ed25519'] as const) {
    it(`is read, and its ${curve} signature holds over exactly its bytes`, async () => {
      const party = makeParty('UY', curve);
      const read = parseSignedAct(signAct(anAct({ actor: party.handle }), party));
      const [signature] = read.signatures;
      expect(signature).to.include({ handle: party.handle, thumbprint: thumbprintOf(party.jwk) });
      expect(await webCryptoCheck(party.jwk, signature!.signed, signature!.signature)).to.equal(true);
      const changed = signature!.signed.with(0, signature!.signed[0]! ^ 1);
      expect(await webCryptoCheck(party.jwk, changed, signature!.signature)).to.equal(false);
    });
  }

  it('is known by the digest of its canonical act, whatever the signature', () => {
    const again = signAct(act, officer);
    expect(again).not.to.equal(signed);
    expect(parseSignedAct(again).id)
      .to.equal(parseSignedAct(signed).id)
      .and.to.equal(digestOf(canonical(act)));
  });

  const kid = `${officer.handle}#${thumbprintOf(officer.jwk)}`;
  for (const [what, text, code] of [
    ['the algorithm none', withHeader({ alg: 'none', kid, typ: 'fairway-act' }), 'ALGORITHM_NOT_ALLOWED'],
    [
      'an algorithm with a shared secret',
      withHeader({ alg: 'HS256', kid, typ: 'fairway-act' }),
      'ALGORITHM_NOT_ALLOWED',
    ],
    ['a header without a type', withHeader({ alg: 'ES256', kid }), 'HEADER_NOT_ALLOWED'],
    [
      'a header with more than that',
      withHeader({ alg: 'ES256', crit: [], kid, typ: 'fairway-act' }),
      'HEADER_NOT_ALLOWED',
    ],
    [
      'a key id that names no key',
      withHeader({ alg: 'ES256', kid: officer.handle, typ: 'fairway-act' }),
      'HEADER_NOT_ALLOWED',
    ],
    [
      'a header that is not canonical',
      withHeader(`{"typ":"fairway-act","alg":"ES256","kid":"${kid}"}`),
      'NOT_CANONICAL',
    ],
    ['a space around it', ` ${signed}`, 'NOT_CANONICAL'],
    ['a key twice in it', `{"payload":"",${signed.slice(1)}`, 'NOT_CANONICAL'],
    ['a payload that is not canonical', withPayload(JSON.stringify(act)), 'NOT_CANONICAL'],
    [
      'a payload that is no text',
      withPayload('').replace('""', `"${toBase64url(Buffer.from([0xff]))}"`),
      'NOT_CANONICAL',
    ],
    ['a mandate that is none', withPayload(canonical({ ...act, mandate: 'any' })), 'WRONG_TYPE'],
    ['a field nobody knows', withPayload(canonical({ ...act, urgent: true })), 'UNKNOWN_FIELD'],
    [
      'a prototype as a field',
      withPayload(canonical(JSON.parse(`{"__proto__":{},${canonical(act).slice(1)}`))),
      'UNKNOWN_FIELD',
    ],
    ['a missing field', withPayload(canonical({ ...act, notAfter: undefined })), 'MISSING_FIELD'],
    ['a number as a string', withPayload(canonical({ ...act, version: '1' })), 'NOT_ALLOWED'],
    [
      'a moment that does not exist',
      withPayload(canonical({ ...act, notAfter: '2026-02-30T00:00:00.000Z' })),
      'NO_SUCH_DATE',
    ],
    [
      'a first act with one before it',
      withPayload(canonical({ ...act, records: [{ ...act.records[0], previous: digestOf('') }] })),
      'ACT_CHAIN_BROKEN',
    ],
    ['more than its size', canonical({ payload: 'A'.repeat(70_000), signatures: [] }), 'TOO_LARGE'],
    ['no signature', canonical({ ...(JSON.parse(signed) as object), signatures: [] }), 'TOO_SHORT'],
    ['an array', '[]', 'WRONG_TYPE'],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const refusal = await refusalOf(() => parseSignedAct(text));
      expect(refusal.code).to.equal(code);
      expect(refusal.sentence.length).to.be.greaterThan(10);
    });
  }

  it('is refused when somebody else than its actor signs first', async () => {
    expect((await refusalOf(() => parseSignedAct(signAct(act, makeParty('AR'))))).code).to.equal('SIGNER_NOT_ALLOWED');
  });

  it('is refused with a signature of another length', async () => {
    const { protected: header } = signingInput(act, officer.handle, thumbprintOf(officer.jwk), 'ES256');
    const short = assembleSignedAct(act, [{ protected: header, signature: new Uint8Array(63) }]);
    expect((await refusalOf(() => parseSignedAct(short))).code).to.equal('SIGNATURE_INVALID');
  });
});
