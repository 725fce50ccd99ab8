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

  it('says what is wrong and where', () => {
    expect(() => read({ ...CONFIG, peers: [] })).to.throw('TOO_SHORT (/peers)');
    expect(() => read({ ...CONFIG, tick: 1 })).to.throw('UNKNOWN_FIELD');
    expect(() => read({ ...CONFIG, tickSeconds: 3600 })).to.throw('/tickSeconds');
  });
});
