import { ALGORITHMS, Handle, Member, algorithmOf, check, newHandle, type Algorithm } from '@fairway/model';
import { importActKey, makeActKey, makeEncryptionKey, type ActKey, type StoredKey } from '@fairway/wallets';
import { Option, type Command } from 'commander';
import { CliFailure } from '../failure.js';
import { examples } from '../examples.js';
import { givenText } from '../given-file.js';
import { keyRing, withKeys, type KeyRing, type KeyRingOptions } from '../key-ring.js';
import { askPassphrase, newPassphrase } from '../passphrase.js';
import { present } from '../present.js';
import { reported, said } from '../reported.js';
import { lines, table } from '../table.js';

interface Options extends KeyRingOptions {
  json?: boolean;
}

interface NewKeyOptions extends Options {
  encryption?: true;
  handle?: string;
  newHandle?: string;
}

/** Adds `key …`: the act keys that people and firms sign with. */
export function addKeyCommands(key: Command): void {
  const on = (usage: string, description: string) =>
    withKeys(key.command(usage).description(description)).option('--json', 'answer in JSON');
  const making = (usage: string, description: string) =>
    on(usage, description)
      .option('--handle <handle>', 'the handle that the registry knows its owner by')
      .option('--new-handle <member>', 'make a handle under this member, as a founding registrar needs');

  examples(
    making('make <name>', 'make a key and keep it under a passphrase')
      .addOption(new Option('--algorithm <name>', 'what it signs with').choices(ALGORITHMS).default('ES256'))
      .addOption(
        new Option('--encryption', 'a key by which its owner is written to; it signs nothing').conflicts([
          ...['algorithm', 'handle', 'newHandle'],
        ]),
      )
      .action(
        reported(async (name: string, options: NewKeyOptions & { algorithm: Algorithm }) => {
          if (options.encryption) await keepEncryptionKey(name, options);
          else await keep(name, () => makeActKey(options.algorithm), options);
        }),
      ),
    'fairway key make maria',
    'fairway key make banco-2026 --encryption      # then: fairway participant set-encryption-key',
    'fairway key make registrar --new-handle AR',
  );

  examples(
    making('import <name> <file>', 'take a private key from PKCS#8 in PEM, P-256 or Ed25519')
      .option('--pem-passphrase-file <file>', "the PEM file's passphrase, where it is encrypted")
      .action(
        reported(async (name: string, file: string, options: NewKeyOptions & { pemPassphraseFile?: string }) => {
          const pem = await givenText(file);
          await keep(name, async () => importActKey(pem, await pemPassphrase(pem, file, options)), options);
        }),
      ),
    'fairway key import maria maria.pem',
  );

  examples(
    on('list', 'the keys that are kept').action(
      reported(async (options: Options) => {
        const ring = keyRing(options);
        const signing = await Promise.all((await ring.store.list()).map((one) => shown(one, ring)));
        const keys = [...signing, ...(await ring.encryption.list()).map(shownEncryptionKey)];
        const rows = keys.map(({ name, handle, algorithm, thumbprint }) => [name, handle, algorithm, thumbprint]);
        said(options, keys, table(['name', 'handle', 'algorithm', 'thumbprint'], rows));
      }),
    ),
    'fairway key list --json',
  );

  examples(
    on('show <name>', 'the public key, to hand to a registrar').action(
      reported(async (name: string, options: Options) => {
        const ring = keyRing(options);
        const found = await ring.find(name);
        const { handle, algorithm, thumbprint } = await shown(found, ring);
        const publicKey = found.publicKey;
        const text = lines({ name, handle, algorithm, thumbprint, 'public key': JSON.stringify(publicKey) });
        said(options, present({ name, handle, algorithm, thumbprint, publicKey }), text);
      }),
    ),
    'fairway key show maria --json > maria.json',
  );

  examples(
    on('handle <name> <handle>', 'note the handle that the registry knows the owner of a key by').action(
      reported(async (name: string, handle: string, options: Options) => {
        await keyRing(options).setHandle(name, handle);
        said(options, { name, handle }, `key ${name} signs for ${handle}`);
      }),
    ),
    'fairway key handle maria ar-7zzzzzzzzzzzzzzzzzzzzzzzzz',
  );
}

async function keep(name: string, make: () => Promise<ActKey>, options: NewKeyOptions): Promise<void> {
  if (options.handle !== undefined && options.newHandle !== undefined) {
    throw new CliFailure('USAGE', '--handle and --new-handle exclude each other; give one');
  }
  const handle =
    options.newHandle === undefined
      ? options.handle && check(Handle, options.handle)
      : newHandle(check(Member, options.newHandle));
  const ring = keyRing(options);
  const key = await make();
  await ring.store.add(name, key, await newPassphrase(name, options));
  if (handle !== undefined) await ring.setHandle(name, handle);
  const { algorithm, thumbprint, publicKey } = key;
  const sentence = `key ${name} is kept in ${options.keys}; a lost passphrase is a lost key`;
  said(
    options,
    present({ name, handle, algorithm, thumbprint, publicKey }),
    `${sentence}\n${lines({ handle, thumbprint })}`,
  );
}

async function keepEncryptionKey(name: string, options: NewKeyOptions): Promise<void> {
  const key = await makeEncryptionKey();
  await keyRing(options).encryption.add(name, key, await newPassphrase(name, options));
  const { publicKey, thumbprint } = key;
  const sentence = `key ${name} is kept in ${options.keys}; keep it as long as what it opens`;
  said(options, { name, use: 'enc', thumbprint, publicKey }, `${sentence}\n${lines({ thumbprint })}`);
}

async function pemPassphrase(pem: string, file: string, { pemPassphraseFile }: { pemPassphraseFile?: string }) {
  if (!pem.includes('ENCRYPTED')) return undefined;
  const options = present({ passphraseFile: pemPassphraseFile });
  return askPassphrase(`Passphrase of ${file}`, options);
}

interface Shown {
  name: string;
  handle?: string;
  algorithm: string;
  thumbprint?: string;
  damaged?: true;
}

async function shown(key: StoredKey, ring: KeyRing): Promise<Shown> {
  const { name } = key;
  if (key.damaged) return { name, algorithm: 'damaged', damaged: true };
  const handle = await ring.handleOf(name);
  return present({ name, handle, algorithm: algorithmOf(key.publicKey), thumbprint: key.thumbprint });
}

const shownEncryptionKey = (key: StoredKey): Shown =>
  key.damaged
    ? { name: key.name, algorithm: 'damaged', damaged: true }
    : { name: key.name, algorithm: 'ECDH-ES', thumbprint: key.thumbprint };
