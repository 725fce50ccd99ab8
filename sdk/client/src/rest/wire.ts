import type { LedgerErrorCode } from '../ledger.js';

/** What the `Ledger` port looks like over HTTP; bytes are base64url without padding, block numbers are decimal strings. */

/** A `Call` as it is asked for. */
export interface WireCall {
  namespace: string;
  transaction: string;
  args: readonly string[];
  /** Base64url by name. */
  transient?: Record<string, string>;
  endorsers?: readonly string[];
  /** Milliseconds after which the gateway gives up. */
  timeout?: number;
}

/** A problem (RFC 9457) as every gateway answers: `source` says who refused, which decides what it becomes in the SDK. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable: a `Refusal`'s, a `LedgerError`'s or the gateway's own. */
  code: string;
  source: 'refusal' | 'ledger' | 'gateway';
  /** A JSON pointer (RFC 6901) into what was sent. */
  pointer?: string;
  validationCode?: number;
  members?: readonly string[];
  transactionId?: string;
}

/** Where the port stands below a gateway's address. */
export const PATHS = {
  evaluate: 'api/ledger/evaluate',
  endorse: 'api/ledger/endorse',
  send: 'api/ledger/send',
  outcome: 'api/ledger/transactions',
  height: 'api/ledger/height',
  blocks: 'api/ledger/blocks',
} as const;

/** What a gateway that could not be asked comes to. */
export const GATEWAY_MEANS: Readonly<Record<number, LedgerErrorCode>> = {
  401: 'ACCESS_DENIED',
  403: 'ACCESS_DENIED',
  429: 'PEER_UNAVAILABLE',
  502: 'PEER_UNAVAILABLE',
  503: 'PEER_UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};
