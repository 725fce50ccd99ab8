import { expect } from 'chai';
import fc from 'fast-check';
import {
  digestOfTerms,
  recognition,
  type Agreement,
  type AgreementText,
  type RecognitionQuestion,
  type Stance,
} from '@fairway/model';

const MEMBERS = ['AR', 'BR', 'UY'] as const;
const moment = (minute: number): string => new Date(Date.UTC(2026, 5, 1) + minute * 60_000).toISOString();

const terms = (change: Partial<AgreementText> = {}): AgreementText => ({
  title: 'Acuerdo',
  parties: [...MEMBERS],
  effectiveFrom: '2026-01-01',
  noticeDays: 30,
  answerWithin: { days: 20, count: 'working' },
  recognitions: [
    { of: 'AR', types: ['OEA'], by: 'UY', benefits: ['priority-treatment'] },
    { of: 'AR', types: ['OEA'], by: 'UY', benefits: ['priority-treatment', 'deferred-payment'], from: '2026-06-02' },
    { of: 'UY', types: ['OEC'], by: 'AR', benefits: ['priority-treatment'] },
  ],
  ...change,
});

const recordOf = (
  member: string,
  accepted: readonly { version: number; text: AgreementText; at: number }[],
  stances: readonly { state: Stance; at: number }[] = [],
): Agreement => ({
  schema: 'agreement/1',
  member,
  id: 'MRA-1',
  timeZone: 'UTC',
  accepted: accepted.map(({ at, ...one }) => ({ ...one, digest: digestOfTerms(one), from: moment(at), act: 'a' })),
  stance: [{ state: 'accepted' as const, at: 0 }, ...stances].map(({ state, at }) => ({
    state,
    from: moment(at),
    recordedAt: moment(at),
    act: 'a',
    reason: 'por algo',
  })),
});

const ask = (records: readonly Agreement[], change: Partial<RecognitionQuestion> = {}) =>
  recognition([new Map(records.map((one) => [one.member, one]))], {
    ...{ issuer: 'AR', type: 'OEA', partner: 'UY', at: moment(10) },
    ...change,
  });
const all = (change: { at?: number } = {}): Agreement[] =>
  MEMBERS.map((member) => recordOf(member, [{ version: 1, text: terms(), at: change.at ?? 0 }]));

describe('What partners owe one another', () => {
  it('is what the terms grant, from the day that they say, in one direction', () => {
    expect(ask(all()).owed).to.deep.equal([{ benefit: 'priority-treatment', agreement: 'MRA-1', version: 1 }]);
    expect(ask(all(), { at: '2026-06-02T00:00:00.000Z' }).owed.map(({ benefit }) => benefit)).to.deep.equal([
      'priority-treatment',
      'deferred-payment',
    ]);
    expect(ask(all(), { type: 'OEC' }).owed).to.deep.equal([]);
    expect(ask(all(), { issuer: 'BR' }).because).to.equal('MRA-1 recognises no OEA of BR at UY');
  });

  it('is nothing before the terms take effect, before all have accepted, or where that was not known yet', () => {
    const later = MEMBERS.map((member) =>
      recordOf(member, [{ version: 1, text: terms({ effectiveFrom: '2026-07-01' }), at: 0 }]),
    );
    expect(ask(later).owed).to.deep.equal([]);
    expect(ask(all({ at: 11 })).owed).to.deep.equal([]);
    expect(ask(all({ at: 5 }), { knownAt: moment(4) }).owed).to.deep.equal([]);
    expect(ask(all({ at: 5 }), { knownAt: moment(5) }).owed).to.have.length(1);
  });

  it('binds the others on where one party has left, and nothing with that one', () => {
    const [ar, , uy] = all() as [Agreement, Agreement, Agreement];
    const br = recordOf('BR', [{ version: 1, text: terms(), at: 0 }], [{ state: 'ended', at: 1 }]);
    expect(ask([ar, br, uy]).owed).to.have.length(1);
    const gone = recordOf('UY', [{ version: 1, text: terms(), at: 0 }], [{ state: 'ended', at: 1 }]);
    expect(ask([ar, br, gone]).because).to.match(/^MRA-1 is ended by UY/);
  });

  it('is never more than each party has accepted for itself, whatever the others write', () => {
    const acceptance = fc.record({
      version: fc.constantFrom(1, 2),
      at: fc.nat(20),
      effectiveFrom: fc.constantFrom('2026-01-01', '2026-06-01', '2026-06-02'),
      parties: fc.constantFrom(['AR', 'UY'], ['AR', 'BR', 'UY']),
    });
    const record = fc.array(acceptance, { maxLength: 3 });
    fc.assert(
      fc.property(record, record, record, fc.nat(30), (ar, br, uy, at) => {
        const records = [ar, br, uy].map((accepted, index) =>
          recordOf(
            MEMBERS[index]!,
            accepted.map(({ version, at: since, effectiveFrom, parties }) => {
              const recognitions = terms().recognitions;
              return { version, at: since, text: terms({ effectiveFrom, parties: [...parties], recognitions }) };
            }),
          ),
        );
        const { owed } = ask(records, { at: moment(at) });
        if (owed.length === 0) return;
        const [first, , third] = records as [Agreement, Agreement, Agreement];
        const bound = first.accepted.some(
          ({ digest, text, from }) =>
            from <= moment(at) &&
            text.parties.every((member) =>
              records.some(
                (one) =>
                  one.member === member &&
                  one.accepted.some((other) => other.digest === digest && other.from <= moment(at)),
              ),
            ),
        );
        expect(bound && third.accepted.length > 0).to.equal(true);
      }),
    );
  });
});
