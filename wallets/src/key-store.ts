import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { thumbprintOf, type PublicJwk } from '@fairway/model';
import type { ActKey, ActSigner } from './act-key.js';
import type { Decrypter, EncryptionKey } from './encryption-key.js';
import { openActKey, openEncryptionKey, publicKeyOf, sealActKey, sealEncryptionKey } from './sealed-key.js';
import { WalletError } from './wallet-error.js';

/** A key in a store; a file that cannot be read is listed without its key. */
export type StoredKey =
  { name: string; publicKey: PublicJwk; thumbprint: string; damaged: false } | { name: string; damaged: true };

/** Where keys of one kind are kept under a passphrase each; by default those that sign acts. */
export interface KeyStore<Key = ActKey, Opened = ActSigner> {
  /** What is there, by name; no passphrase is needed. */
  list(): Promise<StoredKey[]>;
  /** Puts a key away. Throws `KEY_EXISTS` rather than write over one; `PASSPHRASE_TOO_SHORT`. */
  add(name: string, key: Key, passphrase: string): Promise<void>;
  /** Throws `KEY_NOT_FOUND`, `WRONG_PASSPHRASE`, `KEY_FILE_DAMAGED`. */
  open(name: string, passphrase: string): Promise<Opened>;
}

/** How keys of one kind are put away: their files' ending, and what is written in them. */
interface Form<Key, Opened> {
  ending: string;
  use?: 'enc';
  seal: (key: Key, passphrase: string) => Promise<string>;
  open: (text: string, passphrase: string) => Promise<Opened>;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A store of act keys in a directory of its own (0700), a file a key (0600). */
export const fileKeyStore = (directory: string): KeyStore =>
  storeIn(directory, { ending: '.actkey', seal: sealActKey, open: openActKey });

/** The same of keys that open what their party was written; the two may share a directory. */
export const fileEncryptionKeyStore = (directory: string): KeyStore<EncryptionKey, Decrypter> =>
  storeIn(directory, { ending: '.enckey', use: 'enc', seal: sealEncryptionKey, open: openEncryptionKey });

function storeIn<Key, Opened>(directory: string, form: Form<Key, Opened>): KeyStore<Key, Opened> {
  const { ending } = form;
  const fileOf = (name: string): string => {
    if (!NAME.test(name)) {
      throw new WalletError(
        'KEY_NAME_NOT_ALLOWED',
        'a key is named by up to 64 letters, digits, full stops, hyphens and low lines',
      );
    }
    return join(directory, name + ending);
  };

  return {
    async list() {
      const names = await readdir(directory).catch(absent([]));
      return Promise.all(
        names
          .filter((name) => name.endsWith(ending))
          .sort()
          .map(async (file): Promise<StoredKey> => {
            const name = file.slice(0, -ending.length);
            try {
              const publicKey = publicKeyOf(await readFile(join(directory, file), 'utf8'), form.use);
              return { name, publicKey, thumbprint: thumbprintOf(publicKey), damaged: false };
            } catch {
              return { name, damaged: true };
            }
          }),
      );
    },

    async add(name, key, passphrase) {
      const file = fileOf(name);
      const text = await form.seal(key, passphrase);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      // A link fails where the name is taken, and what it names is whole: a crash leaves no half a key.
      const draft = join(directory, `.${randomUUID()}`);
      try {
        const handle = await open(draft, 'wx', 0o600);
        try {
          await handle.writeFile(text);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await link(draft, file);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
        throw new WalletError('KEY_EXISTS', `there is a key named ${name} already; take another name`, { cause });
      } finally {
        await rm(draft, { force: true });
      }
    },

    async open(name, passphrase) {
      const text = await readFile(fileOf(name), 'utf8').catch(absent(undefined));
      if (text === undefined) throw new WalletError('KEY_NOT_FOUND', `there is no key named ${name} in ${directory}`);
      return form.open(text, passphrase);
    },
  };
}

/** Stands in for a file or directory that is not there. */
const absent =
  <T>(instead: T) =>
  (error: unknown): T => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return instead;
    throw error;
  };
