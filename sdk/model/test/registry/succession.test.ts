import { expect } from 'chai';
import fc from 'fast-check';
import { hasPassed, instantOf, type Participant } from '@fairway/model';

const moment = fc
  .integer({ min: 0, max: 1_000_000 })
  .map((seconds) => instantOf(Date.UTC(2026, 0, 1) + seconds * 1000));

const registered = {
  timeZone: 'UTC',
  states: [{ state: 'active', from: '2025-01-01T00:00:00.000Z', recordedAt: '2025-01-01T00:00:00.000Z', act: 'r' }],
  entitlements: [{ roles: ['trader'], from: '2025-01-01T00:00:00.000Z', act: 'r' }],
};

/** As much of two parties as a succession shows in. */
const parties = (
  given: { deed: string; from: string; calledOff?: string },
  taken: { deed: string; from: string },
  recordedAt = given.from,
) =>
  [
    {
      handle: 'ar-a',
      status: { ...registered, successions: [{ ...given, successor: 'br-b', recordedAt, act: 'a' }] },
    },
    { handle: 'br-b', status: { ...registered, succeeds: [{ ...taken, predecessor: 'ar-a', act: 'b' }] } },
  ] as unknown as [Participant, Participant];

describe('A succession', () => {
  it('is in force from the later of what the deed names and its acceptance', () => {
    fc.assert(
      fc.property(moment, moment, moment, (from, accepted, at) => {
        const [a, b] = parties({ deed: 'F-1', from }, { deed: 'F-1', from: accepted });
        expect(hasPassed(a, b, at)).to.equal(from <= at && accepted <= at);
      }),
    );
  });

  it('is none where the sponsors name other deeds, where it was called off, or the other way round', () => {
    const from = '2026-01-01T00:00:00.000Z';
    const at = '2027-01-01T00:00:00.000Z';
    const [a, b] = parties({ deed: 'F-1', from }, { deed: 'F-2', from });
    expect(hasPassed(a, b, at)).to.equal(false);
    expect(hasPassed(b, a, at)).to.equal(false);
    expect(hasPassed(...parties({ deed: 'F-1', from, calledOff: from }, { deed: 'F-1', from }), at)).to.equal(false);
    expect(hasPassed(...parties({ deed: 'F-1', from }, { deed: 'F-1', from }), at)).to.equal(true);
  });
});
