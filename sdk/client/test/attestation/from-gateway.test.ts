import type { RequestListener } from 'node:http';
import { expect } from 'chai';
import { digestOf } from '@fairway/model';
import { LedgerError, bundleFrom, trustListFrom } from '@fairway/sdk';
import { documentsAt } from '@fairway/sdk/document';
import { served, type Served } from '../served.ts';

describe('A gateway that nobody trusts', () => {
  let server: Served | undefined;
  afterEach(() => server?.close());
  const answering = async (listener: RequestListener): Promise<string> => {
    server = await served(listener);
    return `${server.url}/`;
  };
  /** What comes of asking it: a code. */
  const codeOf = async (asked: Promise<unknown>): Promise<string> => {
    const error: unknown = await asked.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return (error as { code?: string } | undefined)?.code ?? 'none';
  };
  const endless: RequestListener = (_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, ' ')));
    };
    response.on('drain', more);
    more();
  };

  it('is not read without end', async () => {
    const gateway = await answering(endless);
    expect(await codeOf(trustListFrom(gateway))).to.equal('LEDGER_FAILED');
    expect(await codeOf(documentsAt(`${gateway}api/documents/`).get(digestOf('an address')))).to.equal(
      'DOCUMENT_SPOILT',
    );
  });

  it('is not followed to somewhere else, and gives no answer by what is none', async () => {
    const question = { record: { member: 'AR', kind: 'aeo', id: 'AR-2026/0001' }, nonce: digestOf('a nonce') };
    const elsewhere = await answering((request, response) => {
      if (request.url === '/elsewhere') response.end('{"version":1,"answers":[]}');
      else response.writeHead(307, { location: '/elsewhere' }).end();
    });
    const error: unknown = await bundleFrom(elsewhere, question).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(LedgerError);
    await server!.close();
    const noise = await answering((_request, response) => void response.end('<html>'));
    expect(await codeOf(bundleFrom(noise, question))).to.equal('LEDGER_FAILED');
  });
});
