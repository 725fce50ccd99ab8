/** Mocha's spec reporter that also leaves its counts in a file, for the sum over all runs. */
const { appendFileSync } = require('node:fs');
const Mocha = require('mocha');

class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const failures = [];
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.on('fail', (test, error) => failures.push(`${test.fullTitle()}: ${error.message}`));
    runner.once('end', () => {
      const file = process.env.FAIRWAY_TEST_COUNTS;
      if (file) appendFileSync(file, JSON.stringify({ passed: runner.stats.passes, failures, skipped }) + '\n');
    });
  }
}

module.exports = CountingReporter;
