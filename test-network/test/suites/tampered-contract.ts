import { Contract, type Context } from 'fabric-contract-api';
import shim from 'fabric-shim';

/** What a tampered chaincode is told to do. */
export type Step =
  | ['put', key: string, value: string]
  | ['delete', key: string]
  /** Lets these members alone write a key from now on. */
  | ['police', key: string, ...members: string[]]
  | ['putPrivate', collection: string, key: string, value: string]
  | ['event', name: string, payload: string]
  /** Has another name do its part, in the same transaction. */
  | ['call', namespace: string, steps: readonly Step[]];

/** A contract that does whatever it is told: what members run who have thrown the agreed one away. */
export class TamperedContract extends Contract {
  constructor() {
    super('tampered');
  }

  async run(ctx: Context, steps: string): Promise<void> {
    for (const step of JSON.parse(steps) as Step[]) await perform(ctx, step);
  }
}

async function perform({ stub }: Context, [what, name, ...rest]: Step): Promise<void> {
  switch (what) {
    case 'put':
      return stub.putState(name, Buffer.from(rest[0] as string));
    case 'delete':
      return stub.deleteState(name);
    case 'police': {
      const policy = new shim.KeyEndorsementPolicy();
      policy.addOrgs('MEMBER', ...(rest as string[]));
      return stub.setStateValidationParameter(name, policy.getPolicy());
    }
    case 'putPrivate':
      return stub.putPrivateData(name, rest[0] as string, Buffer.from(rest[1] as string));
    case 'event':
      return void stub.setEvent(name, Buffer.from(rest[0] as string));
    case 'call': {
      const { status, message } = await stub.invokeChaincode(name, ['tampered:run', JSON.stringify(rest[0])], '');
      if (status !== 200) throw new Error(message);
    }
  }
}
