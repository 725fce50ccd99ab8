import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AEO_REASONS, certificateStateAt, instantOf, sponsorOf, versionAt } from '@fairway/model';
import {
  Aeo,
  AeoListImport,
  LIST_STATES,
  listedReason,
  ListRow,
  Participants,
  Session,
  type BadRow,
  type ListResult,
  type MissingRevoked,
  type Party,
  type RowChange,
} from '@fairway/sdk';
import { signAct } from '@fairway/wallets';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { examples } from '../examples.js';
import { EXIT } from '../failure.js';
import { openSigner, withKeys, type KeyRingOptions } from '../key-ring.js';
import { COLUMNS_HELP, columnOf } from '../list/columns.js';
import { generate } from '../list/generate.js';
import { readList } from '../list/read-list.js';
import { toCsv, toWcoJson } from '../list/write-list.js';
import { date } from '../moment.js';
import { openPlace } from '../place.js';
import { progressLine } from '../progress-line.js';
import { reported, said } from '../reported.js';
import { read, reading, type ReadingOptions } from '../speaking.js';
import { table } from '../table.js';

interface ImportOptions extends ReadingOptions, KeyRingOptions {
  registrar: string;
  officer: string;
  dryRun?: true;
  dueDiligence?: string;
  checkedOn?: string;
  missing: 'report' | 'revoke';
  missingReason: (typeof AEO_REASONS)[number];
}

const CHANGES: readonly RowChange[] = [
  'added',
  'changed',
  'suspended',
  'reinstated',
  'revoked',
  'differing',
  'untouched',
];

const NOT_TAKEN_HELP = `A list changes neither an operator's name, which takes its deed (fairway participant rename) or is
corrected (fairway participant amend), nor the ground of a decision that stands. Where it says something else, the
rest of the row is done, and the difference is told each time; a row with nothing else to do counts as differing.`;

/** Adds `aeo import`, `aeo export` and `aeo generate`: a member's periodic list. */
export function addAeoListCommands(aeo: Command): void {
  examples(
    withKeys(reading(aeo.command('import <list>').description("bring the ledger to what a member's list in CSV says")))
      .requiredOption('--registrar <key>', 'the stored key that registers holders')
      .requiredOption('--officer <key>', 'the stored key of the AEO officer')
      .option('--dry-run', 'show what would change, and change nothing')
      .option('--due-diligence <reference>', "the file of the holders' checks; absent: the list's name")
      .option('--checked-on <date>', 'the day of these checks; absent: yesterday', date)
      .addOption(
        new Option('--missing <what>', 'certificates that the list does not have; one with bad rows revokes none')
          .choices(['report', 'revoke'])
          .default('report'),
      )
      .addOption(
        new Option('--missing-reason <ground>', 'why they are revoked')
          .choices(AEO_REASONS)
          .default('conditions-not-met'),
      )
      .action(reported(importList)),
    'fairway aeo import list.csv --registrar ana --officer maria --dry-run --network bconnect --member AR',
  ).addHelpText(
    'after',
    `\nColumns, with commas or semicolons, by either name; eori or lei for tin:\n${COLUMNS_HELP}\n\n${NOT_TAKEN_HELP}`,
  );

  examples(
    reading(aeo.command('export').description('write all certificates as a list, through the services of their issuer'))
      .addOption(
        new Option('--format <format>', 'CSV as import takes it, or WCO Data Model names in JSON')
          .choices(['csv', 'json'])
          .default('csv'),
      )
      .option('--output <file>', 'where to; absent: to the terminal')
      .action(
        reported(async (options: ReadingOptions & { format: 'csv' | 'json'; output?: string }) => {
          const [issuer, { rows, left }] = await read(
            options,
            async ({ session, home }) => [home, await listOf(session, home)] as const,
          );
          if (left.length > 0) console.error(`left out, since nobody knows who holds them: ${left.join(', ')}`);
          const asJson = options.format === 'json' || options.json === true;
          const text = asJson ? `${JSON.stringify(toWcoJson(issuer, rows), null, 2)}\n` : toCsv(rows);
          if (options.output === undefined) process.stdout.write(text);
          else await writeFile(options.output, text);
        }),
      ),
    'fairway aeo export --format json --output list.json --network bconnect --member AR',
  );

  examples(
    aeo
      .command('generate')
      .description('write a list of made-up operators, the same for the same seed')
      .option('--rows <count>', 'how many', count, 1000)
      .option('--seed <number>', 'which list', count, 1)
      .option('--issuer <member>', 'whose list', 'AR')
      .option('--type <code>', "the programme's type code", 'OEA')
      .action(
        reported(async (options: { rows: number; seed: number; issuer: string; type: string }) => {
          const { rows, seed, issuer, type } = options;
          process.stdout.write(toCsv(generate(issuer, type, rows, seed)));
          await Promise.resolve();
        }),
      ),
    'fairway aeo generate --rows 1000 > list.csv',
  );
}

async function importList(file: string, options: ImportOptions): Promise<void> {
  const { rows, bad } = await readList(file);
  const [registrar, officer] = [await partyOf(options.registrar, options), await partyOf(options.officer, options)];
  const issuer = sponsorOf(officer.handle);
  const place = await openPlace(options, issuer);
  try {
    const session = (party: Party) => new Session({ ledger: place.ledger, members: place.members, party });
    const show = options.json !== true && process.stdout.isTTY === true;
    const work = new AeoListImport({
      issuer,
      registrar: session(registrar),
      officer: session(officer),
      dueDiligence: {
        reference: options.dueDiligence ?? basename(file).slice(0, 64),
        on: options.checkedOn ?? instantOf(Date.now() - 86_400_000).slice(0, 10),
      },
      onRow: (done, all) => show && progressLine('…', `${bar(done, all)} ${done} of ${all} rows`, done === all),
    });
    const planned = await work.plan(rows);
    if (options.dryRun && options.json !== true) console.log(planTable(planned));
    const result = options.dryRun ? planned : await work.apply(rows);
    const named = (row: BadRow) => ({ ...row, ...(row.column && { column: columnOf(row.column) }) });
    const all = {
      ...result,
      bad: [...bad, ...result.bad.map(named)].sort((one, other) => one.line - other.line),
      notTaken: result.notTaken.map(named),
    };
    const ended =
      options.missing === 'revoke' && !options.dryRun
        ? await work.revokeMissing(all, options.missingReason)
        : { revoked: [], kept: [] };
    const answer = { issuer, dryRun: options.dryRun === true, ...summary(all), ...all, missingRevoked: ended.revoked };
    said(options, { ...answer, missingKept: ended.kept }, summaryText(all, ended, options));
    process.exitCode = all.bad.length + ended.kept.length > 0 ? EXIT.failed : EXIT.done;
  } finally {
    await place.close();
  }
}

async function partyOf(key: string, options: KeyRingOptions): Promise<Party> {
  const { handle, signer } = await openSigner(key, options);
  return { handle, sign: (act) => signAct(act, [{ handle, signer }]) };
}

const bar = (done: number, all: number): string => {
  const filled = Math.round((done / Math.max(all, 1)) * 24);
  return '█'.repeat(filled) + '░'.repeat(24 - filled);
};

const planTable = ({ rows }: ListResult): string =>
  table(
    ['line', 'number', 'change', 'by'],
    rows
      .filter(({ change }) => change !== 'untouched')
      .map(({ line, number, change, steps }) => [line, number, change, steps.join(', ')]),
  );

const summary = ({ rows }: ListResult): Record<RowChange, number> =>
  Object.fromEntries(CHANGES.map((change) => [change, rows.filter((row) => row.change === change).length])) as Record<
    RowChange,
    number
  >;

function summaryText(result: ListResult, { revoked, kept }: MissingRevoked, { dryRun }: ImportOptions): string {
  const counts = Object.entries(summary(result)).map(([change, number]) => [change, number]);
  const missing = [
    ['missing in the list', result.missing.length - revoked.length],
    ...(revoked.length > 0 ? [['missing, revoked', revoked.length]] : []),
  ];
  return [
    table([dryRun ? 'would be' : 'is', 'certificates'], [...counts, ...missing, ['bad rows', result.bad.length]]),
    ...firstOf(['line', 'column', 'code', 'why'], result.bad.map(toldOf)),
    ...firstOf(['line, done but for', 'column', 'code', 'why it stays'], result.notTaken.map(toldOf)),
    ...firstOf(
      ['missing, not revoked', 'code', 'why'],
      kept.map(({ number, code, sentence }) => [number, code, sentence]),
    ),
  ].join('\n');
}

const toldOf = ({ line, column, code, sentence }: BadRow) => [line, column, code, sentence];

/** A table of as many rows as one reads, and how many more there are; nothing where there are none. */
function firstOf(head: string[], rows: Parameters<typeof table>[1]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > 50 ? [`and ${rows.length - 50} more; --json shows all`] : [];
  return [table(head, rows.slice(0, 50)), ...more];
}

/** A whole number from 0. */
function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number from 0 to 999999999 is accepted');
  return Number(text);
}

/** All certificates of an issuer as rows of a list, with their holders as its own services know them. */
async function listOf(session: Session, issuer: string): Promise<{ rows: ListRow[]; left: string[] }> {
  const participants = new Participants(session);
  const found = await Array.fromAsync(new Aeo(session).list(issuer, { pageSize: 100 }));
  const certificates = found.flatMap((one) => ('certificate' in one ? [one.certificate] : []));
  const left = found.flatMap((one) => ('certificate' in one ? [] : [one.number]));
  const identities = await participants.privates(issuer, [...new Set(certificates.map(({ holder }) => holder))]);
  const now = instantOf(Date.now());
  const rows: ListRow[] = [];
  for (const certificate of certificates) {
    const { number, holder, grantedOn, terms } = certificate;
    const identity = identities.get(holder) ?? (await participants.get(holder)).public;
    const identifier = identity?.identifiers[0];
    if (!identity || !identifier) {
      left.push(number);
      continue;
    }
    const { type, validFrom, validTo, reviewOn } = versionAt(terms, now) ?? terms.at(-1)!;
    const { state = 'active', reason } = certificateStateAt(certificate, now) ?? {};
    const status = LIST_STATES.find((one) => one === state) ?? 'revoked';
    const { name, address, contact } = { address: undefined, contact: undefined, ...identity };
    rows.push({
      ...{ number, identifier, name, type, grantedOn, validFrom, status },
      ...{ address, contact, validTo, reviewOn },
      ...(status === 'active' ? {} : { reason: listedReason(reason) as ListRow['reason'] }),
    });
  }
  return { rows, left };
}
