import { Member, ReplaceArgs, check } from '@fairway/model';
import { Titles } from '@fairway/sdk';
import { Option, type Command } from 'commander';
import { actingOnTitle } from '../acting-on-title.js';
import { done } from '../done.js';
import { examples } from '../examples.js';
import { givenObject } from '../given-file.js';
import { date } from '../moment.js';
import { present } from '../present.js';
import { reported } from '../reported.js';
import { act, acting, type ActingOptions } from '../speaking.js';

/** Adds the commands of `title …` between who controls a bill and its issuer, at the end of the voyage or before. */
export function addTitleIssuerCommands(group: Command): void {
  const on = (usage: string, description: string) => group.command(usage).description(description);

  examples(
    actingOnTitle<{ amendment?: 'SWTP' | 'COD' | 'SWI' | true; comment?: string }>(
      on('surrender <title>', 'give the bill back to its issuer: for delivery, or for an amendment')
        .addOption(
          new Option('--amendment [reason]', 'to paper, of destination, or a switch').choices(['SWTP', 'COD', 'SWI']),
        )
        .option('--comment <text>', 'what the amendment is about'),
      'is surrendered',
      (titles, bill, { amendment, comment }) => {
        const reason = amendment === true ? undefined : amendment;
        const asked = amendment !== undefined || comment !== undefined;
        return titles.surrender(bill, { for: asked ? 'amendment' : 'delivery', ...present({ reason, comment }) });
      },
    ),
    'fairway title surrender AR/SMDG:MSK/ABC123/1 --as importador',
    'fairway title surrender AR/SMDG:MSK/ABC123/1 --as importador --amendment COD',
  );

  examples(
    actingOnTitle<{ statement?: string; switched?: string }>(
      on('accept-surrender <title>', 'accept a surrender, as issuer; the bill is at its end')
        .option(
          '--statement <text>',
          'of a switch to paper: that the electronic bill has been replaced (MLETR art. 18)',
        )
        .option('--switched <digest>', "of a switch bill: the salted digest of the new one's name"),
      'is at its end',
      (titles, bill, { statement, switched }) => titles.acceptSurrender(bill, present({ statement, switched })),
    ),
    'fairway title accept-surrender AR/SMDG:MSK/ABC123/1 --as naviera',
  );

  examples(
    actingOnTitle(
      on('confirm-switch <title>', 'say that one has the bill for which this one was switched, as who surrendered it'),
      'is switched, and that is confirmed',
      (titles, bill) => titles.confirmSwitch(bill),
    ),
    'fairway title confirm-switch AR/SMDG:MSK/ABC123/1 --as exportador',
  );

  examples(
    actingOnTitle<{ reason: string }>(
      on('refuse-surrender <title>', 'refuse a surrender, as issuer').requiredOption('--reason <text>', 'why'),
      'is back in the hands of who surrendered it',
      (titles, bill, { reason }) => titles.refuseSurrender(bill, { reason }),
    ),
    'fairway title refuse-surrender AR/SMDG:MSK/ABC123/1 --as naviera --reason "Flete impago"',
  );

  examples(
    acting(on('replace <member>', 'close bills and issue others in their place, as issuer, all at once'))
      .requiredOption('--file <file>', 'issuer, party, closes and issues, in YAML or JSON')
      .action(
        reported(async (member: string, options: ActingOptions & { file: string }) => {
          const args = check(ReplaceArgs, await givenObject(options.file));
          await act(options, async ({ session }) => {
            const receipt = await new Titles(session).replace(check(Member, member), args);
            const [closed, issued] = [args.closes, args.issues].map((bills) =>
              bills.map(({ id }) => `${member}/${id}`),
            );
            const sentence = `${issued!.join(', ')} in the place of ${closed!.join(', ')}`;
            done(options, receipt, sentence, { closed, issued });
          });
        }),
      ),
    'fairway title replace AR --as naviera --file split.yaml',
  ).addHelpText(
    'after',
    `
split.yaml:
  issuer: ar-…                         # the carrier
  party: uy-…                          # who surrendered them, and controls what takes their place
  closes:
    - { id: 'SMDG:MSK/ABC123/1', quantities: [{ unit: KGM, thousandths: 24000000 }] }
  issues:                              # as in a bill's own file, without shipper; for as much, unit by unit
    - id: SMDG:MSK/ABC123/2
      quantities: [{ unit: KGM, thousandths: 14000000 }]
      form: order
      …
    - id: SMDG:MSK/ABC123B/1
      quantities: [{ unit: KGM, thousandths: 10000000 }]
      …`,
  );

  examples(
    actingOnTitle<{ indemnity: string; on: string }>(
      on('delivered <title>', 'record that the goods were delivered without the bill, as issuer')
        .requiredOption('--indemnity <reference>', 'the letter of indemnity')
        .requiredOption('--on <date>', 'the day', date),
      'is spent',
      (titles, bill, { indemnity, on: day }) => titles.recordDelivery(bill, { indemnity, on: day }),
    ),
    'fairway title delivered AR/SMDG:MSK/ABC123/1 --as naviera --indemnity LOI-3 --on 2026-03-09',
  );
}
