import { openEmbedded, type EmbeddedNetwork, type EmbeddedOptions } from '@fairway/test-network';
import type { Call, Endorsed, Ledger, Outcome } from '@fairway/sdk';
import { ConformanceContract, type Step } from '#src/conformance/contract.js';

const open: EmbeddedNetwork[] = [];

/** A network of three members running the conformance contract, closed after the test. */
export async function smallNetwork(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedNetwork> {
  const network = await openEmbedded({
    members: ['AR', 'BO', 'BR'],
    contracts: () => [ConformanceContract],
    ...options,
  });
  open.push(network);
  return network;
}

export async function closeNetworks(): Promise<void> {
  await Promise.all(open.splice(0).map((network) => network.close()));
}

/** A call of the conformance contract in a member's namespace. */
export function script(member: string, ...steps: Step[]): Call {
  return {
    namespace: `fairway-${member.toLowerCase()}`,
    transaction: 'conformance:run',
    args: [JSON.stringify(steps)],
  };
}

export async function submit(ledger: Ledger, asked: Call): Promise<Outcome> {
  return await settle(ledger, await ledger.endorse(asked));
}

export async function settle(ledger: Ledger, endorsed: Endorsed): Promise<Outcome> {
  await ledger.send(endorsed);
  return await ledger.outcome(endorsed.transactionId);
}

/** The only step's result. */
export async function read(ledger: Ledger, asked: Call): Promise<unknown> {
  return (JSON.parse(Buffer.from(await ledger.evaluate(asked)).toString()) as unknown[])[0];
}

/** The error's code, of a LedgerError or a Refusal alike. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'none';
  } catch (error) {
    return (error as { code: string }).code;
  }
}
