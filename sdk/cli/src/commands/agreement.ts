import { AcceptArgs, check, digestOfTerms, instantOf, termsBetween, type AgreementRecords } from '@fairway/model';
import { Agreements } from '@fairway/sdk';
import type { Command } from 'commander';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { CliFailure, EXIT } from '../failure.js';
import { givenObject } from '../given-file.js';
import { moment } from '../moment.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { act, acting, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, mark, table } from '../table.js';

type Stance = ActingOptions & { reason: string; from?: string };

/** Adds `agreement …`: mutual recognition, as each party has accepted it. */
export function addAgreementCommands(group: Command): void {
  const on = (usage: string, description: string) => group.command(usage).description(description);

  examples(
    acting(on('propose <id>', "accept terms for one's own member before the others have, as supervisor"))
      .requiredOption('--file <file>', 'version and text, in YAML or JSON')
      .action(
        reported(async (id: string, options: ActingOptions & { file: string }) => {
          const { version, text } = check(AcceptArgs, await givenObject(options.file));
          await act(options, async ({ session, home }) => {
            const receipt = await new Agreements(session).accept(home, id, version, text);
            const digest = digestOfTerms({ version, text });
            done(options, receipt, `${home} accepts ${id}, version ${version}: ${digest}`, { id, version, digest });
          });
        }),
      ),
    'fairway agreement propose MERCOSUR-1 --as sofia --file config/agreements/example.yaml',
  );

  examples(
    acting(on('accept <id>', 'accept word for word what another member has accepted, as supervisor'))
      .requiredOption('--of <member>', 'whose terms')
      .requiredOption('--digest <digest>', "the terms' digest, as agreement show gives it and as you have read them")
      .action(
        reported(async (id: string, options: ActingOptions & { of: string; digest: string }) => {
          await act(options, async ({ session, home }) => {
            const agreements = new Agreements(session);
            const { accepted } = await agreements.get(options.of, id);
            const terms = accepted.find(({ digest }) => digest === options.digest);
            if (!terms) {
              throw new CliFailure(
                'TERMS_DIFFER',
                `${options.of} has accepted no terms of ${id} with this digest; fairway agreement show ${id} has them`,
              );
            }
            const { version, text, digest } = terms;
            const receipt = await agreements.accept(home, id, version, text);
            done(options, receipt, `${home} accepts ${id}, version ${version}: ${digest}`, { id, version, digest });
          });
        }),
      ),
    'fairway agreement accept MERCOSUR-1 --as bruno --of AR --digest 3q2-…',
  );

  for (const [move, what, past] of [
    ['suspend', "suspend what is between one's own member and the other parties", 'suspended'],
    ['resume', 'end a suspension', 'resumed'],
    ['terminate', 'leave, after the notice that the terms ask for', 'left'],
  ] as const) {
    examples(
      acting(on(`${move} <id>`, `${what}, as supervisor`))
        .requiredOption('--reason <text>', 'why')
        .option('--from <moment>', 'when it takes effect; absent: as soon as it may', moment)
        .action(
          reported(async (id: string, options: Stance) => {
            await act(options, async ({ session, home }) => {
              const { reason, from } = options;
              const receipt = await new Agreements(session)[move](home, id, present({ reason, from }));
              done(options, receipt, `${id} is ${past} by ${home}`, { id });
            });
          }),
        ),
      `fairway agreement ${move} MERCOSUR-1 --as sofia --reason "Acta 7/2026"`,
    );
  }

  examples(
    reading(on('show <id>', "each party's own record of an agreement, and between whom it is in force")).action(
      reported(async (id: string, options: ReadingOptions) => {
        const records = await read(
          options,
          async ({ session }) => (await new Agreements(session).all()).get(id) ?? new Map(),
        );
        if (records.size === 0) throw new CliFailure('AGREEMENT_UNKNOWN', `no member has accepted an agreement ${id}`);
        said(options, Object.fromEntries(records), shown(records));
      }),
    ),
    'fairway agreement show MERCOSUR-1 --network bconnect --member UY',
  );

  examples(
    reading(on('list', 'all agreements that any member has accepted')).action(
      reported(async (options: ReadingOptions) => {
        const all = await read(options, ({ session }) => new Agreements(session).all());
        const rows = [...all].map(([id, records]) => [
          id,
          Math.max(...[...records.values()].map(({ accepted }) => accepted.at(-1)!.version)),
          [...records].map(([member, { stance }]) => `${member} ${stance.at(-1)!.state}`).join(', '),
        ]);
        const value = [...all].map(([id, records]) => ({ id, parties: [...records.keys()] }));
        said(options, value, table(['agreement', 'version', 'as each party stands'], rows));
      }),
    ),
    'fairway agreement list --network bconnect --member UY',
  );

  examples(
    reading(on('owed', 'what a partner owes to holders of a type, or why nothing; exit code 3 if nothing'))
      .requiredOption('--issuer <member>', 'whose programme')
      .requiredOption('--type <code>', "the programme's type code")
      .requiredOption('--partner <member>', 'who is asked to recognise it')
      .option('--at <moment>', 'at this moment; absent: now', moment)
      .option('--known-at <moment>', 'as far as it was recorded by then', moment)
      .action(
        reported(
          async (
            options: ReadingOptions & { issuer: string; type: string; partner: string; at?: string; knownAt?: string },
          ) => {
            const { issuer, type, partner, at = instantOf(Date.now()), knownAt } = options;
            const answer = await read(options, ({ session }) =>
              new Agreements(session).recognition({ issuer, type, partner, at, ...present({ knownAt }) }),
            );
            process.exitCode = answer.owed.length > 0 ? EXIT.done : EXIT.notValid;
            said(options, answer, owedText(answer.owed, answer.because));
          },
        ),
      ),
    'fairway agreement owed --issuer AR --type OEA --partner UY --network bconnect --member UY',
  );
}

/** What is owed, a line each, under the reason. */
export function owedText(
  owed: readonly { benefit: string; agreement: string; version: number }[],
  because: string,
): string {
  const rows = owed.map(({ benefit, agreement, version }) => [benefit, agreement, version]);
  const headline = mark(owed.length > 0, because);
  return rows.length === 0 ? headline : `${headline}\n${table(['benefit owed', 'agreement', 'version'], rows)}`;
}

function shown(records: AgreementRecords): string {
  const accepted = [...records.values()].flatMap(({ member, accepted: versions, stance }) =>
    versions.map(({ version, digest, from }) => [member, version, digest, from, stance.at(-1)!.state]),
  );
  const [first] = records.values();
  const { text } = first!.accepted.at(-1)!;
  const recognitions = text.recognitions.map(({ of, types, by, benefits, from }) => [
    by,
    of,
    types.join(', '),
    benefits.join(', '),
    from ?? text.effectiveFrom,
  ]);
  const at = instantOf(Date.now());
  const members = [...records.keys()];
  const bound = members.flatMap((one, index) =>
    members.slice(index + 1).map((other) => {
      const found = termsBetween(records, [one, other], { at });
      return [`${one} – ${other}`, 'terms' in found ? `in force, version ${found.terms.version}` : found.because];
    }),
  );
  return [
    lines({ title: text.title, 'notice, days': text.noticeDays, reference: text.reference }),
    table(['party', 'version', 'digest of the terms', 'accepted at', 'stands'], accepted),
    table(['recognises', 'of', 'types', 'benefits', 'from'], recognitions),
    table(['between', 'now'], bound),
  ].join('\n');
}
