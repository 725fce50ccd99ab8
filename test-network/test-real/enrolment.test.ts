import { createPrivateKey, X509Certificate } from 'node:crypto';
import { certificateId, fabricCa, type CertificateAuthority, type EnrolledIdentity } from '@fairway/wallets';
import { expect } from 'chai';
import { REGISTRAR, startFabricCa, type FabricCaServer } from './fabric-ca.ts';

async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'nothing was thrown',
    (error: { code: string }) => error.code,
  );
}

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';

const x509 = ({ certificate }: EnrolledIdentity) => new X509Certificate(certificate);

/** The attributes that fabric-ca wrote into a certificate, as they stand there in JSON. */
const attributesIn = (identity: EnrolledIdentity) =>
  /\{"attrs":\{.*?\}\}/.exec(x509(identity).raw.toString('latin1'))?.[0];

describe('enrolment at a fabric-ca', () => {
  let server: FabricCaServer;
  let ca: CertificateAuthority;
  let registrar: EnrolledIdentity;
  let ids = 0;
  before(async () => {
    server = await startFabricCa();
    ca = fabricCa(server);
    registrar = await ca.enrol(REGISTRAR);
  });
  after(() => server.stop());

  /** Registers an id that no other test uses. */
  async function registered(request: Partial<Parameters<CertificateAuthority['register']>[1]> = {}) {
    const id = `id-${ids++}`;
    return { id, secret: await ca.register(registrar, { id, type: 'peer', maxEnrollments: -1, ...request }) };
  }

  it('certifies a new key each time, for the id and its type', async () => {
    const who = await registered();
    const [one, other] = await Promise.all([ca.enrol(who), ca.enrol(who)]);
    expect(x509(one).subject.split('\n')).to.have.members([`CN=${who.id}`, 'OU=peer']);
    expect(x509(one).checkPrivateKey(createPrivateKey(one.privateKey))).to.equal(true);
    expect(x509(one).checkIssued(new X509Certificate(one.caCertificates))).to.equal(true);
    expect(one.privateKey)
      .to.match(/^-----BEGIN PRIVATE KEY-----/)
      .and.not.to.equal(other.privateKey);
  });

  it('names hosts and purpose in a TLS certificate', async () => {
    const tls = await ca.enrol({ ...(await registered()), profile: 'tls', hosts: ['localhost', '127.0.0.1', '::1'] });
    expect(x509(tls).keyUsage).to.include(SERVER_AUTH);
    expect(x509(tls).subjectAltName).to.equal('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
  });

  it('keeps subject, hosts, purpose, attributes and MSP when it renews, with a new key', async () => {
    const attributes = [
      { name: 'fairway.service', value: 'true', ecert: true },
      { name: 'fairway.asked', value: 'for' },
    ];
    const who = await registered({ attributes });
    const before = await ca.enrol({
      ...who,
      profile: 'tls',
      hosts: ['localhost', '::1'],
      attributes: ['fairway.asked', 'fairway.service'],
    });
    const after = await ca.reenrol({ ...before, mspId: 'AR' });
    expect(after.mspId).to.equal('AR');
    expect(after.privateKey).not.to.equal(before.privateKey);
    expect(x509(after).subject).to.equal(x509(before).subject);
    expect(x509(after).subjectAltName).to.equal(x509(before).subjectAltName);
    expect(x509(after).keyUsage).to.deep.equal(x509(before).keyUsage);
    expect(attributesIn(before)).to.include('"fairway.asked":"for"');
    expect(attributesIn(after)).to.equal(attributesIn(before));
  });

  it('renews for other hosts where told to', async () => {
    const tls = await ca.enrol({ ...(await registered()), profile: 'tls', hosts: ['localhost'] });
    expect(x509(await ca.reenrol(tls, { hosts: ['peer0.example'] })).subjectAltName).to.equal('DNS:peer0.example');
  });

  it('tells a wrong secret', async () => {
    const { id } = await registered();
    expect(await codeOf(ca.enrol({ id, secret: 'guessed' }))).to.equal('CA_AUTHENTICATION_FAILED');
  });

  it('lets a secret serve once unless it was registered for more', async () => {
    const who = await registered({ maxEnrollments: 1 });
    await ca.enrol(who);
    expect(await codeOf(ca.enrol(who))).to.equal('CA_AUTHENTICATION_FAILED');
  });

  it('does not register an id twice, nor for one who is no registrar', async () => {
    const { id, secret } = await registered();
    expect(await codeOf(ca.register(registrar, { id, type: 'peer' }))).to.equal('IDENTITY_ALREADY_REGISTERED');
    const peer = await ca.enrol({ id, secret });
    expect(await codeOf(ca.register(peer, { id: 'another', type: 'peer' }))).to.equal('CA_AUTHORIZATION_FAILED');
  });

  it('lists what was revoked, and refuses it from then on', async () => {
    const identity = await ca.enrol(await registered());
    const { crl } = await ca.revoke(registrar, { ...certificateId(identity.certificate), reason: 'keycompromise' });
    expect(crl).to.match(/^-----BEGIN X509 CRL-----/);
    expect(await codeOf(ca.reenrol(identity))).to.equal('CERTIFICATE_REVOKED');
  });

  it('gives the list again when what it should revoke is revoked already', async () => {
    const who = await registered();
    const identity = await ca.enrol(who);
    for (const which of [certificateId(identity.certificate), { id: who.id }]) {
      await ca.revoke(registrar, which);
      expect((await ca.revoke(registrar, which)).crl).to.match(/X509 CRL/);
    }
    expect(await codeOf(ca.enrol(who))).to.equal('CA_AUTHENTICATION_FAILED');
  });

  it('tells a key that belongs to another certificate, and a certificate of another CA', async () => {
    const identity = await ca.enrol(await registered());
    expect(await codeOf(ca.reenrol({ ...identity, privateKey: registrar.privateKey }))).to.equal('KEY_MISMATCH');
    const other = await startFabricCa();
    try {
      const foreign = await fabricCa(other).enrol(REGISTRAR);
      expect(await codeOf(ca.reenrol(foreign))).to.equal('CERTIFICATE_FOREIGN');
    } finally {
      await other.stop();
    }
  });

  it('tells an expired certificate', async () => {
    const past = await startFabricCa('-1m');
    try {
      const expired = await fabricCa(past).enrol(REGISTRAR);
      expect(await codeOf(fabricCa(past).reenrol(expired))).to.equal('CERTIFICATE_EXPIRED');
    } finally {
      await past.stop();
    }
  });

  it('is not tried with a CA that is not there or shows another root', async () => {
    const { certificate } = registrar;
    expect(await codeOf(fabricCa({ ...server, url: 'https://localhost:1' }).enrol(REGISTRAR))).to.equal(
      'CA_UNREACHABLE',
    );
    expect(await codeOf(fabricCa({ ...server, tlsRoots: certificate }).enrol(REGISTRAR))).to.equal('CA_UNREACHABLE');
  });
});
