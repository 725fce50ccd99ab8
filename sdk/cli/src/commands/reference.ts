import { CalendarDate, check, type TableRow } from '@fairway/model';
import { Tables } from '@fairway/sdk';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { givenObject } from '../given-file.js';
import { date } from '../moment.js';
import { reported, said } from '../reported.js';
import { act, acting, read, reading, type ActingOptions, type ReadingOptions } from '../speaking.js';
import { lines, table } from '../table.js';

/** Adds `table …`: members' reference tables. */
export function addTableCommands(group: Command): void {
  examples(
    acting(group.command('publish <name>').description('make a table have the rows of a file, as supervisor'))
      .requiredOption('--file <file>', 'effectiveFrom, rows and, if there is one, edition, in YAML or JSON')
      .option('--from <date>', "the first day, in place of the file's", date)
      .action(
        reported(async (name: string, options: ActingOptions & { file: string; from?: string }) =>
          act(options, async ({ session, home }) => {
            const { effectiveFrom, edition, rows } = await givenObject(options.file);
            const from = check(CalendarDate, options.from ?? effectiveFrom);
            const set = (Array.isArray(rows) ? rows : []) as TableRow[];
            const receipts = await new Tables(session).publish(home, name, from, set, edition as string | undefined);
            const sentence = `${name} of ${home} has ${set.length} rows from ${from} on, by ${receipts.length} acts`;
            said(options, { table: name, member: home, effectiveFrom: from, receipts }, sentence);
          }),
        ),
      ),
    'fairway table publish AEO-TYPES --as sofia --file config/tables/AR/AEO-TYPES.yaml',
  );

  examples(
    reading(group.command('show <name>').description("a member's table on a day"))
      .option('--of <member>', 'whose; absent: of the one spoken through')
      .option('--on <date>', 'on this day; absent: today in UTC', date)
      .action(
        reported(async (name: string, options: ReadingOptions & { of?: string; on?: string }) => {
          const rows = await read(options, ({ session, home }) =>
            new Tables(session).rows(options.of ?? home, name, options.on),
          );
          const titles = [...new Set(rows.flatMap((row) => Object.keys(row)))];
          const cells = rows.map((row) => {
            const values = row as unknown as Record<string, string | string[] | undefined>;
            return titles.map((title) => [values[title] ?? []].flat().join(', '));
          });
          said(options, rows, rows.length === 0 ? lines({ [name]: 'no rows' }) : table(titles, cells));
        }),
      ),
    'fairway table show AEO-TYPES --of UY --network bconnect --member AR',
  );
}
