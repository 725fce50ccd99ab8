import { keepTicking } from '@fairway/gateway';
import { LedgerError, type Ledger } from '@fairway/sdk';
import { expect } from 'chai';
import sinon from 'sinon';

const INTERVAL = 300_000;

describe('keepTicking', () => {
  let clock: sinon.SinonFakeTimers;
  let stop: AbortController;
  let ledger: { [method in keyof Ledger]: sinon.SinonStub };
  let logged: { event: string; [detail: string]: unknown }[];
  beforeEach(() => {
    clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    stop = new AbortController();
    logged = [];
    ledger = {
      evaluate: sinon.stub(),
      endorse: sinon.stub().resolves({ transactionId: 't1', result: new Uint8Array(), envelope: new Uint8Array() }),
      send: sinon.stub().resolves(),
      outcome: sinon.stub().resolves({ transactionId: 't1', code: 0, blockNumber: 5n }),
      height: sinon.stub(),
      blocks: sinon.stub(),
      blocksWithPrivateData: sinon.stub(),
      close: sinon.stub(),
    };
  });
  afterEach(() => {
    stop.abort();
    clock.restore();
  });

  const start = (current: () => Ledger = () => ledger) =>
    keepTicking({
      namespace: 'fairway-ar',
      interval: INTERVAL,
      ledger: current,
      log: (entry) => logged.push(entry),
      signal: stop.signal,
    });

  it('writes the clock of its namespace at once, and then each interval', async () => {
    void start();
    await clock.tickAsync(0);
    expect(ledger.endorse.args.map(([call]) => call as unknown)).to.deep.equal([
      { namespace: 'fairway-ar', transaction: 'clock:tick', args: [] },
    ]);
    await clock.tickAsync(INTERVAL - 1);
    expect(ledger.endorse.callCount).to.equal(1);
    await clock.tickAsync(1);
    expect(ledger.endorse.callCount).to.equal(2);
    expect(logged[1]).to.deep.equal({ event: 'ticked', namespace: 'fairway-ar', transactionId: 't1', block: '5' });
  });

  it('goes on after a tick that failed, sooner than the interval', async () => {
    ledger.endorse.onFirstCall().rejects(new LedgerError('ACCESS_DENIED', 'revoked'));
    void start();
    await clock.tickAsync(0);
    expect(logged[0]).to.include({ event: 'tick-failed' });
    await clock.tickAsync(5_000);
    expect(logged[1]).to.include({ event: 'ticked' });
  });

  it('goes on while its files cannot be read', async () => {
    const current = sinon.stub().returns(ledger).onFirstCall().throws(new Error('no such file'));
    void start(current);
    await clock.tickAsync(5_000);
    expect(logged.map(({ event }) => event)).to.deep.equal(['tick-failed', 'ticked']);
  });

  it('does not make up for ticks that a sleeping machine missed', async () => {
    void start();
    await clock.tickAsync(0);
    clock.setSystemTime(Date.now() + 10 * INTERVAL);
    await clock.tickAsync(INTERVAL);
    expect(ledger.endorse.callCount).to.equal(2);
    await clock.tickAsync(INTERVAL - 1);
    expect(ledger.endorse.callCount).to.equal(2);
  });

  it('ends when it is told to, between ticks', async () => {
    const ending = start();
    await clock.tickAsync(1_000);
    stop.abort();
    await ending;
    await clock.tickAsync(INTERVAL);
    expect(ledger.endorse.callCount).to.equal(1);
  });

  it('ends when it is told to, in the middle of a tick that gets no answer', async () => {
    ledger.endorse.returns(new Promise(() => undefined));
    const ending = start();
    await clock.tickAsync(1_000);
    stop.abort();
    await ending;
  });
});
