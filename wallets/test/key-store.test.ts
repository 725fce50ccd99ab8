import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webCryptoCheck } from '@fairway/model';
import { fileKeyStore, makeActKey, openActKey, sealActKey, type ActKey } from '@fairway/wallets';
import { expect } from 'chai';
import { decodeProtectedHeader } from 'jose';

const PASSPHRASE = 'correct horse battery staple';
const MESSAGE = new TextEncoder().encode('what someone does');

async function codeOf(run: Promise<unknown>): Promise<string> {
  return run.then(
    () => 'nothing was thrown',
    (error: { code: string }) => error.code,
  );
}

describe('a key store', function () {
  this.timeout(30_000);
  let directory: string;
  let key: ActKey;
  beforeEach(async () => {
    directory = join(await mkdtemp(join(tmpdir(), 'fairway-keys-')), 'keys');
    key = await makeActKey();
  });
  afterEach(() => rm(join(directory, '..'), { recursive: true }));

  it('gives back a key that signs as the one put away', async () => {
    const store = fileKeyStore(directory);
    await store.add('maria', key, PASSPHRASE);
    const opened = await store.open('maria', PASSPHRASE);
    expect(opened.thumbprint).to.equal(key.thumbprint);
    expect(await webCryptoCheck(key.publicKey, MESSAGE, await opened.sign(MESSAGE))).to.be.true;
    expect(opened).not.to.have.property('exportPrivate');
  });

  it('lists keys without a passphrase, and what is damaged as damaged', async () => {
    const store = fileKeyStore(directory);
    expect(await store.list()).to.deep.equal([]);
    await store.add('maria', key, PASSPHRASE);
    await writeFile(join(directory, 'old.actkey'), 'not a key');
    expect(await store.list()).to.deep.equal([
      { name: 'maria', publicKey: key.publicKey, thumbprint: key.thumbprint, damaged: false },
      { name: 'old', damaged: true },
    ]);
  });

  it('keeps files for its owner alone, with nothing half written beside them', async () => {
    await fileKeyStore(directory).add('maria', key, PASSPHRASE);
    expect(await readdir(directory)).to.deep.equal(['maria.actkey']);
    expect((await stat(directory)).mode & 0o777).to.equal(0o700);
    expect((await stat(join(directory, 'maria.actkey'))).mode & 0o777).to.equal(0o600);
  });

  it('never writes over a key', async () => {
    const store = fileKeyStore(directory);
    await store.add('maria', key, PASSPHRASE);
    const before = await readFile(join(directory, 'maria.actkey'));
    expect(await codeOf(store.add('maria', await makeActKey(), PASSPHRASE))).to.equal('KEY_EXISTS');
    expect(await readFile(join(directory, 'maria.actkey'))).to.deep.equal(before);
    expect(await readdir(directory)).to.deep.equal(['maria.actkey']);
  });

  it('says so when a key is not there, and looks nowhere but in its directory', async () => {
    const store = fileKeyStore(directory);
    expect(await codeOf(store.open(randomUUID(), PASSPHRASE))).to.equal('KEY_NOT_FOUND');
    expect(await codeOf(store.open('../maria', PASSPHRASE))).to.equal('KEY_NAME_NOT_ALLOWED');
    expect(await codeOf(store.add('', key, PASSPHRASE))).to.equal('KEY_NAME_NOT_ALLOWED');
  });
});

describe('a sealed key', function () {
  this.timeout(30_000);
  let key: ActKey;
  let text: string;
  before(async () => {
    key = await makeActKey('EdDSA');
    text = await sealActKey(key, PASSPHRASE);
  });

  it('is encrypted by PBES2 with 600,000 rounds or more', () => {
    const { sealed } = JSON.parse(text) as { sealed: string };
    const header = decodeProtectedHeader(sealed);
    expect(header).to.include({ alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' });
    expect(header['p2c']).to.be.at.least(600_000);
    expect(text).not.to.include(key.exportPrivate().d);
  });

  it('does not open under another passphrase', async () => {
    expect(await codeOf(openActKey(text, 'correct horse battery stable'))).to.equal('WRONG_PASSPHRASE');
  });

  it('opens however an accented letter was typed', async () => {
    const composed = await sealActKey(key, 'contrase\u00f1a de Am\u00e9rica');
    expect((await openActKey(composed, 'contrasen\u0303a de Ame\u0301rica')).thumbprint).to.equal(key.thumbprint);
  });

  it('tells that it is damaged, wherever it is', async () => {
    for (const at of [0, 20, Math.floor(text.length / 2), text.length - 20]) {
      const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
      expect(await codeOf(openActKey(changed, PASSPHRASE)), `at ${at}`).to.equal('KEY_FILE_DAMAGED');
    }
    expect(await codeOf(openActKey(text.slice(0, -50), PASSPHRASE))).to.equal('KEY_FILE_DAMAGED');
    expect(await codeOf(openActKey('', PASSPHRASE))).to.equal('KEY_FILE_DAMAGED');
    expect(await codeOf(openActKey('null', PASSPHRASE))).to.equal('KEY_FILE_DAMAGED');
  });

  it('does not pass for another public key than its own', async () => {
    const other = JSON.parse(await sealActKey(await makeActKey('EdDSA'), PASSPHRASE)) as Record<string, unknown>;
    const { digestOfJson } = await import('@fairway/model');
    const content = {
      version: 1,
      publicKey: other['publicKey'],
      sealed: (JSON.parse(text) as { sealed: string }).sealed,
    };
    const forged = JSON.stringify({ ...content, digest: digestOfJson(content) });
    expect(await codeOf(openActKey(forged, PASSPHRASE))).to.equal('KEY_FILE_DAMAGED');
  });

  it('is not made under a short passphrase', async () => {
    expect(await codeOf(sealActKey(key, 'short'))).to.equal('PASSPHRASE_TOO_SHORT');
  });
});
