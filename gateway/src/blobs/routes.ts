import { Bytes32, MAX_BLOB_BYTES, Refusal, check, demand, type Digest } from '@fairway/model';
import type { Blobs } from '@fairway/sdk';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import * as z from 'zod';
import type { Part } from '../http/app.js';
import { berths } from '../http/berths.js';
import { bodyInTime } from '../http/body-in-time.js';
import { noMethodBut } from '../http/no-method-but.js';
import { GatewayProblem } from '../http/problem.js';
import { TransactionId, transactionIn } from '../http/transaction-id.js';
import { BlobStoreError } from './blob-store.js';
import { digestOfBlob } from './digest-of-blob.js';

/** Blobs that are asked for before they are sent, so that nobody has to be heard out who brings something else. */
export interface AskedBlobs extends Blobs {
  /** Throws `BLOB_NOT_ASKED_FOR`. */
  demandAsked(digest: Digest, after?: string): Promise<void>;
}

export interface BlobLimits {
  /** Bytes of a blob. */
  largest: number;
  /** Blobs that come at a time, and as many that go, each up to 32 MiB of memory; of one address. */
  atOnce: number;
  ofOneAddress: number;
  /** Milliseconds that one may take to come or go, once the store has said that it takes it. */
  patience: number;
}

/** Milliseconds in which 32 MiB come over a line of somewhat over two megabits a second. */
const PATIENCE = 120_000;

const LIMITS: BlobLimits = { largest: MAX_BLOB_BYTES, atOnce: 12, ofOneAddress: 4, patience: PATIENCE };

const BYTES = 'application/octet-stream';

const Named = z.strictObject({ digest: Bytes32 });
const After = z.strictObject({
  'blob-after': TransactionId.optional().meta({
    description: 'The transaction by which a bill came to name the blob, where the gateway may not have it yet',
  }),
});

/** What the OpenAPI says of them. */
const PAGES = [
  {
    ...{ id: 'getBlob', method: 'get', path: '/api/blobs/{digest}', access: 'anyone', tag: 'blobs', params: Named },
    summary: 'The bytes with this digest',
    answer: { mediaType: BYTES, description: 'Encrypted bytes' },
  },
  {
    ...{ id: 'putBlob', method: 'put', path: '/api/blobs/{digest}', access: 'anyone', tag: 'blobs', params: Named },
    summary: 'Keeps bytes that a bill on the ledger names by their digest',
    description: 'The same may be put again at any time, where the store has lost them.',
    ...{ headers: After, takesBytes: true, answer: 'nothing' },
  },
] as const satisfies Part['describes'];

/** The blobs as a part of the gateway. What waits for its turn, and for the ledger, is given time beside its own. */
export const blobPart = (blobs: AskedBlobs, limits: Partial<BlobLimits> = {}): Part => ({
  path: '/api/blobs',
  access: 'anyone',
  router: blobRoutes(blobs, limits),
  patience: 30_000 + (limits.patience ?? PATIENCE),
  describes: PAGES,
});

/**
 * `GET`, `HEAD` and `PUT /:digest`, below `/api/blobs`: opaque bytes by their digest, for whoever knows it; there is no list. What is put
 * has to hash to its name, and a bill on the ledger has to name it, since the transaction of the header `blob-after`;
 * the same bytes may be put again at any time. What is refused is thrown.
 */
function blobRoutes(blobs: AskedBlobs, limits: Partial<BlobLimits> = {}): Router {
  const { largest, atOnce, ofOneAddress, patience } = { ...LIMITS, ...limits };
  const routes = Router();
  // Who fills one way does not close the other.
  const limited = () => berths<{ digest: string }>('blobs', { atOnce, ofOneAddress });
  const [going, coming] = [limited(), limited()];

  routes.get('/:digest', named, going, async (request: Request<{ digest: string }>, response) => {
    const { digest } = request.params;
    const bytes = await reached(blobs.get(digest));
    if (!bytes) throw new Refusal('BLOB_UNKNOWN', 'the digest of a blob that is kept here, and whole, is accepted');
    // Who takes it in drops would keep it in memory for ever.
    const timer = setTimeout(() => response.destroy(), patience);
    response.once('close', () => clearTimeout(timer));
    response
      .set({ 'cache-control': 'no-store', 'content-disposition': 'attachment' })
      .type(BYTES)
      .send(Buffer.from(bytes));
  });

  routes.put(
    '/:digest',
    named,
    coming,
    async (request: Request<{ digest: string }>, _response: Response, next) => {
      demand(request.is(BYTES) === BYTES, 'WRONG_TYPE', `a body of the type ${BYTES} is accepted`);
      const length = Number(request.get('content-length') ?? 0);
      demand(length <= largest, 'TOO_LARGE', `blobs of at most ${largest} bytes are accepted`);
      await reached(blobs.demandAsked(request.params.digest, transactionIn(request, 'blob-after')));
      next();
    },
    bodyInTime(patience),
    express.raw({ type: BYTES, limit: largest, inflate: false }),
    async (request: Request<{ digest: string }>, response) => {
      // A body of no bytes is none to the parser.
      const bytes = Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : new Uint8Array();
      const { digest } = request.params;
      demand(digestOfBlob(bytes) === digest, 'BLOB_DIFFERS', `the bytes whose digest is ${digest} are accepted`);
      await reached(blobs.put(bytes, transactionIn(request, 'blob-after')));
      response.status(204).end();
    },
  );

  routes.all('/:digest', noMethodBut('GET', 'HEAD', 'PUT'));

  return routes;
}

const named: RequestHandler<{ digest: string }> = (request, _response, next) => {
  check(Bytes32, request.params.digest);
  next();
};

/** What the store fails in is nothing that who asks could mend. */
export async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof BlobStoreError)) throw error;
    const problem = new GatewayProblem('STORE_UNAVAILABLE', `the store of blobs does not serve (${error.code})`, {
      'Retry-After': '5',
    });
    problem.cause = error;
    throw problem;
  }
}
