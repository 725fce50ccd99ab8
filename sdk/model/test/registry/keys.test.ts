import { expect } from 'chai';
import fc from 'fast-check';
import {
  HOUR,
  REKEY_TERM,
  Refusal,
  digestOf,
  instantOf,
  isUsable,
  later,
  moveOf,
  standingAt,
  thumbprintOf,
  type Act,
  type Participant,
  type Standing,
} from '@fairway/model';
import { makeParty, type TestParty } from '../party.ts';

const START = instantOf(Date.UTC(2026, 2, 1));
const [registrar, firm] = [makeParty('AR'), makeParty('AR')];
const spares = Array.from({ length: 4 }, () => makeParty('AR'));
const officer = {
  handle: registrar.handle,
  timeZone: 'UTC',
  state: 'active',
  roles: ['registrar'],
  today: '2026-03-01',
  together: [],
  accepts: [],
  successions: [],
  succeeds: [],
} satisfies Standing;
const dueDiligence = { reference: 'EX-1', on: '2026-02-01' };
const reason = 'x';

/** Does a move by itself, as contracts and readers do once the signatures hold. */
function does(type: string, before: Participant | undefined, by: TestParty, args: object, time: string): Participant {
  const reference = { member: 'AR', kind: 'participant', id: firm.handle, sequence: 1 };
  const act = {
    version: 1,
    type,
    actor: by.handle,
    records: [reference],
    args,
    private: digestOf('p'),
  } as unknown as Act;
  const actor = by === registrar ? officer : before && standingAt(before.status, time);
  const facts = { reference, time, id: digestOf(`${type} ${time}`), principal: by.handle, actor, parties: new Map() };
  return moveOf('participant', type).apply(before, act as never, facts as never) as Participant;
}

const registered = (keys = [{ jwk: firm.jwk }]): Participant =>
  does('participant.register', undefined, registrar, { roles: ['trader'], dueDiligence, claims: ['c'], keys }, START);

const spare = fc.constantFrom(...spares);
const step = fc.record({
  hours: fc.integer({ min: 0, max: 100 }),
  by: fc.constantFrom(registrar, firm),
  move: fc.oneof(
    spare.map((one) => ['participant.addKey', { jwk: one.jwk }] as const),
    fc.tuple(spare, fc.subarray([firm, ...spares])).map(([one, old]) => {
      const replaces = old.map(({ jwk }) => thumbprintOf(jwk));
      return ['participant.rekey', { jwk: one.jwk, replaces, dueDiligence }] as const;
    }),
    ...(['participant.object', 'participant.retireKey'] as const).map((type) =>
      fc.constantFrom(firm, ...spares).map(({ jwk }) => [type, { thumbprint: thumbprintOf(jwk), reason }] as const),
    ),
  ),
});

describe("A party's keys", () => {
  it('come from the party, or wait the term; a void one never signs, whatever registrar and party do', () => {
    const steps = fc.array(step, { maxLength: 12 });
    const run = (first: Participant) => (all: { hours: number; by: TestParty; move: readonly [string, object] }[]) => {
      let party = first;
      let time = START;
      const brought = new Map(Object.keys(first.keys).map((thumbprint) => [thumbprint, START]));
      for (const { hours, by, move } of all) {
        time = later(time, hours * HOUR);
        const before = party;
        try {
          party = does(move[0], party, by, move[1], time);
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          continue;
        }
        for (const [thumbprint, key] of Object.entries(party.keys)) {
          const was = before.keys[thumbprint];
          if (!was) brought.set(thumbprint, by === firm ? time : later(time, REKEY_TERM));
          expect(key.from >= brought.get(thumbprint)!).to.equal(true);
          // What was over stays over, and what is void was never in force.
          if (was && !isUsable(was, time, true)) expect(isUsable(key, time, true)).to.equal(false);
          if (key.objectedBy) expect(later(key.to!, REKEY_TERM) <= key.from).to.equal(true);
        }
        if (move[0] === 'participant.rekey')
          for (const key of Object.values(before.keys))
            expect(isUsable(key, time)).to.equal(isUsable(party.keys[thumbprintOf(key.jwk)]!, time));
      }
    };
    fc.assert(fc.property(steps, run(registered())), { numRuns: 300 });
    fc.assert(fc.property(steps, run(registered([]))), { numRuns: 100 });
  });

  it('are after an objection what they were before the rekey', () => {
    const ends = fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined });
    const hours = fc.integer({ min: 0, max: 71 });
    fc.assert(
      fc.property(ends, hours, (end, after) => {
        const key = { jwk: firm.jwk, ...(end === undefined ? {} : { to: later(START, end * HOUR) }) };
        const before = registered([key]);
        const replaces = [thumbprintOf(firm.jwk)];
        const rekeyed = does(
          'participant.rekey',
          before,
          registrar,
          { jwk: spares[0]!.jwk, replaces, dueDiligence },
          START,
        );
        const args = { thumbprint: thumbprintOf(spares[0]!.jwk), reason };
        const { keys } = does('participant.object', rekeyed, firm, args, later(START, after * HOUR));
        const [one] = replaces;
        expect(keys[one!]).to.deep.equal({ ...before.keys[one!], to: before.keys[one!]!.to });
      }),
    );
  });
});
