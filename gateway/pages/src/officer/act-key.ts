import { PublicJwk, check, thumbprintOf } from '@fairway/model';
import type { ActSigner } from '@fairway/wallets/sign-act';

/** An officer's key as this browser keeps it: what it signs by cannot be read out, by this page or by anyone's script. */
export interface KeptKey {
  /** Whose it is: the issuer and its name for the officer. */
  owner: string;
  privateKey: CryptoKey;
  publicKey: PublicJwk;
  thumbprint: string;
  /** ISO 8601, UTC. */
  madeAt: string;
  /** Under which handle it is registered, as the officer says. */
  handle?: string;
}

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** Makes a key of an officer in this browser, in place of any that it had here: WebCrypto, ES256, not extractable. */
export async function makeKey(owner: string, handle?: string): Promise<KeptKey> {
  const { subtle } = crypto;
  const pair = await subtle.generateKey(ES256, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await subtle.exportKey('jwk', pair.publicKey);
  const publicKey = check(PublicJwk, { kty, crv, x, y });
  const key: KeptKey = {
    owner,
    privateKey: pair.privateKey,
    publicKey,
    thumbprint: thumbprintOf(publicKey),
    madeAt: new Date().toISOString(),
    ...(handle === undefined ? {} : { handle }),
  };
  await keepKey(key);
  // Browsers throw away what sites keep when they run out of space, unless they are asked not to.
  await navigator.storage.persist?.().catch(() => false);
  return key;
}

export const findKey = (owner: string): Promise<KeptKey | undefined> =>
  inStore('readonly', (keys) => keys.get(owner) as IDBRequest<KeptKey | undefined>);

export const keepKey = (key: KeptKey): Promise<unknown> => inStore('readwrite', (keys) => keys.put(key));

/** A kept key as the wallets' `signAct` takes it. */
export const signerOf = ({ privateKey, publicKey, thumbprint }: KeptKey): ActSigner => ({
  algorithm: 'ES256',
  publicKey,
  thumbprint,
  sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(ES256, privateKey, Uint8Array.from(bytes))),
});

async function inStore<T>(mode: IDBTransactionMode, ask: (keys: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open('fairway-officer', 1);
  opening.onupgradeneeded = () => void opening.result.createObjectStore('keys', { keyPath: 'owner' });
  const database = await settled(opening);
  try {
    return await settled(ask(database.transaction('keys', mode).objectStore('keys')));
  } finally {
    database.close();
  }
}

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('this browser keeps no keys'));
  });
