import type { Command } from 'commander';
import { bench, type BenchCommandOptions } from '../bench.js';
import { examples } from '../examples.js';
import { reported } from '../reported.js';

/** Makes `bench`: how fast it is, on this machine. */
export function addBenchCommand(command: Command): void {
  examples(
    command
      .argument(
        '[parts...]',
        'start, faults, load, changes, batch, growth, races, verifications; all of them without any',
      )
      .option(
        '--fabric',
        'load, changes, batch, growth, races and verifications on real Fabric nodes instead of the embedded network',
      )
      .option('-t, --topology <name|file>', 'instead of bconnect, and for faults bconnect-raft')
      .option('--concurrency <count>', 'how many clients at a time', '20')
      .option('--certificates <count>', 'how many the ledger has when its growth has been measured', '100000')
      .option('--rounds <count>', 'how many times a title is raced for', '1000')
      .option('--json', 'answer in JSON')
      .action(reported(async (parts: string[], options: BenchCommandOptions) => bench(parts, options))),
    'fairway bench start faults',
    'fairway bench load --fabric --topology minimal',
  );
}
