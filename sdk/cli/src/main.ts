#!/usr/bin/env node
import { run } from './program.js';
import { report } from './reported.js';

/** The command `fairway`. */

// Whoever reads our output may have seen enough, like head.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
process.on('uncaughtException', (error) => {
  report(error, process.argv.includes('--json'));
  process.exit();
});

await run(process.argv.slice(2));
