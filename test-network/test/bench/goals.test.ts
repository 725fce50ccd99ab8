import { goalsOf, type LoadFigures } from '@fairway/test-network';
import { expect } from 'chai';

const figure = (operation: string, p50: number, perSecond: number) => ({
  operation,
  count: 1,
  p50: 1,
  p95: 1,
  perSecond: 1,
  clientTime: 1,
  ratio: { p50, perSecond, time: 1 },
});
const load = (network: LoadFigures['network']): LoadFigures => ({
  network,
  topology: 'bconnect',
  concurrency: 20,
  operations: [figure('grant', 1.3, 0.85), figure('check', 2.6, 0.4)],
  oneClient: [
    ...[figure('grant', 1.15, 0.9), figure('check', 1.4, 0.7)],
    ...[figure('issue a title', 1.3, 0.9), figure('offer it', 1.31, 0.9), figure('accept it', 1.1, 0.9)],
  ],
  memory: [],
});

describe('the goals', () => {
  it('are met by a throughput that is high enough, and by a time that is short enough', () => {
    expect(goalsOf({ load: load('fabric') }).map(({ isMet }) => isMet)).to.deep.equal([
      ...[true, true],
      ...[true, false, true],
      ...[false, true],
    ]);
  });

  it('of the real network are not judged by the embedded one', () => {
    const changes = { count: 1, afterIssuer: { p50: 60, p95: 60 }, afterOwnPeer: { p50: 10, p95: 10 } };
    expect(goalsOf({ load: load('embedded'), changes: { network: 'embedded', ...changes } })).to.deep.equal([]);
    expect(goalsOf({ changes: { network: 'fabric', ...changes } }).map(({ isMet }) => isMet)).to.deep.equal([false]);
  });

  it('of growth are judged by the work that an operation takes', () => {
    const operations = [{ operation: 'check', p50: [1, 9], time: [1, 1.1], ratio: { p50: 9, time: 1.1 } }];
    const growth = { network: 'embedded', certificates: [1_000, 100_000], operations } as const;
    const [goal] = goalsOf({ growth: { ...growth, certificates: [...growth.certificates] } });
    expect(goal).to.include({ goal: 'check: CPU at 100000 certificates against 1000', isMet: true });
  });
});
