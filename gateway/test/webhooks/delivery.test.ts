import { cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhooks, type WebhookOptions } from '@fairway/gateway';
import { newHandle } from '@fairway/model';
import type { Change } from '@fairway/sdk';
import { SeenNonces, verifyWebhook } from '@fairway/sdk/webhook';
import { WebhookStore } from '#src/webhooks/store.js';
import { expect } from 'chai';
import { served, type Served } from '../../../sdk/client/test/served.ts';
import { until } from '../../../sdk/client/test/until.ts';
import { posting, type Posting } from './posting.ts';
import { selfSigned } from './self-signed.ts';

const HOLDER = newHandle('AR');

const change = (place: number, more: Partial<Change> = {}): Change => ({
  id: `${place}/0/AR/aeo/AR-1/${place}`,
  checkpoint: `${place}-0`,
  record: { member: 'AR', kind: 'aeo', id: 'AR-1' },
  sequence: place,
  act: {
    version: 1,
    type: 'aeo.suspend',
    actor: HOLDER,
    records: [],
    args: {},
    notAfter: '',
  } as unknown as Change['act'],
  actId: `act-${place}`,
  recordedAt: '2026-03-01T12:00:00.000Z',
  transactionId: `tx-${place}`,
  ...more,
});

/** A server that answers as it is told, and keeps what it was posted. */
class Subscriber {
  readonly got: number[] = [];
  readonly requests: { path: string; request: IncomingMessage; body: Buffer }[] = [];
  answers: (place: number, response: ServerResponse) => void = (_place, response) => void response.writeHead(204).end();
  #served!: Served;

  async open(tls?: { key: string; cert: string }): Promise<this> {
    this.#served = await served((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks);
        this.requests.push({ path: request.url!, request, body });
        const { sequence } = JSON.parse(body.toString()) as { sequence: number };
        this.got.push(sequence);
        this.answers(sequence, response);
      });
    }, tls);
    return this;
  }

  url(path = '/'): string {
    return this.#served.url + path;
  }

  close(): Promise<void> {
    return this.#served.close();
  }
}

describe('A gateway that posts changes to subscribers', () => {
  let folder: string;
  let files = 0;
  let file: string;
  const open: Posting[] = [];
  const servers: Subscriber[] = [];
  let logged: { event: string; [detail: string]: unknown }[];

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-webhooks-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    file = join(folder, `${++files}.db`);
    logged = [];
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.end();
    for (const server of servers.splice(0)) await server.close();
  });

  const listening = async (tls?: { key: string; cert: string }): Promise<Subscriber> => {
    const server = await new Subscriber().open(tls);
    servers.push(server);
    return server;
  };
  const opened = (more: Partial<WebhookOptions> = {}): Webhooks =>
    new Webhooks({
      file,
      members: ['AR'],
      // The log is filled by hand here.
      ledger: () => {
        throw new Error('no peer');
      },
      addresses: { loopback: true },
      retries: { first: 1, most: 1, attempts: 3 },
      log: (entry) => logged.push(entry),
      ...more,
    });
  const run = (webhooks: Webhooks): Posting => {
    const one = posting(webhooks);
    open.push(one);
    return one;
  };
  const fill = (count: number, more: (place: number) => Partial<Change> = () => ({}), to = file): void => {
    const store = new WebhookStore(to);
    for (let place = 1; place <= count; place++) {
      const one = change(place, more(place));
      store.take(one, [one.act.actor], 0);
    }
    store.close();
  };
  const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

  it('tells everything in order, signed so that the subscriber can check it', async () => {
    const server = await listening();
    const webhooks = opened();
    const { keys } = await webhooks.subscribe({ url: server.url('/hooks?for=AR') });
    fill(5);
    run(webhooks);
    await until(() => server.got.length === 5);
    expect(server.got).to.deep.equal(upTo(5));
    const seen = new SeenNonces();
    for (const { request, body } of server.requests) {
      const { method, headers } = request;
      const event = await verifyWebhook(
        { method: method!, url: server.url('/hooks?for=AR'), headers, body },
        { keys, seen },
      );
      expect(event.id).to.equal(change(event.sequence).id);
      expect(event.act.actor).to.equal(HOLDER);
    }
  });

  it('keeps private keys to itself, and its file too', async () => {
    const webhooks = opened();
    const shown = await webhooks.subscribe({ url: 'https://erp.example/' });
    expect(JSON.stringify([shown, webhooks.subscribers(), await webhooks.changeKey(shown.id)])).not.to.include('"d":');
    expect(statSync(file).mode & 0o077).to.equal(0);
    webhooks.close();
  });

  it('signs by a new key when it is told to, and shows the one before it until the next', async () => {
    const server = await listening();
    const webhooks = opened();
    const { id, keys } = await webhooks.subscribe({ url: server.url() });
    const changed = await webhooks.changeKey(id);
    expect(changed.keys.map(({ kid }) => kid)).to.deep.equal([changed.keys[0]!.kid, keys[0]!.kid]);
    fill(1);
    run(webhooks);
    await until(() => server.got.length === 1);
    const input = server.requests[0]!.request.headers['signature-input'];
    expect(input).to.include(`keyid="${changed.keys[0]!.kid}"`);
  });

  it('posts again what was not taken, and nothing overtakes it', async () => {
    const server = await listening();
    let refusals = 2;
    server.answers = (place, response) => void response.writeHead(place === 2 && refusals-- > 0 ? 503 : 200).end();
    const webhooks = opened();
    await webhooks.subscribe({ url: server.url() });
    fill(3);
    run(webhooks);
    await until(() => server.got.length === 5);
    expect(server.got).to.deep.equal([1, 2, 2, 2, 3]);
    await until(() => logged.some(({ event }) => event === 'webhook-recovered'));
    expect(JSON.stringify(logged)).not.to.include(server.url());
  });

  it('does not let one subscriber that fails hold up another', async () => {
    const [failing, healthy] = [await listening(), await listening()];
    failing.answers = () => undefined;
    const webhooks = opened();
    await webhooks.subscribe({ url: failing.url() });
    await webhooks.subscribe({ url: healthy.url() });
    fill(20);
    run(webhooks);
    await until(() => healthy.got.length === 20);
    expect(healthy.got).to.deep.equal(upTo(20));
    expect(failing.got).to.deep.equal([1]);
  });

  it('gives up what was tried often enough, goes on with the next, and posts it anew when told to', async () => {
    const server = await listening();
    let isDown = true;
    server.answers = (place, response) => void response.writeHead(isDown && place <= 2 ? 500 : 200).end();
    const webhooks = opened();
    const { id } = await webhooks.subscribe({ url: server.url() });
    fill(3);
    run(webhooks);
    await until(() => webhooks.subscriber(id).position === 3);
    expect(server.got).to.deep.equal([1, 1, 1, 2, 2, 2, 3]);
    const dead = webhooks.deadLetters(id);
    expect(dead.map(({ position, attempts, error }) => ({ position, attempts, error }))).to.deep.equal(
      [1, 2].map((position) => ({ position, attempts: 3, error: 'the subscriber answered with status 500' })),
    );
    expect(webhooks.deadLetters(id, { after: 1 }).map(({ position }) => position)).to.deep.equal([2]);

    expect(webhooks.replay(id)).to.equal(2);
    await until(() => webhooks.deadLetters(id).every(({ isReplayed }) => !isReplayed));
    expect(server.got.slice(7), 'the second waits for the first').to.deep.equal([1]);
    expect(webhooks.deadLetters(id)).to.have.length(2);
    isDown = false;
    webhooks.replay(id);
    await until(() => webhooks.subscriber(id).deadLetters === 0);
    expect(server.got.slice(8)).to.deep.equal([1, 2]);
  });

  it('replays one dead letter, and forgets one, by its position', async () => {
    const server = await listening();
    server.answers = (_place, response) => void response.writeHead(500).end();
    const webhooks = opened();
    const { id } = await webhooks.subscribe({ url: server.url() });
    fill(3);
    run(webhooks);
    await until(() => webhooks.subscriber(id).deadLetters === 3);
    server.answers = (_place, response) => void response.writeHead(200).end();
    expect(webhooks.discard(id, [1])).to.equal(1);
    expect(webhooks.replay(id, [3])).to.equal(1);
    await until(() => webhooks.subscriber(id).deadLetters === 1);
    expect(webhooks.deadLetters(id).map(({ position }) => position)).to.deep.equal([2]);
  });

  it('loses nothing and reorders nothing, at whichever post it is killed', async () => {
    const server = await listening();
    const count = 6;
    fill(count);
    const webhooks = opened();
    await webhooks.subscribe({ url: server.url(), after: 'first' });
    // What stands on the disk while a post is on its way is what a killed process leaves.
    server.answers = (place, response) => {
      for (const part of ['', '-wal'])
        if (existsSync(file + part)) cpSync(file + part, join(folder, `killed-${place}.db${part}`));
      response.writeHead(204).end();
    };
    run(webhooks);
    await until(() => server.got.length === count);
    server.answers = (_place, response) => void response.writeHead(204).end();
    for (const killed of upTo(count)) {
      server.got.length = 0;
      const again = run(opened({ file: join(folder, `killed-${killed}.db`) }));
      await until(() => again.webhooks.subscribers()[0]!.position === count);
      expect(server.got, `killed at ${killed}`).to.deep.equal(upTo(count).slice(killed - 1));
    }
  });

  it('goes on in order after a stop in the middle of a post, a failed one or a wait', async () => {
    const server = await listening();
    fill(6);
    const first = opened({ retries: { first: 3_600_000, most: 3_600_000, attempts: 3 } });
    const { id } = await first.subscribe({ url: server.url(), after: 'first' });
    server.answers = (place, response) => void (place < 3 ? response.writeHead(204).end() : undefined);
    run(first);
    await until(() => server.got.length === 3);
    await open.pop()!.end();
    server.answers = (place, response) => void response.writeHead(place === 4 ? 500 : 204).end();
    const second = run(opened({ retries: { first: 3_600_000, most: 3_600_000, attempts: 3 } }));
    await until(() => second.webhooks.subscriber(id).failing?.attempts === 1);
    await open.pop()!.end();
    server.answers = (_place, response) => void response.writeHead(204).end();
    const third = run(opened());
    expect(third.webhooks.subscriber(id).failing, 'the wait goes on').to.include({ attempts: 1 });
    // A change of the subscription has it tried at once.
    third.webhooks.update(id, { url: server.url() });
    await until(() => third.webhooks.subscriber(id).position === 6);
    expect(server.got).to.deep.equal([1, 2, 3, 3, 4, 4, 5, 6]);
  });

  it('takes a change once, however often its block comes', async () => {
    const server = await listening();
    const webhooks = opened();
    await webhooks.subscribe({ url: server.url() });
    fill(3);
    fill(4);
    run(webhooks);
    await until(() => server.got.includes(4));
    expect(server.got).to.deep.equal(upTo(4));
  });

  it('tells what was asked for: by member, kind of record, type of act and party', async () => {
    const other = newHandle('UY');
    fill(6, (place) => ({
      record: { member: place % 2 ? 'AR' : 'UY', kind: place < 3 ? 'title' : 'aeo', id: 'x' },
      act: {
        ...change(place).act,
        type: place === 5 ? 'aeo.grant' : 'aeo.suspend',
        actor: place === 6 ? other : HOLDER,
      },
    }));
    const webhooks = opened();
    const asked = [
      [{ members: ['UY'] }, [2, 4, 6]],
      [{ kinds: ['title'] }, [1, 2]],
      [{ types: ['aeo.grant'] }, [5]],
      [{ parties: [other] }, [6]],
      [{ kinds: ['aeo'], members: ['AR'] }, [3, 5]],
      [{ kinds: ['aeo'], types: ['aeo.grant'], parties: [other] }, []],
    ] as const;
    const all = await Promise.all(
      asked.map(async ([filter, expected]) => {
        const server = await listening();
        const { id } = await webhooks.subscribe({
          url: server.url(),
          after: 'first',
          ...structuredClone(filter),
        } as never);
        return { server, id, expected };
      }),
    );
    run(webhooks);
    for (const { server, id, expected } of all) {
      await until(() => webhooks.subscriber(id).position === 6);
      expect(server.got).to.deep.equal(expected);
    }
  });

  it('begins with what comes after the subscription, or after an event that is named', async () => {
    fill(3);
    const webhooks = opened();
    const [next, named] = [await listening(), await listening()];
    await webhooks.subscribe({ url: next.url() });
    await webhooks.subscribe({ url: named.url(), after: change(2).id });
    const refused = await webhooks
      .subscribe({ url: named.url(), after: '99/0/AR/aeo/x/1' })
      .catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'EVENT_UNKNOWN');
    fill(4);
    run(webhooks);
    await until(() => next.got.length === 1 && named.got.length === 2);
    expect([next.got, named.got]).to.deep.equal([[4], [3, 4]]);
  });

  it('tells nothing while a subscription is paused, all of it later, and nothing when it has ended', async () => {
    const [paused, gone] = [await listening(), await listening()];
    const webhooks = opened();
    const { id } = await webhooks.subscribe({ url: paused.url(), paused: true });
    const { id: other } = await webhooks.subscribe({ url: gone.url() });
    const witness = await listening();
    await webhooks.subscribe({ url: witness.url() });
    run(webhooks);
    webhooks.unsubscribe(other);
    fill(2);
    webhooks.update(webhooks.subscribers().at(-1)!.id, { url: witness.url() });
    await until(() => witness.got.length === 2);
    expect([paused.got, gone.got]).to.deep.equal([[], []]);
    webhooks.update(id, { url: paused.url() });
    await until(() => paused.got.length === 2);
    expect(() => webhooks.subscriber(other)).to.throw('SUBSCRIBER_UNKNOWN');
  });

  it('leaves subscribers to the process that tells them already', async () => {
    const server = await listening();
    const webhooks = opened();
    await webhooks.subscribe({ url: server.url() });
    fill(3);
    run(webhooks);
    run(opened());
    await until(() => webhooks.subscribers()[0]!.position === 3);
    expect(server.got).to.deep.equal([1, 2, 3]);
    expect(logged.filter(({ error }) => String(error).includes('another process'))).to.have.length(1);
  });

  it('forgets what is older than thirty days, but for what a subscriber still waits for', async () => {
    const webhooks = opened();
    const { id } = await webhooks.subscribe({ url: 'https://erp.example/', paused: true });
    const store = new WebhookStore(file);
    const old = { id: 'old', recordedAt: '2026-03-01T12:00:00.000Z' };
    const now = Date.parse('2026-04-01T12:00:00.000Z');
    const take = (count: number) => {
      for (let more = 0; more < count; more++) {
        const place = store.newest + 1;
        store.take(change(place, { recordedAt: '2026-03-31T12:00:00.000Z', ...(place === 1 ? old : {}) }), [], now);
      }
    };
    take(100);
    expect(store.positionOf('old')).to.equal(1);
    webhooks.unsubscribe(id);
    take(100);
    expect(() => store.positionOf('old')).to.throw('EVENT_UNKNOWN');
    expect(store.positionOf(change(2).id)).to.equal(2);
    store.close();
    webhooks.close();
  });

  describe('and does not trust where it posts', () => {
    const failed = async (url: string, more: Partial<WebhookOptions> = {}): Promise<string> => {
      const webhooks = opened({ retries: { first: 1, most: 1, attempts: 1 }, ...more });
      const { id } = await webhooks.subscribe({ url });
      fill(1);
      run(webhooks);
      await until(() => webhooks.subscriber(id).position === 1);
      return webhooks.deadLetters(id)[0]?.error ?? 'taken';
    };

    it('follows no redirection', async () => {
      const [server, target] = [await listening(), await listening()];
      for (const status of [301, 302, 303, 307, 308]) {
        file = join(folder, `${++files}.db`);
        server.answers = (_place, response) => void response.writeHead(status, { location: target.url() }).end();
        expect(await failed(server.url())).to.equal(`the subscriber answered with status ${status}`);
      }
      expect(target.got).to.deep.equal([]);
    });

    it('waits no longer than it is set to, for headers that do not come', async () => {
      const server = await listening();
      server.answers = () => undefined;
      expect(await failed(server.url(), { timeout: 20 })).to.include('TIMED_OUT');
    });

    it('goes by the status, and ends an answer without end', async () => {
      const server = await listening();
      let isCut = false;
      server.answers = (_place, response) => {
        response.writeHead(200).on('close', () => (isCut = true));
        const pour = (): void => {
          while (!isCut && response.write(Buffer.alloc(16 * 1024)));
          if (!isCut) response.once('drain', pour);
        };
        pour();
      };
      expect(await failed(server.url())).to.equal('taken');
      await until(() => isCut);
    });

    it('takes no headers without end', async () => {
      const server = await listening();
      server.answers = (_place, response) => void response.writeHead(200, { 'x-much': 'x'.repeat(32 * 1024) }).end();
      expect(await failed(server.url())).to.include('HPE_HEADER_OVERFLOW');
    });

    it('posts to no private address that a name has come to lead to', async () => {
      const server = await listening();
      const port = new URL(server.url()).port;
      const resolve = () => Promise.resolve([{ address: '127.0.0.1', family: 4 }]);
      expect(await failed(`https://erp.example:${port}/`, { addresses: { resolve } })).to.include(
        'ADDRESS_NOT_ALLOWED',
      );
      expect(server.got).to.deep.equal([]);
    });

    it('refuses such an address when it is subscribed', async () => {
      const webhooks = opened({ addresses: {} });
      const refused = await webhooks.subscribe({ url: 'https://169.254.169.254/' }).catch((error: unknown) => error);
      expect(refused).to.have.property('code', 'URL_NOT_ALLOWED');
      webhooks.close();
    });

    it('posts to whom its roots vouch for', async () => {
      const tls = await selfSigned('127.0.0.1');
      const server = await listening(tls);
      expect(await failed(server.url(), { roots: [tls.cert] })).to.equal('taken');
      file = join(folder, `${++files}.db`);
      expect(await failed(server.url())).to.include('DEPTH_ZERO_SELF_SIGNED_CERT');
      expect(server.got).to.deep.equal([1]);
    });
  });
});
