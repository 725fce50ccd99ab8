import { Failure } from '@fairway/model';
import type { common, peer } from '@hyperledger/fabric-protos';

/** One transaction to run: a member's namespace, the contract's function, and its strings. */
export interface Call {
  /** A member's chaincode name, e.g. `fairway-ar`. */
  namespace: string;
  /** `contract:function`, e.g. `aeo:grant`. */
  transaction: string;
  args: readonly string[];
  /** Input that reaches the endorsers only, never the ledger. */
  transient?: Readonly<Record<string, Uint8Array>>;
  /**
   * MSP ids of the members asked to endorse, one peer each, the namespace's owner first: with them named, a refusal is
   * the owner's when nobody asked endorsed. Without it the ledger plans by policy.
   */
  endorsers?: readonly string[];
}

/** A signed transaction that its endorsers have answered and that nobody has ordered yet. */
export interface Endorsed {
  transactionId: string;
  /** The contract's answer. */
  result: Uint8Array;
  /** The signed common.Envelope, as it goes to the orderers; the same bytes are sent again when in doubt. */
  envelope: Uint8Array;
}

/** What became of a transaction. */
export interface Outcome {
  transactionId: string;
  /** Fabric's TxValidationCode, 0 when valid. */
  code: number;
  blockNumber: bigint;
}

export interface Deadline {
  /** Milliseconds after which the call gives up with `DEADLINE_EXCEEDED`. */
  timeout?: number;
}

/**
 * How an application reaches a ledger: Fabric's gateway, a member's REST gateway, or the embedded network.
 *
 * Every method throws a `Refusal` when a contract said no, and a `LedgerError` for all else.
 */
export interface Ledger {
  /** Runs a read-only transaction on one peer and answers with its result. */
  evaluate(call: Call, deadline?: Deadline): Promise<Uint8Array>;
  /** Collects endorsements for a new proposal; nothing is written yet. */
  endorse(call: Call, deadline?: Deadline): Promise<Endorsed>;
  /** Hands an endorsed transaction to the orderers. Safe to repeat with the same envelope. */
  send(endorsed: Endorsed, deadline?: Deadline): Promise<void>;
  /** Waits until the transaction is in a block of this ledger's peer, valid or not. */
  outcome(transactionId: string, deadline?: Deadline): Promise<Outcome>;
  /** How many blocks this ledger's peer has: one more than the number of the last. */
  height(deadline?: Deadline): Promise<bigint>;
  /** Committed blocks in order from number `from`, then those to come, until the signal aborts. */
  blocks(from: bigint, signal: AbortSignal): AsyncIterable<common.Block>;
  /** As `blocks`, each with the private data that this ledger's peer holds of it: not what was purged since. */
  blocksWithPrivateData(from: bigint, signal: AbortSignal): AsyncIterable<peer.BlockAndPrivateData>;
  close(): void;
}

/** Why a ledger could not answer; the names are stable. */
export type LedgerErrorCode =
  /** A peer that was asked is down or unreachable. */
  | 'PEER_UNAVAILABLE'
  /** Endorsers answered differently, as they do while one lags behind. */
  | 'ENDORSEMENTS_DIFFER'
  /** No set of reachable peers satisfies the policies. */
  | 'NO_ENDORSEMENT_PLAN'
  /** No orderer took the transaction, or it is not known whether one did. */
  | 'ORDERING_UNAVAILABLE'
  /** Whether the transaction was committed is not known. */
  | 'OUTCOME_UNKNOWN'
  /** The transaction stands in a block as invalid, see `validationCode`. */
  | 'NOT_COMMITTED'
  /** The caller's certificate may not do this, or is expired or revoked. */
  | 'ACCESS_DENIED'
  /** The proposal's time is outside the peers' window. */
  | 'TIME_OUT_OF_WINDOW'
  /** The chaincode failed without a refusal: a defect, a time-out or a crash. */
  | 'CHAINCODE_FAILED'
  | 'DEADLINE_EXCEEDED'
  | 'LEDGER_FAILED';

export class LedgerError extends Failure<LedgerErrorCode> {
  override readonly name = 'LedgerError';
  /** Fabric's TxValidationCode, for `NOT_COMMITTED` (10 endorsement policy, 11 MVCC, 12 phantom, …). */
  readonly validationCode?: number;
  /** MSP ids of the members that were unreachable or answered differently, where it is known. */
  readonly members?: readonly string[];
  /** The transaction to look up, where there is one. */
  readonly transactionId?: string;

  constructor(
    code: LedgerErrorCode,
    sentence: string,
    options: { cause?: unknown; validationCode?: number; members?: readonly string[]; transactionId?: string } = {},
  ) {
    super(code, sentence, options);
    if (options.validationCode !== undefined) this.validationCode = options.validationCode;
    if (options.members !== undefined) this.members = options.members;
    if (options.transactionId !== undefined) this.transactionId = options.transactionId;
  }
}
