import { DISPOSITIONS } from '@fairway/model';
import { Option, type Command } from 'commander';
import { recipientOf } from '../accepted-ahead.js';
import { LAPSES, actingOnTitle } from '../acting-on-title.js';
import { collected } from '../collected.js';
import { examples } from '../examples.js';
import { CliFailure } from '../failure.js';
import { moment } from '../moment.js';
import { present } from '../present.js';

interface PresentOptions {
  to: string;
  credit?: string;
  collection?: string;
  documents?: string;
  withTitle?: true;
  drawee?: string;
  against?: 'payment' | 'acceptance';
  lapses: string;
}

/** Adds the commands of `title …` by which documents go through banks. */
export function addTitleBankCommands(group: Command): void {
  const on = (usage: string, description: string) => group.command(usage).description(description);

  examples(
    actingOnTitle<PresentOptions>(
      on('present <title>', 'present bill and documents to a bank')
        .requiredOption('--to <handle>', 'the bank')
        .option('--credit <number>', 'under this letter of credit')
        .option('--collection <reference>', 'for this collection')
        .option('--documents <digest>', 'the bill and all that goes with it (absent: as they are now)')
        .option('--with-title', 'title passes when they are taken up or released')
        .option('--drawee <handle>', 'of a collection: to whom they are released')
        .addOption(new Option('--against <what>', 'of a collection').choices(['payment', 'acceptance']))
        .requiredOption(LAPSES, 'until when the bank can accept', moment),
      'is presented',
      async (titles, bill, options) => {
        const { to, credit, collection, documents, withTitle = false, drawee, against, lapses: lapsesAt } = options;
        if ((credit === undefined) === (collection === undefined))
          throw new CliFailure('USAGE', 'either --credit or --collection is needed');
        const under = credit === undefined ? ('collection' as const) : ('credit' as const);
        const recipient = await recipientOf(titles, bill, to, 'holdership');
        const args = { ...recipient, under, reference: (credit ?? collection)!, withTitle, lapsesAt };
        return titles.present(bill, { ...args, ...present({ documents, drawee, against }) });
      },
    ),
    'fairway title present AR/SMDG:MSK/ABC123/1 --as exportador --to ar-… --credit LC-77 \\\n' +
      '      --with-title --lapses 2026-03-09T18:00-03:00',
    'fairway title present AR/SMDG:MSK/ABC123/1 --as exportador --to ar-… --collection C-9 \\\n' +
      '      --with-title --drawee uy-… --against payment --lapses 2026-03-09T18:00-03:00',
  );

  for (const [name, what, past, move] of [
    ['complete', 'say that a presentation is complete: the five banking days begin', 'is complete', 'noticeComplete'],
    ['take-up', 'take up the documents', 'is taken up', 'takeUp'],
    ['return', 'give the documents back to who presented them', 'is returned', 'return'],
  ] as const) {
    examples(
      actingOnTitle(on(`${name} <title>`, `${what}, as the bank`), past, (titles, bill) => titles[move](bill)),
      `fairway title ${name} AR/SMDG:MSK/ABC123/1 --as banco`,
    );
  }

  examples(
    actingOnTitle<{ discrepancy: string[]; disposition: (typeof DISPOSITIONS)[number] }>(
      on('refuse <title>', 'refuse the documents by the one notice, as the bank')
        .requiredOption('--discrepancy <text>', 'each of them; may be repeated', collected, [])
        .addOption(
          new Option('--disposition <what>', 'what becomes of them').choices(DISPOSITIONS).makeOptionMandatory(),
        ),
      'is refused',
      (titles, bill, { discrepancy: discrepancies, disposition }) =>
        titles.refuse(bill, { discrepancies, disposition }),
    ),
    'fairway title refuse AR/SMDG:MSK/ABC123/1 --as banco --discrepancy "Falta la póliza" --disposition holds-for-waiver',
  );

  examples(
    actingOnTitle<{ reference: string }>(
      on('waive <title>', 'record that the applicant waives the discrepancies, as the bank').requiredOption(
        '--reference <text>',
        "the applicant's",
      ),
      'may be taken up',
      (titles, bill, { reference }) => titles.waive(bill, { reference }),
    ),
    'fairway title waive AR/SMDG:MSK/ABC123/1 --as banco --reference "Nota 8"',
  );

  examples(
    actingOnTitle<{ to: string; reference: string; lapses: string }>(
      on('release <title>', 'release a collection to its drawee, as the bank')
        .requiredOption('--to <handle>', 'the drawee')
        .requiredOption('--reference <text>', "the payment's or acceptance's")
        .requiredOption(LAPSES, 'until when the drawee can accept', moment),
      'is released',
      async (titles, bill, { to, reference, lapses: lapsesAt }) =>
        titles.release(bill, { ...(await recipientOf(titles, bill, to, 'both')), reference, lapsesAt }),
    ),
    'fairway title release AR/SMDG:MSK/ABC123/1 --as banco --to uy-… --reference "Pago 1" --lapses 2026-03-09T18:00-03:00',
  );
}
