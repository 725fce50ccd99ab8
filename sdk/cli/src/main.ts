#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

/** The command `fairway`. */

// Most of a short command's time goes into compiling what it loads.
enableCompileCache();

const [{ run }, { report }] = await Promise.all([import('./program.js'), import('./reported.js')]);

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
