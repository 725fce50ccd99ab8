import { demand, isSecure } from '@fairway/model';
import { ErrorResponse } from '@fairway/model/dcsa';
import { bodyWithin } from '../body-within.js';
import { passed } from '../passed.js';
import { NoSignedAnswer } from './no-signed-answer.js';

/** How a platform is asked. */
export interface AskingOptions {
  /** The bearer token for a request, asked each time, where platforms have agreed on one. */
  token?: () => string | Promise<string>;
  /** Milliseconds for one request with its answer; default 120 seconds, since a document goes with it. */
  patience?: number;
  /** Milliseconds before the second try of a request, twice as many before the third; default 1 second. */
  pause?: number;
  /** Default: the platform's own; with client certificates, say. */
  fetch?: typeof globalThis.fetch;
}

/** What came: the status, and the body as parsed from JSON; undefined where there is none. */
export interface Answer {
  status: number;
  body: unknown;
}

export type Asking = (method: 'POST' | 'PUT', path: string, body?: unknown) => Promise<Answer>;

/** A signed answer may hold a chain's entry, which is read up to 1 MB. */
const MAX_ANSWER = 1024 * 1024;
const ATTEMPTS = 4;
/** Seconds to wait at most where a platform asks for later. */
const LATER = 5;

/**
 * Asks a platform below its address, where it serves PINT 3.0.0 as `v3/…`. All that is asked may be asked again: what the
 * connection lost, or the platform could not do for the moment, is. No redirect is followed.
 *
 * Throws `URL_NOT_ALLOWED` at once; each question throws `NoSignedAnswer` for what is neither signed nor 2xx.
 */
export function askingPlatform(address: string | URL, options: AskingOptions = {}): Asking {
  const { token, patience = 120_000, pause = 1000, fetch = globalThis.fetch } = options;
  const base = baseOf(address);

  const once = async (method: string, path: string, body: unknown): Promise<Answer> => {
    const signal = AbortSignal.timeout(patience);
    const headers = new Headers({ accept: 'application/json', 'api-version': '3' });
    if (body !== undefined) headers.set('content-type', 'application/json');
    if (token) headers.set('authorization', `Bearer ${await token()}`);
    let response: Response;
    let bytes: Uint8Array | undefined;
    try {
      response = await fetch(new URL(`v3/${path}`, base), {
        ...{ method, headers, signal, redirect: 'manual', credentials: 'omit', referrerPolicy: 'no-referrer' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      bytes = await bodyWithin(response, MAX_ANSWER);
    } catch (cause) {
      const how = signal.aborted ? `within ${patience} ms` : '';
      throw new NoSignedAnswer('PLATFORM_UNREACHABLE', `${base.host} does not answer ${how}`.trimEnd(), { cause });
    }
    const { status, type } = response;
    if (type === 'opaqueredirect' || (status >= 300 && status < 400))
      throw new NoSignedAnswer('REDIRECTED', `${base.host} sends elsewhere, where nothing is sent`);
    if (!bytes) throw new NoSignedAnswer('ANSWER_TOO_LARGE', `an answer of at most ${MAX_ANSWER} bytes is read`);
    const said = jsonIn(bytes);
    // What is signed counts whatever the status is.
    if (response.ok || typeof said === 'string') return { status, body: said };
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new NoSignedAnswer('PLATFORM_REFUSES', `${base.host} answers ${status}${reasonIn(said)}`, {
      ...{ status, retryAfter: Number.isFinite(after) ? after : undefined },
    });
  };

  return async (method, path, body) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(method, path, body);
      } catch (error) {
        if (!(error instanceof NoSignedAnswer) || !passesByItself(error) || attempt === ATTEMPTS) throw error;
        const { retryAfter = 0 } = error;
        if (retryAfter > LATER) throw error;
        await passed(Math.max(retryAfter * 1000, pause * attempt));
      }
    }
  };
}

/** A platform's address, under which relative ones stand. Throws `URL_NOT_ALLOWED`. */
export function baseOf(address: string | URL): URL {
  const base = URL.parse(String(address));
  demand(
    base !== null && isSecure(base.href) && `${base.username}${base.password}${base.search}${base.hash}` === '',
    'URL_NOT_ALLOWED',
    'an https address without user, query and fragment is accepted, on this machine also an http one',
  );
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

const passesByItself = ({ code, status = 0 }: NoSignedAnswer): boolean =>
  code === 'PLATFORM_UNREACHABLE' || (code === 'PLATFORM_REFUSES' && (status >= 500 || [408, 429].includes(status)));

/** JSON in a body; undefined where it is empty or none. */
function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch {
    return undefined;
  }
}

/** Why a platform refuses, as far as it says so in PINT's words; one line of plain text. */
function reasonIn(said: unknown): string {
  const [error] = ErrorResponse.safeParse(said).data?.errors ?? [];
  return error ? `, ${oneLine(`${error.errorCodeText}: ${error.errorCodeMessage}`)}` : '';
}

/** What another platform says, as people may be shown it: nothing in it moves a terminal's cursor or reorders a line. */
export const oneLine = (text: string): string => text.slice(0, 300).replaceAll(/[^\P{C}\u200c\u200d]+/gu, ' ');
