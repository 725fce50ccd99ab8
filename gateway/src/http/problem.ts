import { Refusal } from '@fairway/model';
import { LedgerError, type LedgerErrorCode } from '@fairway/sdk';
import type { Problem } from '@fairway/sdk/rest';

/** Why the gateway itself says no; the names are stable. */
export type GatewayProblemCode = keyof typeof GATEWAY;

/** The gateway's own problems: status and title. */
const GATEWAY = {
  REQUEST_BROKEN: [400, 'The request is broken'],
  TOKEN_MISSING: [401, 'A bearer token is needed'],
  TOKEN_INVALID: [401, 'The bearer token is not accepted'],
  ROLE_MISSING: [403, 'The token gives no right to this'],
  ROUTE_UNKNOWN: [404, 'Nothing is served here'],
  METHOD_NOT_ALLOWED: [405, 'This is asked in another way'],
  MEDIA_TYPE_NOT_ACCEPTED: [415, 'Another media type is accepted'],
  TOO_MANY_REQUESTS: [429, 'Too many requests'],
  GATEWAY_FAILED: [500, 'The gateway failed'],
  ISSUER_UNAVAILABLE: [503, 'Tokens cannot be checked now'],
  BUSY: [503, 'The gateway has as much to do as it takes'],
  NO_ANSWER_YET: [503, 'There is no answer yet'],
  STORE_UNAVAILABLE: [503, 'What is kept cannot be reached now'],
  SHUTTING_DOWN: [503, 'The gateway is shutting down'],
  TIMED_OUT: [504, 'The answer took too long'],
} as const satisfies Record<string, readonly [number, string]>;

/** What a ledger error means to who asked: whether it passes, and whose fault it is. */
const LEDGER: Readonly<Record<LedgerErrorCode, readonly [number, string]>> = {
  PEER_UNAVAILABLE: [503, 'A peer that was asked does not answer'],
  ENDORSEMENTS_DIFFER: [503, 'Members answered differently'],
  NO_ENDORSEMENT_PLAN: [503, 'Too few members can be reached'],
  ORDERING_UNAVAILABLE: [503, 'No orderer took the transaction'],
  OUTCOME_UNKNOWN: [504, 'What became of the transaction is not known'],
  NOT_COMMITTED: [409, 'The transaction was not valid'],
  ACCESS_DENIED: [502, "The network does not accept the gateway's certificate"],
  TIME_OUT_OF_WINDOW: [503, "The gateway's clock is off"],
  CHAINCODE_FAILED: [502, 'The contracts failed'],
  DEADLINE_EXCEEDED: [504, 'The network took too long'],
  LEDGER_FAILED: [502, 'The ledger failed'],
};

/** The statuses of refusals that are not simply the domain's no, which is 422. */
const REFUSALS: Readonly<Record<number, readonly string[]>> = {
  400: [
    ...['NOT_JSON', 'NOT_CANONICAL', 'MISSING_FIELD', 'UNKNOWN_FIELD', 'WRONG_TYPE', 'OUT_OF_RANGE', 'TOO_LONG'],
    ...['TOO_SHORT', 'NOT_ALLOWED', 'NOT_NORMALISED', 'NAMED_TWICE', 'ALGORITHM_NOT_ALLOWED', 'HEADER_NOT_ALLOWED'],
    ...['CHECK_DIGITS_WRONG', 'CURSOR_UNKNOWN', 'NO_SUCH_DATE', 'EVENT_UNKNOWN', 'URL_NOT_ALLOWED'],
  ],
  403: [
    ...['SIGNATURE_INVALID', 'SIGNER_NOT_ALLOWED', 'KEY_UNKNOWN', 'KEY_RETIRED', 'KEY_NOT_YET_VALID'],
    ...[
      'KEY_NOT_FOR_THIS',
      'ALGORITHM_MISMATCH',
      'SERVICE_REQUIRED',
      'ROLE_REQUIRED',
      'NOT_AN_ACT',
      'READ_NOT_ALLOWED',
      'NOT_A_PARTY',
    ],
  ],
  404: [
    ...['RECORD_UNKNOWN', 'NO_SUCH_TRANSACTION', 'TRANSACTION_UNKNOWN', 'MEMBER_UNKNOWN', 'DOCUMENT_UNKNOWN'],
    ...['BLOB_UNKNOWN', 'SUBSCRIBER_UNKNOWN', 'ENVELOPE_UNKNOWN', 'RECEIVER_UNKNOWN'],
  ],
  408: ['TOO_SLOW'],
  409: [
    ...['RECORD_EXISTS', 'ACT_OUT_OF_SEQUENCE', 'ACT_CHAIN_BROKEN', 'CITATION_OUTDATED', 'ALREADY_PLEDGED'],
    ...['KEY_EXISTS', 'WRONG_STATE', 'NOT_ENDORSED_HERE'],
  ],
  413: ['TOO_LARGE', 'TOO_MANY'],
  503: ['CLOCK_STALE', 'PROJECTION_BEHIND', 'PROJECTION_MISSING'],
};

const STATUS_OF = new Map(
  Object.entries(REFUSALS).flatMap(([status, codes]) => codes.map((code) => [code, Number(status)] as const)),
);

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request says what cannot be',
  403: 'This is not for who asks or signs',
  404: 'There is no such record',
  408: 'The request took too long to come',
  409: 'The record stands otherwise by now',
  413: 'The request is too large',
  422: 'The rules refuse this',
  503: 'This can be answered later',
};

/** The gateway's own no, where neither a rule nor the ledger said it. */
export class GatewayProblem extends Error {
  override readonly name = 'GatewayProblem';

  constructor(
    readonly code: GatewayProblemCode,
    readonly detail: string,
    /** Headers that go with it, such as `Retry-After`. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(`${code}: ${detail}`);
  }
}

/**
 * An error as problem JSON (RFC 9457), by the one table of what is answered with which status. What the gateway did not
 * expect says nothing of its inside; what a peer said, only to who may know how the member's network is built
 * (`showsLedger`).
 */
export function problemOf(thrown: unknown, showsLedger: boolean): Problem {
  const error = isExpected(thrown) ? thrown : fromExpress(thrown);
  if (error instanceof Refusal) {
    const status = STATUS_OF.get(error.code) ?? 422;
    const where = error.path === undefined ? {} : { pointer: error.path };
    return made('refusal', error.code, status, TITLES[status]!, error.sentence, where);
  }
  if (error instanceof LedgerError) {
    const [usual, title] = LEDGER[error.code];
    // What the ledger failed in since it was asked for what there is not.
    const status = error.cause instanceof Refusal ? (STATUS_OF.get(error.cause.code) ?? usual) : usual;
    const { transactionId, validationCode, members } = error;
    return made('ledger', error.code, status, title, showsLedger ? error.sentence : title, {
      ...(transactionId === undefined ? {} : { transactionId }),
      ...(validationCode === undefined ? {} : { validationCode }),
      ...(members === undefined ? {} : { members }),
    });
  }
  const [status, title] = GATEWAY[error.code];
  return made('gateway', error.code, status, title, error.detail);
}

/** Where every problem that there is stands, for who looks one up. */
export function problemTypes(): { code: string; source: Problem['source']; status: number; title: string }[] {
  return [
    ...Object.entries(GATEWAY).map(([code, [status, title]]) => ({ code, source: 'gateway' as const, status, title })),
    ...Object.entries(LEDGER).map(([code, [status, title]]) => ({ code, source: 'ledger' as const, status, title })),
    ...[...STATUS_OF].map(([code, status]) => ({ code, source: 'refusal' as const, status, title: TITLES[status]! })),
  ];
}

const made = (
  source: Problem['source'],
  code: string,
  status: number,
  title: string,
  detail: string,
  more: Partial<Problem> = {},
): Problem => ({ type: `/api/problems#${code}`, title, status, detail, code, source, ...more });

const isExpected = (error: unknown): error is Refusal | LedgerError | GatewayProblem =>
  error instanceof Refusal || error instanceof LedgerError || error instanceof GatewayProblem;

/** What express and its parsers throw, by their status. */
function fromExpress(error: unknown): GatewayProblem | Refusal {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  if (type === 'entity.parse.failed') return new GatewayProblem('REQUEST_BROKEN', 'the body is no JSON');
  if (status === 413) return new Refusal('TOO_LARGE', 'a smaller body is accepted');
  if (status === 415)
    return new GatewayProblem('MEDIA_TYPE_NOT_ACCEPTED', 'UTF-8 without a content encoding is accepted');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new GatewayProblem('REQUEST_BROKEN', 'the address or the body cannot be read');
  return new GatewayProblem('GATEWAY_FAILED', 'the gateway met an error that it did not expect; its log says more');
}
