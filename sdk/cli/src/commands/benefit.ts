import { OUTCOMES } from '@fairway/model';
import { Claims, Uses } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { date } from '../moment.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { act, acting, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, table } from '../table.js';

interface About {
  agreement: string;
  benefit: string;
  number: string;
  declaration: string;
  on: string;
}

/** Adds `benefit …`: benefits given, and claimed as owed and not given. */
export function addBenefitCommands(group: Command): void {
  const on = (usage: string, description: string) => group.command(usage).description(description);
  const about = (command: Command) =>
    command
      .requiredOption('--agreement <id>', 'under which agreement')
      .requiredOption('--benefit <code>', 'which benefit')
      .requiredOption('--number <number>', 'under which certificate')
      .requiredOption('--declaration <reference>', 'for which declaration; nobody but the two members sees it')
      .requiredOption('--on <date>', 'the day, at the partner', date);

  examples(
    about(acting(on('record', 'record that a benefit was given, as AEO officer of the partner')))
      .requiredOption('--issuer <member>', 'whose certificate')
      .requiredOption('--type <code>', "the certificate's type code")
      .action(
        reported(async (options: ActingOptions & About & { issuer: string; type: string }) => {
          const { agreement, benefit, number, declaration, on: day, issuer, type } = options;
          await act(options, async ({ session, home }) => {
            const applied = { agreement, benefit, number, declaration, on: day, issuer, type };
            const { id, receipt } = await new Uses(session).record(home, applied);
            done(options, receipt, `${benefit} is recorded as given: ${id}`, { id });
          });
        }),
      ),
    'fairway benefit record --as bruno --agreement MERCOSUR-1 --benefit priority-treatment --issuer AR \\\n' +
      '      --number AR-2026/0001 --type OEA --declaration DUA-17 --on 2026-03-02',
  );

  examples(
    acting(on('withdraw <use>', 'take back what was recorded by mistake'))
      .requiredOption('--reason <text>', 'why')
      .action(
        reported(async (id: string, options: ActingOptions & { reason: string }) => {
          await act(options, async ({ session, home }) => {
            const receipt = await new Uses(session).withdraw(home, id, { reason: options.reason });
            done(options, receipt, `${id} no longer counts`, { id });
          });
        }),
      ),
    'fairway benefit withdraw 3q2-… --as bruno --reason "Otra declaración"',
  );

  examples(
    reading(on('show <use>', 'a use, with its detail for the two members that may read it'))
      .option('--by <member>', 'the partner that gave it; absent: the one spoken through')
      .action(
        reported(async (id: string, options: ReadingOptions & { by?: string }) => {
          const found = await read(options, async ({ session, member }) => {
            const uses = new Uses(session);
            const partner = options.by ?? member;
            const use = await uses.get(partner, id);
            const mayRead = member === partner || member === use.issuer;
            return { ...use, detail: mayRead ? await uses.detail(partner, id) : undefined };
          });
          const { partner, issuer, agreement, benefit, type, month, detail, withdrawn } = found;
          said(
            options,
            found,
            lines({
              ...{ partner, issuer, agreement, benefit, type, month, withdrawn: withdrawn?.reason },
              ...{ number: detail?.number, declaration: detail?.declaration, on: detail?.on },
            }),
          );
        }),
      ),
    'fairway benefit show 3q2-… --by UY --network bconnect --member AR',
  );

  examples(
    about(acting(on('claim', 'claim a benefit that was owed and not given, as holder or agent')))
      .requiredOption('--against <member>', 'the partner that owed it')
      .requiredOption('--facts <text>', 'what happened')
      .option('--sponsor <member>', "whose operator; absent: the signer's member")
      .action(
        reported(async (options: ActingOptions & About & { against: string; facts: string; sponsor?: string }) => {
          const { against, agreement, benefit, number, declaration, on: day, facts } = options;
          await act(options, async ({ session, home }) => {
            const owed = { against, agreement, benefit, number, declaration, on: day, facts };
            const { id, receipt } = await new Claims(session).lodge(options.sponsor ?? home, owed);
            done(options, receipt, `the claim is lodged: ${id}`, { id });
          });
        }),
      ),
    'fairway benefit claim --as frigorifico --against UY --agreement MERCOSUR-1 --benefit priority-treatment \\\n' +
      '      --number AR-2026/0001 --declaration DUA-18 --on 2026-03-03 --facts "Canal rojo"',
  );

  examples(
    acting(on('answer <claim>', 'answer a claim, as AEO officer of the partner'))
      .requiredOption('--sponsor <member>', 'whose operator has claimed')
      .addOption(new Option('--outcome <outcome>', 'what came of it').choices(OUTCOMES).makeOptionMandatory())
      .requiredOption('--reason <text>', 'why')
      .option('--use <use>', 'the use of the benefit, where it was given')
      .action(
        reported(
          async (
            id: string,
            options: ActingOptions & {
              sponsor: string;
              outcome: (typeof OUTCOMES)[number];
              reason: string;
              use?: string;
            },
          ) => {
            const { sponsor, outcome, reason, use } = options;
            await act(options, async ({ session }) => {
              const receipt = await new Claims(session).answer(sponsor, id, present({ outcome, reason, use }));
              done(options, receipt, `the claim is answered: ${outcome}`, { id, outcome });
            });
          },
        ),
      ),
    'fairway benefit answer 57arsh… --as bruno --sponsor AR --outcome given-since --use 3q2-… --reason "Se aplicó"',
  );

  examples(
    reading(on('claimed <claim>', 'a claim, its answer, and whether that is late'))
      .option('--sponsor <member>', 'whose operator has claimed; absent: the one spoken through')
      .action(
        reported(async (id: string, options: ReadingOptions & { sponsor?: string }) => {
          const found = await read(options, ({ session, home }) =>
            new Claims(session).standing(options.sponsor ?? home, id),
          );
          const { claim, answer, standing } = found;
          const { claimant, agent, against, agreement, benefit, month, answerBy } = claim;
          const rows = Object.entries({
            ...{ standing, claimant, agent, against, agreement, benefit, month },
            ...{ 'answer by': `${answerBy.lastDay} (${answerBy.calendar})` },
            ...{ answer: answer?.outcome, reason: answer?.reason, 'answered on': answer?.answeredOn },
          });
          said(
            options,
            found,
            table(
              ['claim', id],
              rows.filter(([, value]) => value !== undefined),
            ),
          );
        }),
      ),
    'fairway benefit claimed 57arsh… --sponsor AR --network bconnect --member UY',
  );
}
