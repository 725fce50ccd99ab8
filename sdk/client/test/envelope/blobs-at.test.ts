import type { RequestListener } from 'node:http';
import { Refusal, digestOf } from '@fairway/model';
import { BlobsUnreachable, blobsAt } from '@fairway/sdk';
import { expect } from 'chai';
import { served, type Served } from '../served.ts';
import { bytesOf } from './a-bill.ts';

const BYTES = bytesOf('a blob');
const DIGEST = digestOf(BYTES);
const problem = (code: string, source = 'refusal') =>
  JSON.stringify({ code, detail: 'something else is accepted', source });

describe('The blobs of a gateway', () => {
  let server: Served;
  let requests: string[];
  const behaving = async (listener: RequestListener): Promise<string> => {
    requests = [];
    server = await served((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      request.resume();
      listener(request, response);
    });
    return `${server.url}/api/blobs/`;
  };
  afterEach(() => server.close());
  const failureOf = async (attempt: Promise<unknown>): Promise<[unknown, string]> => {
    const error = (await attempt.catch((thrown: unknown) => thrown)) as Refusal | BlobsUnreachable;
    return [error.constructor, error.code];
  };

  it('are asked for below its address, and are what their digest says', async () => {
    const base = await behaving((_request, response) => response.end(BYTES));
    expect(await blobsAt(base).get(DIGEST)).to.deep.equal(BYTES);
    expect(requests).to.deep.equal([`GET /api/blobs/${DIGEST}`]);
    expect(await failureOf(blobsAt(base).get('../../acts'))).to.deep.equal([Refusal, 'NOT_ALLOWED']);
    expect(requests).to.have.length(1);
  });

  it('are refused where other bytes come, fewer or without end', async () => {
    for (const body of ['another', 'a blo', '']) {
      const base = await behaving((_request, response) => response.end(body));
      expect(await failureOf(blobsAt(base).get(DIGEST))).to.deep.equal([Refusal, 'BLOB_DIFFERS']);
      await server.close();
    }
    const base = await behaving((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(1_000_000)));
      };
      response.on('drain', more);
      more();
    });
    expect(await failureOf(blobsAt(base).get(DIGEST))).to.deep.equal([Refusal, 'BLOB_DIFFERS']);
  });

  it('are lost where the gateway says so, and nobody takes another address for it', async () => {
    let base = await behaving((_request, response) => response.writeHead(404).end(problem('BLOB_UNKNOWN')));
    expect(await blobsAt(base).get(DIGEST)).to.equal(undefined);
    await server.close();
    for (const body of [problem('ROUTE_UNKNOWN', 'gateway'), '<h1>Not found</h1>', 'null', '"x"']) {
      base = await behaving((_request, response) => response.writeHead(404).end(body));
      expect(await failureOf(blobsAt(base).get(DIGEST))).to.deep.equal([BlobsUnreachable, 'BLOBS_UNREACHABLE']);
      await server.close();
    }
  });

  it('are refused by the rule that the gateway names', async () => {
    const base = await behaving((_request, response) => response.writeHead(422).end(problem('BLOB_NOT_ASKED_FOR')));
    expect(await failureOf(blobsAt(base).put(BYTES))).to.deep.equal([Refusal, 'BLOB_NOT_ASKED_FOR']);
  });

  it('are out of reach where the gateway leads elsewhere, breaks off, is silent, or is not there', async () => {
    const unreachable = [BlobsUnreachable, 'BLOBS_UNREACHABLE'];
    const listeners: RequestListener[] = [
      (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
      (_request, response) => response.destroy(),
      () => {},
    ];
    let base = '';
    for (const listener of listeners) {
      base = await behaving(listener);
      const blobs = blobsAt(base, { patience: 100 });
      expect(await failureOf(blobs.get(DIGEST))).to.deep.equal(unreachable);
      expect(await failureOf(blobs.put(BYTES))).to.deep.equal(unreachable);
      await server.close();
    }
    expect(await failureOf(blobsAt(base).get(DIGEST))).to.deep.equal(unreachable);
  });

  it('are asked for again while the gateway has too much to do, but not for ever', async () => {
    let base = await behaving((_request, response) => {
      if (requests.length < 3) response.writeHead(503, { 'retry-after': '0' }).end(problem('BUSY', 'gateway'));
      else response.end(BYTES);
    });
    expect(await blobsAt(base).get(DIGEST)).to.deep.equal(BYTES);
    await server.close();
    base = await behaving((_request, response) => response.writeHead(429, { 'retry-after': '0' }).end());
    expect((await failureOf(blobsAt(base).get(DIGEST)))[1]).to.equal('BLOBS_UNREACHABLE');
    expect(requests).to.have.length(4);
  });

  it('are asked for four at a time', async () => {
    let [now, most] = [0, 0];
    const base = await behaving((_request, response) => {
      most = Math.max(most, ++now);
      response.once('finish', () => now--);
      setImmediate(() => response.end(BYTES));
    });
    const blobs = blobsAt(base);
    const got = await Promise.all(Array.from({ length: 20 }, () => blobs.get(DIGEST)));
    expect(got).to.have.length(20);
    expect(most).to.be.at.most(4);
  });
});
