import { styleText } from 'node:util';
import { Aeo } from '@fairway/sdk';
import type { Stage } from '@fairway/test-network';
import Table from 'cli-table3';
import { mark } from '../table.js';
import { OPERATORS, type Cast } from './cast.js';
import { MEMBERS } from './setting.js';

/** What each member answers about each certificate. */
export type CertificatesResult = { number: string; issuer: string; type: string; answers: Record<string, string> }[];

/** The number of an operator's certificate. */
export const numberOf = (member: string, index: number): string =>
  `${member}-2026/${String(index + 1).padStart(4, '0')}`;

/** Every officer grants a certificate to each of its operators. */
export async function grantAll(stage: Stage, casts: readonly Cast[], say: (detail: string) => void): Promise<void> {
  let granted = 0;
  await Promise.all(
    casts.flatMap(({ member, programme, officer, operators }) =>
      operators.map(async ({ handle }, index) => {
        const terms = { grantedOn: '2026-02-02', type: programme, validFrom: '2026-02-02', validTo: '2029-02-01' };
        await new Aeo(stage(member, officer)).grant(member, numberOf(member, index), { holder: handle, ...terms });
        say(bar(++granted, casts.length * OPERATORS));
      }),
    ),
  );
}

/** Every member, by its own peer, is asked about every certificate. */
export async function everyView(stage: Stage, casts: readonly Cast[]): Promise<CertificatesResult> {
  const rows = casts.flatMap(({ member, programme }) =>
    Array.from({ length: OPERATORS }, (_, index) => ({
      issuer: member,
      number: numberOf(member, index),
      type: programme,
    })),
  );
  return Promise.all(rows.map(async (row) => ({ ...row, answers: await answersTo(stage, row.issuer, row.number) })));
}

async function answersTo(stage: Stage, issuer: string, number: string): Promise<Record<string, string>> {
  const answers = MEMBERS.map(
    async (member) => [member, (await new Aeo(stage(member)).check(issuer, number)).status] as const,
  );
  return Object.fromEntries(await Promise.all(answers));
}

/** Shows the answers as a table. */
export function showCertificates(certificates: CertificatesResult): void {
  const bare = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const head = ['Certificate', 'Type', ...MEMBERS.map((member) => `${member} sees`)];
  const table = new Table({
    head: head.map((title) => styleText('bold', title)),
    chars: bare,
    style: { head: [], border: [] },
  });
  for (const { number, type, answers } of certificates) {
    table.push([number, type, ...MEMBERS.map((member) => mark(answers[member] === 'active', answers[member]!))]);
  }
  console.log(`\n${table.toString()}\n`);
}

const bar = (done: number, all: number): string => `${'█'.repeat(done)}${'░'.repeat(all - done)} ${done}/${all}`;
