import {
  ActEntry,
  Refusal,
  check,
  memberOf,
  parseSignedAct,
  type Act,
  type Digest,
  type Instant,
  type RecordAddress,
} from '@fairway/model';
import { publicWrites, type PublicWrite } from './blocks.js';
import { LedgerError, type LedgerErrorCode } from './ledger.js';
import { passed } from './passed.js';
import type { Session } from './session.js';

/** Something that was done to a record, as a member's own blocks have it. */
export interface Change {
  /** Block, transaction, record and sequence: unique, so that nothing counts twice. */
  id: string;
  /** Where to go on after this change; give it to `changes` again. */
  checkpoint: string;
  record: RecordAddress;
  sequence: number;
  act: Act;
  /** The act's id, which is its digest. */
  actId: Digest;
  recordedAt: Instant;
  transactionId: string;
  /** Set where the record's chain does not carry this act: it was endorsed, and yet it is not so. */
  refusal?: Refusal;
}

const ACT_KEY = '\u0000act\u0000';

/**
 * Every act on every record, in commit order, from the write sets of valid transactions: each at least once, with an
 * id; the first block on, or after a checkpoint. Endless, unless `until` gives a height at which it ends (see
 * `Ledger.height`); the signal ends it, too. `kinds`: of records of these kinds only.
 *
 * Each change is replayed before it is handed out, so an act forged by members that agree on it comes with a refusal.
 * Events are not used: members can forge them under another one's name. While no peer answers, it waits. Throws
 * `LEDGER_FAILED` where the ledger is closed before `until`.
 */
export async function* changes(
  session: Session,
  options: { after?: string; until?: bigint; kinds?: readonly string[]; signal: AbortSignal },
): AsyncGenerator<Change> {
  const [block, ordinal] = parseCheckpoint(options.after);
  const { until, kinds, signal } = options;
  if (until !== undefined && block >= until) return;
  for await (const committed of session.options.ledger.blocks(block, signal)) {
    for (const [index, write] of publicWrites(committed).entries()) {
      if (write.block === block && index <= ordinal) continue;
      const change = await changeOf(session, write, index, signal, kinds);
      if (signal.aborted) return;
      if (change) yield change;
    }
    if (until !== undefined && BigInt(committed.getHeader()!.getNumber()) + 1n >= until) return;
  }
  // Who asked for a part must not take less for it.
  if (until !== undefined && !signal.aborted)
    throw new LedgerError('LEDGER_FAILED', `the ledger was closed before block ${until - 1n} came`);
}

/** The checkpoint after all that was done in a block. */
export const checkpointAfter = (block: bigint): string => `${block}-${Number.MAX_SAFE_INTEGER}`;

const parseCheckpoint = (checkpoint: string | undefined): [block: bigint, ordinal: number] => {
  if (checkpoint === undefined) return [0n, -1];
  const parts = /^(\d+)-(\d+)$/.exec(checkpoint);
  if (!parts) throw new Refusal('NOT_ALLOWED', 'a checkpoint that a change carried is accepted');
  return [BigInt(parts[1]!), Number(parts[2])];
};

async function changeOf(
  session: Session,
  write: PublicWrite,
  index: number,
  signal: AbortSignal,
  kinds: readonly string[] | undefined,
): Promise<Change | undefined> {
  const member = memberOf(write.namespace);
  if (member === undefined || !write.key.startsWith(ACT_KEY)) return undefined;
  const [kind = '', id = '', place = ''] = write.key.slice(ACT_KEY.length).split('\u0000');
  if (kinds && !kinds.includes(kind)) return undefined;
  const record = { member, kind, id };
  const done = readEntry(write.value);
  if (!done) return undefined;
  const change = {
    id: `${write.block}/${write.transaction}/${member}/${kind}/${id}/${place}`,
    checkpoint: `${write.block}-${index}`,
    record,
    sequence: Number(place),
    ...done,
    transactionId: write.transactionId,
  };
  const refusal = await whenAnswered(() => refusalOf(session, change), signal);
  return refusal ? { ...change, refusal } : change;
}

/** The act in an entry; undefined for bytes that are no act, by which nothing was done by anyone. */
function readEntry(value: Uint8Array): Pick<Change, 'act' | 'actId' | 'recordedAt'> | undefined {
  try {
    const entry = check(ActEntry, JSON.parse(new TextDecoder().decode(value)));
    const { act, id } = parseSignedAct(entry.signed);
    return { act, actId: id, recordedAt: entry.recordedAt };
  } catch {
    return undefined;
  }
}

/** Milliseconds between tries to read a record while no peer answers. */
const AGAIN = 500;

const PASSING: ReadonlySet<LedgerErrorCode> = new Set(['PEER_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CHAINCODE_FAILED']);

/** Asks again while no peer answers, as the stream of blocks does; undefined when the signal aborts meanwhile. */
async function whenAnswered<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LedgerError && PASSING.has(error.code))) throw error;
      await passed(AGAIN, signal);
    }
  }
  return undefined;
}

/** Why the record's chain does not carry this change, or undefined where it does. */
async function refusalOf(session: Session, change: Change): Promise<Refusal | undefined> {
  const refusal = await refusalNow(session, change);
  if (!refusal) return undefined;
  // The peer that was asked may be another one than the block came from, and behind it.
  await session.options.ledger.outcome(change.transactionId);
  return refusalNow(session, change);
}

async function refusalNow(session: Session, change: Change): Promise<Refusal | undefined> {
  try {
    const { acts } = await session.read(change.record);
    const done = acts[change.sequence - 1];
    if (done?.id !== change.actId)
      return new Refusal('CHAIN_BROKEN', `the chain of this record holds another act at ${change.sequence}`);
    if (done.transactionId !== change.transactionId)
      return new Refusal(
        'CHAIN_BROKEN',
        `this act was done before, in transaction ${done.transactionId}, and only then`,
      );
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
