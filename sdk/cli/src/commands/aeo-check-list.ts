import type { Batch, Question } from '@fairway/gateway';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { examples } from '../examples.js';
import { EXIT } from '../failure.js';
import { NAMED_BY, readQuestions, type NamedBy } from '../list/read-questions.js';
import { moment } from '../moment.js';
import { present } from '../present.js';
import { project } from '../projecting.js';
import { reported, said } from '../reported.js';
import { reading, type ReadingOptions } from '../speaking.js';
import { mark, table } from '../table.js';

interface CheckListOptions extends ReadingOptions {
  by?: NamedBy;
  issuer?: string;
  partner?: string;
  at?: string;
  knownAt?: string;
  sample?: number;
}

/** Adds `aeo check-list`: up to 10,000 certificates at once, from the member's own projection. */
export function addAeoCheckListCommand(aeo: Command): void {
  examples(
    reading(
      aeo
        .command('check-list <list>')
        .description('whether up to 10,000 certificates are good; exit code 0 if all are, 3 if not'),
    )
      .addOption(new Option('--by <name>', 'what the list names them by; absent: its header').choices(NAMED_BY))
      .option(
        '--issuer <member>',
        'the issuing member of numbers; absent: as the list says, else the one spoken through',
      )
      .option('--partner <member>', 'what this member owes to their holders; absent: the one spoken through')
      .option('--at <moment>', 'at this moment; absent: now', moment)
      .option('--known-at <moment>', 'as far as it was recorded by then; absent: all that is recorded', moment)
      .option('--sample <count>', 'how many answers are checked on the peer, too; absent: 20', count)
      .action(
        reported(async (list: string, options: CheckListOptions) => {
          const { by, issuer, partner, at, knownAt, sample } = options;
          await project(options, async (projection, { member }) => {
            const questions = await readQuestions(list, { issuer: issuer ?? member, ...present({ by }) });
            tell(
              options,
              questions,
              await projection.checkMany(partner ?? member, questions, present({ at, knownAt, sample })),
            );
          });
        }),
      ),
    'fairway aeo check-list numbers.txt --issuer AR --network bconnect --member UY',
    'fairway aeo check-list operators.csv --by tin --at 2026-03-01T12:00Z --json',
  );
}

function count(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('A number from 0 to 10000 is accepted.');
  return Number(text);
}

function tell(options: CheckListOptions, questions: readonly Question[], batch: Batch): void {
  const { answers, sample } = batch;
  const bad = answers.flatMap((answer, index) => (answer.valid ? [] : [{ answer, question: questions[index]! }]));
  const counts = new Map<string, number>();
  for (const { status } of answers) counts.set(status, (counts.get(status) ?? 0) + 1);
  process.exitCode = bad.length === 0 ? EXIT.done : EXIT.notValid;
  const asOf = `as of block ${batch.height - 1n}${batch.time === undefined ? '' : `, ${batch.time}`}`;
  const agreed = sample.differing.length === 0 && sample.failed === undefined;
  const apart = [
    ...(sample.failed ? [`the peer does not answer: ${sample.failed.message}`] : []),
    ...(sample.lagging.length > 0 ? [`${sample.lagging.length} changed while they were asked`] : []),
    ...sample.differing.map(({ certificate: { issuer, number } }) => `${number} of ${issuer} differs`),
  ];
  said(
    options,
    { ...batch, counts: Object.fromEntries(counts) },
    [
      table(['status', 'certificates'], [...counts]),
      ...(bad.length === 0 ? [] : [table(['asked', 'status', 'why'], bad.map(rowOf))]),
      mark(agreed, [`${sample.checked} checked on the peer`, ...apart, asOf].join('; ')),
    ].join('\n'),
  );
}

const rowOf = ({ answer, question }: { answer: Batch['answers'][number]; question: Question }): string[] => [
  'certificate' in question ? question.certificate.number : question.identifier.value,
  answer.status,
  answer.because,
];
