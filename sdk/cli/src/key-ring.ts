import { readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Handle, check, sponsorOf } from '@fairway/model';
import {
  WalletError,
  fileEncryptionKeyStore,
  fileKeyStore,
  type ActSigner,
  type Decrypter,
  type EncryptionKey,
  type KeyStore,
  type StoredKey,
} from '@fairway/wallets';
import type { Command } from 'commander';
import { CliFailure } from './failure.js';
import { askPassphrase, type PassphraseOptions } from './passphrase.js';

export interface KeyRingOptions extends PassphraseOptions {
  keys: string;
}

/** A folder of act keys, and beside each the handle that the registry knows it by, once there is one. */
export interface KeyRing {
  readonly store: KeyStore;
  /** The keys by which their owners are written to; they sign nothing. */
  readonly encryption: KeyStore<EncryptionKey, Decrypter>;
  /** A stored key that can be read; throws `KEY_NOT_FOUND`, `KEY_FILE_DAMAGED`. */
  find(name: string): Promise<Extract<StoredKey, { damaged: false }>>;
  handleOf(name: string): Promise<Handle | undefined>;
  setHandle(name: string, handle: Handle): Promise<void>;
}

/** Adds the options that say where keys are and how they are opened. */
export function withKeys(command: Command): Command {
  return command
    .option(
      '--keys <folder>',
      'where act keys are kept (FAIRWAY_KEYS)',
      process.env['FAIRWAY_KEYS'] ?? join(homedir(), '.fairway', 'keys'),
    )
    .option('--passphrase-file <file>', 'the passphrase, instead of FAIRWAY_PASSPHRASE or a prompt');
}

export function keyRing({ keys }: KeyRingOptions): KeyRing {
  const store = fileKeyStore(keys);
  const fileOf = (name: string) => join(keys, `${name}.handle`);
  const find: KeyRing['find'] = async (name) => {
    const key = (await store.list()).find((one) => one.name === name);
    if (!key) {
      throw new WalletError('KEY_NOT_FOUND', `there is no key named ${name} in ${keys}; fairway key list shows them`);
    }
    if (key.damaged) {
      throw new WalletError('KEY_FILE_DAMAGED', `the file of key ${name} is not as it was written; take a copy`);
    }
    return key;
  };
  return {
    store,
    encryption: fileEncryptionKeyStore(keys),
    find,
    async handleOf(name) {
      await find(name);
      const text = await readFile(fileOf(name), 'utf8').catch(() => undefined);
      return text === undefined ? undefined : check(Handle, text.trim());
    },
    async setHandle(name, handle) {
      await find(name);
      await writeFile(fileOf(name), `${check(Handle, handle)}\n`, { mode: 0o600 });
    },
  };
}

/** Who signs, and for which member by default. */
export interface Signing {
  handle: Handle;
  sponsor: string;
  signer: ActSigner;
}

/** Opens the key that `--as` names; throws `HANDLE_MISSING` where the registry's handle is not beside it. */
export async function openSigner(name: string, options: KeyRingOptions): Promise<Signing> {
  const handle = await handleOf(name, options);
  const signer = await keyRing(options).store.open(name, await askPassphrase(`Passphrase of ${name}`, options));
  return { handle, sponsor: sponsorOf(handle), signer };
}

/** Whose a stored key is; throws `HANDLE_MISSING` where the registry's handle is not beside it. */
export async function handleOf(name: string, options: KeyRingOptions): Promise<Handle> {
  const handle = await keyRing(options).handleOf(name);
  if (handle === undefined) {
    throw new CliFailure(
      'HANDLE_MISSING',
      `key ${name} does not know its handle; say fairway key handle ${name} <handle> once it is registered`,
    );
  }
  return handle;
}
