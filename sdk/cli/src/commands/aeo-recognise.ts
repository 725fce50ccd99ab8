import { Agreements } from '@fairway/sdk';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { EXIT } from '../failure.js';
import { moment } from '../moment.js';
import { reported, said } from '../reported.js';
import { read, reading, type ReadingOptions } from '../speaking.js';
import { owedText } from './agreement.js';

type Options = ReadingOptions & { issuer: string; partner?: string; at?: string; knownAt?: string };

/** Adds `aeo recognise`: what a partner owes to a certificate's holder. */
export function addAeoRecogniseCommand(aeo: Command): void {
  examples(
    reading(aeo.command('recognise <number>'))
      .description('what a partner owes to the holder, or why nothing; exit code 0 if something, 3 if not')
      .requiredOption('--issuer <member>', 'the issuing member')
      .option('--partner <member>', 'who is asked to recognise it; absent: the one spoken through')
      .option('--at <moment>', 'at this moment; absent: now', moment)
      .option('--known-at <moment>', 'as far as it was recorded by then; absent: all that is recorded', moment)
      .action(
        reported(async (number: string, options: Options) => {
          const { issuer, partner, at, knownAt } = options;
          const answer = await read(options, ({ session, member }) =>
            new Agreements(session).check(partner ?? member, issuer, number, at, knownAt),
          );
          process.exitCode = answer.owed.length > 0 ? EXIT.done : EXIT.notValid;
          said(options, answer, owedText(answer.owed, answer.because));
        }),
      ),
    'fairway aeo recognise AR-2026/0001 --issuer AR --network bconnect --member UY',
  );
}
