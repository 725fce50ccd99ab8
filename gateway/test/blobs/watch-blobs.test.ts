import { BlobStoreError, watchBlobs, type BlobFault } from '@fairway/gateway';
import { digestOf, type Digest } from '@fairway/model';
import { expect } from 'chai';

type Look = [Digest, BlobFault][] | Error;

/** What is logged of these looks, the last of which is the last that there is. */
async function logged(...looks: Look[]): Promise<Record<string, unknown>[]> {
  const stop = new AbortController();
  const log: Record<string, unknown>[] = [];
  const keeper = {
    put: () => Promise.resolve(),
    faults() {
      const look = looks.shift()!;
      if (looks.length === 0) stop.abort();
      return look instanceof Error ? Promise.reject(look) : Promise.resolve(new Map(look));
    },
  };
  await watchBlobs({ keeper, interval: 1, log: (entry) => void log.push(entry), signal: stop.signal });
  return log;
}

describe('The look at all blobs', () => {
  const [lost, changed] = [digestOf('lost'), digestOf('changed')];
  const missing: Look = [
    [changed, 'BLOB_CHANGED'],
    [lost, 'BLOB_LOST'],
  ];

  it('names what is lost and what is changed, once, and says when all is back', async () => {
    const found = { event: 'blobs-missing', lost: 1, changed: 1, blobs: [lost, changed] };
    const whole = { event: 'blobs-whole' };
    expect(await logged([], missing, missing, [], [])).to.deep.equal([whole, found, whole]);
  });

  it('takes from others what they have, and then what that shows to be missing', async () => {
    const [manifest, named, nowhere] = ['manifest', 'named', 'nowhere'].map((text) => new TextEncoder().encode(text));
    const kept = new Set<Digest>();
    const keeper = {
      faults: () => {
        const asked = [manifest, nowhere, ...(kept.has(digestOf(manifest!)) ? [named] : [])].map((one) =>
          digestOf(one!),
        );
        return Promise.resolve(
          new Map(asked.filter((digest) => !kept.has(digest)).map((digest) => [digest, 'BLOB_LOST'] as const)),
        );
      },
      put: (bytes: Uint8Array) => Promise.resolve(void kept.add(digestOf(bytes))),
    };
    const theirs = new Map([manifest, named].map((one) => [digestOf(one!), one!]));
    // Who gives something else gives nothing.
    theirs.set(digestOf(nowhere!), named!);
    const stop = new AbortController();
    const log: object[] = [];
    await watchBlobs({
      ...{ keeper, interval: 1, signal: stop.signal, others: { get: (digest) => Promise.resolve(theirs.get(digest)) } },
      log: (entry) => {
        log.push(entry);
        if (entry.event === 'blobs-missing') stop.abort();
      },
    });
    expect(log).to.deep.equal([
      { event: 'blobs-restored', blobs: 1 },
      { event: 'blobs-restored', blobs: 1 },
      { event: 'blobs-missing', lost: 1, changed: 0, blobs: [digestOf(nowhere!)] },
    ]);
  });

  it('names a hundred, and says how many there are', async () => {
    const many = Array.from({ length: 150 }, (_, index): [Digest, BlobFault] => [digestOf(`${index}`), 'BLOB_LOST']);
    const [entry] = await logged(many);
    expect(entry).to.include({ lost: 150, changed: 0 });
    expect(entry!['blobs']).to.have.length(100);
  });

  it('goes on where a look fails, and says why, once for each reason', async () => {
    const error = new BlobStoreError('STORE_FORBIDDEN', 'the key is gone');
    const [failed, found, ...rest] = await logged(error, error, missing, []);
    expect(failed).to.deep.equal({ event: 'blobs-failed', error: 'STORE_FORBIDDEN: the key is gone' });
    expect(found).to.include({ event: 'blobs-missing' });
    expect(rest).to.deep.equal([{ event: 'blobs-whole' }]);
  });
});
