import { createHash } from 'node:crypto';
import { bearerCheck, openDevelopmentIssuer, type DevelopmentIssuer } from '@fairway/gateway';
import { expect } from 'chai';
import { decodeJwt } from 'jose';

const VERIFIER = 'a-verifier-that-is-long-enough-to-be-one-by-RFC-7636';
const ASKED = {
  client_id: 'officer-page',
  redirect_uri: 'http://127.0.0.1:4000/officer',
  response_type: 'code',
  code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
  code_challenge_method: 'S256',
  state: 'a state',
  nonce: 'a nonce',
  resource: 'gateway-AR',
};
const FILLED_IN = { ...ASKED, subject: 'legajo-7', role: 'officer', answer: 'yes' };

describe('The development issuer', () => {
  let issuer: DevelopmentIssuer;
  before(async () => {
    issuer = await openDevelopmentIssuer();
  });
  after(() => issuer.close());

  const post = (path: string, form: Record<string, string>) =>
    fetch(`${issuer.issuer}/${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  const goBack = async (change: Record<string, string> = {}): Promise<URL> =>
    new URL((await post('authorize', { ...FILLED_IN, ...change })).headers.get('location')!);
  const redeem = async (code: string, change: Record<string, string> = {}) => {
    const { client_id, redirect_uri } = ASKED;
    const form = { grant_type: 'authorization_code', client_id, redirect_uri, code_verifier: VERIFIER, code };
    const response = await post('token', { ...form, ...change });
    return (await response.json()) as { error?: string; access_token: string; id_token: string };
  };
  const codeOf = async () => (await goBack()).searchParams.get('code')!;

  it('asks on a page that runs nothing, and writes what it was asked as text', async () => {
    const query = new URLSearchParams({ ...ASKED, client_id: '"><script>x()</script>' });
    const page = await fetch(`${issuer.issuer}/authorize?${query.toString()}`);
    expect(page.headers.get('content-security-policy')).to.include("default-src 'none'");
    expect(await page.text()).not.to.include('<script>');
  });

  it('signs in who says so, for the audience and the application that asked', async () => {
    const back = await goBack();
    expect(back.searchParams.get('state')).to.equal('a state');
    expect(back.searchParams.get('iss')).to.equal(issuer.issuer);
    const tokens = await redeem(back.searchParams.get('code')!);
    const caller = await bearerCheck({ issuer: issuer.issuer, audience: 'gateway-AR' })(
      `Bearer ${tokens.access_token}`,
    );
    expect(caller).to.deep.equal({ subject: 'legajo-7', role: 'officer' });
    expect(decodeJwt(tokens.id_token)).to.include({ aud: 'officer-page', nonce: 'a nonce', sub: 'legajo-7' });
  });

  it('says no where somebody cancels', async () => {
    expect((await goBack({ answer: 'no' })).searchParams.get('error')).to.equal('access_denied');
  });

  it('takes a code once, from its own application, and with the verifier of its challenge', async () => {
    const code = await codeOf();
    expect((await redeem(code)).error).to.equal(undefined);
    expect((await redeem(code)).error).to.equal('invalid_grant');
    for (const change of [
      { code_verifier: 'another' },
      { client_id: 'another-page' },
      { redirect_uri: 'http://127.0.0.1:4000/verify' },
    ])
      expect((await redeem(await codeOf(), change)).error, JSON.stringify(change)).to.equal('invalid_grant');
  });

  it('sends codes to pages of this machine only, and to nobody without PKCE', async () => {
    for (const change of [
      { redirect_uri: 'https://customs.example/officer' },
      { code_challenge_method: 'plain' },
      { response_type: 'token' },
    ])
      expect((await post('authorize', { ...FILLED_IN, ...change })).status, JSON.stringify(change)).to.equal(400);
  });
});
