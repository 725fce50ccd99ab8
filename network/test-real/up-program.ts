import { PROGRAMS, up } from '@fairway/network';
import { topologyFor } from './real-network.ts';

/** Brings `minimal` up in a process of its own, and tells its parent of each step. */
await up({
  topology: await topologyFor('minimal'),
  root: process.argv[2]!,
  programs: PROGRAMS,
  onProgress: (progress) => process.send!(progress),
});
process.disconnect();
