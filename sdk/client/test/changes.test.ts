import { LedgerError, Session, changes, type Ledger } from '@fairway/sdk';
import { expect } from 'chai';

describe('The stream of changes up to a height', () => {
  // As a ledger does that is closed, since there is one by a newer certificate.
  const blocks: Ledger['blocks'] = async function* () {};
  const session = new Session({ ledger: { blocks } as unknown as Ledger, members: ['AR'] });

  const ended = async (until: bigint, signal = new AbortController().signal) => {
    for await (const change of changes(session, { until, signal })) throw new Error(`nobody has done ${change.id}`);
    return 'done';
  };

  it('is no end where the ledger is closed before, so that a part is not taken for all', async () => {
    const error: unknown = await ended(3n).catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(LedgerError).with.property('code', 'LEDGER_FAILED');
  });

  it('ends where there is nothing up to there, or who asked has stopped it', async () => {
    expect(await ended(0n)).to.equal('done');
    expect(await ended(3n, AbortSignal.abort())).to.equal('done');
  });
});
