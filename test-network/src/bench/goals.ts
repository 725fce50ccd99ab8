import type { BatchFigures } from './batch.js';
import type { ChangesFigures } from './changes.js';
import type { GrowthFigures } from './growth.js';
import type { VerificationFigures } from './verifications.js';
import type { LoadFigures, OperationFigures } from './load.js';

/** What is wanted of a figure, and whether it is so. */
export interface Goal {
  goal: string;
  measured: number;
  /** `at least` for a throughput, `at most` for all else. */
  wanted: ['at least' | 'at most', number];
  unit: '×' | 'ms' | '';
  isMet: boolean;
}

/** The goals that what was measured has a say on; those for the real network only by figures from there. */
export function goalsOf(result: {
  load?: LoadFigures;
  changes?: ChangesFigures;
  batch?: BatchFigures;
  growth?: GrowthFigures;
  verifications?: VerificationFigures;
}): Goal[] {
  const { load, changes, batch, growth, verifications } = result;
  return [
    ...(load?.network === 'fabric' ? goalsOfLoad(load) : []),
    ...(changes?.network === 'fabric'
      ? [goal('a suspension reaches a partner after its commit, p50', changes.afterIssuer.p50, 'at most', 50, 'ms')]
      : []),
    ...(verifications?.network === 'fabric' ? goalsOfVerifications(verifications) : []),
    ...(verifications?.inBrowser ?? []).map(({ step, p50 }) => goal(`${step}, p50`, p50, 'at most', 50, 'ms')),
    ...(batch ? [goal(`a batch of ${batch.questions} questions, p50`, batch.p50, 'at most', 2_000, 'ms')] : []),
    ...(growth?.operations ?? []).map(({ operation, ratio }) => {
      const [few, many] = growth!.certificates as [number, number];
      return goal(`${operation}: CPU at ${many} certificates against ${few}`, ratio.time, 'at most', 1.2);
    }),
  ];
}

function goalsOfLoad({ operations, oneClient, concurrency }: LoadFigures): Goal[] {
  const ratio = (figures: readonly OperationFigures[], name: string) =>
    figures.find(({ operation }) => operation === name)!.ratio!;
  const many = `${concurrency} clients`;
  return [
    goal(`${many}: grants a second against bare puts`, ratio(operations, 'grant').perSecond, 'at least', 0.85),
    goal('one client: p50 of grant against the bare put', ratio(oneClient, 'grant').p50, 'at most', 1.15),
    ...['issue a title', 'offer it', 'accept it'].map((name) =>
      goal(`one client: p50 of ${name} against the bare put`, ratio(oneClient, name).p50, 'at most', 1.3),
    ),
    goal(`${many}: p50 of check against the bare get`, ratio(operations, 'check').p50, 'at most', 2.5),
    goal('one client: p50 of check against the bare get', ratio(oneClient, 'check').p50, 'at most', 2.5),
  ];
}

const goalsOfVerifications = ({ steps, atOnce }: VerificationFigures): Goal[] => [
  goal('one verifier: p50 of what members sign against a plain evaluate', steps[1]!.ratio!, 'at most', 4),
  goal(`errors of ${atOnce.count} verifications at once`, atOnce.errors, 'at most', 0, ''),
];

const goal = (
  text: string,
  measured: number,
  relation: Goal['wanted'][0],
  limit: number,
  unit: Goal['unit'] = '×',
): Goal => ({
  goal: text,
  measured,
  wanted: [relation, limit],
  unit,
  isMet: relation === 'at least' ? measured >= limit : measured <= limit,
});
