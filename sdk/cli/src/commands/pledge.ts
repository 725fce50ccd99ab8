import { Financed, check, homeOf, partsOf } from '@fairway/model';
import { Pledges, Titles } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import { titleNamed } from '../acting-on-title.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { CliFailure, EXIT } from '../failure.js';
import { givenObject } from '../given-file.js';
import { reported, said } from '../reported.js';
import { actAtOnce, actingAtOnce, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, mark } from '../table.js';

interface FinancedOptions {
  bill?: string;
  invoice?: string;
}

/** Adds `pledge …`: what banks have financed, so that nothing is financed twice. */
export function addPledgeCommands(pledge: Command): void {
  const on = (usage: string, description: string) =>
    pledge
      .command(usage)
      .description(description)
      .option('--bill <bill>', 'a bill on the ledger by its name, or any as <issuer>/<reference>')
      .addOption(new Option('--invoice <invoice>', "an invoice, as <seller's TIN>/<number>").conflicts('bill'));

  examples(
    actingAtOnce(on('mark', 'mark a bill or an invoice as financed, as a bank; no other bank can until it is released'))
      .requiredOption(
        '--agreed <file>',
        'what bank and customer agreed, in YAML or JSON; only a salted digest is recorded',
      )
      .action(
        reported(async (options: ActingOptions & FinancedOptions & { agreed: string }) => {
          const agreed = await givenObject(options.agreed);
          const { financed, through } = await financedBy(options);
          await actAtOnce(
            options,
            async ({ session }) => {
              const { salt, terms, ...receipt } = await new Pledges(session).mark(financed, agreed);
              const sentence = `${nameOf(options)} is marked as financed`;
              const below = [
                lines({ salt, terms }),
                'keep the salt with what was agreed: the two are what was recorded',
              ];
              done(options, receipt, sentence, { financed, salt, terms }, below);
            },
            through,
          );
        }),
      ),
    'fairway pledge mark --bill AR/SMDG:MSK/ABC123/1 --as banco --agreed credit.yaml',
    'fairway pledge mark --invoice AR30500000001/A-0001-00000077 --as banco --agreed credit.yaml',
  );

  examples(
    reading(on('check', 'whether something is financed, by whomever; exit code 3 if it is')).action(
      reported(async (options: ReadingOptions & FinancedOptions) => {
        const { financed, through } = await financedBy(options);
        const isPledged = await read(options, ({ session }) => new Pledges(session).isPledged(financed), through);
        process.exitCode = isPledged ? EXIT.notValid : EXIT.done;
        const text = isPledged ? `${nameOf(options)} is financed already` : `${nameOf(options)} is financed by nobody`;
        said(options, { financed, pledged: isPledged }, mark(!isPledged, text));
      }),
    ),
    'fairway pledge check --invoice AR30500000001/A-0001-00000077 --network bconnect --member AR',
    'fairway pledge check --bill ar-…/ABC123',
  );

  examples(
    actingAtOnce(on('release', 'let go what one has marked oneself, as the bank that is paid')).action(
      reported(async (options: ActingOptions & FinancedOptions) => {
        const { financed, through } = await financedBy(options);
        await actAtOnce(
          options,
          async ({ session }) => {
            const receipt = await new Pledges(session).release(financed);
            done(options, receipt, `${nameOf(options)} is financed no more`, { financed });
          },
          through,
        );
      }),
    ),
    'fairway pledge release --bill AR/SMDG:MSK/ABC123/1 --as banco',
  );
}

const nameOf = ({ bill, invoice }: FinancedOptions): string => (bill ?? invoice)!;

/** What is meant, and the member whose services answer for it. */
async function financedBy(options: ReadingOptions & FinancedOptions): Promise<{ financed: Financed; through: string }> {
  const named = await financedNamed(options);
  const financed = check(Financed, named);
  return { financed, through: homeOf(financed) };
}

async function financedNamed(options: ReadingOptions & FinancedOptions): Promise<unknown> {
  const { bill, invoice } = options;
  const [first = '', ...rest] = (bill ?? invoice ?? '').split('/');
  if (rest.length === 0) throw new CliFailure('USAGE', 'one of --bill and --invoice is needed, as <whose>/<number>');
  if (invoice !== undefined) return { of: 'invoice', seller: first, number: rest.join('/') };
  if (first.includes('-')) return { of: 'bill', issuer: first, reference: rest.join('/') };
  const title = titleNamed(bill!);
  const { issuer } = await read(options, ({ session }) => new Titles(session).get(title), title.member);
  return { of: 'bill', issuer, reference: partsOf(title.id).reference };
}
