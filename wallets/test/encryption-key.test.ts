import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fileEncryptionKeyStore,
  fileKeyStore,
  makeActKey,
  makeEncryptionKey,
  openActKey,
  openEncryptionKey,
  sealActKey,
  sealEncryptionKey,
  type Decrypter,
  type EncryptionKey,
} from '@fairway/wallets';
import { expect } from 'chai';
import { GeneralEncrypt, type GeneralJWE } from 'jose';

const PASSPHRASE = 'correct horse battery staple';
const SECRET = new TextEncoder().encode('the key of a document');

async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'nothing was thrown',
    (error: { code: string }) => error.code,
  );
}

describe('a key that opens what its party was written', function () {
  this.timeout(30_000);
  let key: EncryptionKey;
  let directory: string;
  beforeEach(async () => {
    key = await makeEncryptionKey();
    directory = await mkdtemp(join(tmpdir(), 'fairway-keys-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const written = async (alg = 'ECDH-ES+A256KW', enc = 'A256GCM', ...to: Decrypter[]): Promise<GeneralJWE> => {
    const jwe = new GeneralEncrypt(SECRET).setProtectedHeader({ enc });
    for (const { publicKey } of to.length > 0 ? to : [key]) jwe.addRecipient(publicKey).setUnprotectedHeader({ alg });
    return jwe.encrypt();
  };

  it('opens what was wrapped to it, among others too, and nothing else', async () => {
    const other = await makeEncryptionKey();
    expect(await key.decrypt(await written())).to.deep.equal(SECRET);
    expect(await other.decrypt(await written(undefined, undefined, key, other))).to.deep.equal(SECRET);
    expect(await codeOf(other.decrypt(await written()))).to.equal('NOT_FOR_THIS_KEY');
  });

  it('opens nothing that was changed, or was wrapped or encrypted by another algorithm', async () => {
    const jwe = await written();
    const changed = { ...jwe, tag: (jwe.tag!.startsWith('A') ? 'B' : 'A') + jwe.tag!.slice(1) };
    expect(await codeOf(key.decrypt(changed))).to.equal('NOT_FOR_THIS_KEY');
    expect(await codeOf(key.decrypt(await written('ECDH-ES+A128KW')))).to.equal('NOT_FOR_THIS_KEY');
    expect(await codeOf(key.decrypt(await written(undefined, 'A128GCM')))).to.equal('NOT_FOR_THIS_KEY');
  });

  it('keeps its private part out of what is shown of it', () => {
    const { d } = key.exportPrivate();
    expect(JSON.stringify(key)).not.to.include(d);
    expect(key.publicKey).not.to.have.property('d');
  });

  it('is kept beside act keys under the same name, and opens as the one put away', async () => {
    const store = fileEncryptionKeyStore(directory);
    await fileKeyStore(directory).add('maria', await makeActKey(), PASSPHRASE);
    await store.add('maria', key, PASSPHRASE);
    const opened = await store.open('maria', PASSPHRASE);
    expect(await opened.decrypt(await written())).to.deep.equal(SECRET);
    expect(opened).not.to.have.property('exportPrivate');
    const { publicKey, thumbprint } = key;
    expect(await store.list()).to.deep.equal([{ name: 'maria', publicKey, thumbprint, damaged: false }]);
    expect(await codeOf(store.open('maria', 'another passphrase'))).to.equal('WRONG_PASSPHRASE');
    expect(await codeOf(store.add('maria', key, PASSPHRASE))).to.equal('KEY_EXISTS');
  });

  it('is not taken for one that signs, nor the other way round', async () => {
    const [opening, signing] = [
      await sealEncryptionKey(key, PASSPHRASE),
      await sealActKey(await makeActKey(), PASSPHRASE),
    ];
    expect(await codeOf(openActKey(opening, PASSPHRASE))).to.equal('KEY_FILE_DAMAGED');
    expect(await codeOf(openEncryptionKey(signing, PASSPHRASE))).to.equal('KEY_FILE_DAMAGED');
    await writeFile(join(directory, 'moved.actkey'), opening);
    expect(await fileKeyStore(directory).list()).to.deep.equal([{ name: 'moved', damaged: true }]);
  });
});
