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
}
