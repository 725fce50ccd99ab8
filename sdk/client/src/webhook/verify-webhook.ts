import { Refusal, check, demand } from '@fairway/model';
import { SignatureError, verifySignature, webcrypto } from 'http-message-sig';
import type { JWK } from 'jose';
import { COMPONENTS, LABEL, TAG, contentDigestOf } from './profile.js';
import { WebhookEvent } from './event.js';
import type { SeenNonces } from './seen-nonces.js';

/** A request as it came. */
export interface ReceivedRequest {
  method: string;
  /** The address that was subscribed, as it was given to the gateway: a proxy's, where one stands before this service. */
  url: string;
  /** As `node:http`, express and `fetch` have them. */
  headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body's bytes, before anything has parsed them. */
  body: Uint8Array;
}

export interface WebhookTrust {
  /** The public keys of the subscription, as the gateway gave them out (Ed25519, with `kid`). */
  keys: readonly JWK[];
  /** Remembers what has come; several processes that serve one address share theirs. */
  seen: Pick<SeenNonces, 'isFirst'> | { isFirst(nonce: string, until: number, now: number): Promise<boolean> };
  /** Seconds that clocks may differ, and a request be on its way; default 300. */
  tolerance?: number;
  /** The time now; default the machine's clock. */
  now?: Date;
}

/** Seconds. */
const TOLERANCE = 300;

/**
 * Checks a webhook of a member's gateway, and answers with what it tells.
 *
 * Throws a `Refusal`: `DIGEST_DIFFERS` where the body is another one than was signed, `KEY_UNKNOWN`,
 * `SIGNATURE_INVALID`, `REQUEST_TOO_OLD` (or from the future), `REQUEST_REPLAYED`. Answer with 401 then, and with 2xx for
 * what was taken. An event may be told again, newly signed, as when an answer was lost: by its `id` it counts once.
 *
 * @example
 * const seen = new SeenNonces();
 * app.post('/fairway', express.raw({ type: 'application/json', limit: '1mb' }), async (request, response) => {
 *   const { method, headers, body } = request;
 *   const event = await verifyWebhook({ method, url: 'https://erp.example/fairway', headers, body }, { keys, seen });
 *   await takeOnce(event.id, event);
 *   response.status(204).end();
 * });
 */
export async function verifyWebhook(request: ReceivedRequest, trust: WebhookTrust): Promise<WebhookEvent> {
  const { tolerance = TOLERANCE, now = new Date() } = trust;
  const fields = fieldsOf(request.headers);
  const { parameters } = await verified(request, fields, trust.keys);
  demand(
    fields.some(({ name, value }) => name === 'content-digest' && value === contentDigestOf(request.body)),
    'DIGEST_DIFFERS',
    'the body that was signed is accepted, and none of its bytes may change on the way',
  );
  const [created, tag] = [Number(parameters.created) * 1000, parameters.tag];
  demand(tag === TAG, 'SIGNATURE_INVALID', `a signature with the tag ${TAG} is accepted`);
  demand(
    Math.abs(now.getTime() - created) <= tolerance * 1000,
    'REQUEST_TOO_OLD',
    `a request signed within ${tolerance} seconds of now is accepted`,
  );
  demand(
    await trust.seen.isFirst(parameters.nonce!, created + tolerance * 1000 + 1, now.getTime()),
    'REQUEST_REPLAYED',
    'a request is accepted once; the gateway signs each of its own anew',
  );
  return check(WebhookEvent, JSON.parse(new TextDecoder().decode(request.body)));
}

type Field = { name: string; value: string };

async function verified({ method, url }: ReceivedRequest, fields: Field[], keys: WebhookTrust['keys']) {
  try {
    return await verifySignature(
      { kind: 'request', method, targetUri: url, fields },
      {
        label: LABEL,
        policy: {
          algorithms: ['ed25519'],
          requiredComponents: COMPONENTS,
          requiredParameters: ['created', 'nonce', 'keyid', 'tag'],
          // When it was made is judged afterwards, with a code of its own.
          clockSkew: Number.MAX_SAFE_INTEGER,
        },
        resolveVerifier: async ({ parameters }) => {
          const key = keys.find(({ kid }) => kid === parameters.keyid);
          demand(key !== undefined, 'KEY_UNKNOWN', `a key of this subscription is accepted, not ${parameters.keyid}`);
          return webcrypto.verifier(await crypto.subtle.importKey('jwk', key, 'Ed25519', false, ['verify']));
        },
      },
    );
  } catch (error) {
    if (error instanceof SignatureError && error.cause instanceof Refusal) throw error.cause;
    if (error instanceof SignatureError)
      throw Object.assign(
        new Refusal('SIGNATURE_INVALID', `a signature over ${COMPONENTS.join(', ')} is accepted: ${error.message}`),
        { cause: error },
      );
    throw error;
  }
}

function fieldsOf(headers: ReceivedRequest['headers']): Field[] {
  const entries = headers instanceof Headers ? [...headers] : Object.entries(headers);
  return entries.flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === undefined ? [] : [{ name: name.toLowerCase(), value: one }])),
  );
}
