import { LedgerError, submit, type Call, type Endorsed, type Ledger } from '@fairway/sdk';
import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';

const CALL: Call = { namespace: 'fairway-ar', transaction: 'aeo:grant', args: ['{}'] };

/** What may go wrong at each step of a write; after the list, all goes well. */
const faults = fc.record({
  endorse: fc.array(fc.constantFrom('well', 'PEER_UNAVAILABLE', 'ENDORSEMENTS_DIFFER', 'NO_ENDORSEMENT_PLAN'), {
    maxLength: 6,
  }),
  send: fc.array(fc.constantFrom('well', 'answer lost', 'not arrived', 'silence'), { maxLength: 12 }),
  block: fc.array(fc.constantFrom(0, 11, 12, 10), { maxLength: 4 }),
  outcome: fc.array(fc.constantFrom('well', 'PEER_UNAVAILABLE', 'DEADLINE_EXCEEDED', 'LEDGER_FAILED'), {
    maxLength: 12,
  }),
});

/** A ledger with these faults; `committed` holds the validation code of what was ordered. */
class FaultyLedger implements Pick<Ledger, 'endorse' | 'send' | 'outcome'> {
  readonly committed = new Map<string, number>();
  readonly sent = new Map<string, Uint8Array>();
  endorsed = 0;
  changedEnvelope = false;
  proposedWhileOpen = false;
  readonly faults;

  constructor(faults: { endorse: string[]; send: string[]; block: number[]; outcome: string[] }) {
    this.faults = structuredClone(faults);
  }

  endorse = (): Promise<Endorsed> => {
    this.proposedWhileOpen ||= [...this.sent.keys()].some((id) => ![11, 12].includes(this.committed.get(id)!));
    const fault = this.faults.endorse.shift() ?? 'well';
    if (fault !== 'well') return Promise.reject(new LedgerError(fault as LedgerError['code'], 'as the test wants it'));
    const transactionId = `t${++this.endorsed}`;
    return Promise.resolve({
      transactionId,
      result: new Uint8Array(),
      envelope: Buffer.from(`signed ${transactionId}`),
    });
  };

  send = async ({ transactionId, envelope }: Endorsed, { timeout = 0 } = {}): Promise<void> => {
    const before = this.sent.get(transactionId);
    this.changedEnvelope ||= before !== undefined && !Buffer.from(before).equals(envelope);
    this.sent.set(transactionId, envelope);
    const fault = this.faults.send.shift() ?? 'well';
    if (fault === 'silence') await new Promise((resolve) => setTimeout(resolve, timeout));
    const arrives = fault === 'well' || fault === 'answer lost';
    if (arrives && !this.committed.has(transactionId))
      this.committed.set(transactionId, this.faults.block.shift() ?? 0);
    if (fault !== 'well') throw new LedgerError('ORDERING_UNAVAILABLE', fault);
  };

  outcome = async (transactionId: string, { timeout = 0 } = {}) => {
    fail(this.faults.outcome.shift());
    const code = this.committed.get(transactionId);
    if (code !== undefined) return { transactionId, code, blockNumber: 1n };
    await new Promise((resolve) => setTimeout(resolve, timeout));
    throw new LedgerError('DEADLINE_EXCEEDED', 'not in a block yet');
  };
}

function fail(fault = 'well'): void {
  if (fault !== 'well') throw new LedgerError(fault as LedgerError['code'], 'as the test wants it');
}

describe('submit, whatever fails in whatever order', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  it('writes once at most, sends one envelope a transaction, and says what is so', async () => {
    await fc.assert(
      fc.asyncProperty(faults, fc.integer({ min: 100, max: 120_000 }), async (what, timeout) => {
        const ledger = new FaultyLedger(what);
        const ending = submit(ledger as unknown as Ledger, CALL, { timeout }).then(
          ({ transactionId }) => ({ transactionId, code: 'COMMITTED', validationCode: 0 }),
          ({ transactionId, code, validationCode }: LedgerError) => ({ transactionId, code, validationCode }),
        );
        await clock.runAllAsync();
        const { transactionId, code, validationCode } = await ending;

        const valid = [...ledger.committed.values()].filter((one) => one === 0).length;
        expect(ledger.changedEnvelope, 'another envelope was sent under one id').to.equal(false);
        expect(ledger.proposedWhileOpen, 'proposed anew while something sent was open').to.equal(false);
        expect(valid).to.be.at.most(1);
        expect(code).to.be.oneOf(['COMMITTED', 'NOT_COMMITTED', 'OUTCOME_UNKNOWN', 'DEADLINE_EXCEEDED']);
        if (code === 'COMMITTED' || code === 'NOT_COMMITTED') {
          expect(ledger.committed.get(transactionId!)).to.equal(validationCode);
        }
        if (code === 'OUTCOME_UNKNOWN') expect([...ledger.sent.keys()].at(-1)).to.equal(transactionId);
        if (code === 'DEADLINE_EXCEEDED') expect(valid, 'said that nothing was sent').to.equal(0);
      }),
      { numRuns: 500 },
    );
  });
});
