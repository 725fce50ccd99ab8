import { putStates } from '@fairway/chaincode';
import { Contract, type Context } from 'fabric-contract-api';

/** The least that a contract can do: one value put and got. What all else is measured against. */
export class BareContract extends Contract {
  constructor() {
    super('bare');
  }

  async put(ctx: Context, key: string, value: string): Promise<void> {
    await ctx.stub.putState(key, Buffer.from(value));
  }

  async get(ctx: Context, key: string): Promise<string> {
    return Buffer.from(await ctx.stub.getState(key)).toString();
  }

  /** Puts values under composite keys, `[type, parts, value]` each, so that a ledger grows faster than by acts. */
  async fill(ctx: Context, entries: string): Promise<void> {
    const values = (JSON.parse(entries) as [type: string, parts: string[], value: string][]).map(
      ([type, parts, value]) => [ctx.stub.createCompositeKey(type, parts), Buffer.from(value)] as const,
    );
    await putStates(ctx.stub, new Map(values));
  }
}
