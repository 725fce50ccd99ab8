import { Participants } from '@fairway/sdk';
import type { Command } from 'commander';
import { actingOn } from '../acting-on.js';
import { examples } from '../examples.js';
import { CliFailure } from '../failure.js';
import { identityText } from '../identity-text.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { acting, read, reading, type ReadingOptions } from '../speaking.js';

type Partner = ReadingOptions & { partner: string };

/** Adds the commands of `participant …` on who is shown a party's name, identifiers and sites. */
export function addParticipantDetailCommands(participant: Command): void {
  const on = (usage: string, description: string) => participant.command(usage).description(description);
  const towards = (usage: string, description: string) =>
    reading(on(usage, description)).requiredOption('--partner <member>', 'the partner');

  examples(
    actingOn(
      acting(on('consent <handle>', 'let the sponsor show the identity to partners, as the party or a registrar'))
        .option('--withdraw', 'or no longer')
        .option('--reference <reference>', 'as registrar: the signed form'),
      'has said whether it is shown to partners',
      (registry, handle, { withdraw, reference }: { withdraw?: boolean; reference?: string }) =>
        registry.consent(handle, { given: withdraw !== true, ...present({ reference }) }),
    ),
    'fairway participant consent ar-… --as maria',
    'fairway participant consent ar-… --as registrar --withdraw --reference "FORM-7/2026"',
  );

  examples(
    towards('share <handle>', "show a party's identity to a partner, through the sponsor's service")
      .requiredOption('--agreement <id>', 'the agreement in force between the two')
      .action(
        reported(async (handle: string, options: Partner & { agreement: string }) => {
          const { partner, agreement } = options;
          await read(options, ({ session }) => new Participants(session).share(handle, partner, agreement));
          said(options, { handle, partner, agreement }, `${handle} is shown to ${partner}`);
        }),
      ),
    'fairway participant share ar-… --partner BR --agreement ARM-2026 --network bconnect --member AR',
  );

  examples(
    towards('unshare <handle...>', "take back what a partner was shown, through the sponsor's service").action(
      reported(async (handles: string[], options: Partner) => {
        const { partner } = options;
        await read(options, ({ session, home }) => new Participants(session).unshare(home, partner, handles));
        said(options, { handles, partner }, `${handles.join(', ')}: purged on the peers of ${partner}`);
      }),
    ),
    'fairway participant unshare ar-… ar-… --partner BR --network bconnect --member AR',
  );

  examples(
    towards('show-shared <handle>', 'what a partner is shown of a party, through a service of either').action(
      reported(async (handle: string, options: Partner) => {
        const { partner } = options;
        const found = await read(options, ({ session }) => new Participants(session).shared(handle, partner));
        if (!found) throw new CliFailure('NOT_SHARED', `${partner} is shown nothing of ${handle}`);
        said(options, found, identityText(found));
      }),
    ),
    'fairway participant show-shared ar-… --partner BR --network bconnect --member BR',
  );
}
