import { MINUTE } from '@fairway/model';
import { projectionState, type Projection } from '@fairway/gateway';
import type { Command } from 'commander';
import { examples } from '../examples.js';
import { project } from '../projecting.js';
import { reported, said } from '../reported.js';
import { read, reading, type ReadingOptions } from '../speaking.js';
import { table } from '../table.js';

/** Adds `projection …`: a member's own view of all records, made of its peer's blocks. */
export function addProjectionCommands(projection: Command): void {
  examples(
    reading(
      projection.command('status').description("how many of its peer's blocks it has, and whether it is followed"),
    ).action(
      reported(async (options: ReadingOptions) => {
        await read(options, async ({ session, member, projection: file }) => {
          const state = projectionState(file);
          const peer = await session.options.ledger.height();
          const { height = 0n, time, isFollowed = false } = state ?? {};
          said(
            options,
            { member, file, height, ...(time === undefined ? {} : { time }), peer, isFollowed },
            [
              `${height} of ${peer} blocks${time === undefined ? '' : `, the last one of ${time}`}`,
              isFollowed ? 'followed by a process' : 'followed by no process: who asks brings it up to date',
              `kept in ${file}`,
            ].join('\n'),
          );
        });
      }),
    ),
    'fairway projection status --network bconnect --member UY',
  );

  examples(
    reading(
      projection.command('follow').description('keep it up to date until interrupted, where no gateway does'),
    ).action(
      reported(async (options: ReadingOptions) => {
        await project(options, async (followed) => {
          const stop = new AbortController();
          for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
          // Refused before anything is said where a gateway follows it.
          await followed.follow(stop.signal, 0n);
          said(options, followed.progress, progressText(followed));
          // Waiting for a block of the embedded network is no open handle, so it would not keep the process.
          const alive = setInterval(() => {}, MINUTE);
          try {
            await followed.follow(stop.signal);
          } finally {
            clearInterval(alive);
          }
        });
      }),
    ),
    'fairway projection follow --network bconnect --member UY',
  );

  examples(
    reading(projection.command('counts').description('benefits given, by partner, benefit, type and month'))
      .option('--issuer <member>', "to this member's operators; absent: the one spoken through")
      .option('--operator <handle>', 'to this operator only, as issuer and partner know')
      .action(
        reported(async (options: ReadingOptions & { issuer?: string; operator?: string }) => {
          const counts = await project(options, async (counted, { member }) =>
            Promise.resolve(counted.useCounts(options.issuer ?? member, options.operator)),
          );
          const rows = counts.map(({ partner, benefit, type, month, count }) => [partner, benefit, type, month, count]);
          said(options, counts, table(['partner', 'benefit', 'type', 'month', 'count'], rows));
        }),
      ),
    'fairway projection counts --network bconnect --member AR',
    'fairway projection counts --operator ar-… --network bconnect --member AR',
  );
}

const progressText = ({ progress: { height, time } }: Projection): string =>
  `follows from block ${height} on${time === undefined ? '' : `; the last one was of ${time}`}`;
