import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serviceLedger } from '@fairway/gateway';
import type { Ledger } from '@fairway/sdk';
import type { FabricOptions } from '@fairway/sdk/fabric';
import { expect } from 'chai';
import sinon from 'sinon';

describe('serviceLedger', () => {
  let directory: string;
  const path = (name: string) => join(directory, name);

  /** A key and a certificate of its own, in PEM. */
  function pair(): { certificate: string; privateKey: string } {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    writeFileSync(path('new.pem'), pem);
    const certificate = execFileSync('openssl', [
      'req',
      '-x509',
      '-new',
      '-key',
      path('new.pem'),
      '-subj',
      '/CN=gateway',
      '-days',
      '1',
    ]);
    return { certificate: certificate.toString(), privateKey: pem };
  }

  let first: ReturnType<typeof pair>;
  let opened: { options: FabricOptions; ledger: { close: sinon.SinonStub } }[];
  let service: ReturnType<typeof serviceLedger>;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fairway-service-'));
    first = pair();
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

  it('takes up a renewed certificate, and not before its key is there', () => {
    const before = service.current();
    const renewed = pair();
    writeFileSync(path('cert.pem'), renewed.certificate);
    expect(service.current()).to.equal(before);
    rmSync(path('key.pem'));
    expect(service.current()).to.equal(before);
    writeFileSync(path('key.pem'), renewed.privateKey);
    expect(service.current()).not.to.equal(before);
    expect(opened[0]!.ledger.close.callCount).to.equal(1);
    expect(opened[1]!.options.identity.certificate).to.equal(renewed.certificate);
  });

  it('does not start with a key that belongs to another certificate', () => {
    writeFileSync(path('key.pem'), pair().privateKey);
    expect(() => service.current()).to.throw('does not belong');
  });
});
