import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceLedger } from '@fairway/gateway';
import type { Ledger } from '@fairway/sdk';
import type { FabricOptions } from '@fairway/sdk/fabric';
import { PemConverter, X509CertificateGenerator } from '@peculiar/x509';
import { expect } from 'chai';
import sinon from 'sinon';

const KEY = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

describe('serviceLedger', () => {
  let directory: string;
  const path = (name: string) => join(directory, name);

  /** A key and a certificate of its own, in PEM. */
  async function pair(): Promise<{ certificate: string; privateKey: string }> {
    const keys = await crypto.subtle.generateKey(KEY, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.createSelfSigned({
      name: 'CN=gateway',
      keys,
      signingAlgorithm: KEY,
    });
    const pkcs8 = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
    return { certificate: certificate.toString('pem'), privateKey: PemConverter.encode(pkcs8, 'PRIVATE KEY') };
  }

  let first: Awaited<ReturnType<typeof pair>>;
  let opened: { options: FabricOptions; ledger: { close: sinon.SinonStub } }[];
  let service: ReturnType<typeof serviceLedger>;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'fairway-service-'));
    first = await pair();
    writeFileSync(path('cert.pem'), first.certificate);
    writeFileSync(path('key.pem'), first.privateKey);
    writeFileSync(path('ca.pem'), 'roots');
    opened = [];
    service = serviceLedger(
      {
        channel: 'customs',
        identity: { mspId: 'AR', certificate: path('cert.pem'), privateKey: path('key.pem') },
        peers: [{ mspId: 'AR', endpoint: 'localhost:7051', tlsRoots: path('ca.pem') }],
      },
      (options) => {
        const ledger = { close: sinon.stub() };
        opened.push({ options, ledger });
        return ledger as unknown as Ledger;
      },
    );
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('keeps its connection while the files stay as they are', () => {
    expect(service.current()).to.equal(service.current());
    expect(opened.map(({ options }) => options)).to.deep.equal([
      {
        channel: 'customs',
        identity: { mspId: 'AR', ...first },
        peers: [{ endpoint: 'localhost:7051', tlsRoots: 'roots' }],
      },
    ]);
  });

  it('takes up a renewed certificate, and not before its key is there', async () => {
    const before = service.current();
    const renewed = await pair();
    writeFileSync(path('cert.pem'), renewed.certificate);
    expect(service.current()).to.equal(before);
    rmSync(path('key.pem'));
    expect(service.current()).to.equal(before);
    writeFileSync(path('key.pem'), renewed.privateKey);
    expect(service.current()).not.to.equal(before);
    expect(opened[0]!.ledger.close.callCount).to.equal(1);
    expect(opened[1]!.options.identity.certificate).to.equal(renewed.certificate);
  });

  it('does not start with a key that belongs to another certificate', async () => {
    writeFileSync(path('key.pem'), (await pair()).privateKey);
    expect(() => service.current()).to.throw('does not belong');
  });
});
