import { expect } from 'chai';
import { mayDischarge, mayUndertake, standingAt, type ParticipantStatus } from '@fairway/model';
import { refusalOf } from '../refusals.ts';

const from = '2026-01-01T00:00:00.000Z';
const forwarder: ParticipantStatus = {
  handle: 'uy-00000000000000000000000000',
  timeZone: 'America/Montevideo',
  states: [
    { state: 'active', from, recordedAt: from, act: 'a' },
    { state: 'suspended', from: '2026-06-01T00:00:00.000Z', recordedAt: '2026-06-01T00:00:00.000Z', act: 'b' },
    { state: 'active', from: '2026-07-01T00:00:00.000Z', recordedAt: '2026-07-01T00:00:00.000Z', act: 'c' },
  ],
  entitlements: [
    {
      roles: ['forwarder'],
      licence: { reference: 'L', validTo: '2027-12-31' },
      insurance: { reference: 'P', validTo: '2026-12-31' },
      from,
      act: 'a',
    },
    { roles: ['trader'], from: '2027-03-01T00:00:00.000Z', act: 'd' },
  ],
};
const undertake = (at: string, role: 'forwarder' | 'trader' = 'forwarder') =>
  mayUndertake(standingAt(forwarder, at)!, role);

describe('A party undertakes something new', () => {
  it('while it is active and its covers are in force, to their last day at home', () => {
    undertake('2026-02-01T00:00:00.000Z');
    undertake('2027-01-01T02:59:59.000Z'); // 31 December in Montevideo
  });

  for (const [what, at, code] of [
    ['once its insurance has lapsed', '2027-01-01T03:00:00.000Z', 'COVER_LAPSED'],
    ['while it is suspended', '2026-06-15T00:00:00.000Z', 'PARTY_NOT_ACTIVE'],
    ['once it has another role', '2027-03-02T00:00:00.000Z', 'ROLE_REQUIRED'],
  ] as const) {
    it(`and not ${what}`, async () => {
      expect((await refusalOf(() => undertake(at))).code).to.equal(code);
    });
  }

  it('in a role that needs no cover, without one', () => undertake('2027-03-02T00:00:00.000Z', 'trader'));

  it('and has no standing before it is registered', () => {
    expect(standingAt(forwarder, '2025-12-31T23:59:59.999Z')).to.equal(undefined);
  });
});

describe('A party discharges what it owes', () => {
  const at = '2026-06-15T00:00:00.000Z';
  const standing = standingAt(forwarder, at)!;

  for (const state of ['active', 'suspended', 'succeeded', 'closed'] as const) {
    it(`while it is ${state}`, () => mayDischarge({ ...standing, state }));
  }

  it('and not while it is frozen by order', async () => {
    expect((await refusalOf(() => mayDischarge({ ...standing, state: 'frozen' }))).code).to.equal('PARTY_FROZEN');
  });

  it('also once everything has passed to another party, which bars it from the new', async () => {
    const deed = { successor: 'uy-x', deed: 'F-1', from: '2026-07-15T00:00:00.000Z', recordedAt: at, act: 'e' };
    const passed = (moment: string) => standingAt({ ...forwarder, successions: [deed] }, moment)!;
    mayUndertake(passed('2026-07-14T00:00:00.000Z'), 'forwarder');
    mayDischarge(passed(deed.from));
    expect((await refusalOf(() => mayUndertake(passed(deed.from), 'forwarder'))).code).to.equal('PARTY_NOT_ACTIVE');
  });
});
