import { createInterface } from 'node:readline';
import { styleText } from 'node:util';
import { keepTicking, officerPart, type DevelopmentIssuer, type Part } from '@fairway/gateway';
import { PublicJwk, check, namespaceOf, type Handle } from '@fairway/model';
import { Participants } from '@fairway/sdk';
import type { Stage } from '@fairway/test-network';
import { mark } from '../table.js';
import type { Cast } from './cast.js';
import { MEMBERS, type Setting } from './setting.js';

/** What a member's gateway is called in tokens. */
export const audienceOf = (member: string): string => `gateway-${member}`;

/** The officers' page of a member, where an issuer for development believes who one says one is. */
export const officerPage = (member: string, { issuer }: DevelopmentIssuer): Part =>
  officerPart({ clientId: 'officers', resource: audienceOf(member) }, { member, members: MEMBERS, issuer });

/** Says how whoever looks on can be an officer. */
export function showOfficersWay({ member }: Cast, { page, number }: { page: string; number: string }): void {
  console.log(`  what ${member}'s officers decide, and you as one of them
    ${styleText('cyan', page)}
    sign in, make a key, copy it and paste it here with Enter: the registrar registers it, and you tell the page the
    handle. Then suspend ${number} there, and load the first page above again: it says so.\n`);
}

/**
 * While somebody looks on, until Ctrl-C: the members' clocks go on, and the registrar of a member registers as its
 * officer's each public key that is typed in.
 */
export async function keepOpen(setting: Setting, stage: Stage, cast: Cast): Promise<void> {
  const end = new AbortController();
  const ticking = MEMBERS.map((member) =>
    keepTicking({
      ...{ namespace: namespaceOf(member), interval: 300_000, ledger: () => setting.ledger(member) },
      ...{ log: () => undefined, signal: end.signal },
    }),
  );
  // Not as a terminal of its own, which would keep Ctrl-C from whoever started this.
  const lines = createInterface({ input: process.stdin, terminal: false });
  let registering: Promise<void> = Promise.resolve();
  lines.on('line', (line) => {
    if (line.trim() !== '') registering = registering.then(() => registerAs(stage, cast, line));
  });
  await interrupted();
  lines.close();
  end.abort();
  await Promise.all([...ticking, registering]);
}

async function registerAs(stage: Stage, cast: Cast, line: string): Promise<void> {
  try {
    const handle = await registered(stage, cast, JSON.parse(line));
    console.log(
      `  ${mark(true, `registered by ${cast.member}'s registrar: your handle is ${styleText('bold', handle)}`)}`,
    );
  } catch (error) {
    const why = error instanceof SyntaxError ? 'paste the public key as the page shows it' : (error as Error).message;
    console.log(`  ${mark(false, why)}`);
  }
}

async function registered(stage: Stage, { member, registrar }: Cast, jwk: unknown): Promise<Handle> {
  const registry = new Participants(stage(member, registrar));
  const args = {
    ...{ roles: ['aeo-officer' as const], office: 'Programa OEA', keys: [{ jwk: check(PublicJwk, jwk) }] },
    dueDiligence: { reference: 'EXP-2026-0002', on: '2026-01-15' },
  };
  return (await registry.register(member, args, { name: 'Quien mira', identifiers: [] })).handle;
}

/** Waits for Ctrl-C, or to be ended otherwise. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
