/**
 * Mocha's spec reporter that also leaves its counts in a file, for the sum over all runs (sum.mjs): a line when it
 * begins, so that a run that dies is missed, and a line with the counts when it ends.
 */
const { appendFileSync } = require('node:fs');
const { relative } = require('node:path');
const Mocha = require('mocha');

class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { FAIRWAY_TEST_COUNTS: file, FAIRWAY_TEST_STEP: step } = process.env;
    const run = { step, run: process.pid, where: relative(`${__dirname}/..`, process.cwd()) || '.' };
    const tell = (counts) => {
      if (file) appendFileSync(file, JSON.stringify({ ...run, ...counts }) + '\n');
    };
    const skipped = [];
    const failures = [];
    tell({});
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('fail', (test, error) => failures.push(`${test.fullTitle()}: ${error.message}`));
    runner.once('end', () => tell({ passed: runner.stats.passes, failures, skipped }));
  }
}

module.exports = CountingReporter;
