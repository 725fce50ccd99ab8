import { TableName, canonical, check, type Table } from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { perform } from '../ledger/perform.js';
import { loadWithActs, page } from '../ledger/store.js';

/** Reference tables of one member. */
@Info({ title: 'table', description: "A member's customs offices and code tables" })
export class TableContract extends MemberContract {
  constructor(member: string) {
    super('table', member);
  }

  @Transaction()
  @Returns('string')
  publish(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'table.publish', signedAct);
  }

  @Transaction()
  @Returns('string')
  revise(ctx: LedgerContext, signedAct: string): Promise<string> {
    return perform(ctx, 'table.revise', signedAct);
  }

  /** The table and its signed acts, for a reader to replay. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext, name: string): Promise<string> {
    return canonical(await loadWithActs(ctx, { member: ctx.member, kind: 'table', id: check(TableName, name) }));
  }

  /** One page of the member's tables in the order of their names, each with its signed acts. */
  @Transaction(false)
  @Returns('string')
  async list(ctx: LedgerContext, pageSize: string, bookmark: string): Promise<string> {
    const { rows, bookmark: next } = await page<Table>(ctx, 'table', pageSize, bookmark);
    return canonical({ tables: rows, bookmark: next });
  }
}
