import { join } from 'node:path';
import { contractsFor } from '@fairway/chaincode';
import { namespaceOf } from '@fairway/model';
import { authorityRoot, shippedTopology } from '@fairway/network';
import { submit, type Attesting, type Ledger } from '@fairway/sdk';
import { ADMINISTRATIONS, openEmbedded, openLocal } from '@fairway/test-network';
import { Contract, type Context } from 'fabric-contract-api';

export interface DemoOptions {
  /** On real Fabric nodes instead of the embedded network. */
  fabric?: boolean;
  json?: boolean;
  /** Whether gateways and page run on; by default where a person looks on. */
  stay?: boolean;
  /** Where real networks live. */
  root?: string;
}

export const MEMBERS = ADMINISTRATIONS.map(({ member }) => member);

/** Who agree to forge what is another member's. */
export const FORGERS = ['BR', 'PY'];

/** What the forgers run beside the honest contracts: it writes whatever it is told to. */
class Doctored extends Contract {
  constructor() {
    super('doctored');
  }

  async write(ctx: Context, kind: string, id: string, value: string): Promise<void> {
    await ctx.stub.putState(ctx.stub.createCompositeKey(kind, [id]), Buffer.from(value));
  }
}

/** The members' ledgers, and what ends them. */
export interface Setting {
  ledger: (member: string) => Ledger & Attesting;
  /** A member's root certificate, in PEM. */
  rootOf: (member: string) => Promise<string>;
  channel: string;
  close: () => Promise<void>;
}

/** Opens a network of five members that nobody has used. */
export async function openSetting(
  { fabric, root = '.fairway' }: DemoOptions,
  say: (line: string) => void,
): Promise<Setting> {
  if (fabric) {
    const topology = { ...(await shippedTopology('bconnect')), name: 'demo', basePort: 29_000 };
    const local = await openLocal({
      topology,
      root: join(root, 'networks'),
      onProgress: ({ step, member, state }) =>
        state === 'begun' && say(member === undefined ? step : `${member}: ${step}`),
      onBuild: say,
    });
    return {
      ledger: (member) => local.ledger(member),
      rootOf: (member) => authorityRoot(local.homes.get(member)!),
      channel: topology.channel,
      close: () => local.close(true),
    };
  }
  const embedded = await openEmbedded({
    members: MEMBERS,
    contracts: (namespace, member) => [...contractsFor(namespace), ...(FORGERS.includes(member) ? [Doctored] : [])],
  });
  await Promise.all(MEMBERS.map((member) => submit(embedded.ledger({ member }), tickOf(member))));
  return {
    ledger: (member) => embedded.ledger({ member }),
    rootOf: (member) => Promise.resolve(embedded.roots.get(member)!),
    channel: embedded.channel,
    close: () => embedded.close(),
  };
}

const tickOf = (member: string) => ({ namespace: namespaceOf(member), transaction: 'clock:tick', args: [] });
