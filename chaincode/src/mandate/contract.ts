import { RandomId, canonical, check } from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { loadWithActs } from '../ledger/store.js';

/** Mandates that parties of one member have given. */
@Info({ title: 'mandate', description: 'What agents may do for their principals' })
export class MandateContract extends MemberContract {
  constructor(member: string) {
    super('mandate', member);
  }

  @Transaction()
  @Returns('string')
  give(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'mandate.give', signedAct);
  }

  @Transaction()
  @Returns('string')
  end(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'mandate.end', signedAct);
  }

  /** The mandate and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, id: string): Promise<string> {
    return canonical(await loadWithActs(ctx, { member: ctx.member, kind: 'mandate', id: check(RandomId, id) }));
  }
}
