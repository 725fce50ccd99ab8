import { once } from 'node:events';
import { connect } from 'node:net';
import { LedgerError, type Ledger } from '@fairway/sdk';
import { expect } from 'chai';
import { json, ledgerThat, opened, problemOf, type Opened } from './a-gateway.ts';

/** Everything that anyone may ask without a token. */
const FOR_ANYONE = [
  'GET /health',
  'GET /ready',
  'GET /api/trust-list',
  'GET /api/statement-signers',
  'POST /api/attestations',
  'GET /api/ledger/transactions/{transactionId}',
  'POST /api/acts',
  'POST /api/ledger/endorse',
  'POST /api/ledger/send',
];

type OpenApi = { paths: Record<string, Record<string, { security?: unknown; operationId: string }>> };

describe('A gateway', () => {
  let open: Opened;
  const start = async (ledger: Partial<Ledger> = {}, http: Parameters<typeof opened>[1] = {}): Promise<Opened> =>
    (open = await opened(ledgerThat(ledger), http));
  afterEach(() => open.close());

  const operations = async () => {
    const { paths } = (await (await open.ask('/api/openapi.json')).json()) as OpenApi;
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { security }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        method,
        path,
        security,
      })),
    );
  };

  it('answers without a token what stands in one table, and refuses all else', async () => {
    await start();
    const all = await operations();
    expect(all.filter(({ security }) => security === undefined).map(({ name }) => name)).to.have.members(FOR_ANYONE);
    for (const { name, method, path } of all) {
      const filled = path.replaceAll(/\{\w+\}/g, 'x');
      const response = await open.ask(filled, method === 'post' ? json({}) : {});
      if (FOR_ANYONE.includes(name)) expect(response.status, name).not.to.be.oneOf([401, 403]);
      else expect([response.status, (await problemOf(response))['code']], name).to.deep.equal([401, 'TOKEN_MISSING']);
    }
  });

  it('refuses what takes a higher role than the token gives', async () => {
    await start();
    const identity = '/api/participants/ar-00000000000000000000000000/identity';
    for (const path of [identity, '/api/ledger/blocks?from=0']) {
      const response = await open.askAs(['party'], path);
      expect([response.status, (await problemOf(response))['code']]).to.deep.equal([403, 'ROLE_MISSING']);
    }
    const evaluate = json({ namespace: 'fairway-ar', transaction: 'participant:readSecret', args: [] });
    for (const role of ['party', 'officer'])
      expect((await open.askAs([role], '/api/ledger/evaluate', evaluate)).status).to.equal(403);
    const blocks = await open.askAs(['officer'], '/api/ledger/blocks?from=0&private=true');
    expect(blocks.status).to.equal(403);
  });

  it('tells a stranger nothing of how its network is built, and who may read what a peer said', async () => {
    await start();
    const stranger = await problemOf(await open.ask(`/api/ledger/transactions/${'a'.repeat(64)}`));
    expect(stranger).to.include({ code: 'PEER_UNAVAILABLE', source: 'ledger', status: 503 });
    expect(JSON.stringify(stranger)).not.to.include('10.1.2.3');
    const officer = await problemOf(await open.askAs(['officer'], '/api/ledger/height'));
    expect(officer['detail']).to.include('10.1.2.3');
  });

  it('says nothing of its inside when it fails in a way that it did not expect, and logs why', async () => {
    await start({ outcome: () => Promise.reject(new TypeError('the secret is 42')) });
    const response = await open.ask(`/api/ledger/transactions/${'a'.repeat(64)}`);
    const text = await response.text();
    expect([response.status, text.includes('42')]).to.deep.equal([500, false]);
    const line = open.logged
      .map((one) => JSON.parse(one) as Record<string, unknown>)
      .find(({ event }) => event === 'request-failed');
    expect(line).to.include({ id: response.headers.get('request-id'), error: 'the secret is 42' });
  });

  it('refuses by problems what nobody serves, other methods, other bodies and other addresses', async () => {
    await start();
    const refused = async (path: string, init?: RequestInit) => {
      const response = await open.ask(path, init);
      expect(response.headers.get('content-type')).to.include('application/problem+json');
      return [response.status, (await problemOf(response))['code']];
    };
    expect(await refused('/nothing')).to.deep.equal([404, 'ROUTE_UNKNOWN']);
    expect(await refused('/api/acts')).to.deep.equal([405, 'METHOD_NOT_ALLOWED']);
    expect(await refused('/api/acts', { method: 'DELETE' })).to.deep.equal([405, 'METHOD_NOT_ALLOWED']);
    expect(await refused('/api/acts', { method: 'POST', body: 'x' })).to.deep.equal([415, 'MEDIA_TYPE_NOT_ACCEPTED']);
    const broken = { ...json({}), body: '{"act":' };
    expect(await refused('/api/acts', broken)).to.deep.equal([400, 'REQUEST_BROKEN']);
    expect(await refused('/api/acts', json([1]))).to.deep.equal([400, 'WRONG_TYPE']);
    expect(await refused('/api/acts', json({ act: '{}', actor: 'me' }))).to.deep.equal([400, 'UNKNOWN_FIELD']);
    expect(await refused('/health?verbose=1')).to.deep.equal([400, 'UNKNOWN_FIELD']);
    expect(await refused('/api/ledger/transactions/%ff')).to.deep.equal([400, 'REQUEST_BROKEN']);
    const polluting = { ...json({}), body: '{"__proto__":{"role":"service"},"act":"{}"}' };
    expect((await refused('/api/acts', polluting))[0]).to.equal(400);
  });

  it('reads no more of a body than it takes, and unpacks none', async () => {
    await start({}, { limits: { bodyBytes: 1_000 } });
    const large = await open.ask('/api/acts', json({ act: 'x'.repeat(2_000) }));
    expect([large.status, (await problemOf(large))['code']]).to.deep.equal([413, 'TOO_LARGE']);
    const packed = await open.ask('/api/acts', {
      ...json({}),
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    });
    expect(packed.status).to.equal(415);
  });

  it('answers so many requests a minute from one address, and of acts fewer', async () => {
    await start({}, { limits: { readsAMinute: 3, writesAMinute: 1 } });
    for (let times = 0; times < 3; times++) expect((await open.ask('/health')).status).to.equal(200);
    const refused = await open.ask('/health');
    expect([refused.status, (await problemOf(refused))['code']]).to.deep.equal([429, 'TOO_MANY_REQUESTS']);
    expect(Number(refused.headers.get('retry-after'))).to.be.greaterThan(0);
    expect((await open.ask('/api/acts', json({}))).status).to.equal(400);
    expect((await open.ask('/api/acts', json({}))).status).to.equal(429);
    const forwarded = await open.ask('/health', { headers: { 'x-forwarded-for': '192.0.2.1' } });
    expect(forwarded.status, 'an address that anyone may claim counts for nothing').to.equal(429);
  });

  /** A gateway whose ledger holds up who asks for a transaction, until it is released. */
  const holding = async (limits: object) => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    await start(
      {
        outcome: async (transactionId) => {
          asked();
          await held;
          return { transactionId, code: 0, blockNumber: 1n };
        },
      },
      { limits, trustedProxies: ['127.0.0.1'] },
    );
    return { release, arrived };
  };
  const HELD_UP = `/api/ledger/transactions/${'a'.repeat(64)}`;
  /** The status that somebody at another address is answered with, as a proxy says. */
  const askFrom = async (address: string, path: string) =>
    (await open.ask(path, { headers: { 'x-forwarded-for': address } })).status;

  it('takes no more at a time than it can hold', async () => {
    const { release, arrived } = await holding({ atOnce: 1 });
    const first = askFrom('192.0.2.1', HELD_UP);
    await arrived;
    const second = await open.ask('/health');
    expect([second.status, (await problemOf(second))['code']]).to.deep.equal([503, 'BUSY']);
    release();
    expect(await first).to.equal(200);
  });

  it('has who holds it up wait for its own requests, and nobody else', async () => {
    const { release, arrived } = await holding({ atOnce: 4 });
    const held = Array.from({ length: 7 }, () => askFrom('192.0.2.1', HELD_UP));
    await arrived;
    // One of seven has its turn, and four wait.
    expect(await Promise.race(held)).to.equal(503);
    expect((await open.ask('/health')).status).to.equal(200);
    release();
    const statuses = await Promise.all(held);
    expect(statuses.toSorted()).to.deep.equal([200, 200, 200, 200, 200, 503, 503]);
    expect(await askFrom('192.0.2.1', '/health')).to.equal(200);
  });

  it('finishes what is under way when it shuts down, and refuses what is new', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let asked = () => {};
    const arrived = new Promise<void>((resolve) => (asked = resolve));
    await start({
      outcome: async (transactionId) => {
        asked();
        await held;
        return { transactionId, code: 0, blockNumber: 1n };
      },
      async *blocks(_from, signal) {
        if (!signal.aborted) await once(signal, 'abort');
        yield* [];
      },
    });
    const under = open.ask(`/api/ledger/transactions/${'a'.repeat(64)}`);
    const stream = await open.askAs(['officer'], '/api/ledger/blocks?from=0');
    await arrived;
    // A connection that is open already, on which somebody has begun to ask.
    const { port } = new URL(open.gateway.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('GET /health HTTP/1.1\r\nHost: gateway\r\n');
    // The gateway has read as much when it has answered what came after it.
    await open.ask('/health');
    const closing = open.gateway.close();
    expect(await stream.text()).to.equal('');
    socket.write('\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).to.match(/^HTTP\/1.1 503 /);
    await once(socket, 'close');
    release();
    expect(((await (await under).json()) as { code: number }).code).to.equal(0);
    await closing;
  });

  it('ends the answer to who asks for the head of a stream', async () => {
    await start();
    expect((await open.askAs(['officer'], '/api/ledger/blocks?from=0', { method: 'HEAD' })).status).to.equal(200);
  });

  it('sends headers with which nothing of it is run, framed, sniffed or kept', async () => {
    await start();
    const { headers } = await open.ask('/api/openapi.json');
    expect(headers.get('content-security-policy')).to.equal("default-src 'none';frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('strict-transport-security')).to.include('max-age=');
    expect(headers.get('referrer-policy')).to.equal('no-referrer');
    expect(headers.get('cache-control')).to.equal('no-store');
    expect([
      headers.get('x-powered-by'),
      headers.get('access-control-allow-origin'),
      headers.get('set-cookie'),
    ]).to.deep.equal([null, null, null]);
  });

  it('logs which operation was asked, and neither who asked nor about what', async () => {
    await start();
    const handle = 'ar-0123456789abcdefghjkmnpqrs';
    await open.askAs(['officer'], `/api/participants/${handle}`);
    await open.ask(`/secret/${handle}?name=Garcia`);
    const requests = open.logged
      .map((one) => JSON.parse(one) as Record<string, unknown>)
      .filter(({ event }) => event === 'request');
    expect(requests.map(({ route }) => route)).to.deep.equal(['/api/participants/:handle', 'none']);
    expect(Object.keys(requests[0]!)).to.have.members([
      'level',
      'time',
      'id',
      'method',
      'route',
      'status',
      'ms',
      'event',
    ]);
    for (const secret of [handle, 'Garcia', '127.0.0.1', 'Bearer', 'developer'])
      expect(open.logged.join('')).not.to.include(secret);
  });

  it('is explored by a page that loads nothing from anywhere else', async () => {
    await start();
    expect((await open.ask('/api/docs')).headers.get('location')).to.equal('/api/docs/');
    const page = await open.ask('/api/docs/');
    const policy = page.headers.get('content-security-policy')!;
    expect(policy).to.include("default-src 'none'").and.include("script-src 'self'").and.include("connect-src 'self'");
    const text = await page.text();
    expect(text).not.to.match(/https?:/);
    const files = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file!);
    expect(files).to.have.length(4);
    for (const file of files) expect((await open.ask(`/api/docs/${file}`)).status, file).to.equal(200);
    expect((await open.ask('/api/docs/../../package.json')).status).to.equal(404);
    expect((await open.ask('/api/docs/%2e%2e%2fpackage.json')).status).to.equal(404);
  });

  describe('is ready', () => {
    const at = (age: number) => Buffer.from(new Date(Date.now() - age).toISOString());
    const readiness = async () => {
      const response = await open.ask('/ready');
      return { status: response.status, answer: await response.json() };
    };

    it('when its peer answers and its clock is fresh', async () => {
      await start({ height: () => Promise.resolve(7n), evaluate: () => Promise.resolve(at(60_000)) });
      expect(await readiness()).to.deep.equal({
        status: 200,
        answer: { ready: true, checks: { peer: 'ok', clock: 'ok' } },
      });
    });

    it('not while the peer is down', async () => {
      await start();
      expect(await readiness()).to.deep.equal({
        status: 503,
        answer: { ready: false, checks: { peer: 'unreachable', clock: 'missing' } },
      });
      expect((await open.ask('/health')).status, 'it lives all the same').to.equal(200);
    });

    it('not while its clock is stale, when no act would be taken', async () => {
      await start({ height: () => Promise.resolve(7n), evaluate: () => Promise.resolve(at(13 * 60_000)) });
      expect((await readiness()).answer).to.deep.include({ checks: { peer: 'ok', clock: 'stale' } });
    });

    it('by one look for all that ask at once', async () => {
      let looks = 0;
      const height = () => Promise.resolve(BigInt(++looks));
      await start({ height, evaluate: () => Promise.resolve(at(0)) });
      await Promise.all(Array.from({ length: 20 }, () => readiness()));
      expect(looks).to.equal(1);
    });
  });

  it('shows its metrics on an address of their own, and not to the world', async () => {
    await start({ height: () => Promise.resolve(7n) }, { monitoring: { host: '127.0.0.1', port: 0 } });
    await open.ask('/health');
    await open.ask('/wp-login.php');
    expect((await open.ask('/metrics')).status).to.equal(404);
    const text = await (await fetch(new URL('metrics', open.gateway.monitoring))).text();
    expect(text).to.match(/fairway_http_request_seconds_count\{method="GET",route="\/health",status="200"\} 1/);
    expect(text).to.include('route="none"').and.include('fairway_peer_height 7');
    expect(text).not.to.include('wp-login');
    expect((await fetch(new URL('ready', open.gateway.monitoring))).status).to.equal(503);
  });

  it('answers what the ledger met as the ledger said it', async () => {
    const error = new LedgerError('OUTCOME_UNKNOWN', 'nobody knows', {
      transactionId: 'f'.repeat(64),
      members: ['UY'],
    });
    await start({ outcome: () => Promise.reject(error) });
    expect(await problemOf(await open.ask(`/api/ledger/transactions/${'f'.repeat(64)}`))).to.deep.include({
      code: 'OUTCOME_UNKNOWN',
      status: 504,
      transactionId: 'f'.repeat(64),
      members: ['UY'],
    });
  });
});
