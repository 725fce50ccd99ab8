import { MINUTE } from '@fairway/model';
import { changes, type Change } from '@fairway/sdk';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { CliFailure } from '../failure.js';
import { present } from '../present.js';
import { reported } from '../reported.js';
import { read, reading, type ReadingOptions } from '../speaking.js';
import { mark } from '../table.js';

type Options = ReadingOptions & { after?: string; follow?: boolean };

/** Makes `changes`: every act on every record, a line each. */
export function addChangesCommand(command: Command): void {
  examples(
    reading(command)
      .option('--after <checkpoint>', 'go on after a change, by its checkpoint')
      .option('--follow', 'go on with those to come, until interrupted')
      .action(
        reported(async (options: Options) => {
          if (options.after !== undefined && !/^\d+-\d+$/.test(options.after)) {
            throw new CliFailure('USAGE', '--after takes a checkpoint that a change carried, like 12-3');
          }
          await read(options, async ({ session }) => {
            const stop = new AbortController();
            const until = options.follow ? undefined : await session.options.ledger.height();
            for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
            const { after } = options;
            // Waiting for a block of the embedded network is no open handle, so it would not keep the process.
            const alive = setInterval(() => {}, MINUTE);
            try {
              for await (const change of changes(session, { ...present({ after, until }), signal: stop.signal })) {
                console.log(options.json ? JSON.stringify(change) : changeText(change));
              }
            } finally {
              clearInterval(alive);
            }
          });
        }),
      ),
    'fairway changes --embedded customs.db --member UY',
    'fairway changes --after 12-3 --follow --json --network bconnect --member UY',
  );
}

/** One change as a line of values parted by spaces. */
function changeText({ checkpoint, record, sequence, act, recordedAt, refusal }: Change): string {
  const { member, kind, id } = record;
  const line = `${checkpoint} ${recordedAt} ${act.type} ${member}/${kind}/${id}#${sequence} by ${act.actor}`;
  return refusal ? `${line} ${mark(false, `not so, ${refusal.message}`)}` : line;
}
