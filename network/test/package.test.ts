import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { chaincodePackage, versionOf } from '#src/package.js';

const DIGEST = createHash('sha256').update('a bundle').digest('hex');

describe('a chaincode package', () => {
  it('is the same bytes for the same bundle and address', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => chaincodePackage('fairway-ar', DIGEST, 'localhost:1')));
    expect(Buffer.compare(one!.bytes, other!.bytes)).to.equal(0);
    expect(one!.id).to.equal(other!.id);
  });

  it("carries the bundle's digest in its label, and Fabric's id for it", async () => {
    const { label, id, bytes } = await chaincodePackage('fairway-ar', DIGEST, 'localhost:1');
    expect(label)
      .to.equal(`fairway-ar_${DIGEST.slice(0, 16)}`)
      .and.to.contain(versionOf(DIGEST));
    expect(id).to.equal(`${label}:${createHash('sha256').update(bytes).digest('hex')}`);
  });

  it('differs by address, by namespace and by bundle', async () => {
    const packages = await Promise.all([
      chaincodePackage('fairway-ar', DIGEST, 'localhost:1'),
      chaincodePackage('fairway-ar', DIGEST, 'localhost:2'),
      chaincodePackage('fairway-uy', DIGEST, 'localhost:1'),
      chaincodePackage(
        'fairway-ar',
        DIGEST.replace(/./, 'f0'.slice(Number(DIGEST.startsWith('f')))[0]!),
        'localhost:1',
      ),
    ]);
    expect(new Set(packages.map(({ id }) => id)).size).to.equal(packages.length);
  });

  it('holds neither a key nor a time nor an owner', async () => {
    const tar = gunzipSync((await chaincodePackage('fairway-ar', DIGEST, 'localhost:1')).bytes);
    const header = tar.subarray(0, 512).toString('latin1');
    expect(header.slice(0, 11)).to.equal('code.tar.gz');
    expect(header.slice(108, 123), 'owner and group').to.match(/^0+ ?\0?0+/);
    expect(parseInt(header.slice(136, 148), 8), 'time').to.equal(0);
    expect(tar.toString('latin1')).not.to.contain('PRIVATE KEY');
  });
});
