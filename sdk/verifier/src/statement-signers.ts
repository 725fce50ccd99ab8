import {
  ChainReader,
  Refusal,
  addressOfParty,
  check,
  placeOf,
  webCryptoCheck,
  type Handle,
  type Instant,
  type Participant,
} from '@fairway/model';
import { StatementSigners, statementKeysOf, type StatementKey } from '@fairway/model/document';
import type { Trust } from './trust.js';

/** The keys of who may sign statements, as a verifier knows them at a moment. */
export interface StatementKeys {
  takenAt: Instant;
  keys: StatementKey[];
  /** What the keys' holders are called in public: a name, or an office. */
  names: Readonly<Record<Handle, string>>;
  /** Parties whose chains do not hold, by the code for which; none of their keys counts. */
  refused: Readonly<Record<Handle, string>>;
}

/**
 * Learns the keys of who may sign statements from the chains of their registry records, each replayed from the founding
 * acts that the trust list pins; a chain that does not hold costs its party its keys, and no other party anything. Throws
 * a `Refusal` for what is no list at all.
 */
export async function readStatementSigners(value: unknown, trust: Trust, at: Instant): Promise<StatementKeys> {
  const { signers, chains } = check(StatementSigners, value);
  const keys: StatementKey[] = [];
  const names: Record<Handle, string> = {};
  const refused: Record<Handle, string> = {};
  const reader = new ChainReader(
    // A member that the trust list does not know would be founded by whatever act the list brings.
    (address) => Promise.resolve(trust.members.has(address.member) ? (chains[placeOf(address)] ?? []) : []),
    webCryptoCheck,
    trust.founded,
  );
  for (const handle of new Set(signers)) {
    try {
      const { record } = await reader.read<Participant>(addressOfParty(handle));
      keys.push(...statementKeysOf(record, at));
      names[handle] = record.public?.name ?? record.office ?? handle;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused[handle] = error.code;
    }
  }
  return { takenAt: at, keys, names, refused };
}
