import { Contract, type Context } from 'fabric-contract-api';

/** A contract that does what it is told, so that both networks can be asked the same hard questions. */
export class ConformanceContract extends Contract {
  constructor() {
    super('conformance');
  }

  async get(ctx: Context, key: string): Promise<string> {
    return Buffer.from(await ctx.stub.getState(key)).toString();
  }

  async put(ctx: Context, key: string, value: string): Promise<void> {
    await ctx.stub.putState(key, Buffer.from(value));
  }

  async putElsewhere(ctx: Context, namespace: string, key: string, value: string): Promise<string> {
    const answer = await ctx.stub.invokeChaincode(namespace, ['conformance:put', key, value], '');
    return JSON.stringify({ status: answer.status, message: answer.message });
  }

  async increment(ctx: Context, key: string): Promise<string> {
    const value = Number(Buffer.from(await ctx.stub.getState(key)).toString()) + 1;
    await ctx.stub.putState(key, Buffer.from(String(value)));
    return String(value);
  }

  async refuse(_ctx: Context, message: string): Promise<void> {
    return Promise.reject(new Error(message));
  }
}
