import { appendFile, mkdtemp, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryStore, type BlobStore } from '@fairway/gateway';
import { Refusal, digestOf } from '@fairway/model';
import { expect } from 'chai';

const BYTES = new TextEncoder().encode('encrypted');
const DIGEST = digestOf(BYTES);

describe('A directory of blobs', () => {
  let directory: string;
  let store: BlobStore;
  const fileOf = () => {
    const name = Buffer.from(DIGEST, 'base64url').toString('hex');
    return join(directory, name.slice(0, 2), name);
  };
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fairway-blobs-'));
    store = directoryStore(directory);
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('gives back what was put into it, also after it was opened anew', async () => {
    expect(await store.get(DIGEST)).to.equal(undefined);
    await store.put(BYTES);
    await store.put(BYTES);
    expect(await directoryStore(directory).get(DIGEST)).to.deep.equal(BYTES);
  });

  it('says how much there is of a blob, whatever it is', async () => {
    expect(await store.sizeOf(DIGEST)).to.equal(undefined);
    await store.put(BYTES);
    expect(await store.sizeOf(DIGEST)).to.equal(BYTES.length);
    await truncate(fileOf(), 3);
    expect(await store.sizeOf(DIGEST)).to.equal(3);
  });

  it('keeps its files for their owner alone, whole, and under names that every file system tells apart', async () => {
    await store.put(BYTES);
    expect(await readFile(fileOf())).to.deep.equal(Buffer.from(BYTES));
    expect((await stat(fileOf())).mode & 0o777).to.equal(0o600);
    expect((await stat(join(fileOf(), '..'))).mode & 0o777).to.equal(0o700);
    expect(await readdir(join(fileOf(), '..'))).to.have.length(1);
  });

  for (const [what, spoil] of Object.entries({
    changed: (file: string) => writeFile(file, 'otherwise'),
    'cut off': (file: string) => truncate(file, 3),
    'longer than it was': (file: string) => appendFile(file, '!'),
    empty: (file: string) => truncate(file, 0),
    gone: (file: string) => rm(file),
  })) {
    it(`notices a blob that is ${what}, and takes it anew`, async () => {
      await store.put(BYTES);
      await spoil(fileOf());
      expect(await store.get(DIGEST)).to.equal(undefined);
      await store.put(BYTES);
      expect(await store.get(DIGEST)).to.deep.equal(BYTES);
    });
  }

  it('looks nothing up but digests', async () => {
    const refusal = await store.get('../../etc/passwd').catch((error: unknown) => error);
    expect(refusal).to.be.instanceOf(Refusal);
  });
});
