import type { Command } from 'commander';
import { demo } from '../demo/demo.js';
import type { DemoOptions } from '../demo/setting.js';
import { examples } from '../examples.js';
import { reported } from '../reported.js';

/** Makes `demo`: the main job of the mission, from nothing. */
export function addDemoCommand(command: Command): void {
  examples(
    command
      .option('--fabric', 'on real Fabric nodes, of all five members on this machine')
      .option('--root <folder>', 'where the networks of this machine live', process.env['FAIRWAY_ROOT'] ?? '.fairway')
      .option('--stay', 'keep the gateways and the page running at the end, as on a terminal')
      .option('--no-stay', 'end by itself')
      .option('--json', 'answer in JSON')
      .action(reported(async (options: DemoOptions) => demo(options))),
    'fairway demo',
    'fairway demo --fabric',
  );
}
