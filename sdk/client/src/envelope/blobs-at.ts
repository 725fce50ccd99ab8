import { Bytes32, Failure, MAX_BLOB_BYTES, Refusal, check, demand, toBase64url, type Digest } from '@fairway/model';
import { bodyWithin } from '../body-within.js';
import { passed } from '../passed.js';
import { problemIn } from '../problem.js';
import type { Blobs } from './blobs.js';
import { turns } from './turns.js';

/** The gateway that keeps blobs does not answer, not in time, or not as one. */
export class BlobsUnreachable extends Failure<'BLOBS_UNREACHABLE'> {
  override readonly name = 'BlobsUnreachable';
  constructor(why: string, options?: ErrorOptions) {
    super('BLOBS_UNREACHABLE', `${why}; try again, or another member's gateway`, options);
  }
}

/** Milliseconds for one request, which may carry 32 MiB. */
const PATIENCE = 120_000;
const ATTEMPTS = 4;
/** A gateway serves one address no more at a time. */
const AT_ONCE = 4;
/** Seconds to wait at most where a gateway asks for later. */
const LATER = 5;

/**
 * The blobs of a member's gateway over HTTP, under an address that ends in a solidus: `https://…/api/blobs/`. What it
 * refuses comes out as the `Refusal` that it was; what it gives and was not asked for, as `BLOB_DIFFERS`. Where it has too
 * much to do, it is asked again a few times. Throws `BlobsUnreachable`.
 */
export function blobsAt(base: string | URL, { patience = PATIENCE } = {}): Blobs {
  const inTurn = turns(AT_ONCE);
  const ask = <T>(digest: string, init: RequestInit, read: (response: Response) => Promise<T>): Promise<T> =>
    inTurn(() => asked(digest, init, read));

  const asked = async <T>(digest: string, init: RequestInit, read: (response: Response) => Promise<T>): Promise<T> => {
    const url = new URL(check(Bytes32, digest), base);
    for (let attempt = 1; ; attempt++) {
      try {
        const response = await fetch(url, {
          ...{ credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error', ...init },
          signal: AbortSignal.timeout(patience),
        });
        const after = Number(response.headers.get('retry-after') ?? 1);
        if (![429, 503].includes(response.status) || attempt === ATTEMPTS) return await read(response);
        await response.body?.cancel();
        await passed(Math.min(after, LATER) * 1000);
      } catch (cause) {
        if (cause instanceof Refusal || cause instanceof BlobsUnreachable) throw cause;
        throw new BlobsUnreachable(`${url.host} does not answer`, { cause });
      }
    }
  };

  return {
    get: (digest) =>
      ask(digest, {}, async (response) => {
        if (!response.ok) {
          const failure = await failureIn(response);
          if (failure instanceof Refusal && failure.code === 'BLOB_UNKNOWN') return undefined;
          throw failure;
        }
        const bytes = await bodyWithin(response, MAX_BLOB_BYTES);
        demand(bytes !== undefined, 'BLOB_DIFFERS', `at most ${MAX_BLOB_BYTES} bytes are accepted, and more came`);
        demand((await digested(bytes)) === digest, 'BLOB_DIFFERS', `the bytes whose digest is ${digest} are accepted`);
        return bytes;
      }),
    put: async (bytes, after) =>
      ask(
        await digested(bytes),
        {
          method: 'PUT',
          headers: {
            'content-type': 'application/octet-stream',
            ...(after === undefined ? {} : { 'blob-after': after }),
          },
          body: bytes.slice(),
        },
        async (response) => {
          if (!response.ok) throw await failureIn(response);
          await response.body?.cancel();
        },
      ),
  };
}

/** As `digestOf`, by the platform, which is faster by far for megabytes. */
const digested = async (bytes: Uint8Array): Promise<Digest> =>
  toBase64url(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes.slice())));

/** What a gateway refuses by a rule comes out as it went in; all else is a gateway that does not serve. */
async function failureIn(response: Response): Promise<Error> {
  const problem = await problemIn(response);
  if (problem?.source === 'refusal') return new Refusal(problem.code, problem.detail);
  return new BlobsUnreachable(
    `${new URL(response.url).host} answers ${response.status} ${problem?.code ?? ''}`.trimEnd(),
  );
}
