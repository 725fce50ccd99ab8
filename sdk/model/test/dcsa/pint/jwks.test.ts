import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { keysInJwks } from '@fairway/model/dcsa';
import { refusalOf } from '../../refusals.ts';
import { makeSigner } from './world.ts';

const { kid, jwk } = makeSigner('BOLE').known;
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' });
const code = async (jwks: unknown) => (await refusalOf(() => keysInJwks(jwks, 'BOLE'))).code;

describe('A JWK set of a platform', () => {
  it('gives the keys that sign, under their names, without what else they say', () => {
    const keys = [
      { ...jwk, kid, alg: 'ES256', use: 'sig' },
      { ...rsa, kid: 'r' },
      { ...jwk, kid: 'e', use: 'enc' },
      { ...p384, kid: 'p' },
      { kty: 'oct', kid: 'o', k: 'c2VjcmV0' },
      jwk,
    ];
    const { n, e } = rsa as { n: string; e: string };
    expect(keysInJwks({ keys }, 'BOLE')).to.deep.equal([
      { of: 'BOLE', kid, jwk },
      { of: 'BOLE', kid: 'r', jwk: { kty: 'RSA', n, e } },
    ]);
  });

  it('is refused with two keys of one name, with a private one, with none that signs, or as something else', async () => {
    expect(
      await code({
        keys: [
          { ...jwk, kid },
          { ...rsa, kid },
        ],
      }),
    ).to.equal('NAMED_TWICE');
    expect(await code({ keys: [{ ...jwk, kid, d: 'AAAA' }] })).to.equal('KEY_NOT_PUBLIC');
    expect(await code({ keys: [{ ...p384, kid }] })).to.equal('KEY_UNKNOWN');
    expect(await code({ keys: [{ kty: 'constructor', kid }] })).to.equal('KEY_UNKNOWN');
    expect(await code([])).to.equal('WRONG_TYPE');
  });
});
