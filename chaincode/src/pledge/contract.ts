import { Bytes32, canonical, check, isPledged, type Pledge } from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { load } from '../ledger/store.js';

/** What banks have financed of this member's bills and invoices. */
@Info({ title: 'pledge', description: 'Bills and invoices that are financed, under names that nobody guesses' })
export class PledgeContract extends MemberContract {
  constructor(member: string) {
    super('pledge', member);
  }

  @Transaction()
  @Returns('string')
  mark(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'pledge.mark', signedAct);
  }

  @Transaction()
  @Returns('string')
  release(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'pledge.release', signedAct);
  }

  /** Whether something is financed, and not by whom. */
  @Transaction(false)
  @Returns('string')
  async isPledged(ctx: LedgerContext, id: string): Promise<string> {
    const kept = await load(ctx, { member: ctx.member, kind: 'pledge', id: check(Bytes32, id) });
    return canonical(isPledged(kept?.record as Pledge | undefined));
  }
}
