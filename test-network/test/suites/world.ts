import { AEO_TYPES, namespaceOf, type Citation } from '@fairway/model';
import { submit, type Committed, type Ledger } from '@fairway/sdk';
import {
  ADMINISTRATIONS,
  foundMember,
  publishAeoTypes,
  registerCarrier,
  registerOfficer,
  registerTrader,
  stageOf,
  type Actor,
  type Stage,
} from '@fairway/test-network';

/** A network to run the suites on; the same cases run on every one of them. */
export interface Network {
  name: string;
  /** At least two; the first issues, the second is its partner. */
  members: readonly string[];
  /** A member's way to the ledger: as its service, or with a certificate that is none. */
  ledger(member: string, as?: 'service' | 'client'): Ledger;
  /** Where a test can set the time; on a real network it cannot. */
  time?: { now(): Date; set(date: Date): void };
  close(): Promise<void>;
}

/** A network with its first two members founded, and someone in every part that the suites need. */
export interface World extends Network {
  stage: Stage;
  issuer: string;
  partner: string;
  registrar: Actor;
  officer: Actor;
  trader: Actor;
  partnerRegistrar: Actor;
  partnerOfficer: Actor;
  /** The issuer's one carrier, under the first code that is at home there. */
  carrier(): Promise<Actor & { code: string }>;
  /** Sets a member's clock on the ledger, as its ticker does. */
  tick(member: string): Promise<void>;
  /** The issuer's table of AEO types as it stands, for acts that a test signs by itself. */
  types(): Promise<Citation>;
  /** A number that no certificate has yet. */
  newNumber(): string;
}

const ready = new WeakMap<Network, Promise<World>>();

/** Founds the members once a network, however many suites share it. */
export function worldOn(network: Network): Promise<World> {
  if (!ready.has(network)) ready.set(network, found(network));
  return ready.get(network)!;
}

/** A ledger whose writes end when those members have them, so that a test may ask any of their peers. */
function settled(own: Ledger, others: readonly Ledger[]): Ledger {
  return {
    evaluate: (...args) => own.evaluate(...args),
    endorse: (...args) => own.endorse(...args),
    send: (...args) => own.send(...args),
    outcome: async (...args) => (await Promise.all([own, ...others].map((one) => one.outcome(...args))))[0]!,
    height: (...args) => own.height(...args),
    blocks: (...args) => own.blocks(...args),
    blocksWithPrivateData: (...args) => own.blocksWithPrivateData(...args),
    close: () => own.close(),
  };
}

async function found(given: Network): Promise<World> {
  const [issuer, partner] = given.members as [string, string];
  const ledgers = new Map<string, Ledger>();
  const ledger: Network['ledger'] = (member, as = 'service') => {
    const name = `${member} ${as}`;
    const others = [issuer, partner].filter((one) => one !== member);
    if (!ledgers.has(name))
      ledgers.set(
        name,
        settled(
          given.ledger(member, as),
          others.map((one) => given.ledger(one)),
        ),
      );
    return ledgers.get(name)!;
  };
  const network: Network = { ...given, ledger };
  const stage = stageOf(
    network.members,
    (member) => network.ledger(member),
    network.time ? { now: () => network.time!.now() } : {},
  );
  const tick = async (member: string): Promise<void> => {
    const call = { namespace: namespaceOf(member), transaction: 'clock:tick', args: [] };
    await submit(network.ledger(member), call, { timeout: 30_000 });
  };
  await Promise.all([issuer, partner].map(tick));
  const administration = (member: string) => ADMINISTRATIONS.find((one) => one.member === member)!;
  const [registrar, partnerRegistrar] = await Promise.all(
    [issuer, partner].map((member) => foundMember(stage, administration(member), 'behaviour')),
  );
  await Promise.all([registrar!, partnerRegistrar!].map((one) => publishAeoTypes(stage, one)));
  const officer = await registerOfficer(stage, registrar!, 'aeo-officer');
  const partnerOfficer = await registerOfficer(stage, partnerRegistrar!, 'aeo-officer');
  const trader = await registerTrader(stage, registrar!, 1);
  let numbers = 0;
  let carrier: ReturnType<World['carrier']> | undefined;
  return {
    ...network,
    close: () => given.close(),
    stage,
    issuer,
    partner,
    registrar: registrar!,
    officer,
    trader,
    partnerRegistrar: partnerRegistrar!,
    partnerOfficer,
    carrier: () => (carrier ??= registerCarrier(stage, registrar!)),
    tick,
    types: async () => {
      const table = { member: issuer, kind: 'table', id: AEO_TYPES };
      const { sequence, act } = (await stage(partner).read(table)).head;
      return { ...table, sequence, act };
    },
    newNumber: () => `${issuer}-2026/${String(++numbers).padStart(4, '0')}`,
  };
}

/** Puts a signed act to the ledger as it is, with nothing of the SDK's own checks in between. */
export async function sendRaw(
  ledger: Ledger,
  namespace: string,
  transaction: string,
  ...args: string[]
): Promise<Committed> {
  return submit(ledger, { namespace, transaction, args });
}
