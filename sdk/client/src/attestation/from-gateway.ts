import { Bundle, Refusal, TrustList, check, type Digest, type Instant, type RecordAddress } from '@fairway/model';
import { StatementSigners } from '@fairway/model/document';
import { bodyWithin } from '../body-within.js';
import { LedgerError } from '../ledger.js';
import { problemIn } from '../problem.js';

/** What a member's gateway is asked about a record. */
export interface BundleQuestion {
  record: RecordAddress;
  /** The verifier's own 32 random bytes, base64url. */
  nonce: string;
  at?: Instant;
  knownAt?: Instant;
  /** The digest of the record's document: who shows it is given the record's chain of acts, too. */
  document?: Digest;
}

/**
 * Has any member's gateway collect what members sign about a record; whoever asks judges it by itself. `gateway` is its
 * address, as `https://customs.example`. Throws the gateway's `Refusal`, or a `LedgerError` where it does not answer.
 */
export async function bundleFrom(gateway: string, question: BundleQuestion): Promise<Bundle> {
  const body = JSON.stringify(question);
  return check(Bundle, await answerOf(gateway, '/api/attestations', { method: 'POST', body }));
}

/** The trust list as a gateway has it; `readTrustList` judges it. */
export async function trustListFrom(gateway: string): Promise<TrustList> {
  return check(TrustList, await answerOf(gateway, '/api/trust-list'));
}

/** The chains of who may sign statements, as a gateway has them; `readStatementSigners` judges them. */
export async function statementSignersFrom(gateway: string): Promise<StatementSigners> {
  return check(StatementSigners, await answerOf(gateway, '/api/statement-signers'));
}

/** Bytes of an answer; the longest chains of acts take far less. */
const LONGEST = 32 * 1024 * 1024;

async function answerOf(
  gateway: string,
  path: string,
  request: { method?: string; body?: string } = {},
): Promise<unknown> {
  let response: Response;
  let bytes: Uint8Array | undefined;
  try {
    response = await fetch(new URL(path, gateway), {
      ...request,
      ...({ credentials: 'omit', redirect: 'error' } as const),
      headers: { 'content-type': 'application/json' },
      signal: AbortSignal.timeout(30_000),
    });
    if (response.ok) bytes = await bodyWithin(response, LONGEST);
  } catch (cause) {
    throw new LedgerError('PEER_UNAVAILABLE', `${gateway} gives no answer; another member's gateway will do`, {
      cause,
    });
  }
  if (response.ok) return jsonIn(bytes, gateway);
  const problem = await problemIn(response);
  if (problem && response.status < 500) throw new Refusal(problem.code, problem.detail, problem.pointer);
  throw new LedgerError(
    'LEDGER_FAILED',
    `${gateway} answers ${response.status}${problem ? `: ${problem.detail}` : ''}`,
  );
}

function jsonIn(bytes: Uint8Array | undefined, gateway: string): unknown {
  try {
    if (bytes) return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    // As what is too long: no answer of a gateway.
  }
  throw new LedgerError('LEDGER_FAILED', `${gateway} gives no answer of a gateway; another member's will do`);
}
