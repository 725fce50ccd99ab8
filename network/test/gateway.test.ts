import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import {
  gatewaySettings,
  loadTopology,
  makeHome,
  type MemberHome,
  NetworkFailure,
  paths,
  takeGatewaySettings,
} from '@fairway/network';
import { prepareGateway } from '#src/gateway.js';

const shipped = (path: string) => fileURLToPath(new URL(`../../config/${path}`, import.meta.url));

describe("a member's gateway", () => {
  let folder: string;
  let home: MemberHome;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-settings-'));
    home = await makeHome(join(folder, 'AR'), await loadTopology(shipped('topologies/minimal.yaml')), 'AR');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  type Config = Record<string, Record<string, unknown> | undefined>;
  const members = ['AR', 'UY'];

  /** What the gateway is told, where the home has these settings. */
  const configWith = async (settings?: object): Promise<Config> => {
    if (settings) writeFileSync(paths.gatewaySettings(home), JSON.stringify(settings));
    await prepareGateway(home, 'main.js');
    return JSON.parse(readFileSync(join(paths.node(home, 'gateway'), 'config.json'), 'utf8')) as Config;
  };
  const refusalOf = async (work: () => Promise<unknown>): Promise<NetworkFailure> => {
    const failure = await work().catch((error: unknown) => error);
    if (failure instanceof NetworkFailure) return failure;
    throw new Error('nothing was refused', { cause: failure });
  };

  it('runs by topology and home where its member has decided nothing, and posts to nobody', async () => {
    const config = await configWith();
    expect(config['http']).to.deep.equal({ port: 23_016, members, monitoring: { port: 23_017 } });
    expect(config['blobs']).to.deep.equal({ directory: paths.blobs(home), index: paths.blobIndex(home), members });
    expect(config).to.not.have.any.keys('webhooks', 'officer');
  });

  it('posts changes where its member says so, from a file in the home', async () => {
    const { webhooks } = await configWith({ webhooks: { networks: ['10.20.0.0/16'] } });
    expect(webhooks).to.deep.equal({ file: paths.webhooks(home), members, networks: ['10.20.0.0/16'] });
    expect((await configWith({ webhooks: {} }))['webhooks']).to.deep.equal({ file: paths.webhooks(home), members });
  });

  it('goes on with sections that were written whole by hand', async () => {
    const webhooks = { file: 'webhooks.db', members: ['AR'] };
    const blobs = { directory: '/srv/blobs', members: ['AR'], lookSeconds: 60 };
    const kept = { ...blobs, index: paths.blobIndex(home) };
    expect(await configWith({ webhooks, blobs })).to.deep.include({ webhooks, blobs: kept });
  });

  it('is told the rest of a section of which its member decides a part', async () => {
    const others = ['https://fairway.aduana.uy.example/'];
    expect((await configWith({ blobs: { others } }))['blobs']).to.deep.equal({
      ...{ directory: paths.blobs(home), index: paths.blobIndex(home), members, others },
    });
    const s3 = { endpoint: 'https://s3.example', bucket: 'envelopes', region: 'eu-west-1', credentials: 's3.json' };
    expect((await configWith({ blobs: { s3 } }))['blobs']).to.deep.equal({ index: paths.blobIndex(home), members, s3 });
  });

  it('takes what its member decides from a file, as config/gateways has one, for nobody else to read', async () => {
    await takeGatewaySettings(home, shipped('gateways/example.yaml'));
    expect(statSync(paths.gatewaySettings(home)).mode & 0o777).to.equal(0o600);
    expect(await gatewaySettings(home)).to.have.keys('http', 'pages', 'blobs', 'officer', 'webhooks');
    const { webhooks, officer } = await configWith();
    expect(webhooks).to.include({ file: paths.webhooks(home) });
    expect(officer).to.deep.equal({ clientId: 'officers' });
  });

  for (const [what, text, sentence] of [
    ['a section that it does not know', 'pages: {}\nhooks: {}', /:2: hooks is not known here; allowed are http, /],
    ['a port, which follows from the topology', 'http:\n  port: 80', /:2: port is not known here/],
    ['a network that is none', 'webhooks:\n  networks: [here]', /:2: webhooks\.networks\.0 must match/],
    ['a list', '[]', /:1: the file must be object/],
    ['what is no YAML', '{', /:1: /],
  ] as const)
    it(`does not take ${what}, and keeps what was decided before`, async () => {
      const file = join(folder, 'settings.yaml');
      writeFileSync(file, text);
      const { code, sentence: said } = await refusalOf(() => takeGatewaySettings(home, file));
      expect(code).to.equal('SETTINGS_INVALID');
      expect(said).to.match(sentence);
      expect(existsSync(paths.gatewaySettings(home))).to.equal(false);
    });
});
