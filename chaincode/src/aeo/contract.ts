import {
  DocumentNumber,
  Instant,
  canonical,
  check,
  checkAeo,
  demand,
  certificateStateAt,
  type AeoCertificate,
  type RecordAddress,
} from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { load, loadWithActs, page } from '../ledger/store.js';

/** AEO certificates of one issuing member. */
@Info({ title: 'aeo', description: 'Certificates of Authorised Economic Operators' })
export class AeoContract extends MemberContract {
  constructor(member: string) {
    super('aeo', member);
  }

  @Transaction()
  @Returns('string')
  grant(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.grant', signedAct);
  }

  @Transaction()
  @Returns('string')
  amend(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.amend', signedAct);
  }

  @Transaction()
  @Returns('string')
  suspend(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.suspend', signedAct);
  }

  @Transaction()
  @Returns('string')
  reinstate(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.reinstate', signedAct);
  }

  @Transaction()
  @Returns('string')
  revoke(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.revoke', signedAct);
  }

  @Transaction()
  @Returns('string')
  renew(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.renew', signedAct);
  }

  /** The certificate and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, number: string): Promise<string> {
    return canonical(await loadWithActs(ctx, address(ctx, number)));
  }

  /** What the record kept here says of a moment; whoever relies on it replays the acts, as `read` gives them. */
  @Transaction(false)
  @Returns('string')
  async check(ctx: LedgerContext, number: string, at: string): Promise<string> {
    const moment = check(Instant, at);
    const kept = await load(ctx, address(ctx, number));
    return canonical(checkAeo(kept?.record as AeoCertificate | undefined, moment));
  }

  /**
   * One page of certificates in the order of their numbers, each with its signed acts. `status` (empty: any) filters what the page reads, so a
   * page may hold fewer than `pageSize`; an empty bookmark ends the list.
   */
  @Transaction(false)
  @Returns('string')
  async list(ctx: LedgerContext, status: string, pageSize: string, bookmark: string): Promise<string> {
    demand(
      ['', 'active', 'suspended', 'revoked'].includes(status),
      'NOT_ALLOWED',
      'accepted: active, suspended, revoked, or none',
      '/status',
    );
    const { rows, bookmark: next } = await page<AeoCertificate>(
      ctx,
      'aeo',
      pageSize,
      bookmark,
      (certificate) => status === '' || certificateStateAt(certificate, ctx.time)?.state === status,
    );
    return canonical({ certificates: rows, bookmark: next });
  }
}

const address = (ctx: LedgerContext, number: string): RecordAddress => ({
  member: ctx.member,
  kind: 'aeo',
  id: check(DocumentNumber, number),
});
