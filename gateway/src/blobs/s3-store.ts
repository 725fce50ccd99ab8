import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { MAX_BLOB_BYTES, type Digest } from '@fairway/model';
import { bodyWithin, passed } from '@fairway/sdk';
import { SignatureV4 } from '@smithy/signature-v4';
import { BlobStoreError, storeOn, type BlobStore } from './blob-store.js';
import { nameOfBlob } from './name-of-blob.js';

/** A key of the object store that may get and put objects below the prefix, and list them: without that, S3 tells nobody that an object is not there. */
export interface S3Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface S3Options {
  /** The service's address, `https://s3.eu-west-1.amazonaws.com`; buckets are named in its path. */
  endpoint: string;
  bucket: string;
  region: string;
  /** What the names of objects begin with, as `envelopes/`; default none. */
  prefix?: string | undefined;
  /** Asked for each request, so that a key that was changed is taken up. */
  credentials: () => Promise<S3Credentials>;
  /** Milliseconds that one request may take; default two minutes. */
  patience?: number;
  /** Milliseconds before what failed for a moment is tried again, twice; each time twice as many. Default 250. */
  pause?: number;
}

const PATIENCE = 120_000;
const PAUSE = 250;
const ATTEMPTS = 3;

/**
 * Blobs in a bucket of an S3-compatible store, an object a blob, signed by AWS Signature Version 4. What the store gives
 * is believed only where it has the digest that it is asked by.
 */
export function s3Store(options: S3Options): BlobStore {
  const { endpoint, bucket, region, prefix = '', patience = PATIENCE, pause = PAUSE } = options;
  const base = new URL(endpoint);
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: options.credentials,
    sha256: Sha256,
    // S3 signs paths as they are sent; others encode them once more.
    uriEscapePath: false,
    applyChecksum: false,
  });

  async function once<T>(
    method: 'GET' | 'HEAD' | 'PUT',
    name: string,
    body: Uint8Array | undefined,
    read: (response: Response) => Promise<T>,
  ): Promise<T> {
    const path = `${base.pathname.replace(/\/$/, '')}/${bucket}/${prefix}${name}`;
    const { headers } = await signer.sign({
      method,
      protocol: base.protocol,
      hostname: base.hostname,
      path,
      query: {},
      headers: {
        host: base.host,
        // The store compares it with what arrives, so that nothing is kept that was changed on the way.
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
      },
    });
    const signal = AbortSignal.timeout(patience);
    try {
      const response = await fetch(new URL(path, base), {
        method,
        headers,
        signal,
        redirect: 'manual',
        ...(body && { body: body.slice() }),
      });
      return await read(response);
    } catch (cause) {
      if (cause instanceof BlobStoreError) throw cause;
      if (signal.aborted)
        throw new BlobStoreError('STORE_TOO_SLOW', `${base.host} takes over ${patience} ms`, { cause });
      throw new BlobStoreError('STORE_UNREACHABLE', `${base.host} does not answer (${reasonOf(cause)})`, { cause });
    }
  }

  async function asked<T>(...args: Parameters<typeof once<T>>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once<T>(...args);
      } catch (error) {
        const isPassing = error instanceof BlobStoreError && error.code === 'STORE_UNREACHABLE';
        if (!isPassing || attempt === ATTEMPTS) throw error;
        await passed(pause * 2 ** (attempt - 1));
      }
    }
  }

  const read = (digest: Digest): Promise<Uint8Array | undefined> =>
    asked('GET', nameOfBlob(digest), undefined, async (response) => {
      const text = response.ok ? '' : await saidBy(response);
      if (response.status === 404 && !text.includes('NoSuchBucket')) return undefined;
      demandDone(response, text);
      // What is longer than any blob is none, and not read to its end.
      return (await bodyWithin(response, MAX_BLOB_BYTES)) ?? new Uint8Array();
    });

  return storeOn({
    read,
    async sizeOf(digest) {
      const length = await asked('HEAD', nameOfBlob(digest), undefined, (response) => {
        if (response.status !== 404) demandDone(response, '');
        return Promise.resolve(response.ok ? response.headers.get('content-length') : null);
      });
      // Of HEAD nothing says whether the object is not there, or the bucket; reading what is not there costs nothing.
      return length === null ? (await read(digest))?.length : Number(length);
    },
    write: (digest, bytes) =>
      asked('PUT', nameOfBlob(digest), bytes, async (response) =>
        demandDone(response, response.ok ? '' : await saidBy(response)),
      ),
  });

  function demandDone({ ok, status }: Response, text: string): void {
    if (ok) return;
    const said = `${base.host} answers ${status} ${/<Code>(\w{1,64})<\/Code>/.exec(text)?.[1] ?? ''}`.trimEnd();
    if (status === 401 || status === 403)
      throw new BlobStoreError('STORE_FORBIDDEN', `${said}; a key that may get, put and list in ${bucket} is needed`);
    // S3 asks for less at once by 503 SlowDown.
    if (status >= 500 || status === 429) throw new BlobStoreError('STORE_UNREACHABLE', `${said}; it may pass`);
    throw new BlobStoreError('STORE_FAILED', `${said}; look at endpoint, bucket ${bucket} and region ${region}`);
  }
}

const LONGEST_ERROR = 64 * 1024;

/** What a store says of a failure, in XML. */
const saidBy = async (response: Response): Promise<string> =>
  new TextDecoder().decode(await bodyWithin(response, LONGEST_ERROR));

function reasonOf(cause: unknown): string {
  const error = cause as Error & { cause?: Error };
  return error.cause?.message ?? error.message;
}

/** SHA-256 as the signer wants it. */
class Sha256 {
  #hash: Hash | Hmac;
  readonly #secret: Uint8Array | string | undefined;
  constructor(secret?: unknown) {
    this.#secret = secret as Uint8Array | string | undefined;
    this.#hash = this.#begun();
  }
  update(data: Uint8Array | string): void {
    this.#hash.update(data);
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }
  reset(): void {
    this.#hash = this.#begun();
  }
  #begun(): Hash | Hmac {
    return this.#secret === undefined ? createHash('sha256') : createHmac('sha256', this.#secret);
  }
}
