import { join } from 'node:path';
import { contractsFor } from '@fairway/chaincode';
import {
  Webhooks,
  openDevelopmentIssuer,
  openGateway,
  watchTo,
  webhookOperations,
  type DevelopmentIssuer,
  type Gateway,
  type GatewayOptions,
} from '@fairway/gateway';
import { submit } from '@fairway/sdk';
import { ADMINISTRATIONS, foundMember, openEmbedded, stageOf, type EmbeddedNetwork } from '@fairway/test-network';
import { expect } from 'chai';
import { served, type Served } from '../../client/test/served.ts';
import { until } from '../../client/test/until.ts';
import { CommandLine } from './command-line.ts';

const MEMBERS = ['AR', 'UY'];
const silent = () => watchTo({ write: () => undefined });

describe('Subscriptions to changes at the command line', function () {
  this.timeout(30_000);
  const fairway = new CommandLine();
  const stop = new AbortController();
  let embedded: EmbeddedNetwork;
  let issuer: DevelopmentIssuer;
  let gateway: Gateway;
  let withoutWebhooks: GatewayOptions;
  let webhooks: Webhooks;
  let running: Promise<void>;
  let server: Served;
  let url: string;
  let posted: string[];
  let answers: number;
  let place: string[];

  before(async () => {
    embedded = await openEmbedded({ members: MEMBERS, contracts: contractsFor });
    const ledger = () => embedded.ledger({ member: 'UY' });
    await submit(embedded.ledger({ member: 'AR' }), { namespace: 'fairway-ar', transaction: 'clock:tick', args: [] });
    await foundMember(
      stageOf(MEMBERS, (member) => embedded.ledger({ member })),
      ADMINISTRATIONS.find(({ member }) => member === 'AR')!,
      'webhooks',
    );
    webhooks = new Webhooks({
      ...{ file: join(fairway.folder, 'webhooks.db'), members: MEMBERS, ledger, from: 'first', log: () => undefined },
      ...{ addresses: { loopback: true }, retries: { first: 1, most: 1, attempts: 1 } },
    });
    running = webhooks.run(stop.signal);
    issuer = await openDevelopmentIssuer();
    const http = { host: '127.0.0.1', port: 0, members: MEMBERS, oidc: { issuer: issuer.issuer, audience: 'UY' } };
    withoutWebhooks = { member: 'UY', channel: 'customs', http, ledger };
    gateway = await openGateway({ ...withoutWebhooks, watch: silent(), operations: webhookOperations(webhooks) });
    fairway.write('token', `${await issuer.token({ roles: ['officer'], audience: 'UY' })}\n`);
    place = ['--gateway', gateway.url, '--token-file', 'token'];
    // Each request is kept as it came over the wire.
    server = await served((request, response) => {
      void request.toArray().then((chunks: Buffer[]) => {
        const fields = request.rawHeaders.map((text, index) => `${text}${index % 2 === 0 ? ': ' : '\r\n'}`);
        posted.push(`POST ${request.url} HTTP/1.1\r\n${fields.join('')}\r\n${Buffer.concat(chunks).toString()}`);
        response.writeHead(answers).end();
      });
    });
    url = `${server.url}/`;
  });
  beforeEach(() => {
    posted = [];
    answers = 204;
  });
  after(async () => {
    stop.abort();
    await running;
    await gateway.close();
    webhooks.close();
    await issuer.close();
    await embedded.close();
    await server.close();
    fairway.remove();
  });

  const webhook = (name: string, ...args: string[]) => fairway.done('webhook', name, ...args, ...place);
  const added = async (...args: string[]): Promise<string> => (await webhook('add', url, ...args))['id'] as string;

  it('are made, listed, changed and ended by an officer', async () => {
    const id = await added('--kinds', 'aeo', 'title', '--members', 'AR', '--paused');
    expect(await webhook('show', id)).to.include({ url, paused: true, deadLetters: 0 });
    expect(await webhook('change', id, '--kinds', 'aeo', '--members', 'all')).to.deep.include({ kinds: ['aeo'], url });
    const resumed = await webhook('change', id, '--resume');
    expect(resumed)
      .to.deep.include({ kinds: ['aeo'] })
      .and.not.to.have.any.keys('members', 'paused');
    expect(await webhook('list')).to.deep.equal([resumed]);
    const { out } = await fairway.run(['webhook', 'list', ...place]);
    expect(out).to.include(`${id}\t${url}\tkinds aeo\t`);
    expect(await webhook('remove', id)).to.deep.equal({ removed: id });
    expect(await fairway.refused('webhook', 'show', id, ...place)).to.equal('SUBSCRIBER_UNKNOWN');
  });

  it('have what could not be posted listed, posted anew, or given up', async () => {
    answers = 503;
    const whole = ['--after', 'first', '--kinds', 'member'];
    const ids = [await added(...whole), await added(...whole)] as const;
    const isDead = (id: string) => webhooks.subscriber(id).deadLetters === 1;
    await until(() => ids.every(isDead));
    const { deadLetters, next } = await webhook('dead', ids[0], '--limit', '1');
    const [{ position, error }] = deadLetters as [{ position: number; error: string }];
    expect(next).to.equal(position);
    expect(error).to.include('503');
    expect((await webhook('dead', ids[0], '--after', `${position}`))['deadLetters']).to.deep.equal([]);
    answers = 204;
    expect(await webhook('replay', ids[0], `${position}`)).to.deep.equal({ count: 1 });
    await until(() => !isDead(ids[0]));
    expect(await webhook('discard', ids[1])).to.deep.equal({ count: 1 });
    expect(isDead(ids[1])).to.equal(false);
    for (const id of ids) await webhook('remove', id);
  });

  it('give keys by which a request that came is checked, as of when it came', async () => {
    const id = await added('--after', 'first', '--out', 'keys.json');
    await until(() => posted.length > 0);
    const check = ['webhook', 'check', 'request.http', '--keys', 'keys.json'];
    fairway.write('request.http', posted[0]!);
    expect(await fairway.done(...check)).to.have.nested.property('act.type');
    // Whatever an editor has added after the body is none of it.
    fairway.write('request.http', `${posted[0]}\n`);
    expect((await fairway.run(check)).out).to.include("the request is the gateway's");
    expect(await fairway.refused(...check, '--at', '2026-01-01T00:00Z')).to.equal('REQUEST_TOO_OLD');
    fairway.write('request.http', posted[0]!.replace('"sequence":1', '"sequence":2'));
    expect(await fairway.refused(...check)).to.equal('DIGEST_DIFFERS');
    fairway.write('request.http', posted[0]!.replace('POST', 'PUT'));
    expect(await fairway.refused(...check)).to.equal('SIGNATURE_INVALID');
    fairway.write('request.http', posted[0]!.split('\r\n\r\n')[1]!);
    expect(await fairway.refused(...check)).to.equal('FILE_NOT_UNDERSTOOD');
    await webhook('remove', id);
  });

  it('show the old key beside a new one, so that a subscriber takes both for a while', async () => {
    const id = await added('--paused', '--out', 'before.json');
    const [before] = ((await webhook('show', id))['keys'] as { kid: string }[]).map(({ kid }) => kid);
    const keys = (await webhook('key', id, '--out', 'after.json'))['keys'] as { kid: string }[];
    expect(keys.map(({ kid }) => kid))
      .to.have.length(2)
      .and.include(before);
    await webhook('remove', id);
  });

  it('are for officers, at gateways that post', async () => {
    const asked = async (environment: NodeJS.ProcessEnv, ...args: string[]) => {
      const { code, json } = await fairway.run(['webhook', 'list', '--json', ...args], environment);
      return [code, json['code']];
    };
    const at = { FAIRWAY_GATEWAY: gateway.url };
    const token = (role: string) => issuer.token({ roles: [role], audience: 'UY' });
    expect(await asked({ ...at, FAIRWAY_TOKEN: await token('party') })).to.deep.equal([1, 'ROLE_MISSING']);
    expect(await asked({ ...at, FAIRWAY_TOKEN: 'none' })).to.deep.equal([1, 'TOKEN_INVALID']);
    expect(await asked(at)).to.deep.equal([2, 'USAGE']);
    expect(await asked({}, '--gateway', 'http://fairway.example', '--token-file', 'token')).to.deep.equal([2, 'USAGE']);
    const bare = await openGateway({ ...withoutWebhooks, watch: silent() });
    expect(await asked({}, '--gateway', bare.url, '--token-file', 'token')).to.deep.equal([1, 'WEBHOOKS_NOT_SERVED']);
    await bare.close();
    expect(await asked({})).to.deep.equal([2, 'USAGE']);
    expect((await fairway.run(['webhook', 'replay', 'id', 'first', ...place])).code).to.equal(2);
    expect(await asked({}, '--gateway', url, '--token-file', 'token')).to.deep.equal([1, 'GATEWAY_UNREACHABLE']);
  });
});
