import { createHash, type webcrypto } from 'node:crypto';

/**
 * Opening a stored key takes a quarter of a second of computing, on purpose, and these stories open the same few in every
 * command. What WebCrypto derives from one passphrase, salt and number of rounds is always the same, so within this process
 * it is worked out once.
 */
export function rememberDerivedKeys(): void {
  const { subtle } = globalThis.crypto;
  const importKey = subtle.importKey.bind(subtle) as (...args: unknown[]) => Promise<webcrypto.CryptoKey>;
  const deriveBits = subtle.deriveBits.bind(subtle) as (...args: unknown[]) => Promise<ArrayBuffer>;
  /** The passphrases of the keys that were imported to derive others from, as digests. */
  const secrets = new WeakMap<webcrypto.CryptoKey, string>();
  const derived = new Map<string, Promise<ArrayBuffer>>();

  const imported = async (...args: unknown[]) => {
    const key = await importKey(...args);
    if (key.algorithm.name === 'PBKDF2') secrets.set(key, digestOf(args[1] as Uint8Array));
    return key;
  };
  const remembered = async (algorithm: webcrypto.Pbkdf2Params, key: webcrypto.CryptoKey, length: number) => {
    const secret = secrets.get(key);
    if (secret === undefined) return deriveBits(algorithm, key, length);
    const { salt, iterations, hash } = algorithm;
    const name = JSON.stringify([secret, digestOf(salt as Uint8Array), iterations, hash, length]);
    if (!derived.has(name)) derived.set(name, deriveBits(algorithm, key, length));
    return (await derived.get(name)!).slice();
  };
  Object.assign(subtle, { importKey: imported, deriveBits: remembered });
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');
