import { expect } from 'chai';
import { NoSignedAnswer } from '@fairway/sdk';
import { askingPlatform, type AskingOptions } from '#src/pint/asking.js';

const ADDRESS = 'https://pint.platform.example/bole';
const json = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
/** DCSA's error body. */
const error = (errorCodeMessage: string) => ({
  ...{ httpMethod: 'POST', requestUri: '/v3/envelopes', statusCode: 500, statusCodeText: 'Internal Server Error' },
  ...{ errorDateTime: '2026-03-01T12:00:00Z', errors: [{ errorCodeText: 'FAILED', errorCodeMessage }] },
});

describe('A platform that is asked', () => {
  /** Asks once, of a platform that answers so, one answer after the other. */
  const asked = async (answers: readonly (() => Response)[], options: AskingOptions = {}) => {
    const requests: { url: string; init: RequestInit }[] = [];
    const fetch = ((url: URL, init: RequestInit) => {
      requests.push({ url: url.href, init });
      return new Promise((resolve) => resolve(answers[Math.min(requests.length, answers.length) - 1]!()));
    }) as typeof globalThis.fetch;
    const ask = askingPlatform(ADDRESS, { fetch, pause: 0, ...options });
    const answer = await ask('POST', 'envelopes', { hello: 'there' }).catch((thrown: unknown) => thrown);
    return { answer, requests };
  };
  const lost = (): Response => {
    throw new TypeError('fetch failed');
  };

  it('is asked below its address, in the version of the standard, with the token that it gave', async () => {
    const { answer, requests } = await asked([() => json(201, { a: 1 })], { token: () => 'abc' });
    expect(answer).to.deep.equal({ status: 201, body: { a: 1 } });
    const [{ url, init }] = requests as [(typeof requests)[number]];
    expect(url).to.equal(`${ADDRESS}/v3/envelopes`);
    expect(Object.fromEntries(init.headers as Headers)).to.include({ authorization: 'Bearer abc', 'api-version': '3' });
    expect(init).to.include({ method: 'POST', body: '{"hello":"there"}', redirect: 'manual' });
  });

  it('is asked again where the connection was lost or it could not answer, four times at most', async () => {
    const again = await asked([
      lost,
      () => json(503),
      () => json(429, undefined, { 'retry-after': '0' }),
      () => json(204),
    ]);
    expect([again.answer, again.requests.length]).to.deep.equal([{ status: 204, body: undefined }, 4]);
    for (const [answers, code] of [
      [lost, 'PLATFORM_UNREACHABLE'],
      [() => json(500, error('no')), 'PLATFORM_REFUSES'],
    ] as const) {
      const never = await asked([answers]);
      expect([(never.answer as NoSignedAnswer).code, never.requests.length]).to.deep.equal([code, 4]);
    }
  });

  it('is not asked again where it refuses, sends elsewhere, or wants to be asked much later', async () => {
    for (const [answers, code] of [
      [() => json(400), 'PLATFORM_REFUSES'],
      [() => json(302, undefined, { location: 'https://elsewhere.example/' }), 'REDIRECTED'],
      [() => json(503, error('later'), { 'retry-after': '60' }), 'PLATFORM_REFUSES'],
      [() => json(200, 'a'.repeat(1024 ** 2)), 'ANSWER_TOO_LARGE'],
    ] as const) {
      const { answer, requests } = await asked([answers]);
      expect([(answer as NoSignedAnswer).code, requests.length]).to.deep.equal([code, 1]);
    }
  });

  it('says why it refuses, in one line that nothing of it leaves', async () => {
    const { answer } = await asked([() => json(400, error('not\u001b[2K\r\nthis \u202eone'))]);
    expect((answer as NoSignedAnswer).sentence).to.equal(
      'pint.platform.example answers 400, FAILED: not [2K this  one',
    );
    expect(answer).to.include({ status: 400, retryAfter: undefined });
  });

  it('counts by what it says, whatever the status, where that may be signed', async () => {
    const { answer } = await asked([() => json(500, 'a.b.c')]);
    expect(answer).to.deep.equal({ status: 500, body: 'a.b.c' });
  });
});
