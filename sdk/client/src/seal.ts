const IV_BYTES = 12;
const { subtle } = globalThis.crypto;

const contentKey = (key: Uint8Array, use: 'encrypt' | 'decrypt') =>
  subtle.importKey('raw', key.slice(), 'AES-GCM', false, [use]);

const parameters = (iv: Uint8Array<ArrayBuffer>, boundTo: Uint8Array | undefined) => ({
  name: 'AES-GCM',
  iv,
  ...(boundTo && { additionalData: boundTo.slice() }),
});

/**
 * Content under a key of its own, 32 bytes (AES-256-GCM): the initialisation vector (random: a key encrypts one content
 * only), the ciphertext, the tag. What it is bound to, `boundTo`, is to be shown again to open it.
 */
export async function seal(content: Uint8Array, key: Uint8Array, boundTo?: Uint8Array): Promise<Uint8Array> {
  const iv = globalThis.crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const sealed = await subtle.encrypt(parameters(iv, boundTo), await contentKey(key, 'encrypt'), content.slice());
  const blob = new Uint8Array(IV_BYTES + sealed.byteLength);
  blob.set(iv);
  blob.set(new Uint8Array(sealed), IV_BYTES);
  return blob;
}

/** What is in a blob; undefined where this is not its key, it is bound to something else, or it was changed. */
export async function unseal(blob: Uint8Array, key: Uint8Array, boundTo?: Uint8Array): Promise<Uint8Array | undefined> {
  const opening = parameters(blob.slice(0, IV_BYTES), boundTo);
  try {
    return new Uint8Array(await subtle.decrypt(opening, await contentKey(key, 'decrypt'), blob.slice(IV_BYTES)));
  } catch {
    return undefined;
  }
}
