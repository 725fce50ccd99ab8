import {
  UseDetail,
  UseId,
  canonical,
  check,
  demand,
  digestOfJson,
  useId,
  type RecordAddress,
  type Use,
} from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { keepShared, privatePart, readShared, secretOf } from '../ledger/private.js';
import { load, loadWithActs, page } from '../ledger/store.js';

/** Benefits that this member gave to operators of others. */
@Info({ title: 'use', description: "Benefits that this member gave to others' operators" })
export class UseContract extends MemberContract {
  constructor(member: string) {
    super('use', member);
  }

  @Transaction()
  @Returns('string')
  record(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'use.record', signedAct);
  }

  @Transaction()
  @Returns('string')
  withdraw(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'use.withdraw', signedAct);
  }

  /** Keeps the detail (transient, `private`) for this member and the issuer; it gives the use its name, so it counts once. */
  @Transaction()
  @Returns('string')
  async keep(ctx: LedgerContext, id: string): Promise<string> {
    ctx.demandOwnNamespace();
    const detail = privatePart(ctx, UseDetail);
    const use = await kept(ctx, id);
    const secret = await secretOf(ctx);
    demand(
      use.private === digestOfJson(detail) && detail.on.startsWith(use.month),
      'DIGEST_DIFFERS',
      "the detail that the record's digest was signed for, of its month, is accepted",
      '/private',
    );
    demand(
      secret !== undefined && useId(secret, use, detail) === id,
      'NAME_DIFFERS',
      'a use is named by its certificate, benefit and declaration under the secret of the member',
      '/private',
    );
    await keepShared(ctx, use.issuer, id, canonical(detail));
    return '';
  }

  /** The use and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, id: string): Promise<string> {
    return canonical(await loadWithActs(ctx, address(ctx, id)));
  }

  /** The detail, for services of this member and of the issuer. */
  @Transaction(false)
  @Returns('string')
  async readDetail(ctx: LedgerContext, id: string): Promise<string> {
    return readShared(ctx, (await kept(ctx, id)).issuer, id);
  }

  /** One page of uses, each with its signed acts. */
  @Transaction(false)
  @Returns('string')
  async list(ctx: LedgerContext, pageSize: string, bookmark: string): Promise<string> {
    const { rows, bookmark: next } = await page<Use>(ctx, 'use', pageSize, bookmark);
    return canonical({ uses: rows, bookmark: next });
  }
}

const address = (ctx: LedgerContext, id: string): RecordAddress => ({
  member: ctx.member,
  kind: 'use',
  id: check(UseId, id),
});

async function kept(ctx: LedgerContext, id: string): Promise<Use> {
  const use = (await load(ctx, address(ctx, id)))?.record as Use | undefined;
  demand(use !== undefined, 'RECORD_UNKNOWN', 'no such use is recorded here');
  return use;
}
