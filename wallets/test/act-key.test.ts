import { generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import { thumbprintOf, webCryptoCheck } from '@fairway/model';
import { importActKey, makeActKey } from '@fairway/wallets';
import { expect } from 'chai';

const MESSAGE = new TextEncoder().encode('what someone does');

async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'nothing was thrown',
    (error: { code: string }) => error.code,
  );
}

describe('an act key', () => {
  for (const algorithm of ['ES256', 'EdDSA'] as const) {
    it(`made for ${algorithm} signs what its public key verifies, in 64 bytes`, async () => {
      const key = await makeActKey(algorithm);
      const signature = await key.sign(MESSAGE);
      expect(signature.length).to.equal(64);
      expect(await webCryptoCheck(key.publicKey, MESSAGE, signature)).to.be.true;
      expect(await webCryptoCheck(key.publicKey, MESSAGE.slice(1), signature)).to.be.false;
    });

    it(`made for ${algorithm} is a new one each time and named by its thumbprint (RFC 7638)`, async () => {
      const [one, other] = await Promise.all([makeActKey(algorithm), makeActKey(algorithm)]);
      expect(one.thumbprint).not.to.equal(other.thumbprint);
      expect(one.thumbprint).to.equal(thumbprintOf(one.publicKey));
    });
  }

  it('has the thumbprint of RFC 8037, appendix A.3', async () => {
    const seed = Buffer.from('nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A', 'base64url');
    const pkcs8 = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]).toString('base64');
    const key = await importActKey(`-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`);
    expect(key.thumbprint).to.equal('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });

  it('is imported from PKCS#8 on P-256 and Ed25519', async () => {
    for (const { privateKey } of [generateKeyPairSync('ec', { namedCurve: 'P-256' }), generateKeyPairSync('ed25519')]) {
      const key = await importActKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
      expect(await webCryptoCheck(key.publicKey, MESSAGE, await key.sign(MESSAGE))).to.be.true;
    }
  });

  it('is imported from encrypted PKCS#8 with its passphrase only', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
      .toString();
    expect((await importActKey(pem, 'open sesame')).algorithm).to.equal('ES256');
    expect(await codeOf(importActKey(pem, 'open barley'))).to.equal('WRONG_PASSPHRASE');
    expect(await codeOf(importActKey(pem))).to.equal('WRONG_PASSPHRASE');
  });

  it('of another kind is not taken', async () => {
    const others = [
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('x25519'),
    ];
    for (const { privateKey, publicKey } of others) {
      expect(await codeOf(importActKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()))).to.equal(
        'KEY_UNSUPPORTED',
      );
      expect(await codeOf(importActKey(publicKey.export({ type: 'spki', format: 'pem' }).toString()))).to.equal(
        'KEY_UNSUPPORTED',
      );
    }
    expect(await codeOf(importActKey('no key at all'))).to.equal('KEY_UNSUPPORTED');
  });

  it('does not show its private part in JSON or in a log', async () => {
    const key = await makeActKey();
    const { d } = key.exportPrivate();
    expect(JSON.stringify(key) + inspect(key, { depth: 5, showHidden: true })).not.to.include(d);
  });
});
