import { expect } from 'chai';
import { digestOf } from '@fairway/model';
import { togetherOf, type Blobs } from '#src/envelope/blobs.js';
import { Shelf, bytesOf } from './a-bill.ts';

const BYTES = bytesOf('a blob');
const DIGEST = digestOf(BYTES);
const down: Blobs = {
  get: () => Promise.reject(new Error('down')),
  put: () => Promise.reject(new Error('down')),
};

describe('Several stores of blobs as one', () => {
  it('keep bytes in all of them, as long as one takes them', async () => {
    const [one, other] = [new Shelf(), new Shelf()];
    await togetherOf([down, one, other]).put(BYTES);
    expect([one, other].map(({ kept }) => kept.has(DIGEST))).to.deep.equal([true, true]);
    const refused = await togetherOf([down, down])
      .put(BYTES)
      .catch((error: Error) => error.message);
    expect(refused).to.equal('down');
  });

  it('give bytes from the first that has them whole', async () => {
    const [spoilt, whole] = [new Shelf(), new Shelf()];
    spoilt.kept.set(DIGEST, bytesOf('another one'));
    await whole.put(BYTES);
    expect(await togetherOf([down, spoilt, whole]).get(DIGEST)).to.deep.equal(BYTES);
    expect(await togetherOf([spoilt, new Shelf()]).get(DIGEST)).to.equal(undefined);
  });

  it('say that nobody has them only where all have answered', async () => {
    const answer = await togetherOf([down, new Shelf()])
      .get(DIGEST)
      .catch((error: Error) => error.message);
    expect(answer).to.equal('down');
  });
});
