import {
  AEO_REASONS,
  CERTIFICATE_STATES,
  Refusal,
  certificateStateAt,
  instantOf,
  versionAt,
  type AeoCertificate,
  type CertificateState,
} from '@fairway/model';
import { Aeo, touchedUses, type Listed } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import { doneByText } from '../done-by-text.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { EXIT } from '../failure.js';
import { date, moment } from '../moment.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { act, acting, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, mark, table } from '../table.js';

interface TermOptions {
  type: string;
  validFrom: string;
  validTo?: string;
  reviewOn?: string;
}
type IssuedBy = { issuer?: string };
type Ending = Pick<TermOptions, 'validTo' | 'reviewOn'>;
type Outcome = 'upheld' | 'dismissed';
type Bar = { reason: (typeof AEO_REASONS)[number]; note?: string; from?: string };

/** Adds `aeo …`: certificates of Authorised Economic Operators. */
export function addAeoCommands(aeo: Command): void {
  const on = (usage: string, description: string) => aeo.command(usage).description(description);
  const changing = (usage: string, description: string) =>
    acting(on(usage, description)).option('--issuer <member>', "the issuing member; absent: the signer's");
  const looking = (usage: string, description: string) =>
    reading(on(usage, description)).option('--issuer <member>', 'the issuing member; absent: the one spoken through');
  const withTerms = (command: Command) =>
    withEnd(
      command
        .requiredOption('--type <code>', "the programme's type code, e.g. OEA, AEOF")
        .requiredOption('--valid-from <date>', 'the first day', date),
    );
  const withNote = (command: Command) => command.option('--note <text>', 'what an officer should know');
  const withGround = (command: Command) =>
    withNote(
      command.addOption(new Option('--reason <ground>', 'the ground').choices(AEO_REASONS).makeOptionMandatory()),
    );
  const withBar = (command: Command) => withFrom(withGround(command));
  /** A command that acts on one certificate and answers with a sentence. */
  const acts = <O>(
    command: Command,
    past: string,
    run: (aeo: Aeo, issuer: string, number: string, options: O) => ReturnType<Aeo['grant']>,
  ) =>
    command.action(
      reported(async (number: string, options: ActingOptions & IssuedBy & O) =>
        act(options, async ({ session, home }) => {
          const issuer = options.issuer ?? home;
          const receipt = await run(new Aeo(session), issuer, number, options);
          done(options, receipt, `${number} of ${issuer} is ${past}`, { issuer, number });
        }),
      ),
    );

  examples(
    acts(
      withTerms(changing('grant <number>', 'grant a certificate, as AEO officer'))
        .requiredOption('--holder <handle>', 'the operator')
        .requiredOption('--granted-on <date>', 'the day of the decision', date),
      'granted',
      (certificates, issuer, number, options: TermOptions & { holder: string; grantedOn: string }) => {
        const { holder, grantedOn } = options;
        return certificates.grant(issuer, number, { holder, grantedOn, ...termsOf(options) });
      },
    ),
    'fairway aeo grant AR-2026/0001 --as maria --holder ar-… --type OEA \\\n' +
      '      --granted-on 2026-02-02 --valid-from 2026-02-02 --valid-to 2029-02-01',
  );

  examples(
    acts(
      withFrom(withTerms(changing('amend <number>', 'change the terms, the whole of them'))).requiredOption(
        '--reason <text>',
        'why',
      ),
      'amended',
      (certificates, issuer, number, options: TermOptions & { reason: string; from?: string }) => {
        const { reason, from } = options;
        return certificates.amend(issuer, number, { ...termsOf(options), reason, ...present({ from }) });
      },
    ),
    'fairway aeo amend AR-2026/0001 --as maria --type OEA --valid-from 2026-02-02 --review-on 2028-02-01 --reason "EXP-9"',
  );

  examples(
    acts(
      withBar(changing('suspend <number>', 'suspend a certificate, as AEO officer')),
      'suspended',
      (certificates, issuer, number, options: Bar) => certificates.suspend(issuer, number, barOf(options)),
    ),
    'fairway aeo suspend AR-2026/0001 --as maria --reason under-investigation',
  );

  examples(
    acts(
      withFrom(withNote(changing('reinstate <number>', 'end a suspension'))),
      'active again',
      (certificates, issuer, number, { note, from }: Omit<Bar, 'reason'>) =>
        certificates.reinstate(issuer, number, present({ note, from })),
    ),
    'fairway aeo reinstate AR-2026/0001 --as maria',
  );

  examples(
    acts(
      withBar(changing('revoke <number>', 'revoke a certificate, for good')),
      'revoked',
      (certificates, issuer, number, options: Bar) => certificates.revoke(issuer, number, barOf(options)),
    ),
    'fairway aeo revoke AR-2026/0001 --as maria --reason security-breach --from 2026-12-01T00:00-03:00',
  );

  examples(
    acts(
      withFrom(withNote(withEnd(changing('renew <number>', 'set a later last day or review')))),
      'renewed',
      (certificates, issuer, number, { validTo, reviewOn, note, from }: Ending & Omit<Bar, 'reason'>) =>
        certificates.renew(issuer, number, present({ validTo, reviewOn, note, from })),
    ),
    'fairway aeo renew AR-2026/0001 --as maria --valid-to 2032-02-01',
  );

  examples(
    acts(
      withFrom(withNote(changing('withdraw <number>', 'give a certificate up, as its holder'))),
      'withdrawn',
      (certificates, issuer, number, { note, from }: Omit<Bar, 'reason'>) =>
        certificates.withdraw(issuer, number, present({ note, from })),
    ),
    'fairway aeo withdraw AR-2026/0001 --as frigorifico --from 2026-12-31T00:00-03:00',
  );

  examples(
    acts(
      withGround(changing('annul <number>', 'undo a certificate from its start: no moment of it was good')),
      'annulled',
      (certificates, issuer, number, { reason, note }: Bar) =>
        certificates.annul(issuer, number, present({ reason, note })),
    ),
    'fairway aeo annul AR-2026/0001 --as maria --reason granted-in-error --note "Res. 14/2026"',
  );

  examples(
    acts(
      withNote(changing('appeal <number>', 'record an appeal against a suspension, revocation or annulment'))
        .requiredOption('--reference <text>', "the court's or administration's reference")
        .option('--of <act>', 'the act of the decision, as history shows it; absent: the last one that bars')
        .option('--suspensive', 'the appeal suspends the effect of the decision while it is pending')
        .option('--from <moment>', 'when it takes effect, not before the decision; absent: when recorded', moment),
      'under appeal',
      async (certificates, issuer, number, options: Bar & { reference: string; of?: string; suspensive?: true }) => {
        const { reference, suspensive = false, note, from } = options;
        const of = options.of ?? lastDecision(await certificates.get(issuer, number));
        return certificates.appeal(issuer, number, { reference, of, suspensive, ...present({ note, from }) });
      },
    ),
    'fairway aeo appeal AR-2026/0001 --as maria --reference "CAF 1234/2026" --suspensive',
  );

  examples(
    acts(
      withFrom(withNote(changing('resolve-appeal <number>', 'record how an appeal was decided')))
        .requiredOption('--reference <text>', 'the reference under which it was recorded')
        .addOption(
          new Option('--outcome <outcome>', 'upheld: the decision falls; dismissed: it stands')
            .choices(['upheld', 'dismissed'])
            .makeOptionMandatory(),
        ),
      'judged on appeal',
      (certificates, issuer, number, options: Omit<Bar, 'reason'> & { reference: string; outcome: Outcome }) => {
        const { reference, outcome, note, from } = options;
        return certificates.resolveAppeal(issuer, number, { reference, outcome, ...present({ note, from }) });
      },
    ),
    'fairway aeo resolve-appeal AR-2026/0001 --as maria --reference "CAF 1234/2026" --outcome upheld',
  );

  examples(
    looking('get <number>', 'a certificate as its signed acts make it').action(
      reported(async (number: string, options: ReadingOptions & IssuedBy) => {
        const found = await read(options, ({ session, home }) => new Aeo(session).get(options.issuer ?? home, number));
        said(options, found, certificateText(found));
      }),
    ),
    'fairway aeo get AR-2026/0001 --issuer AR --network bconnect --member UY',
  );

  examples(
    looking('check <number>', 'whether a certificate is good; exit code 0 if it is, 3 if not')
      .option('--at <moment>', 'at this moment; absent: now', moment)
      .option('--known-at <moment>', 'as far as it was recorded by then; absent: all that is recorded', moment)
      .action(
        reported(async (number: string, options: ReadingOptions & IssuedBy & { at?: string; knownAt?: string }) => {
          const answer = await read(options, ({ session, home }) =>
            new Aeo(session).check(options.issuer ?? home, number, options.at, options.knownAt),
          );
          process.exitCode = answer.valid ? EXIT.done : EXIT.notValid;
          const { valid, because, at, knownAt, type, covers, roles, holder } = answer;
          const { validTo, reviewOn, reason, since, recordedAt } = answer;
          const facts = lines({
            ...{ at, 'known at': knownAt, since, 'recorded at': recordedAt },
            ...{ type, covers: covers?.join(', '), roles: roles?.join(', ') },
            ...{ holder, 'valid to': validTo, 'review on': reviewOn, reason },
          });
          said(options, answer, `${mark(valid, `${valid ? 'valid' : 'not valid'}: ${because}`)}\n${facts}`);
        }),
      ),
    'fairway aeo check AR-2026/0001 --issuer AR --at 2026-03-01T12:00Z --known-at 2026-04-01T12:00Z',
  );

  examples(
    looking('history <number>', 'who did what to a certificate, when and why; oldest first').action(
      reported(async (number: string, options: ReadingOptions & IssuedBy) => {
        const events = await read(options, ({ session, home }) =>
          new Aeo(session).history(options.issuer ?? home, number),
        );
        const rows = events.map((event) => [
          ...[event.recordedAt, event.from, event.type, doneByText(event)],
          ...[event.why, event.act, event.transactionId.slice(0, 16)],
        ]);
        said(
          options,
          events,
          table(['recorded at', 'effective from', 'type', 'by', 'why', 'act', 'transaction'], rows),
        );
      }),
    ),
    'fairway aeo history AR-2026/0001 --issuer AR',
  );

  examples(
    looking('touched <number>', 'the uses that an annulment or a judgment touches, through services of the issuer')
      .option('--act <act>', 'the act, as history shows it; absent: the last one')
      .action(
        reported(async (number: string, options: ReadingOptions & IssuedBy & { act?: string }) => {
          const found = await read(options, async ({ session, home }) => {
            const issuer = options.issuer ?? home;
            const last = options.act ?? (await new Aeo(session).history(issuer, number)).at(-1)!.act;
            return Array.fromAsync(touchedUses(session, issuer, number, last));
          });
          const rows = found.map(({ partner, on, declaration, benefit, agreement }) => [
            ...[partner, on, declaration],
            ...[benefit, agreement],
          ]);
          said(options, found, table(['partner', 'on', 'declaration', 'benefit', 'agreement'], rows));
        }),
      ),
    'fairway aeo touched AR-2026/0001 --network bconnect --member AR',
  );

  examples(
    looking('list', "an issuer's certificates, in the order of their numbers")
      .addOption(new Option('--status <status>', 'only those').choices(CERTIFICATE_STATES))
      .action(
        reported(async (options: ReadingOptions & IssuedBy & { status?: CertificateState }) => {
          const filter = present({ status: options.status });
          const listed = await read(options, ({ session, home }) =>
            Array.fromAsync(new Aeo(session).list(options.issuer ?? home, filter)),
          );
          const titles = ['number', 'status', 'type', 'holder', 'valid from', 'valid to', 'review on'];
          said(options, listed, table(titles, listed.map(rowOf)));
        }),
      ),
    'fairway aeo list --issuer AR --status suspended',
  );
}

const withEnd = (command: Command): Command =>
  command
    .option('--valid-to <date>', 'the last day', date)
    .option('--review-on <date>', 'the day of the next review', date);

const withFrom = (command: Command): Command =>
  command.option('--from <moment>', 'when it takes effect; absent: when it is recorded', moment);

const termsOf = ({ type, validFrom, validTo, reviewOn }: TermOptions) =>
  present({ type, validFrom, validTo, reviewOn });

const barOf = ({ reason, note, from }: Bar) => present({ reason, note, from });

function certificateText(certificate: AeoCertificate): string {
  const { issuer, number, holder, grantedOn, timeZone, status, terms, appeals } = certificate;
  const states = status.map(({ state, from, recordedAt, reason }) => [state, from, recordedAt, reason]);
  const kept = terms.map(({ type, validFrom, validTo, reviewOn, from, recordedAt }) => [
    ...[type, validFrom, validTo, reviewOn],
    ...[from, recordedAt],
  ]);
  const contested = appeals.map(({ reference, of, suspensive, from, recordedAt, outcome }) => [
    ...[reference, status.find(({ act }) => act === of)!.state, suspensive ? 'suspended' : 'goes on'],
    ...[from, recordedAt, outcome?.result ?? 'pending', outcome?.from, outcome?.recordedAt],
  ]);
  const titles = [
    'appeal',
    'against',
    'effect',
    'from',
    'recorded at',
    'outcome',
    'outcome from',
    'outcome recorded at',
  ];
  return [
    lines({ number, issuer, holder, 'granted on': `${grantedOn} (${timeZone})` }),
    table(['status', 'from', 'recorded at', 'reason'], states),
    table(['type', 'valid from', 'valid to', 'review on', 'terms since', 'recorded at'], kept),
    ...(contested.length === 0 ? [] : [table(titles, contested)]),
  ].join('\n');
}

/** The act of the decision that an appeal is most likely against. */
function lastDecision({ status }: AeoCertificate): string {
  const decision = status.findLast(({ state }) => state !== 'active' && state !== 'withdrawn');
  if (!decision)
    throw new Refusal('DECISION_UNKNOWN', 'a certificate that was suspended, revoked or annulled is accepted');
  return decision.act;
}

function rowOf(listed: Listed): (string | undefined)[] {
  if ('refusal' in listed) return [listed.number, `not carried by its acts: ${listed.refusal.code}`];
  const { number, holder, terms } = listed.certificate;
  const now = instantOf(Date.now());
  const { type, validFrom, validTo, reviewOn } = versionAt(terms, now) ?? terms[0]!;
  return [number, certificateStateAt(listed.certificate, now)?.state, type, holder, validFrom, validTo, reviewOn];
}
