import { Refusal } from '@fairway/model';
import { EndorserRotation, LedgerError, submit, type Call, type Endorsed, type Ledger } from '@fairway/sdk';
import { expect } from 'chai';
import sinon from 'sinon';

const CALL: Call = { namespace: 'fairway-ar', transaction: 'aeo:grant', args: ['{}'] };

/** A ledger whose every step answers, or throws, in the order given; the last answer stays. */
function ledgerThat(says: {
  endorse?: (Endorsed | Error)[];
  send?: (Error | undefined)[];
  outcome?: (number | Error)[];
}) {
  const inTurn = <T>(answers: (T | Error)[]) => {
    const stub = sinon.stub();
    answers.forEach((answer, index) => {
      const call = index === answers.length - 1 ? stub : stub.onCall(index);
      if (answer instanceof Error) call.rejects(answer);
      else call.resolves(answer);
    });
    return stub;
  };
  const outcomes = (says.outcome ?? [0]).map((one) =>
    one instanceof Error ? one : { transactionId: 't1', code: one, blockNumber: 7n },
  );
  return {
    evaluate: sinon.stub(),
    endorse: inTurn(says.endorse ?? [endorsed('t1')]),
    send: inTurn<undefined>(says.send ?? [undefined]),
    outcome: inTurn(outcomes),
    height: sinon.stub(),
    blocks: sinon.stub(),
    blocksWithPrivateData: sinon.stub(),
    close: sinon.stub(),
  } satisfies Record<keyof Ledger, sinon.SinonStub>;
}

const endorsed = (transactionId: string): Endorsed => ({
  transactionId,
  result: Buffer.from('done'),
  envelope: Buffer.from(`envelope of ${transactionId}`),
});

const error = (code: ConstructorParameters<typeof LedgerError>[0], members?: string[]) =>
  new LedgerError(code, 'as the test wants it', members && { members });

describe('submit', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  /** Runs a submit to its end, letting the faked time pass. */
  async function run(ledger: Ledger, options?: Parameters<typeof submit>[2]) {
    const ending = submit(ledger, CALL, options).catch((failure: unknown) => failure as LedgerError);
    await clock.runAllAsync();
    return ending;
  }

  it('answers with the result once the transaction is valid in a block', async () => {
    const ledger = ledgerThat({});
    expect(await run(ledger)).to.deep.equal({ transactionId: 't1', blockNumber: 7n, result: Buffer.from('done') });
    expect(ledger.endorse.callCount).to.equal(1);
    expect(ledger.send.callCount).to.equal(1);
  });

  it('passes a refusal on at once', async () => {
    const ledger = ledgerThat({ endorse: [new Refusal('AEO_EXISTS', 'this number was granted before')] });
    expect(await run(ledger)).to.have.property('code', 'AEO_EXISTS');
    expect(ledger.endorse.callCount).to.equal(1);
    expect(ledger.send.called).to.be.false;
  });

  for (const code of ['ACCESS_DENIED', 'TIME_OUT_OF_WINDOW', 'CHAINCODE_FAILED'] as const) {
    it(`does not try again what ends as ${code}`, async () => {
      const ledger = ledgerThat({ endorse: [error(code)] });
      expect(await run(ledger)).to.have.property('code', code);
      expect(ledger.endorse.callCount).to.equal(1);
    });
  }

  for (const code of ['ENDORSEMENTS_DIFFER', 'NO_ENDORSEMENT_PLAN', 'PEER_UNAVAILABLE', 'DEADLINE_EXCEEDED'] as const) {
    it(`proposes again after ${code}, which passes`, async () => {
      const ledger = ledgerThat({ endorse: [error(code), error(code), endorsed('t1')] });
      expect(await run(ledger)).to.have.property('transactionId', 't1');
      expect(ledger.endorse.callCount).to.equal(3);
    });
  }

  it('gives up with what went wrong last when nobody endorses before the deadline, and has sent nothing', async () => {
    const ledger = ledgerThat({ endorse: [error('PEER_UNAVAILABLE')] });
    const failure = await run(ledger, { timeout: 5_000 });
    expect(failure).to.have.property('code', 'DEADLINE_EXCEEDED');
    expect(failure).to.have.nested.property('cause.code', 'PEER_UNAVAILABLE');
    expect(ledger.send.called).to.be.false;
  });

  it('sends the same envelope again when the connection breaks before the answer, and proposes nothing new', async () => {
    const ledger = ledgerThat({
      send: [error('ORDERING_UNAVAILABLE'), error('ORDERING_UNAVAILABLE'), undefined],
      outcome: [error('DEADLINE_EXCEEDED'), error('PEER_UNAVAILABLE'), 0],
    });
    expect(await run(ledger)).to.have.property('blockNumber', 7n);
    expect(ledger.endorse.callCount).to.equal(1);
    const envelopes = ledger.send.args.map(([sent]) => (sent as Endorsed).envelope);
    expect(envelopes).to.deep.equal(Array(3).fill(endorsed('t1').envelope));
  });

  it('finds a transaction that was committed although sending it failed', async () => {
    const ledger = ledgerThat({ send: [error('ORDERING_UNAVAILABLE')], outcome: [0] });
    expect(await run(ledger)).to.have.property('transactionId', 't1');
    expect(ledger.send.callCount).to.equal(1);
  });

  it('keeps asking when the connection breaks while it waits for the outcome', async () => {
    const ledger = ledgerThat({ outcome: [error('PEER_UNAVAILABLE'), error('LEDGER_FAILED'), 0] });
    expect(await run(ledger)).to.have.property('transactionId', 't1');
    expect(ledger.endorse.callCount).to.equal(1);
  });

  it('names the transaction to look up when nobody can say in time what became of it', async () => {
    const ledger = ledgerThat({ outcome: [error('PEER_UNAVAILABLE')] });
    const failure = await run(ledger, { timeout: 20_000 });
    expect(failure).to.include({ code: 'OUTCOME_UNKNOWN', transactionId: 't1' });
    expect(ledger.endorse.callCount).to.equal(1);
  });

  it('stops at once when the orderers do not accept the envelope', async () => {
    const ledger = ledgerThat({ send: [error('ACCESS_DENIED')] });
    expect(await run(ledger)).to.have.property('code', 'ACCESS_DENIED');
    expect(ledger.outcome.called).to.be.false;
  });

  it('does not take a later no of the orderers for an answer about what may have been ordered before', async () => {
    const ledger = ledgerThat({
      send: [error('ORDERING_UNAVAILABLE'), error('ACCESS_DENIED')],
      outcome: [error('DEADLINE_EXCEEDED'), 0],
    });
    expect(await run(ledger)).to.have.property('transactionId', 't1');
  });

  for (const [code, name] of [
    [11, 'an MVCC'],
    [12, 'a phantom'],
  ] as const) {
    it(`proposes anew after ${name} conflict`, async () => {
      const ledger = ledgerThat({ endorse: [endorsed('t1'), endorsed('t2')], outcome: [code, 0] });
      expect(await run(ledger)).to.have.property('blockNumber', 7n);
      expect(ledger.send.args.map(([sent]) => (sent as Endorsed).transactionId)).to.deep.equal(['t1', 't2']);
    });
  }

  it('ends with the code when the endorsement policy was not met', async () => {
    const ledger = ledgerThat({ outcome: [10] });
    expect(await run(ledger)).to.include({ code: 'NOT_COMMITTED', validationCode: 10, transactionId: 't1' });
    expect(ledger.endorse.callCount).to.equal(1);
  });

  it('ends with the conflict when there is one each time until the deadline', async () => {
    const ledger = ledgerThat({ outcome: [11] });
    expect(await run(ledger, { timeout: 3_000 })).to.include({ code: 'NOT_COMMITTED', validationCode: 11 });
  });

  it('names the owner and another member, and moves on from one that does not answer', async () => {
    const ledger = ledgerThat({ endorse: [error('PEER_UNAVAILABLE', ['BO']), endorsed('t1')] });
    await run(ledger, { endorsers: new EndorserRotation(['AR', 'BO', 'BR']) });
    const asked = ledger.endorse.args.map(([call]) => (call as Call).endorsers);
    expect(asked).to.deep.equal([
      ['AR', 'BO'],
      ['AR', 'BR'],
    ]);
  });
});
