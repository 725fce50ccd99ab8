import {
  CERTIFICATE_STATES,
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

  @Transaction()
  @Returns('string')
  withdraw(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.withdraw', signedAct);
  }

  @Transaction()
  @Returns('string')
  annul(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.annul', signedAct);
  }

  @Transaction()
  @Returns('string')
  appeal(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.appeal', signedAct);
  }

  @Transaction()
  @Returns('string')
  resolveAppeal(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.resolveAppeal', signedAct);
  }

  @Transaction()
  @Returns('string')
  document(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'aeo.document', signedAct);
  }

  /** The certificate and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, number: string): Promise<string> {
    return canonical(await loadWithActs(ctx, address(ctx, number)));
  }

  /**
   * What the record kept here says of a moment, as far as it was recorded by `knownAt` (empty: by now); whoever relies on
   * it replays the acts, as `read` gives them.
   */
  @Transaction(false)
  @Returns('string')
  async check(ctx: LedgerContext, number: string, at: string, knownAt: string): Promise<string> {
    const [moment, known] = [check(Instant, at), knownAt === '' ? undefined : check(Instant, knownAt)];
    const kept = await load(ctx, address(ctx, number));
    return canonical(checkAeo(kept?.record as AeoCertificate | undefined, moment, known));
  }

  /**
   * One page of certificates in the order of their numbers, each with its signed acts. `status` (empty: any) filters what the page reads, so a
   * page may hold fewer than `pageSize`; an empty bookmark ends the list.
   */
  @Transaction(false)
  @Returns('string')
  async list(ctx: LedgerContext, status: string, pageSize: string, bookmark: string): Promise<string> {
    demand(
      ['', ...CERTIFICATE_STATES].includes(status),
      'NOT_ALLOWED',
      `accepted: ${CERTIFICATE_STATES.join(', ')}, or none`,
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
