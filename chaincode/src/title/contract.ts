import { TitleId, canonical, check } from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { holderOf, loadWithActs } from '../ledger/store.js';

/** Electronic bills of lading of one member's carriers and forwarders. */
@Info({ title: 'title', description: 'Electronic bills of lading, and who controls them' })
export class TitleContract extends MemberContract {
  constructor(member: string) {
    super('title', member);
  }

  @Transaction()
  @Returns('string')
  issue(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.issue', signedAct);
  }

  @Transaction()
  @Returns('string')
  offer(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.offer', signedAct);
  }

  @Transaction()
  @Returns('string')
  assent(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.assent', signedAct);
  }

  @Transaction()
  @Returns('string')
  accept(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.accept', signedAct);
  }

  @Transaction()
  @Returns('string')
  decline(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.decline', signedAct);
  }

  @Transaction()
  @Returns('string')
  withdraw(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.withdraw', signedAct);
  }

  @Transaction()
  @Returns('string')
  present(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.present', signedAct);
  }

  @Transaction()
  @Returns('string')
  noticeComplete(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.noticeComplete', signedAct);
  }

  @Transaction()
  @Returns('string')
  takeUp(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.takeUp', signedAct);
  }

  @Transaction()
  @Returns('string')
  refuse(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.refuse', signedAct);
  }

  @Transaction()
  @Returns('string')
  waive(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.waive', signedAct);
  }

  @Transaction()
  @Returns('string')
  return(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.return', signedAct);
  }

  @Transaction()
  @Returns('string')
  release(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.release', signedAct);
  }

  @Transaction()
  @Returns('string')
  handOver(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.handOver', signedAct);
  }

  @Transaction()
  @Returns('string')
  handBack(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.handBack', signedAct);
  }

  @Transaction()
  @Returns('string')
  surrender(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.surrender', signedAct);
  }

  @Transaction()
  @Returns('string')
  acceptSurrender(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.acceptSurrender', signedAct);
  }

  @Transaction()
  @Returns('string')
  refuseSurrender(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.refuseSurrender', signedAct);
  }

  @Transaction()
  @Returns('string')
  confirmSwitch(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.confirmSwitch', signedAct);
  }

  @Transaction()
  @Returns('string')
  replace(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.replace', signedAct);
  }

  @Transaction()
  @Returns('string')
  recordDelivery(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.recordDelivery', signedAct);
  }

  @Transaction()
  @Returns('string')
  addDocuments(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.addDocuments', signedAct);
  }

  @Transaction()
  @Returns('string')
  giveKeys(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.giveKeys', signedAct);
  }

  @Transaction()
  @Returns('string')
  freeze(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.freeze', signedAct);
  }

  @Transaction()
  @Returns('string')
  unfreeze(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.unfreeze', signedAct);
  }

  @Transaction()
  @Returns('string')
  transferByOrder(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'title.transferByOrder', signedAct);
  }

  /** The bill and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, id: string): Promise<string> {
    return canonical(await loadWithActs(ctx, { member: ctx.member, kind: 'title', id: check(TitleId, id) }));
  }

  /** The name of the one live version of an issuer's document, or an empty string. */
  @Transaction(false)
  @Returns('string')
  async live(ctx: LedgerContext, issuer: string, reference: string): Promise<string> {
    return (await holderOf(ctx, 'title', `${issuer}/${reference}`)) ?? '';
  }
}
