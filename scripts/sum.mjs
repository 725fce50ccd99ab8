/**
 * What a run of all tests came to.
 *
 * @param steps what was run: `{ name, ok, suite, isSetup }`. A check counts as one test, a suite by its reporters, and
 * a set-up only when it fails.
 * @param lines what the reporters left (reporter.cjs): one when mocha begins, one with the counts when it ends.
 * @returns `{ passed, failures, skipped }`. A suite that died, said nothing or tested nothing is one failure.
 */
export function sumOf(steps, lines) {
  const ended = lines.filter(({ passed }) => passed !== undefined);
  const died = lines.filter(({ passed, run }) => passed === undefined && !ended.some((one) => one.run === run));
  const [suites, others] = [steps.filter(({ suite }) => suite), steps.filter(({ suite }) => !suite)];
  const checks = others.filter(({ isSetup, ok }) => !isSetup || !ok);
  const silent = suites.flatMap(({ name, ok }) => {
    const own = ended.filter(({ step }) => step === name);
    if (died.some(({ step }) => step === name) || own.some(({ failures }) => failures.length > 0)) return [];
    if (!ok) return [`${name}: failed, and no case says why`];
    return own.some(({ passed, skipped }) => passed + skipped.length > 0) ? [] : [`${name}: tested nothing`];
  });
  return {
    passed: checks.filter(({ ok }) => ok).length + ended.reduce((sum, { passed }) => sum + passed, 0),
    failures: [
      ...checks.filter(({ ok }) => !ok).map(({ name }) => name),
      ...ended.flatMap(({ failures }) => failures),
      ...died.map(({ step, where }) => `${step}: mocha died in ${where}`),
      ...silent,
    ],
    skipped: ended.flatMap(({ skipped }) => skipped),
  };
}
