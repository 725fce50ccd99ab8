import { setImmediate as moment } from 'node:timers/promises';
import { Refusal } from '@fairway/model';
import { LedgerError, submit } from '@fairway/sdk';
import { restLedger } from '@fairway/sdk/rest';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import sinon from 'sinon';

const CALL = { namespace: 'fairway-ar', transaction: 'aeo:grant', args: ['{}'] };

/** A gateway that answers each request in turn. */
function gateway(...answers: (Response | Error)[]) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch = ((url: URL, init: RequestInit) => {
    asked.push({ url: String(url), init });
    const answer = answers.shift();
    return answer instanceof Response
      ? Promise.resolve(answer)
      : Promise.reject(answer ?? new TypeError('fetch failed'));
  }) as typeof globalThis.fetch;
  return { asked, ledger: restLedger({ url: 'https://gateway.example/ar', token: () => 'token', fetch }) };
}

const problem = (status: number, body: object) => Response.json(body, { status });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('A ledger over HTTP', () => {
  it('asks below its gateway’s address, with the token, and follows no redirect', async () => {
    const { ledger, asked } = gateway(Response.json({ height: '12' }));
    expect(await ledger.height()).to.equal(12n);
    expect(asked[0]!.url).to.equal('https://gateway.example/ar/api/ledger/height');
    expect(new Headers(asked[0]!.init.headers).get('authorization')).to.equal('Bearer token');
    expect(asked[0]!.init.redirect).to.equal('error');
  });

  it('refuses as the contract did', async () => {
    const body = { code: 'ENDS_BEFORE_START', detail: 'the end is later', pointer: '/args/validTo', source: 'refusal' };
    const error = await failure(gateway(problem(422, body)).ledger.evaluate(CALL));
    expect(error).to.be.instanceOf(Refusal);
    expect((error as Refusal).toJSON()).to.deep.equal({
      code: 'ENDS_BEFORE_START',
      sentence: 'the end is later',
      path: '/args/validTo',
    });
  });

  it('fails as the ledger did', async () => {
    const body = {
      code: 'NOT_COMMITTED',
      detail: 'invalid',
      validationCode: 11,
      transactionId: 'f',
      members: ['UY'],
      source: 'ledger',
    };
    const error = await failure(gateway(problem(409, body)).ledger.endorse(CALL));
    expect(error).to.be.instanceOf(LedgerError);
    expect(error).to.deep.include({ code: 'NOT_COMMITTED', validationCode: 11, transactionId: 'f', members: ['UY'] });
    expect((error as LedgerError).message).to.equal('NOT_COMMITTED: invalid');
  });

  it('is denied where the gateway takes no such token, and away where it is busy, down or no gateway', async () => {
    const codeOf = async (answer: Response | Error) =>
      ((await failure(gateway(answer).ledger.height())) as LedgerError).code;
    const own = (code: string) => ({ code, detail: 'no', source: 'gateway' });
    expect(await codeOf(problem(401, own('TOKEN_INVALID')))).to.equal('ACCESS_DENIED');
    expect(await codeOf(problem(403, own('ROLE_MISSING')))).to.equal('ACCESS_DENIED');
    expect(await codeOf(problem(429, own('TOO_MANY_REQUESTS')))).to.equal('PEER_UNAVAILABLE');
    expect(await codeOf(problem(503, own('SHUTTING_DOWN')))).to.equal('PEER_UNAVAILABLE');
    expect(await codeOf(new Response('<html>bad gateway</html>', { status: 502 }))).to.equal('PEER_UNAVAILABLE');
    expect(await codeOf(new Response('<html>here</html>', { status: 200 }))).to.equal('PEER_UNAVAILABLE');
    expect(await codeOf(new Response('<html>gone</html>', { status: 404 }))).to.equal('LEDGER_FAILED');
    expect(await codeOf(new TypeError('fetch failed'))).to.equal('PEER_UNAVAILABLE');
  });

  it('sends the same envelope again after a lost answer, and never wonders', async () => {
    const endorsed = { transactionId: 'f'.repeat(64), result: 'e30', envelope: 'AAAA' };
    const { ledger, asked } = gateway(
      Response.json(endorsed),
      new TypeError('connection reset'),
      problem(504, { code: 'DEADLINE_EXCEEDED', detail: 'not there yet', source: 'ledger' }),
      Response.json({}),
      Response.json({ code: 0, blockNumber: '7' }),
    );
    const { transactionId, blockNumber } = await submit(ledger, CALL);
    expect([transactionId, blockNumber]).to.deep.equal([endorsed.transactionId, 7n]);
    const sent = asked
      .filter(({ url }) => url.endsWith('/send'))
      .map(({ init }) => JSON.parse(init.body as string) as object);
    expect(sent).to.have.length(2);
    for (const body of sent) expect(body).to.include({ envelope: 'AAAA' });
  });

  describe('that follows blocks', () => {
    let clock: sinon.SinonFakeTimers;
    beforeEach(() => {
      clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => clock.restore());

    const line = (number: number): string => {
      const header = new common.BlockHeader();
      header.setNumber(number);
      const block = new common.Block();
      block.setHeader(header);
      return `${Buffer.from(block.serializeBinary()).toString('base64url')}\n`;
    };
    /** A stream of these texts, which then breaks off, or ends. */
    const stream = (texts: string[], breaks = false) =>
      new Response(
        new ReadableStream({
          pull(controller) {
            const text = texts.shift();
            if (text !== undefined) controller.enqueue(new TextEncoder().encode(text));
            else if (breaks) controller.error(new TypeError('connection reset'));
            else controller.close();
          },
        }),
      );

    it('goes on after the last one that it has, however the stream ended, and waits while nobody answers', async () => {
      const cut = line(5);
      const { ledger, asked } = gateway(
        stream([line(3), '\n', line(4) + cut.slice(0, 3)], true),
        new TypeError('fetch failed'),
        problem(503, { code: 'SHUTTING_DOWN', detail: 'no', source: 'gateway' }),
        stream([cut.slice(0, 5), cut.slice(5)]),
        stream([line(6)]),
      );
      const numbers: number[] = [];
      const stop = new AbortController();
      const following = (async () => {
        for await (const block of ledger.blocks(3n, stop.signal)) {
          numbers.push(block.getHeader()!.getNumber());
          if (numbers.length === 4) stop.abort();
        }
      })();
      while (!stop.signal.aborted) {
        await moment();
        await clock.tickAsync(1_000);
      }
      await following;
      expect(numbers).to.deep.equal([3, 4, 5, 6]);
      expect(asked.map(({ url }) => new URL(url).searchParams.get('from'))).to.deep.equal(['3', '5', '5', '5', '6']);
    });

    it('takes a stream for dead that says nothing, not even that it is alive', async () => {
      const silent = new Response(new ReadableStream({}));
      const { ledger, asked } = gateway(silent, stream([line(0)]));
      const stop = new AbortController();
      const first = ledger.blocks(0n, stop.signal)[Symbol.asyncIterator]().next();
      let found = false;
      void first.then(() => (found = true));
      while (!found) {
        await moment();
        await clock.tickAsync(10_000);
      }
      expect(asked).to.have.length(2);
      stop.abort();
    });

    it('is refused for good with a token that gives no right to them', async () => {
      const denied = problem(403, { code: 'ROLE_MISSING', detail: 'no', source: 'gateway' });
      const { ledger } = gateway(denied);
      const first = ledger.blocks(0n, new AbortController().signal)[Symbol.asyncIterator]().next();
      expect(((await failure(first)) as LedgerError).code).to.equal('ACCESS_DENIED');
    });
  });

  it('is over when it is closed', async () => {
    const { ledger, asked } = gateway();
    ledger.close();
    expect(((await failure(ledger.height())) as LedgerError).code).to.equal('LEDGER_FAILED');
    expect(asked).to.have.length(0);
  });
});
