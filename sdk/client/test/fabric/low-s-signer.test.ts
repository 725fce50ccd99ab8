import { generateKeyPairSync, verify } from 'node:crypto';
import { lowSSigner } from '#src/fabric/low-s-signer.js';
import { expect } from 'chai';

const pem = (curve: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve });
  return { publicKey, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
};
const HALF = BigInt('0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8');

describe("A service's signature", () => {
  it('holds, in strict DER, with the smaller s', async () => {
    const { publicKey, privateKey } = pem('prime256v1');
    const sign = lowSSigner(privateKey);
    for (let index = 0; index < 300; index++) {
      const message = Buffer.from(`message ${index}`);
      const signature = Buffer.from(await sign(message));
      // OpenSSL takes no integer with zeros it does not need, nor bytes after the end.
      expect(verify('sha256', message, publicKey, signature)).to.equal(true);
      const s = signature.subarray(4 + signature[3]! + 2);
      expect(BigInt(`0x${s.toString('hex')}`) <= HALF).to.equal(true);
    }
  });

  it('is made with a P-256 key and no other', () => {
    expect(() => lowSSigner(pem('secp384r1').privateKey)).to.throw('a service signs with a P-256 key');
  });
});
