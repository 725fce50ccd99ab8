import { AgreementId, canonical, check, type Agreement } from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { loadWithActs, page } from '../ledger/store.js';

/** Agreements on mutual recognition, as one member has accepted them. */
@Info({ title: 'agreement', description: 'Agreements on mutual recognition, as this member has accepted them' })
export class AgreementContract extends MemberContract {
  constructor(member: string) {
    super('agreement', member);
  }

  @Transaction()
  @Returns('string')
  accept(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'agreement.accept', signedAct);
  }

  @Transaction()
  @Returns('string')
  revise(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'agreement.revise', signedAct);
  }

  @Transaction()
  @Returns('string')
  suspend(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'agreement.suspend', signedAct);
  }

  @Transaction()
  @Returns('string')
  resume(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'agreement.resume', signedAct);
  }

  @Transaction()
  @Returns('string')
  terminate(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'agreement.terminate', signedAct);
  }

  /** The member's record of an agreement and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, id: string): Promise<string> {
    return canonical(await loadWithActs(ctx, { member: ctx.member, kind: 'agreement', id: check(AgreementId, id) }));
  }

  /** One page of the member's agreements in the order of their names, each with its signed acts. */
  @Transaction(false)
  @Returns('string')
  async list(ctx: LedgerContext, pageSize: string, bookmark: string): Promise<string> {
    const { rows, bookmark: next } = await page<Agreement>(ctx, 'agreement', pageSize, bookmark);
    return canonical({ agreements: rows, bookmark: next });
  }
}
