import {
  RecordsNamed,
  Refusal,
  check,
  demand,
  namespaceOf,
  memberOf,
  parseCanonical,
  parseSignedAct,
  type RecordAddress,
  MAX_ACT_BYTES,
} from '@fairway/model';
import type { Call, Ledger } from '@fairway/sdk';
import { isAtLeast, type Caller } from './role.js';

/**
 * Kinds of record that a party reads only where it is named in them; those that are left are what records of others rest
 * on, which a reader needs to replay its own.
 */
const FOR_PARTIES: ReadonlySet<string> = new Set(['aeo', 'title', 'use', 'claim', 'answer', 'pledge']);

/** Each of these is looked at before it is shown. */
const AT_ONCE = 16;

/** Refuses a party a record of others. Throws `NOT_A_PARTY`; one that is not there is said to be there no more than one that is. */
export async function demandParty(ledger: Ledger, caller: Caller, call: Call): Promise<void> {
  if (isAtLeast(caller.role, 'officer')) return;
  const member = memberOf(call.namespace)!;
  const asked = recordsAsked(call).filter(([kind]) => FOR_PARTIES.has(kind));
  demand(asked.length <= AT_ONCE, 'TOO_MANY', `at most ${AT_ONCE} records for parties are asked for at once`);
  for (const [kind, id] of asked) await demandPartyTo(ledger, caller, { member, kind, id });
}

/** As `demandParty`, of one record. */
export async function demandPartyTo(ledger: Ledger, caller: Caller, record: RecordAddress): Promise<void> {
  if (await isPartyTo(ledger, caller, record)) return;
  throw new Refusal('NOT_A_PARTY', `a record of kind ${record.kind} is shown to who is named in it, and to officers`);
}

/** Whether a record is shown whole to who asks. */
export async function isPartyTo(ledger: Ledger, caller: Caller, record: RecordAddress): Promise<boolean> {
  if (isAtLeast(caller.role, 'officer') || !FOR_PARTIES.has(record.kind)) return true;
  return caller.handle !== undefined && (await isNamed(ledger, caller.handle, record));
}

/** Whether a party is named in any act of a record, as its actor or otherwise. */
async function isNamed(ledger: Ledger, handle: string, at: RecordAddress): Promise<boolean> {
  if (at.kind === 'pledge') return false;
  const call = { namespace: namespaceOf(at.member), transaction: `${at.kind}:read`, args: [at.id] };
  let text: string;
  try {
    text = new TextDecoder().decode(await ledger.evaluate(call));
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
  const { acts = [] } = JSON.parse(text) as { acts?: ({ signed?: unknown } | null)[] };
  return acts.some((entry) => names(entry?.signed, handle));
}

function names(signed: unknown, handle: string): boolean {
  try {
    const { act, signatures } = parseSignedAct(String(signed));
    return signatures.some((one) => one.handle === handle) || JSON.stringify(act).includes(`"${handle}"`);
  } catch {
    return false;
  }
}

/** The records that a read is about, by kind and id. */
function recordsAsked({ transaction, args }: Call): (readonly [string, string])[] {
  const [kind, what] = transaction.split(':') as [string, string];
  const [first = '', second = ''] = args;
  if (kind === 'record' && what === 'chainsOf') return check(RecordsNamed, parseCanonical(first, MAX_ACT_BYTES));
  if (kind === 'record') return [[first, second]];
  return what === 'read' || what === 'check' ? [[kind, first]] : [];
}
