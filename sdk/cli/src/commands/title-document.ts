import { fromMmt, isMmt, toMmt, type Unsaid } from '@fairway/model/mmt';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { givenObject } from '../given-file.js';
import { reported, said } from '../reported.js';

/** Adds the commands of `title …` about transport documents, which need no network. */
export function addTitleDocumentCommands(group: Command): void {
  examples(
    group
      .command('convert <file>')
      .description("say a transport document in the other form: DCSA EBL 3.0.4, or UN/CEFACT MMT as FIATA's eFBL")
      .option('--beside <file>', 'what the other form needs and this one does not say; or what convert --json gave')
      .option('--json', 'the document, and what it does not say of the one given')
      .action(
        reported(async (file: string, options: { beside?: string; json?: true }) => {
          const given = await givenObject(file);
          const { unsaid: beside = [] } = options.beside === undefined ? {} : await givenObject(options.beside);
          const converted = (isMmt(given) ? fromMmt : toMmt)(given, beside as Unsaid[]);
          said(options, converted, JSON.stringify(converted.document, undefined, 2));
          const paths = converted.unsaid.map(({ path }) => path);
          if (!options.json && paths.length > 0) console.error(`not said, and given with --json: ${paths.join(', ')}`);
        }),
      ),
    'fairway title convert bl.json > efbl.json',
    'fairway title convert efbl-received.json --beside beside.yaml > bl.json',
  ).addHelpText(
    'after',
    `
beside.yaml:
  unsaid:
    - { path: /termsAndConditions, value: As on the carrier's page }
    - { path: /transports/plannedArrivalDate, value: 2026-03-09 }
    …`,
  );
}
