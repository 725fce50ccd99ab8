/** Mocha's spec reporter that also leaves its counts in a file, for the sum over all runs. */
const { appendFileSync } = require('node:fs');
const Mocha = require('mocha');

class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    runner.on('pending', (test) => skipped.push(test.fullTitle()));
    runner.once('end', () => {
      const { passes, failures } = runner.stats;
      const file = process.env.FAIRWAY_TEST_COUNTS;
      if (file) appendFileSync(file, JSON.stringify({ passed: passes, failed: failures, skipped }) + '\n');
    });
  }
}

module.exports = CountingReporter;
