import { ACT_TYPES, Refusal } from '@fairway/model';
import { Contract } from 'fabric-contract-api';
import { LedgerContext } from './context.js';

/** A contract in one member's namespace. */
export abstract class MemberContract extends Contract {
  constructor(
    name: string,
    readonly member: string,
  ) {
    super(name);
  }

  override createContext(): LedgerContext {
    // Decorators ask the prototype for a context, before there is a member.
    return new LedgerContext(this.member ?? '');
  }

  override async afterTransaction(ctx: LedgerContext): Promise<void> {
    await ctx.flush();
  }

  override unknownTransaction(): Promise<void> {
    return Promise.reject(
      new Refusal(
        'NO_SUCH_TRANSACTION',
        `there is no such transaction; acts are ${ACT_TYPES.join(', ').replaceAll('.', ':')}`,
      ),
    );
  }
}
