import { createSignature, webcrypto } from 'http-message-sig';
import type { CryptoKey } from 'jose';
import { COMPONENTS, CONTENT_TYPE, LABEL, TAG, contentDigestOf } from './profile.js';

/** With what a gateway signs what it posts to one subscriber. */
export interface WebhookSigner {
  /** An Ed25519 private key of WebCrypto's. */
  key: CryptoKey;
  /** By which the subscriber knows the public one: its thumbprint (RFC 7638). */
  keyId: string;
}

/**
 * The headers of a POST to a subscriber: its content digest (RFC 9530) and a signature (RFC 9421) over method, address,
 * type and digest, with when it was made and a nonce, so that every attempt is another one.
 */
export async function signWebhook(
  { url, body, at = new Date() }: { url: string; body: Uint8Array; at?: Date },
  { key, keyId }: WebhookSigner,
): Promise<Record<string, string>> {
  const headers = { 'content-type': CONTENT_TYPE, 'content-digest': contentDigestOf(body) };
  const { signature, signatureInput } = await createSignature(
    {
      kind: 'request',
      method: 'POST',
      targetUri: url,
      fields: Object.entries(headers).map(([name, value]) => ({ name, value })),
    },
    {
      label: LABEL,
      components: COMPONENTS,
      parameters: {
        created: Math.floor(at.getTime() / 1000),
        nonce: crypto.randomUUID(),
        alg: 'ed25519',
        keyid: keyId,
        tag: TAG,
      },
      signer: webcrypto.signer(key),
    },
  );
  return { ...headers, signature, 'signature-input': signatureInput };
}
