import type { webcrypto } from 'node:crypto';
import { canonical, digestOfJson, PublicJwk } from '@fairway/model';
import { CompactEncrypt, compactDecrypt, errors } from 'jose';
import { actSigner, reduced, type ActKey, type ActSigner, type PrivateJwk } from './act-key.js';
import { decrypter, type Decrypter, type EncryptionKey } from './encryption-key.js';
import { WalletError } from './wallet-error.js';

/** PBKDF2 rounds for new files, and the fewest accepted (OWASP, 2023); the most bounds what a foreign file costs. */
const ROUNDS = 600_000;
const MOST_ROUNDS = 10_000_000;

const SHORTEST_PASSPHRASE = 12;

const KEY_ENCRYPTION = 'PBES2-HS512+A256KW';
const CONTENT_ENCRYPTION = 'A256GCM';

/**
 * A key at rest. The private part is a JWE of the JWK (RFC 7516, RFC 7517 section 7); the public part can be
 * read without the passphrase, and the digest over both tells a damaged file from a wrong passphrase.
 */
interface SealedKey {
  version: 1;
  /** Of a key that opens what its party was written; one that signs acts says nothing. */
  use?: 'enc';
  publicKey: PublicJwk;
  sealed: string;
  digest: string;
}

/**
 * Encrypts a key under a passphrase, for a file.
 *
 * @throws WalletError `PASSPHRASE_TOO_SHORT`
 */
export const sealActKey = (key: ActKey, passphrase: string): Promise<string> => seal(key, passphrase);

/** The same for a key that opens; its file cannot be taken for one of the other kind. */
export const sealEncryptionKey = (key: EncryptionKey, passphrase: string): Promise<string> =>
  seal(key, passphrase, 'enc');

async function seal(key: ActKey | EncryptionKey, passphrase: string, use?: 'enc'): Promise<string> {
  if ([...passphrase].length < SHORTEST_PASSPHRASE) {
    throw new WalletError(
      'PASSPHRASE_TOO_SHORT',
      `a passphrase of ${SHORTEST_PASSPHRASE} characters or more is accepted`,
    );
  }
  const sealed = await new CompactEncrypt(new TextEncoder().encode(canonical(key.exportPrivate())))
    .setProtectedHeader({ alg: KEY_ENCRYPTION, enc: CONTENT_ENCRYPTION, cty: 'jwk+json' })
    .setKeyManagementParameters({ p2c: ROUNDS })
    .encrypt(secret(passphrase));
  const content = { version: 1, ...(use && { use }), publicKey: key.publicKey, sealed } as const;
  return `${canonical({ ...content, digest: digestOfJson(content) })}\n`;
}

/**
 * Opens a key that `sealActKey` put away; its private part does not come out again.
 *
 * @throws WalletError `WRONG_PASSPHRASE`, `KEY_FILE_DAMAGED`
 */
export const openActKey = (text: string, passphrase: string): Promise<ActSigner> =>
  unseal(text, passphrase, undefined, actSigner);

/**
 * Opens a key that `sealEncryptionKey` put away; its private part does not come out again.
 *
 * @throws WalletError `WRONG_PASSPHRASE`, `KEY_FILE_DAMAGED`
 */
export const openEncryptionKey = (text: string, passphrase: string): Promise<Decrypter> =>
  unseal(text, passphrase, 'enc', decrypter);

async function unseal<K extends { publicKey: PublicJwk }>(
  text: string,
  passphrase: string,
  use: 'enc' | undefined,
  bring: (jwk: PrivateJwk) => Promise<K>,
): Promise<K> {
  const { publicKey, sealed } = readSealed(text, use);
  let key: K;
  try {
    const { plaintext } = await compactDecrypt(sealed, secret(passphrase), {
      keyManagementAlgorithms: [KEY_ENCRYPTION],
      contentEncryptionAlgorithms: [CONTENT_ENCRYPTION],
      maxPBES2Count: MOST_ROUNDS,
    });
    key = await bring(reduced(JSON.parse(new TextDecoder().decode(plaintext)) as webcrypto.JsonWebKey));
  } catch (cause) {
    if (cause instanceof errors.JWEDecryptionFailed) {
      throw new WalletError('WRONG_PASSPHRASE', 'the passphrase does not open this key', { cause });
    }
    throw damaged(cause);
  }
  if (canonical(key.publicKey) !== canonical(publicKey)) throw damaged();
  return key;
}

/** The public key in a sealed key; `use`: in one that opens. Throws `KEY_FILE_DAMAGED`. */
export const publicKeyOf = (text: string, use?: 'enc'): PublicJwk => readSealed(text, use).publicKey;

function readSealed(text: string, wanted: 'enc' | undefined): SealedKey {
  let file: SealedKey;
  try {
    file = JSON.parse(text) as SealedKey;
    const { version, use, publicKey, sealed, digest } = file;
    if (
      version === 1 &&
      use === wanted &&
      digestOfJson({ version, ...(use && { use }), publicKey, sealed }) === digest &&
      PublicJwk.safeParse(publicKey).success
    ) {
      return file;
    }
  } catch (cause) {
    throw damaged(cause);
  }
  throw damaged();
}

const damaged = (cause?: unknown): WalletError =>
  new WalletError('KEY_FILE_DAMAGED', 'this is not a key file as it was written; take it from a copy', { cause });

/** Letters that look alike are typed alike on every keyboard (Unicode NFC). */
const secret = (passphrase: string): Uint8Array => new TextEncoder().encode(passphrase.normalize('NFC'));
