import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { webCryptoCheck, type PublicJwk } from '@fairway/model';
import { nodeCryptoCheck } from '@fairway/wallets';

const data = Buffer.from('an act');
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const jwk = (pair: typeof ec): PublicJwk => pair.publicKey.export({ format: 'jwk' }) as PublicJwk;
const es256 = sign('sha256', data, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' });
const eddsa = sign(null, data, ed.privateKey);
const order = BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551');
const highS = Buffer.concat([
  es256.subarray(0, 32),
  Buffer.from((order - BigInt(`0x${es256.subarray(32).toString('hex')}`)).toString(16).padStart(64, '0'), 'hex'),
]);
const offCurve: PublicJwk = { ...(jwk(ec) as PublicJwk & { kty: 'EC' }), y: (jwk(ec) as { x: string }).x };

describe('A reader of very many acts checks a signature as every reader does', () => {
  for (const [what, key, signature, holds] of [
    ['an ES256 signature', jwk(ec), es256, true],
    ['an EdDSA signature', jwk(ed), eddsa, true],
    ['its malleable twin, which is the same act', jwk(ec), highS, true],
    ['a signature of another key', jwk(generateKeyPairSync('ec', { namedCurve: 'P-256' })), es256, false],
    ['a changed signature', jwk(ec), es256.with(0, es256[0]! ^ 1), false],
    ['a signature of zeros', jwk(ec), Buffer.alloc(64), false],
    ['an EdDSA signature of zeros', jwk(ed), Buffer.alloc(64), false],
    ['a key that is no point of its curve', offCurve, es256, false],
    ['a key of another kind', jwk(ed), es256, false],
  ] as const) {
    it(`${what} ${holds ? 'holds' : 'does not hold'}`, async () => {
      expect(nodeCryptoCheck(key, data, new Uint8Array(signature))).to.equal(holds);
      expect(await webCryptoCheck(key, data, new Uint8Array(signature))).to.equal(holds);
    });
  }
});
