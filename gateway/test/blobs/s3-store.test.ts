import type { RequestListener } from 'node:http';
import {
  BlobStoreError,
  blobPart,
  createApp,
  s3Store,
  type BlobStore,
  type S3Credentials,
  type S3Options,
} from '@fairway/gateway';
import { digestOf, newRandomId } from '@fairway/model';
import { blobsAt } from '@fairway/sdk';
import { expect } from 'chai';
import { serve } from '#src/http/server.js';
import { served, type Served } from '../../../sdk/client/test/served.ts';
import { S3Server } from './s3-server.ts';

const KEY: S3Credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };

const codeOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return 'done';
  } catch (error) {
    expect(error).to.be.instanceOf(BlobStoreError);
    return (error as BlobStoreError).code;
  }
};
const hex = (digest: string) => Buffer.from(digest, 'base64url').toString('hex');

describe('An S3-compatible store of blobs', () => {
  let server: S3Server;
  before(async function () {
    // The first time it is installed.
    this.timeout(180_000);
    server = await S3Server.start();
    await server.makeBucket('blobs');
  });
  after(() => server?.stop());

  const storeWith = (change: Partial<S3Options> = {}): BlobStore =>
    s3Store({
      ...{ endpoint: server.url, bucket: 'blobs', region: 'us-east-1', prefix: 'envelopes/', pause: 0 },
      credentials: () => Promise.resolve(KEY),
      ...change,
    });
  const bytesOf = (text = newRandomId()) => new TextEncoder().encode(text);

  it('gives back what was put into it, bytes of any kind', async () => {
    const store = storeWith();
    for (const bytes of [Uint8Array.from({ length: 512 }, (_, index) => index), new Uint8Array(1_000_000)]) {
      expect(await store.get(digestOf(bytes))).to.equal(undefined);
      await store.put(bytes);
      await store.put(bytes);
      expect(digestOf((await store.get(digestOf(bytes)))!)).to.equal(digestOf(bytes));
      expect(await store.sizeOf(digestOf(bytes))).to.equal(bytes.length);
    }
  });

  it('says how much there is without reading it, gives nothing that was changed, and takes it anew', async () => {
    const store = storeWith();
    const bytes = bytesOf();
    const digest = digestOf(bytes);
    expect(await store.sizeOf(digest)).to.equal(undefined);
    for (const [size, tampered] of [
      [undefined, undefined],
      [9, 'otherwise'],
      [0, ''],
    ] as const) {
      await store.put(bytes);
      await server.tamper(`blobs/envelopes/${hex(digest)}`, tampered);
      expect(await store.sizeOf(digest)).to.equal(size);
      expect(await store.get(digest)).to.equal(undefined);
    }
    await store.put(bytes);
    expect(await store.get(digest)).to.deep.equal(bytes);
  });

  it('looks nothing up but digests', async () => {
    const refusal = await storeWith()
      .get('../other-bucket/object')
      .catch((error: unknown) => error);
    expect(refusal).to.have.property('code', 'NOT_ALLOWED');
  });

  it('says so where its bucket is not there', async () => {
    const store = storeWith({ bucket: 'no-such-bucket' });
    expect(await codeOf(store.get(digestOf('x')))).to.equal('STORE_FAILED');
    expect(await codeOf(store.sizeOf(digestOf('x')))).to.equal('STORE_FAILED');
    expect(await codeOf(store.put(bytesOf()))).to.equal('STORE_FAILED');
  });

  it('serves a gateway, which takes anew from anyone what the bucket has lost', async () => {
    const store = storeWith();
    const part = blobPart({
      get: (digest) => store.get(digest),
      put: (bytes) => store.put(bytes),
      demandAsked: () => Promise.resolve(),
    });
    const app = createApp({ member: 'AR', operations: [], parts: [part] });
    const gateway = await serve(app, { host: '127.0.0.1', port: 0 });
    const blobs = blobsAt(`${gateway.url}api/blobs/`);
    const bytes = bytesOf();
    const digest = digestOf(bytes);
    await blobs.put(bytes);
    await server.tamper(`blobs/envelopes/${hex(digest)}`);
    expect(await blobs.get(digest)).to.equal(undefined);
    await blobs.put(bytes);
    expect(await blobs.get(digest)).to.deep.equal(bytes);
    await gateway.close();
  });

  describe('where signatures and rights are checked', () => {
    let good: S3Credentials;
    let powerless: S3Credentials;
    before(async () => {
      good = await server.user('blobs', 'blobs');
      powerless = await server.user('nobody');
      await server.checks(true);
    });
    after(() => server.checks(false));

    it('serves who has the key, and takes up a new one', async () => {
      let key = KEY;
      const store = storeWith({ credentials: () => Promise.resolve(key) });
      const bytes = bytesOf();
      expect(await codeOf(store.put(bytes))).to.equal('STORE_FORBIDDEN');
      key = good;
      await store.put(bytes);
      expect(await store.get(digestOf(bytes))).to.deep.equal(bytes);
      expect(await store.sizeOf(digestOf('never put'))).to.equal(undefined);
    });

    it('is forbidden to a wrong secret, and to a key without rights', async () => {
      for (const key of [{ ...good, secretAccessKey: 'guessed' }, powerless]) {
        const store = storeWith({ credentials: () => Promise.resolve(key) });
        expect(await codeOf(store.get(digestOf('x')))).to.equal('STORE_FORBIDDEN');
        expect(await codeOf(store.sizeOf(digestOf('x')))).to.equal('STORE_FORBIDDEN');
        expect(await codeOf(store.put(bytesOf()))).to.equal('STORE_FORBIDDEN');
      }
    });
  });

  describe('that fails', () => {
    let broken: Served;
    let asked: number;
    const behaving = async (listener: RequestListener): Promise<string> => {
      asked = 0;
      broken = await served((request, response) => {
        asked++;
        request.resume();
        listener(request, response);
      });
      return broken.url;
    };
    afterEach(() => broken.close());

    it('is tried again while that may pass', async () => {
      const endpoint = await behaving((_request, response) => {
        response.writeHead(asked < 3 ? 503 : 200).end(asked < 3 ? '<Error><Code>SlowDown</Code></Error>' : 'bytes');
      });
      expect(await storeWith({ endpoint }).get(digestOf('bytes'))).to.deep.equal(bytesOf('bytes'));
      expect(asked).to.equal(3);
    });

    it('is called unreachable after that, as is one that is not there or breaks off', async () => {
      const endpoint = await behaving((_request, response) => void response.writeHead(500).end());
      expect(await codeOf(storeWith({ endpoint }).get(digestOf('x')))).to.equal('STORE_UNREACHABLE');
      await broken.close();
      expect(await codeOf(storeWith({ endpoint }).put(bytesOf()))).to.equal('STORE_UNREACHABLE');
      const cut = await behaving((_request, response) => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half');
        setImmediate(() => response.destroy());
      });
      expect(await codeOf(storeWith({ endpoint: cut }).get(digestOf('x')))).to.equal('STORE_UNREACHABLE');
      expect(asked).to.equal(3);
    });

    it('is called too slow when it does not answer in its time, or not to the end', async () => {
      for (const listener of [
        () => {},
        (_request, response) => void response.writeHead(200, { 'content-length': 100 }).write('half'),
      ] satisfies RequestListener[]) {
        const endpoint = await behaving(listener);
        const store = storeWith({ endpoint, patience: 50 });
        expect(await codeOf(store.get(digestOf('x')))).to.equal('STORE_TOO_SLOW');
        expect(await codeOf(store.put(bytesOf()))).to.equal(listener.length ? 'done' : 'STORE_TOO_SLOW');
        await broken.close();
      }
    });

    it('gives no blob that is longer than any, and is not read to its end', async () => {
      const endpoint = await behaving((_request, response) => {
        const more = () => {
          while (response.write(Buffer.alloc(1_000_000)));
        };
        response.on('drain', more);
        more();
      });
      expect(await storeWith({ endpoint }).get(digestOf('x'))).to.equal(undefined);
    });

    it('is not followed to somewhere else', async () => {
      const endpoint = await behaving((_request, response) =>
        response.writeHead(301, { location: `${server.url}/blobs/x` }).end(),
      );
      expect(await codeOf(storeWith({ endpoint }).put(bytesOf()))).to.equal('STORE_FAILED');
    });
  });
});
