import { LedgerError, type Call, type Endorsed, type Ledger, type LedgerErrorCode, type Outcome } from './ledger.js';
import type { EndorserRotation } from './endorsers.js';
import { passed } from './passed.js';

export interface SubmitOptions {
  /** Milliseconds for everything together; default 60 s, longer than a fail-over of the orderers. */
  timeout?: number;
  /** Who endorses in turn; without it, those that the call names, or as the ledger plans. */
  endorsers?: EndorserRotation;
}

/** A transaction that stands in a block as valid. */
export interface Committed {
  transactionId: string;
  blockNumber: bigint;
  /** The contract's answer. */
  result: Uint8Array;
}

/** Milliseconds for one step, so that a silent peer or orderer does not eat the deadline. */
const STEP = { endorse: 10_000, send: 10_000, outcome: 10_000 };

const BACKOFF = { first: 50, longest: 2_000 };

const MVCC_READ_CONFLICT = 11;
const PHANTOM_READ_CONFLICT = 12;

/** What passes by itself or with other endorsers: nothing is ordered yet, so the proposal is made anew. */
const PASSING: ReadonlySet<LedgerErrorCode> = new Set([
  'ENDORSEMENTS_DIFFER',
  'NO_ENDORSEMENT_PLAN',
  'PEER_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
]);

/**
 * Writes to the ledger so that the caller never wonders (ARCHITECTURE, invariant 9): it answers once the transaction is
 * valid in a block, throws a `Refusal` or a final `LedgerError` at once, and retries all else until the deadline.
 *
 * A transaction once sent is looked up and the *same* envelope sent again until its outcome is known; a new proposal
 * is made only when nothing was sent, or when the block says it conflicted with another one (codes 11 and 12).
 *
 * @throws LedgerError `DEADLINE_EXCEEDED` when nothing was sent in time; `OUTCOME_UNKNOWN` with the transaction id
 * when it was sent and no peer could say in time what became of it; `NOT_COMMITTED` when it is invalid for good.
 */
export async function submit(ledger: Ledger, call: Call, options: SubmitOptions = {}): Promise<Committed> {
  const deadline = new Deadline(options.timeout ?? 60_000);
  for (const wait = new Backoff(deadline); ; await wait.next()) {
    const endorsed = await endorse(ledger, call, options.endorsers, deadline);
    const outcome = await settle(ledger, endorsed, deadline);
    const { transactionId, code, blockNumber } = outcome;
    if (code === 0) return { transactionId, blockNumber, result: endorsed.result };
    const failure = new LedgerError(
      'NOT_COMMITTED',
      `transaction ${transactionId} is invalid in block ${blockNumber}, code ${code}`,
      {
        validationCode: code,
        transactionId,
      },
    );
    if (code !== MVCC_READ_CONFLICT && code !== PHANTOM_READ_CONFLICT) throw failure;
    if (deadline.isOver) throw failure;
  }
}

async function endorse(
  ledger: Ledger,
  call: Call,
  rotation: EndorserRotation | undefined,
  deadline: Deadline,
): Promise<Endorsed> {
  let telling: LedgerError | undefined;
  for (const wait = new Backoff(deadline); ; await wait.next()) {
    const endorsers = rotation?.next(call.namespace) ?? call.endorsers;
    const other = endorsers?.[1];
    try {
      const endorsed = await ledger.endorse(endorsers ? { ...call, endorsers } : call, {
        timeout: deadline.atMost(STEP.endorse),
      });
      if (other !== undefined) rotation?.succeeded(other);
      return endorsed;
    } catch (error) {
      if (!(error instanceof LedgerError) || !PASSING.has(error.code)) throw error;
      // The last try is cut short by the deadline; what an earlier one ended in says more.
      if (telling === undefined || error.code !== 'DEADLINE_EXCEEDED') telling = error;
      if (deadline.isOver) {
        throw new LedgerError(
          'DEADLINE_EXCEEDED',
          `not endorsed within ${deadline.timeout} ms and not sent; at last: ${telling.message}`,
          { cause: telling, ...(telling.members && { members: telling.members }) },
        );
      }
      if (other !== undefined && (error.members?.includes(other) ?? true)) rotation?.failed(other);
    }
  }
}

/** Sends the one envelope until it is known what became of it. */
async function settle(ledger: Ledger, endorsed: Endorsed, deadline: Deadline): Promise<Outcome> {
  const { transactionId } = endorsed;
  let mayBeOrdered = false;
  for (const wait = new Backoff(deadline); ; await wait.next()) {
    let trouble: unknown;
    try {
      await ledger.send(endorsed, { timeout: deadline.atMost(STEP.send) });
      mayBeOrdered = true;
    } catch (error) {
      if (!mayBeOrdered && !isUncertain(error)) throw error;
      mayBeOrdered = true;
      trouble = error;
    }
    try {
      // After trouble the transaction is looked up shortly; it was probably not taken, and waiting would not help it.
      return await ledger.outcome(transactionId, { timeout: deadline.atMost(trouble ? LOOK : STEP.outcome) });
    } catch (error) {
      if (isDenied(error)) throw unknown(transactionId, error);
      if (deadline.isOver) throw unknown(transactionId, trouble ?? error);
    }
  }
}

/** Milliseconds to look a transaction up that was perhaps never taken. */
const LOOK = 1_000;

/** Whether an orderer may have taken the transaction although sending it failed. */
const isUncertain = (error: unknown): boolean =>
  error instanceof LedgerError && error.code !== 'ACCESS_DENIED' && error.code !== 'LEDGER_FAILED';

/** Whether asking again would be answered alike. */
const isDenied = (error: unknown): boolean => !(error instanceof LedgerError) || error.code === 'ACCESS_DENIED';

function unknown(transactionId: string, cause: unknown): LedgerError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LedgerError(
    'OUTCOME_UNKNOWN',
    `transaction ${transactionId} was sent and no peer could say what became of it; look it up before anything else (${reason})`,
    { cause, transactionId },
  );
}

class Deadline {
  readonly #end: number;

  constructor(readonly timeout: number) {
    this.#end = Date.now() + timeout;
  }

  get left(): number {
    return Math.max(0, this.#end - Date.now());
  }

  get isOver(): boolean {
    return this.left === 0;
  }

  /** A step's time, cut to what is left. */
  atMost(step: number): number {
    return Math.max(1, Math.min(step, this.left));
  }
}

/** Doubling pauses with a random part, never beyond the deadline, so that many clients do not return at once. */
class Backoff {
  #longest = BACKOFF.first;

  constructor(readonly deadline: Deadline) {}

  next(): Promise<void> {
    const pause = Math.min(this.#longest * (0.5 + Math.random() / 2), this.deadline.left);
    this.#longest = Math.min(this.#longest * 2, BACKOFF.longest);
    return passed(pause);
  }
}
