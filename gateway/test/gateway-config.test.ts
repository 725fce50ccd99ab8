import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGatewayConfig } from '@fairway/gateway';
import { expect } from 'chai';

const CONFIG = {
  member: 'AR',
  namespace: 'fairway-ar',
  channel: 'customs',
  identity: { mspId: 'AR', certificate: 'cert.pem', privateKey: '/keys/key.pem' },
  peers: [{ mspId: 'AR', endpoint: 'localhost:7051', tlsRoots: '../ca.pem' }],
};

describe('readGatewayConfig', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'fairway-gateway-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const read = (config: unknown) => {
    writeFileSync(join(directory, 'gateway.json'), JSON.stringify(config));
    return readGatewayConfig(join(directory, 'gateway.json'));
  };

  it("takes paths from the file's own folder, so that a member's home can be carried", () => {
    const { identity, peers, tickSeconds } = read(CONFIG);
    expect(identity.certificate).to.equal(join(directory, 'cert.pem'));
    expect(identity.privateKey).to.equal('/keys/key.pem');
    expect(peers[0]!.tlsRoots).to.equal(join(directory, '..', 'ca.pem'));
    expect(tickSeconds).to.equal(300);
  });

  it('keeps a projection where it is told to, in a file beside its own', () => {
    expect(read(CONFIG).projection).to.equal(undefined);
    const projection = { file: 'projection.db', members: ['AR', 'UY'] };
    const { file, members } = read({ ...CONFIG, projection }).projection!;
    expect([file, members]).to.deep.equal([join(directory, 'projection.db'), ['AR', 'UY']]);
  });

  it('listens on this machine only unless it is told otherwise, and believes no issuer without TLS', () => {
    const http = { port: 8443, members: ['AR', 'UY'] };
    expect(read({ ...CONFIG, http }).http).to.include({ host: '127.0.0.1', port: 8443 });
    const withIssuer = (issuer: string) =>
      read({ ...CONFIG, http: { ...http, oidc: { issuer, audience: 'gateway' } } });
    expect(withIssuer('https://login.example').http!.oidc!.issuer).to.equal('https://login.example');
    expect(() => withIssuer('http://login.example')).to.throw('/http/oidc/issuer');
    expect(() => withIssuer('nowhere')).to.throw('/http/oidc/issuer');
    const algorithms = { issuer: 'https://login.example', audience: 'gateway', algorithms: ['HS256'] };
    expect(() => read({ ...CONFIG, http: { ...http, oidc: algorithms } })).to.throw('NOT_ALLOWED');
  });

  it('keeps blobs in one place, beside its own file or in a store that is reached by TLS', () => {
    const members = ['AR', 'UY'];
    expect(read({ ...CONFIG, blobs: { directory: 'blobs', members } }).blobs).to.deep.equal({
      ...{ directory: join(directory, 'blobs'), members, lookSeconds: 86_400, looksToRead: 30 },
    });
    const blobs = { directory: 'blobs', index: 'blobs.db', members };
    expect(read({ ...CONFIG, blobs }).blobs!.index).to.equal(join(directory, 'blobs.db'));
    const s3 = { endpoint: 'https://s3.example', bucket: 'envelopes', region: 'eu-west-1', credentials: 's3.json' };
    expect(read({ ...CONFIG, blobs: { s3, members } }).blobs!.s3!.credentials).to.equal(join(directory, 's3.json'));
    for (const blobs of [
      { members },
      { directory: 'blobs', s3, members },
      { s3: { ...s3, endpoint: 'http://s3.example' }, members },
      { s3: { ...s3, bucket: '../other' }, members },
      { s3: { ...s3, prefix: '../other/' }, members },
      { directory: 'blobs', members, others: ['http://gateway.example/'] },
    ])
      expect(() => read({ ...CONFIG, blobs }), JSON.stringify(blobs)).to.throw('/blobs');
  });

  it('keeps encrypted documents among the blobs, and their addresses in a file beside its own', () => {
    const kept = { documents: { index: 'documents.db' }, blobs: { directory: 'blobs', members: ['AR'] } };
    expect(read({ ...CONFIG, ...kept }).documents!.index).to.equal(join(directory, 'documents.db'));
    expect(() => read({ ...CONFIG, documents: kept.documents })).to.throw('/documents');
  });

  it('says what is wrong and where', () => {
    expect(() => read({ ...CONFIG, peers: [] })).to.throw('TOO_SHORT (/peers)');
    expect(() => read({ ...CONFIG, tick: 1 })).to.throw('UNKNOWN_FIELD');
    expect(() => read({ ...CONFIG, tickSeconds: 3600 })).to.throw('/tickSeconds');
  });

  it('has officers sign in at the issuer of its tokens, and asks no more than origins for them', () => {
    const http = { port: 8443, members: ['AR', 'UY'] };
    const oidc = { issuer: 'https://login.example', audience: 'gateway' };
    const officer = { clientId: 'officers', origins: ['https://token.example'] };
    expect(read({ ...CONFIG, http: { ...http, oidc }, officer }).officer).to.deep.equal(officer);
    expect(() => read({ ...CONFIG, http, officer })).to.throw('/officer');
    for (const origin of ['https://token.example/; script-src *', 'https://token.example/', 'http://token.example'])
      expect(() => read({ ...CONFIG, http: { ...http, oidc }, officer: { ...officer, origins: [origin] } })).to.throw(
        '/officer/origins/0',
      );
  });
});
