import type { Receipt } from '@fairway/model';
import { Participants } from '@fairway/sdk';
import type { Command } from 'commander';
import { done } from './done.js';
import { reported } from './reported.js';
import { act, type ActingOptions } from './speaking.js';

/** Makes a command act on the party that its argument names, and answer with the sentence of what came of it. */
export const actingOn = <O>(
  command: Command,
  past: string,
  run: (registry: Participants, handle: string, options: O & ActingOptions) => Promise<Receipt>,
): Command =>
  command.action(
    reported(async (handle: string, options: O & ActingOptions) =>
      act(options, async ({ session }) => {
        const receipt = await run(new Participants(session), handle, options);
        done(options, receipt, `${handle} ${past}`, { handle });
      }),
    ),
  );
