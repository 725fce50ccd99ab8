import { demand, termsBetween, type Agreement } from '@fairway/model';
import type { LedgerContext } from '../ledger/context.js';
import { load } from '../ledger/store.js';

/** Refuses a partner with which no version of an agreement is in force now, as all its parties have it. */
export async function demandInForce(ctx: LedgerContext, id: string, partner: string): Promise<void> {
  const records = new Map<string, Agreement>();
  const find = async (member: string): Promise<void> => {
    const kept = await load(ctx, { member, kind: 'agreement', id });
    if (kept) records.set(member, kept.record as Agreement);
  };
  await find(ctx.member);
  const parties = new Set(records.get(ctx.member)?.accepted.flatMap(({ text }) => text.parties) ?? []);
  parties.delete(ctx.member);
  for (const member of parties) await find(member);
  const found = termsBetween(records, [ctx.member, partner], { at: ctx.time });
  demand('terms' in found, 'AGREEMENT_NOT_IN_FORCE', 'because' in found ? found.because : '', '/agreement');
}
