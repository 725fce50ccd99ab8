import { Handle, Refusal, check, instantOf } from '@fairway/model';
import { NetworkName, StatementKey, statementKeysOf } from '@fairway/model/document';
import { Members, Participants, type Session } from '@fairway/sdk';
import * as z from 'zod';

/** The keys by which statements are checked without a network, as they were taken from the ledger at a moment. */
export const StatementKeys = z.strictObject({
  schema: z.literal('statement-keys/1'),
  network: NetworkName,
  takenAt: z.string(),
  keys: z.array(StatementKey).max(10_000),
});
export type StatementKeys = z.infer<typeof StatementKeys>;

/** The statement keys of parties, by their registry records. Throws `KEY_UNKNOWN` where none of them has any. */
export async function takenFrom(session: Session, handles: readonly Handle[]): Promise<StatementKeys> {
  const takenAt = instantOf(Date.now());
  const registry = new Participants(session);
  const keys: StatementKey[] = [];
  const networks = new Set<string>();
  for (const handle of handles) {
    const participant = await registry.get(check(Handle, handle));
    networks.add((await new Members(session).get(participant.sponsor)).network);
    keys.push(...statementKeysOf(participant, takenAt));
  }
  if (keys.length === 0)
    throw new Refusal('KEY_UNKNOWN', 'AEO officers, carriers and forwarders with a key on P-256 are accepted');
  return check(StatementKeys, { schema: 'statement-keys/1', network: [...networks][0], takenAt, keys });
}
