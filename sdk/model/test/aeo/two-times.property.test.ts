import { expect } from 'chai';
import fc from 'fast-check';
import { DAY, Refusal, later } from '@fairway/model';
import { HOLDER, PaperCertificate } from './paper-certificate.ts';

const START = '2026-03-01T12:00:00.000Z';

/** What officers and holders try, in any order; what is refused leaves the certificate as it was. */
const tries = fc.array(
  fc.record({
    type: fc.constantFrom(
      ...['suspend', 'suspend', 'reinstate', 'revoke', 'withdraw', 'annul', 'amend', 'renew'],
      ...['appeal', 'appeal', 'resolveAppeal', 'resolveAppeal'],
    ),
    /** Days since the last. */
    days: fc.integer({ min: 0, max: 20 }),
    /** Days before or after that at which it is to take effect. */
    from: fc.option(fc.integer({ min: -30, max: 40 }), { nil: undefined }),
    yes: fc.boolean(),
    which: fc.nat(9),
  }),
  { minLength: 1, maxLength: 14 },
);
type Try = Parameters<Parameters<typeof tries.map>[0]>[0][number];

const MOMENTS = fc.uniqueArray(fc.integer({ min: -20, max: 400 }), { minLength: 1, maxLength: 12 });

function attempt(paper: PaperCertificate, { type, days, from, yes, which }: Try): string | undefined {
  paper.passes(days * DAY);
  const when = from === undefined ? {} : { from: later(paper.now, from * DAY) };
  const decisions = paper.record!.status.map(({ act }) => act);
  const args: Record<string, object> = {
    suspend: { reason: 'insolvency', ...when },
    reinstate: when,
    revoke: { reason: 'security-breach', ...when },
    withdraw: when,
    annul: { reason: 'granted-in-error' },
    amend: { type: yes ? 'OEC' : 'OEA', validFrom: '2026-03-01', reviewOn: '2030-01-01', reason: 'x', ...when },
    renew: { validTo: `20${30 + which}-01-01`, ...when },
    appeal: { reference: `EX-${which}`, of: decisions[which % decisions.length], suspensive: yes, ...when },
    resolveAppeal: {
      reference: paper.record!.appeals.find(({ outcome }) => !outcome)?.reference ?? 'none',
      outcome: yes ? 'upheld' : 'dismissed',
      ...when,
    },
  };
  try {
    return paper.does(`aeo.${type}`, args[type], type === 'withdraw' ? HOLDER : undefined);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

describe('Whatever officers, holders and courts do to a certificate', () => {
  it('what could be known at a moment never changes afterwards', () => {
    fc.assert(
      fc.property(tries, MOMENTS, (sequence, moments) => {
        const paper = new PaperCertificate(START).granted();
        const answers = new Map<string, unknown>();
        for (const one of sequence) {
          attempt(paper, one);
          const knownAt = paper.now;
          // Whatever is recorded from now on is recorded later.
          paper.passes(1);
          for (const days of moments) {
            const at = later(START, days * DAY);
            answers.set(`${at} ${knownAt}`, paper.check(at, knownAt));
          }
        }
        for (const [asked, answer] of answers) {
          const [at, knownAt] = asked.split(' ') as [string, string];
          expect(paper.check(at, knownAt)).to.deep.equal(answer);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('asking as far as known now is asking all that is recorded', () => {
    fc.assert(
      fc.property(tries, MOMENTS, (sequence, moments) => {
        const paper = new PaperCertificate(START).granted();
        for (const one of sequence) attempt(paper, one);
        for (const days of moments) {
          const at = later(START, days * DAY);
          expect(paper.check(at, paper.now)).to.deep.equal({ ...paper.check(at), knownAt: paper.now });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('an annulment leaves no moment at which it was good', () => {
    fc.assert(
      fc.property(tries, MOMENTS, (sequence, moments) => {
        const paper = new PaperCertificate(START).granted();
        for (const one of sequence) attempt(paper, one);
        try {
          paper.does('aeo.annul', { reason: 'granted-in-error' });
        } catch {
          // It was annulled before.
        }
        for (const days of moments) expect(paper.check(later(START, days * DAY)).valid).to.equal(false);
      }),
      { numRuns: 200 },
    );
  });

  it('only an annulment and a judgment change the past, and a stay what follows the decision', () => {
    fc.assert(
      fc.property(tries, MOMENTS, (sequence, moments) => {
        const paper = new PaperCertificate(START).granted();
        for (const one of sequence) {
          const before = moments.map((days) => paper.check(later(START, days * DAY)).valid);
          const mayReach = ['annul', 'appeal', 'resolveAppeal'].includes(one.type);
          const done = attempt(paper, one);
          if (done !== undefined && mayReach) continue;
          for (const [index, days] of moments.entries()) {
            const at = later(START, days * DAY);
            if (at < paper.now) expect(paper.check(at).valid).to.equal(before[index]);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('a certificate that is good can be stopped at once', () => {
    fc.assert(
      fc.property(tries, (sequence) => {
        const paper = new PaperCertificate(START).granted();
        for (const one of sequence) attempt(paper, one);
        if (!paper.check().valid) return;
        paper.does('aeo.suspend', { reason: 'security-breach' });
        expect(paper.check().status).to.equal('suspended');
      }),
      { numRuns: 200 },
    );
  });
});
