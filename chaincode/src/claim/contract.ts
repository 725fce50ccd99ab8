import {
  ClaimDetail,
  ClaimId,
  canonical,
  check,
  demand,
  digestOfJson,
  type AeoCertificate,
  type Claim,
  type RecordAddress,
} from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { keepShared, privatePart, readShared } from '../ledger/private.js';
import { load, loadWithActs, page } from '../ledger/store.js';

/** What operators of this member claim that partners owed them. */
@Info({ title: 'claim', description: 'Benefits that were owed and not given, as operators of this member claim' })
export class ClaimContract extends MemberContract {
  constructor(member: string) {
    super('claim', member);
  }

  @Transaction()
  @Returns('string')
  lodge(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'claim.lodge', signedAct);
  }

  @Transaction()
  @Returns('string')
  withdraw(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'claim.withdraw', signedAct);
  }

  /** Keeps the detail (transient, `private`) for this member and the partner; the claimant holds the certificate. */
  @Transaction()
  @Returns('string')
  async keep(ctx: LedgerContext, id: string): Promise<string> {
    ctx.demandOwnNamespace();
    const detail = privatePart(ctx, ClaimDetail);
    const claim = await kept(ctx, id);
    demand(
      claim.private === digestOfJson(detail) && detail.on.startsWith(claim.month),
      'DIGEST_DIFFERS',
      "the detail that the record's digest was signed for, of its month, is accepted",
      '/private',
    );
    const certificate = await load(ctx, { member: ctx.member, kind: 'aeo', id: detail.number });
    demand(
      (certificate?.record as AeoCertificate | undefined)?.holder === claim.claimant,
      'NOT_THE_HOLDER',
      'a certificate that the claimant holds is accepted',
      '/private/number',
    );
    await keepShared(ctx, claim.against, id, canonical(detail));
    return '';
  }

  /** The claim and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, id: string): Promise<string> {
    return canonical(await loadWithActs(ctx, address(ctx, 'claim', id)));
  }

  /** The detail, for services of this member and of the partner. */
  @Transaction(false)
  @Returns('string')
  async readDetail(ctx: LedgerContext, id: string): Promise<string> {
    return readShared(ctx, (await kept(ctx, id)).against, id);
  }

  /** One page of claims, each with its signed acts. */
  @Transaction(false)
  @Returns('string')
  async list(ctx: LedgerContext, pageSize: string, bookmark: string): Promise<string> {
    const { rows, bookmark: next } = await page<Claim>(ctx, 'claim', pageSize, bookmark);
    return canonical({ claims: rows, bookmark: next });
  }
}

/** This member's answers to claims of others' operators. */
@Info({ title: 'answer', description: "This member's answers to claims of others' operators" })
export class AnswerContract extends MemberContract {
  constructor(member: string) {
    super('answer', member);
  }

  @Transaction()
  @Returns('string')
  give(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'answer.give', signedAct);
  }

  /** The answer and its signed act, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, id: string): Promise<string> {
    return canonical(await loadWithActs(ctx, address(ctx, 'answer', id)));
  }
}

const address = (ctx: LedgerContext, kind: string, id: string): RecordAddress => ({
  member: ctx.member,
  kind,
  id: check(ClaimId, id),
});

async function kept(ctx: LedgerContext, id: string): Promise<Claim> {
  const claim = (await load(ctx, address(ctx, 'claim', id)))?.record as Claim | undefined;
  demand(claim !== undefined, 'RECORD_UNKNOWN', 'no such claim was lodged here');
  return claim;
}
