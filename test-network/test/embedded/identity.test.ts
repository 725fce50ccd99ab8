import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { enrol, foundAuthority, Membership, serialise, sign } from '#src/embedded/identity.js';

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

describe('a member’s identities', () => {
  it('are recognised by the root of their member, with the unit that their certificate says', async () => {
    const [ar, bo] = await Promise.all([foundAuthority('AR'), foundAuthority('BO')]);
    const peer = await enrol(ar, { commonName: 'peer0.ar', unit: 'peer' });
    const membership = new Membership(new Map([ar, bo].map(({ mspId, certificate }) => [mspId, certificate])));
    const signer = membership.recognise(serialise(peer));
    expect(signer).to.include({ mspId: 'AR', unit: 'peer' });
    const signature = sign(peer, Buffer.from('asked'));
    expect(signer?.verifies(Buffer.from('asked'), signature)).to.be.true;
    expect(signer?.verifies(Buffer.from('other'), signature)).to.be.false;
  });

  it('are not recognised under another member’s name, from a stranger’s authority or as garbage', async () => {
    const [ar, bo, stranger] = await Promise.all([foundAuthority('AR'), foundAuthority('BO'), foundAuthority('AR')]);
    const membership = new Membership(new Map([ar, bo].map(({ mspId, certificate }) => [mspId, certificate])));
    const client = await enrol(ar, { commonName: 'c', unit: 'client' });
    const forged = await enrol(stranger, { commonName: 'c', unit: 'client' });
    expect(membership.recognise(serialise({ ...client, mspId: 'BO' }))).to.be.undefined;
    expect(membership.recognise(serialise(forged))).to.be.undefined;
    expect(membership.recognise(Buffer.from('garbage'))).to.be.undefined;
  });

  it('carry attributes where Fabric’s contracts look for them', async () => {
    const authority = await foundAuthority('AR');
    const { certificate } = await enrol(authority, {
      commonName: 'service.ar',
      unit: 'client',
      attributes: { 'fairway.service': 'true' },
    });
    expect(new X509Certificate(certificate).raw.includes('{"attrs":{"fairway.service":"true"}}')).to.be.true;
    expect(new X509Certificate(certificate).subject).to.include('OU=client');
  });

  it('sign with s in the lower half of the order, as Fabric demands', async () => {
    const authority = await foundAuthority('AR');
    for (let i = 0; i < 50; i++) {
      const der = Buffer.from(sign(authority, Buffer.from(String(i))));
      const sAt = 4 + der[3]! + 2;
      expect(BigInt(`0x${der.toString('hex', sAt)}`) <= ORDER / 2n).to.be.true;
    }
  });
});
