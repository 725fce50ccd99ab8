import { Refusal, fromBase64url, toBase64url } from '@fairway/model';
import type { common, peer } from '@hyperledger/fabric-protos';
import { LedgerError, type Call, type Deadline, type Endorsed, type Ledger, type Outcome } from '../ledger.js';
import { passed } from '../passed.js';
import { failureIn, unanswered } from './answer.js';
import { linesOf } from './lines.js';
import { PATHS, type WireCall } from './wire.js';

export type { Problem } from '../problem.js';

export interface RestOptions {
  /** The gateway's address, e.g. `https://gateway.customs.example/`; its `api/` stands below it. */
  url: string | URL;
  /**
   * The bearer token for a request, asked each time, so that a new one is taken up. Without it the ledger takes acts and
   * looks transactions up, which anyone may; reading takes a token.
   */
  token?: () => string | Promise<string>;
  /** Default: the platform's own. */
  fetch?: typeof globalThis.fetch;
}

const TIMEOUT = { evaluate: 10_000, endorse: 30_000, send: 10_000, outcome: 60_000 };

/** Milliseconds that a request is given beyond what the gateway is told, so that its own answer arrives. */
const ON_THE_WAY = 1_000;

/** Milliseconds before a stream of blocks is asked for again; without a line for the longer time it is taken for dead. */
const STREAM = { again: 1_000, silence: 60_000 };

/**
 * A `Ledger` through a member's gateway, over HTTP: sessions and facades work on it unchanged. Refusals and ledger errors
 * are those that the gateway met; where it does not answer, or refuses by itself, they are `LedgerError`s.
 *
 * The gateway takes signed acts, their private parts, and reads that its member allows (docs/api-security.md); all else
 * is refused as `NOT_AN_ACT` or `READ_NOT_ALLOWED`.
 *
 * @example
 * const ledger = restLedger({ url: 'https://gateway.customs.example/', token: () => accessToken });
 * const titles = new Titles(new Session({ ledger, members: ['AR', 'UY'], party }));
 */
export function restLedger(options: RestOptions): Ledger {
  const { token, fetch = globalThis.fetch } = options;
  const base = new URL(options.url);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const closed = new AbortController();

  const request = async (path: string, init: RequestInit, signal: AbortSignal): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (token) headers.set('authorization', `Bearer ${await token()}`);
    // A redirect would carry act and token to somewhere else.
    const response = await fetch(new URL(path, base), { ...init, headers, signal, redirect: 'error' });
    if (!response.ok) throw await failureIn(response);
    return response;
  };

  const ask = async <T>(path: string, body: unknown, timeout: number): Promise<T> => {
    if (closed.signal.aborted) throw isClosed();
    const late = AbortSignal.timeout(Math.max(0, timeout) + ON_THE_WAY);
    const init: RequestInit =
      body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    try {
      const response = await request(path, init, AbortSignal.any([late, closed.signal]));
      return (await response.json()) as T;
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw closed.signal.aborted ? isClosed() : unanswered(error, late.aborted);
    }
  };

  async function* stream(from: bigint, withPrivateData: boolean, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    for (let next = from; ;) {
      const until = AbortSignal.any([signal, closed.signal]);
      try {
        const response = await request(`${PATHS.blocks}?from=${next}&private=${withPrivateData}`, {}, until);
        for await (const line of linesOf(response.body!, STREAM.silence)) {
          // An empty line says that the gateway is there.
          if (line === '') continue;
          yield bytesOf(line);
          next++;
        }
      } catch (error) {
        if (signal.aborted || closed.signal.aborted) return;
        if (error instanceof Refusal || (error instanceof LedgerError && error.code !== 'PEER_UNAVAILABLE'))
          throw error;
      }
      if (signal.aborted || closed.signal.aborted) return;
      await passed(STREAM.again, AbortSignal.any([signal, closed.signal]));
      if (signal.aborted || closed.signal.aborted) return;
    }
  }

  return {
    async evaluate(call, { timeout = TIMEOUT.evaluate } = {}) {
      return bytesOf((await ask<{ result: string }>(PATHS.evaluate, wired(call, timeout), timeout)).result);
    },

    async endorse(call, { timeout = TIMEOUT.endorse } = {}) {
      const { transactionId, result, envelope } = await ask<Record<'transactionId' | 'result' | 'envelope', string>>(
        PATHS.endorse,
        wired(call, timeout),
        timeout,
      );
      return { transactionId, result: bytesOf(result), envelope: bytesOf(envelope) };
    },

    async send({ transactionId, envelope }: Endorsed, { timeout = TIMEOUT.send }: Deadline = {}) {
      await ask(PATHS.send, { transactionId, envelope: toBase64url(envelope), timeout: whole(timeout) }, timeout);
    },

    async outcome(transactionId, { timeout = TIMEOUT.outcome } = {}): Promise<Outcome> {
      const path = `${PATHS.outcome}/${encodeURIComponent(transactionId)}?timeout=${whole(timeout)}`;
      const { code, blockNumber } = await ask<{ code: number; blockNumber: string }>(path, undefined, timeout);
      return { transactionId, code, blockNumber: BigInt(blockNumber) };
    },

    async height({ timeout = TIMEOUT.evaluate } = {}) {
      return BigInt((await ask<{ height: string }>(PATHS.height, undefined, timeout)).height);
    },

    async *blocks(from, signal): AsyncGenerator<common.Block> {
      const { common: messages } = await messagesOfFabric();
      for await (const bytes of stream(from, false, signal)) yield messages.Block.deserializeBinary(bytes);
    },

    async *blocksWithPrivateData(from, signal): AsyncGenerator<peer.BlockAndPrivateData> {
      const { peer: messages } = await messagesOfFabric();
      for await (const bytes of stream(from, true, signal)) yield messages.BlockAndPrivateData.deserializeBinary(bytes);
    },

    close() {
      closed.abort();
    },
  };
}

/** Loaded by those who follow blocks; acts and reads take nothing but the platform. */
const messagesOfFabric = () => import('@hyperledger/fabric-protos');

const wired = ({ namespace, transaction, args, transient, endorsers }: Call, timeout: number): WireCall => ({
  namespace,
  transaction,
  args,
  ...(transient && {
    transient: Object.fromEntries(Object.entries(transient).map(([name, bytes]) => [name, toBase64url(bytes)])),
  }),
  ...(endorsers && { endorsers }),
  timeout: whole(timeout),
});

const whole = (milliseconds: number): number => Math.min(120_000, Math.max(0, Math.round(milliseconds)));

function bytesOf(text: string): Uint8Array {
  const bytes = fromBase64url(text);
  if (!bytes) throw new LedgerError('LEDGER_FAILED', 'the gateway answers with what is not base64url');
  return bytes;
}

const isClosed = () => new LedgerError('LEDGER_FAILED', 'this ledger is closed');
