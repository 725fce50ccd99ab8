import { expect } from 'chai';
import fc from 'fast-check';
import { instantOf, succession, type Participant } from '@fairway/model';

const moment = fc
  .integer({ min: 0, max: 1_000_000 })
  .map((seconds) => instantOf(Date.UTC(2026, 0, 1) + seconds * 1000));

/** As much of two parties as a succession shows in. */
const parties = (given: { deed: string; from: string }, taken: { deed: string; from: string }) =>
  [
    { handle: 'ar-a', status: { succession: { ...given, successor: 'br-b', recordedAt: given.from, act: 'a' } } },
    { handle: 'br-b', succeeds: [{ ...taken, predecessor: 'ar-a', act: 'b' }], status: {} },
  ] as unknown as [Participant, Participant];

describe('A succession', () => {
  it('is in force from the later of what the deed names and its acceptance', () => {
    fc.assert(
      fc.property(moment, moment, moment, (from, accepted, at) => {
        const [a, b] = parties({ deed: 'F-1', from }, { deed: 'F-1', from: accepted });
        const begun = from > accepted ? from : accepted;
        expect(succession(a, b, at)?.from).to.equal(begun <= at ? begun : undefined);
      }),
    );
  });

  it('is none where the sponsors name other deeds, or the other way round', () => {
    const [a, b] = parties(
      { deed: 'F-1', from: '2026-01-01T00:00:00.000Z' },
      { deed: 'F-2', from: '2026-01-01T00:00:00.000Z' },
    );
    expect(succession(a, b, '2027-01-01T00:00:00.000Z')).to.equal(undefined);
    expect(succession(b, a, '2027-01-01T00:00:00.000Z')).to.equal(undefined);
  });
});
