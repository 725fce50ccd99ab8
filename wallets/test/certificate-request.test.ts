import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { certificateId } from '@fairway/wallets';
import { certificateRequest, certifiedAs } from '#src/certificate-request.js';
import { expect } from 'chai';

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const ALTERNATIVE_NAME = '2.5.29.17';
const { SERVER, CLIENT } = { SERVER: '1.3.6.1.5.5.7.3.1', CLIENT: '1.3.6.1.5.5.7.3.2' };

/** A certificate as fabric-ca writes them, by another library than the one that reads it. */
async function certificate(name: x509.JsonName, extensions: x509.Extension[] = []): Promise<string> {
  const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: '0123456789abcdef',
    name,
    keys,
    signingAlgorithm: KEY,
    extensions: [...extensions, await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey)],
  });
  return made.toString('pem');
}

/** fabric-ca's extension: bare JSON, not wrapped as ASN.1. */
const attributes = (attrs: Record<string, string>) =>
  new x509.Extension('1.2.3.4.5.6.7.8.1', false, Buffer.from(JSON.stringify({ attrs })));

describe('a certificate request', () => {
  it('is signed by its key and names subject and hosts', async () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const subject = [[{ type: 'CN', value: 'peer0', ds: 'utf8' }]];
    const request = new x509.Pkcs10CertificateRequest(
      certificateRequest(key, subject, ['peer0.example', '10.0.0.1', '::1']),
    );
    expect(await request.verify()).to.equal(true);
    expect(request.subject).to.equal('CN=peer0');
    expect(Buffer.from(request.publicKey.rawData)).to.deep.equal(key.publicKey.export({ type: 'spki', format: 'der' }));
    const names = new x509.SubjectAlternativeNameExtension(
      request.getExtension(ALTERNATIVE_NAME)!.rawData,
    ).names.toJSON();
    expect(names).to.deep.equal([
      { type: 'dns', value: 'peer0.example' },
      { type: 'ip', value: '10.0.0.1' },
      { type: 'ip', value: '::1' },
    ]);
  });

  it('for no host names none', () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const request = new x509.Pkcs10CertificateRequest(
      certificateRequest(key, [[{ type: 'CN', value: 'a', ds: 'utf8' }]], []),
    );
    expect(request.getExtension(ALTERNATIVE_NAME)).to.equal(null);
  });
});

describe('what a certificate’s renewal asks for', () => {
  it('is its subject without the units, which are for the CA to say', async () => {
    const pem = await certificate([{ C: ['AR'] }, { O: ['Añatuya'] }, { OU: ['peer'] }, { CN: ['peer0'] }]);
    const { subject } = certifiedAs(pem);
    expect(subject.flat().map(({ type, value }) => [type, value])).to.deep.equal([
      ['C', 'AR'],
      ['O', 'Añatuya'],
      ['CN', 'peer0'],
    ]);
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const request = new x509.Pkcs10CertificateRequest(certificateRequest(key, subject, []));
    expect(request.subject).to.equal('C=AR, O=Añatuya, CN=peer0');
  });

  it('is its hosts and its purpose', async () => {
    const pem = await certificate(
      [{ CN: ['peer0'] }],
      [
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
        new x509.ExtendedKeyUsageExtension([SERVER, CLIENT]),
      ],
    );
    expect(certifiedAs(pem)).to.deep.include({ hosts: ['localhost', '127.0.0.1'], profile: 'tls' });
    expect(certifiedAs(await certificate([{ CN: ['peer0'] }])))
      .to.deep.include({ hosts: [], attributes: [] })
      .and.not.have.property('profile');
  });

  for (const length of [1, 60, 120, 200, 300, 1_087, 70_000]) {
    it(`is its attributes, also of ${length} characters`, async () => {
      const pem = await certificate(
        [{ CN: ['gateway'] }],
        [attributes({ 'fairway.service': 'x'.repeat(length), other: '}}' })],
      );
      expect(certifiedAs(pem).attributes).to.deep.equal(['fairway.service', 'other']);
    });
  }

  it('names the certificate by serial number and issuing key, for a revocation', async () => {
    const pem = await certificate([{ CN: ['peer0'] }]);
    const read = new x509.X509Certificate(pem);
    expect(certificateId(pem)).to.deep.equal({
      serial: read.serialNumber,
      aki: read.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId,
    });
  });
});
