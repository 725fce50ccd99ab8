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
