import { Handle, check } from '@fairway/model';
import { Titles } from '@fairway/sdk';
import type { Command } from 'commander';
import { titleNamed } from '../acting-on-title.js';
import { examples } from '../examples.js';
import { EXIT } from '../failure.js';
import { publicNames } from '../public-names.js';
import { reported, said } from '../reported.js';
import { read, reading, type ReadingOptions } from '../speaking.js';
import { historyText, partiesTo, titleText } from '../title-text.js';

/** Adds the commands of `title …` that only look. */
export function addTitleReadingCommands(group: Command): void {
  const on = (usage: string, description: string) => reading(group.command(usage).description(description));

  examples(
    on('show <title>', 'who controls a bill, and what is the matter with it').action(
      reported(async (name: string, options: ReadingOptions) => {
        const bill = titleNamed(name);
        const [title, names] = await read(options, async ({ session }) => {
          const found = await new Titles(session).get(bill);
          return [found, await publicNames(session, partiesTo(found))] as const;
        });
        said(options, title, titleText(bill.member, title, names));
      }),
    ),
    'fairway title show AR/SMDG:MSK/ABC123/1 --network bconnect --member UY',
  );

  examples(
    on('history <title>', 'what was done, by whom, and who controlled it from then on').action(
      reported(async (name: string, options: ReadingOptions) => {
        const bill = titleNamed(name);
        const events = await read(options, ({ session }) => new Titles(session).history(bill));
        said(options, events, historyText(events));
      }),
    ),
    'fairway title history AR/SMDG:MSK/ABC123/1 --network bconnect --member UY',
  );

  examples(
    on('live <issuer> <reference>', 'the one version of a document that is live; exit code 3 if none is').action(
      reported(async (issuer: string, reference: string, options: ReadingOptions) => {
        const by = check(Handle, issuer);
        const live = await read(options, ({ session }) => new Titles(session).live(by, reference));
        process.exitCode = live ? EXIT.done : EXIT.notValid;
        said(options, live ?? null, live ? `${live.member}/${live.id}` : `no version of ${reference} is live`);
      }),
    ),
    'fairway title live ar-… ABC123 --network bconnect --member UY',
  );
}
