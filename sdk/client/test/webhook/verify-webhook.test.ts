import { Refusal } from '@fairway/model';
import {
  SeenNonces,
  WEBHOOK_CONTENT_TYPE,
  signWebhook,
  verifyWebhook,
  type ReceivedRequest,
  type WebhookSigner,
  type WebhookTrust,
} from '@fairway/sdk/webhook';
import { expect } from 'chai';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

const URL_ = 'https://erp.example/fairway?for=AR';
const EVENT = {
  version: 1,
  id: '7/0/AR/aeo/AR-2026%2F0001/2',
  position: 12,
  record: { member: 'AR', kind: 'aeo', id: 'AR-2026/0001' },
  sequence: 2,
  act: { type: 'aeo.suspend', actor: 'ar-01' },
  actId: 'digest',
  recordedAt: '2026-03-01T12:00:00.000Z',
  transactionId: 'ab',
};
const AT = new Date('2026-03-01T12:00:00Z');
const later = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);

async function makeSigner(keyId: string): Promise<{ signer: WebhookSigner; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('Ed25519');
  return { signer: { key: privateKey, keyId }, jwk: { ...(await exportJWK(publicKey)), kid: keyId } };
}

describe("A subscriber that checks a gateway's webhooks", () => {
  let signer: WebhookSigner;
  let trust: WebhookTrust;
  beforeEach(async () => {
    const made = await makeSigner('one');
    signer = made.signer;
    trust = { keys: [made.jwk], seen: new SeenNonces(), now: AT };
  });

  const bodyOf = (event: object): Uint8Array => new TextEncoder().encode(JSON.stringify(event));
  const sent = async (by = signer): Promise<ReceivedRequest & { headers: Record<string, string> }> => {
    const body = bodyOf(EVENT);
    return { method: 'POST', url: URL_, body, headers: await signWebhook({ url: URL_, body, at: AT }, by) };
  };
  const refusal = async (request: ReceivedRequest, more: Partial<WebhookTrust> = {}): Promise<string> => {
    try {
      await verifyWebhook(request, { ...trust, ...more });
      return 'none';
    } catch (error) {
      if (error instanceof Refusal) return error.code;
      throw error;
    }
  };

  it('takes what was signed by a key of its subscription', async () => {
    expect(await verifyWebhook(await sent(), trust)).to.deep.equal(EVENT);
    const { headers, ...request } = await sent();
    expect(await verifyWebhook({ ...request, headers: new Headers(headers) }, trust)).to.deep.equal(EVENT);
    expect(headers['content-type']).to.equal(WEBHOOK_CONTENT_TYPE);
  });

  it('takes an event of a later version of the gateway, which says more', async () => {
    const body = bodyOf({ ...EVENT, more: true });
    const headers = await signWebhook({ url: URL_, body, at: AT }, signer);
    expect(await verifyWebhook({ method: 'POST', url: URL_, body, headers }, trust)).to.deep.equal(EVENT);
  });

  it('refuses another body, also with its own digest', async () => {
    const request = await sent();
    const body = bodyOf({ ...EVENT, sequence: 3 });
    expect(await refusal({ ...request, body })).to.equal('DIGEST_DIFFERS');
    const { 'content-digest': digest } = await signWebhook({ url: URL_, body }, signer);
    const headers = { ...request.headers, 'content-digest': digest! };
    expect(await refusal({ ...request, body, headers })).to.equal('SIGNATURE_INVALID');
  });

  it('refuses a request that came before, and takes the same event signed anew', async () => {
    const request = await sent();
    expect(await refusal(request)).to.equal('none');
    expect(await refusal(request, { now: later(299) })).to.equal('REQUEST_REPLAYED');
    expect(await refusal(await sent())).to.equal('none');
  });

  it('refuses a request of long ago, and one from the future', async () => {
    expect(await refusal(await sent(), { now: later(300) })).to.equal('none');
    expect(await refusal(await sent(), { now: later(301) })).to.equal('REQUEST_TOO_OLD');
    expect(await refusal(await sent(), { now: later(-301) })).to.equal('REQUEST_TOO_OLD');
    const request = await sent();
    const input = request.headers['signature-input']!.replace(/created=\d+/, `created=${later(900).getTime() / 1000}`);
    const headers = { ...request.headers, 'signature-input': input };
    expect(await refusal({ ...request, headers }, { now: later(900) })).to.equal('SIGNATURE_INVALID');
  });

  it('refuses what another key has signed, whatever it calls itself', async () => {
    const other = await makeSigner('other');
    expect(await refusal(await sent(other.signer))).to.equal('KEY_UNKNOWN');
    expect(await refusal(await sent({ ...other.signer, keyId: 'one' }))).to.equal('SIGNATURE_INVALID');
  });

  it('refuses what was sent to another address, in another way, or with a signature over less', async () => {
    const request = await sent();
    expect(await refusal({ ...request, url: 'https://other.example/' })).to.equal('SIGNATURE_INVALID');
    expect(await refusal({ ...request, method: 'PUT' })).to.equal('SIGNATURE_INVALID');
    const input = request.headers['signature-input']!;
    for (const less of [input.replace('"content-digest"', ''), input.replace(/;nonce="[^"]*"/, '')])
      expect(await refusal({ ...request, headers: { ...request.headers, 'signature-input': less } })).to.equal(
        'SIGNATURE_INVALID',
      );
    const { signature: _, ...unsigned } = request.headers;
    expect(await refusal({ ...request, headers: unsigned })).to.equal('SIGNATURE_INVALID');
  });

  it('takes the old key and the new one while the gateway changes over', async () => {
    const next = await makeSigner('two');
    const keys = [...trust.keys, next.jwk];
    expect(await refusal(await sent(), { keys })).to.equal('none');
    expect(await refusal(await sent(next.signer), { keys })).to.equal('none');
  });

  it('forgets requests that would be refused for their age', () => {
    const seen = new SeenNonces();
    expect(seen.isFirst('a', 10, 0)).to.equal(true);
    expect(seen.isFirst('a', 10, 9)).to.equal(false);
    expect(seen.isFirst('b', 20, 10)).to.equal(true);
    expect(seen.isFirst('a', 20, 10)).to.equal(true);
  });
});
