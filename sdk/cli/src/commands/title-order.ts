import type { Title } from '@fairway/model';
import type { TitleName, Titles } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import { actingOnTitle } from '../acting-on-title.js';
import { examples } from '../examples.js';
import { present } from '../present.js';

interface TransferOptions {
  ground: 'order' | 'succession';
  reference: string;
  beneficiary: string;
  holder?: string;
}

/** Adds the commands of `title …` that a court asks for: an officer signs (`--as`) and the issuer does too (`--with`). */
export function addTitleOrderCommands(group: Command): void {
  const on = (usage: string, description: string) =>
    group.command(usage).description(`${description}; --as a registrar, --with the issuer's key`);
  const issuerOf = async (titles: Titles, bill: TitleName): Promise<Title['issuer']> => (await titles.get(bill)).issuer;

  for (const [name, what, past] of [
    ['freeze', 'let nothing move by order', 'is frozen'],
    ['unfreeze', 'lift the order', 'moves again'],
  ] as const) {
    examples(
      actingOnTitle<{ order: string; reason?: string }>(
        on(`${name} <title>`, what)
          .requiredOption('--order <reference>', "the court's")
          .option('--reason <text>', 'why'),
        past,
        async (titles, bill, { order, reason }) =>
          titles[name](bill, { issuer: await issuerOf(titles, bill), order, ...present({ reason }) }),
      ),
      `fairway title ${name} AR/SMDG:MSK/ABC123/1 --as registrar --with naviera --order "JF 3/2026"`,
    );
  }

  examples(
    actingOnTitle<TransferOptions>(
      on('transfer-by-order <title>', 'put the bill into other hands')
        .addOption(new Option('--ground <what>', 'by what').choices(['order', 'succession']).default('order'))
        .requiredOption('--reference <text>', "the order's or deed's")
        .requiredOption('--beneficiary <handle>', 'whose the goods are from then on')
        .option('--holder <handle>', 'who has the document from then on; absent: the beneficiary'),
      'is in other hands',
      async (titles, bill, { ground, reference, beneficiary, holder = beneficiary }) =>
        titles.transferByOrder(bill, {
          ...{ issuer: await issuerOf(titles, bill), ground, reference },
          ...{ beneficiary, holder },
        }),
    ),
    'fairway title transfer-by-order AR/SMDG:MSK/ABC123/1 --as registrar --with naviera \\\n' +
      '      --reference "JF 3/2026" --beneficiary ar-…',
  );
}
