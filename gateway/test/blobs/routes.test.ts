import { once } from 'node:events';
import { connect } from 'node:net';
import {
  BlobStoreError,
  blobPart,
  createApp,
  storeOn,
  type AskedBlobs,
  type BlobLimits,
  type BlobStore,
} from '@fairway/gateway';
import { MAX_BLOB_BYTES, Refusal, digestOf, type Digest } from '@fairway/model';
import { BlobsUnreachable, blobsAt } from '@fairway/sdk';
import { expect } from 'chai';
import { Router } from 'express';
import { digestOfBlob } from '#src/blobs/digest-of-blob.js';
import { serve } from '#src/http/server.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const TRANSACTION = 'ab'.repeat(32);
const OCTETS = { 'content-type': 'application/octet-stream' };

describe('The routes of blobs', () => {
  const kept = new Map<Digest, Uint8Array>();
  const asked = new Set<Digest>();
  const afters: (string | undefined)[] = [];
  let place: Parameters<typeof storeOn>[0];
  let server: Awaited<ReturnType<typeof serve>>;
  let base: string;
  /** Told of the end of an answer, whole or not. */
  let ended: () => void = () => {};

  const opened = async (limits: Partial<BlobLimits> = {}): Promise<void> => {
    const store: BlobStore = storeOn({
      read: (digest) => place.read(digest),
      sizeOf: (digest) => place.sizeOf(digest),
      write: (digest, bytes) => place.write(digest, bytes),
    });
    const blobs: AskedBlobs = {
      get: (digest) => store.get(digest),
      put: (bytes) => store.put(bytes),
      demandAsked(digest, after) {
        afters.push(after);
        const refusal = new Refusal('BLOB_NOT_ASKED_FOR', 'what a bill names is accepted');
        return asked.has(digest) ? Promise.resolve() : Promise.reject(refusal);
      },
    };
    const part = blobPart(blobs, limits);
    const router = Router().use((_request, response, next) => {
      response.once('close', () => ended());
      next();
    }, part.router);
    const app = createApp({ member: 'AR', operations: [], parts: [{ ...part, router }] });
    server = await serve(app, { host: '127.0.0.1', port: 0 });
    base = `${server.url}api/blobs/`;
  };
  beforeEach(() => {
    kept.clear();
    asked.clear();
    afters.length = 0;
    place = {
      read: (digest) => Promise.resolve(kept.get(digest)),
      sizeOf: (digest) => Promise.resolve(kept.get(digest)?.length),
      write: (digest, bytes) => Promise.resolve(void kept.set(digest, bytes)),
    };
  });
  afterEach(() => server.close());

  const wanted = (bytes: Uint8Array): Digest => {
    const digest = digestOfBlob(bytes);
    asked.add(digest);
    return digest;
  };
  const codeOf = async (attempt: Promise<unknown>): Promise<string> => {
    try {
      await attempt;
      return 'done';
    } catch (error) {
      return (error as Refusal | BlobsUnreachable).code;
    }
  };
  const put = (digest: string, body: string, headers: Record<string, string> = OCTETS) =>
    fetch(base + digest, { method: 'PUT', headers, body });
  const problem = async (answer: Promise<Response>): Promise<[number, string]> => {
    const response = await answer;
    expect(response.headers.get('content-type')).to.include('application/problem+json');
    return [response.status, ((await response.json()) as { code: string }).code];
  };

  it('keep what hashes to its name, as often as it is put, and give it back', async () => {
    await opened();
    const bytes = Uint8Array.from({ length: 5_000 }, (_, index) => index);
    const digest = wanted(bytes);
    expect(await blobsAt(base).get(digest)).to.equal(undefined);
    for (let again = 0; again < 2; again++) await blobsAt(base).put(bytes, TRANSACTION);
    expect(afters).to.include(TRANSACTION);
    expect(await blobsAt(base).get(digest)).to.deep.equal(bytes);
    const { headers } = await fetch(base + digest);
    expect(headers.get('content-type')).to.equal('application/octet-stream');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    expect(headers.get('cache-control')).to.equal('no-store');
  });

  it('say by HEAD whether a blob is there, and how long', async () => {
    await opened();
    const digest = wanted(bytesOf('blob'));
    expect((await fetch(base + digest, { method: 'HEAD' })).status).to.equal(404);
    kept.set(digest, bytesOf('blob'));
    const { status, headers } = await fetch(base + digest, { method: 'HEAD' });
    expect([status, headers.get('content-length')]).to.deep.equal([200, '4']);
  });

  it('keep the largest blob, and none that is larger, whether it says so or not', async () => {
    await opened({ largest: 100_000 });
    const largest = new Uint8Array(100_000).fill(7);
    const digest = wanted(largest);
    await blobsAt(base).put(largest);
    expect(await blobsAt(base).get(digest)).to.deep.equal(largest);
    const larger = new Uint8Array(100_001);
    expect(await codeOf(blobsAt(base).put(larger))).to.equal('TOO_LARGE');
    const other = wanted(larger);
    const stream = new Blob([larger]).stream();
    const unsaid = fetch(base + other, { method: 'PUT', headers: OCTETS, body: stream, duplex: 'half' });
    expect(await problem(unsaid)).to.deep.equal([413, 'TOO_LARGE']);
    expect(kept.has(other)).to.equal(false);
  });

  it('keep no blob that is larger than any document can be', async () => {
    await opened();
    const { hostname, port } = new URL(base);
    const client = connect(Number(port), hostname).setEncoding('utf8');
    client.write(
      `PUT /api/blobs/${wanted(bytesOf('x'))} HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\n` +
        `content-length: ${MAX_BLOB_BYTES + 1}\r\nconnection: close\r\n\r\n`,
    );
    const [said] = (await once(client, 'data')) as [string];
    expect(said).to.match(/^HTTP\/1\.1 413 /);
    client.destroy();
  });

  it('take no other bytes under a name, and none that nobody asked for', async () => {
    await opened();
    const digest = wanted(bytesOf('blob'));
    for (const body of ['another', '', 'blob!'])
      expect(await problem(put(digest, body))).to.deep.equal([422, 'BLOB_DIFFERS']);
    expect(await problem(put(digestOf('x'), 'x'))).to.deep.equal([422, 'BLOB_NOT_ASKED_FOR']);
    expect(await codeOf(blobsAt(base).put(bytesOf('x')))).to.equal('BLOB_NOT_ASKED_FOR');
    expect(kept.size).to.equal(0);
  });

  it('name nothing but digests, and list nothing', async () => {
    await opened();
    kept.set(wanted(bytesOf('blob')), bytesOf('blob'));
    for (const path of ['..%2f..%2fetc%2fpasswd', `${digestOf('x')}%00`, `${digestOf('x')}=`, 'x'])
      expect((await problem(fetch(base + path)))[0], path).to.equal(400);
    expect(await problem(put('..%2f..%2fetc%2fpasswd', 'x'))).to.deep.equal([400, 'NOT_ALLOWED']);
    for (const path of ['', '?list-type=2', `${digestOf('x')}/x`])
      expect(await problem(fetch(base + path))).to.deep.equal([404, 'ROUTE_UNKNOWN']);
    expect(await problem(fetch(base + digestOf('x')))).to.deep.equal([404, 'BLOB_UNKNOWN']);
    expect(await codeOf(blobsAt(base).get('../../health'))).to.equal('NOT_ALLOWED');
  });

  it('serve no other method, and no other type of body', async () => {
    await opened();
    const digest = wanted(bytesOf('blob'));
    for (const method of ['POST', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await fetch(base + digest, { method });
      expect([answer.status, answer.headers.get('allow')]).to.deep.equal([405, 'GET, HEAD, PUT']);
    }
    expect(await problem(put(digest, 'blob', { 'content-type': 'text/plain' }))).to.deep.equal([400, 'WRONG_TYPE']);
    expect((await problem(put(digest, 'blob', { ...OCTETS, 'content-encoding': 'gzip' })))[0]).to.equal(415);
    expect(await problem(put(digest, 'blob', { ...OCTETS, 'blob-after': 'soon' }))).to.deep.equal([400, 'NOT_ALLOWED']);
    expect(kept.size).to.equal(0);
  });

  it('do not wait for ever for a body, nor for who takes one in drops', async () => {
    await opened({ patience: 50 });
    let over = new Promise<void>((resolve) => (ended = resolve));
    const digest = wanted(bytesOf('blob'));
    const { hostname, port } = new URL(base);
    const slow = connect(Number(port), hostname);
    slow.write(
      `PUT /api/blobs/${digest} HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: 4\r\n\r\nbl`,
    );
    let said = '';
    slow.setEncoding('utf8').on('data', (part: string) => (said += part));
    await Promise.all([over, once(slow, 'close')]);
    over = new Promise((resolve) => (ended = resolve));
    expect(said).to.match(/^HTTP\/1\.1 408 [^]*"code":"TOO_SLOW"/);
    const large = new Uint8Array(16 * 1024 * 1024);
    kept.set(digestOfBlob(large), large);
    const drops = connect(Number(port), hostname).pause();
    drops.write(`GET /api/blobs/${digestOfBlob(large)} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    // It is cut off on the other side; here is still what had arrived by then, and no more.
    await over;
    let taken = 0;
    drops
      .on('data', (part: Buffer) => (taken += part.length))
      .on('error', () => {})
      .resume();
    await once(drops, 'close');
    expect(taken).to.be.lessThan(large.length);
  });

  it('serve so many at a time and of one address, and clients come again', async () => {
    await opened({ atOnce: 3, ofOneAddress: 1 });
    const digest = wanted(bytesOf('blob'));
    let free!: () => void;
    const entered = new Promise<void>((resolve) => {
      place.read = async () => {
        resolve();
        await new Promise<void>((release) => (free = release));
        return bytesOf('blob');
      };
    });
    const first = fetch(base + digest);
    await entered;
    const second = await fetch(base + digest);
    expect([second.status, second.headers.get('retry-after')]).to.deep.equal([503, '1']);
    const later = blobsAt(base).get(digest);
    place.read = () => Promise.resolve(bytesOf('blob'));
    free();
    expect((await first).status).to.equal(200);
    expect(await later).to.deep.equal(bytesOf('blob'));
  });

  it('say so where the store does not serve, and nothing of where it is', async () => {
    await opened();
    place.read = () => Promise.reject(new BlobStoreError('STORE_FORBIDDEN', 'bucket blobs at s3.internal'));
    const answer = await fetch(base + digestOf('x'));
    const text = await answer.text();
    expect([answer.status, (JSON.parse(text) as { code: string }).code]).to.deep.equal([503, 'STORE_UNAVAILABLE']);
    expect(text).not.to.include('internal');
  });
});
