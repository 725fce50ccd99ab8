import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { getCACertificates } from 'node:tls';
import { Refusal } from '@fairway/model';
import type { Addresses } from './address-rule.js';

export interface PostOptions {
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
  addresses: Addresses;
  /** PEM roots that are trusted beside the system's. */
  roots?: readonly string[] | undefined;
  /** Milliseconds for all of it, from the name's resolution on. */
  timeout: number;
  signal: AbortSignal;
}

/** Bytes of an answer's headers; of its body none is looked at. */
const MAX_HEADERS = 16 * 1024;
/** Bytes of a body that are waited for, so that the connection ends in good order. */
const MAX_BODY = 64 * 1024;

/**
 * Posts to a subscriber, and answers with the status that it gives. A redirection is not followed. Throws a `Refusal`,
 * `URL_NOT_ALLOWED` or `ADDRESS_NOT_ALLOWED`, for where nothing is posted to, and what the connection failed on.
 */
export async function post(url: string, options: PostOptions): Promise<number> {
  const { headers, body, addresses, roots, timeout, signal } = options;
  addresses.demand(url);
  const over = AbortSignal.any([signal, AbortSignal.timeout(timeout)]);
  const isSecure = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const sent = (isSecure ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      headers: { ...headers, 'content-length': body.length, 'user-agent': 'fairway-gateway' },
      lookup: addresses.lookup,
      agent: false,
      maxHeaderSize: MAX_HEADERS,
      signal: over,
      ...(isSecure && roots ? { ca: [...getCACertificates('default'), ...roots] } : {}),
    });
    sent.on('error', (error) => reject(over.aborted && !signal.aborted ? late(timeout) : error));
    sent.on('response', (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_BODY) sent.destroy();
      });
      response.on('error', () => undefined);
      resolve(response.statusCode!);
    });
    sent.end(body);
  });
}

const late = (timeout: number) => new Refusal('TIMED_OUT', `no answer came within ${timeout} ms`);
