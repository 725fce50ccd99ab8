import { demand } from '@fairway/model';
import { Info, Returns, Transaction } from 'fabric-contract-api';
import { LedgerContext } from '../ledger/context.js';
import { MemberContract } from '../ledger/contract.js';
import { CLOCK, lastTick } from '../ledger/clock.js';
import { put } from '../ledger/store.js';

/** The member's clock on the ledger: what keeps an endorsed transaction from being stockpiled. */
@Info({ title: 'clock', description: "The member's clock on the ledger" })
export class ClockContract extends MemberContract {
  constructor(member: string) {
    super('clock', member);
  }

  /** Sets the clock to the transaction's time. Refuses all but the owner's services, and any step back. */
  @Transaction()
  @Returns('string')
  async tick(ctx: LedgerContext): Promise<string> {
    ctx.demandOwnNamespace();
    ctx.demandOwnService();
    const last = await lastTick(ctx);
    demand(last === undefined || ctx.time > last, 'CLOCK_RUNS_FORWARD', `a time after ${last} is accepted`);
    put(ctx, CLOCK, { time: ctx.time });
    return ctx.time;
  }

  /** The time of the last tick, or nothing. */
  @Transaction(false)
  @Returns('string')
  async read(ctx: LedgerContext): Promise<string> {
    return (await lastTick(ctx)) ?? '';
  }
}
