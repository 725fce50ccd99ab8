import { bearerCheck, openDevelopmentIssuer, type DevelopmentIssuer } from '@fairway/gateway';
import { newHandle } from '@fairway/model';
import { expect } from 'chai';
import { SignJWT, UnsecuredJWT, exportSPKI, generateKeyPair, type CryptoKey } from 'jose';
import { served, type Served } from '../../../sdk/client/test/served.ts';

const AUDIENCE = 'gateway-AR';

describe('A bearer token', () => {
  let issuer: DevelopmentIssuer;
  let check: ReturnType<typeof bearerCheck>;
  before(async () => {
    issuer = await openDevelopmentIssuer();
    check = bearerCheck({ issuer: issuer.issuer, audience: AUDIENCE });
  });
  after(() => issuer.close());

  const codeOf = async (token: string | undefined, by = check): Promise<string> =>
    by(token === undefined ? undefined : `Bearer ${token}`).then(
      () => 'accepted',
      (error: { code: string }) => error.code,
    );
  const forged = (key: CryptoKey | Uint8Array, alg: string, change: object = {}, header: object = {}) =>
    new SignJWT({ roles: ['service'], ...change })
      .setProtectedHeader({ alg, ...header })
      .setIssuer(issuer.issuer)
      .setSubject('somebody')
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(key);
  const keyId = async () =>
    ((await (await fetch(`${issuer.issuer}/jwks`)).json()) as { keys: { kid: string }[] }).keys[0]!.kid;

  it('says who asks, in the highest of its roles and for which party', async () => {
    const handle = newHandle('AR');
    const token = await issuer.token({
      subject: 'legajo-1',
      roles: ['party', 'officer', 'else'],
      handle,
      audience: AUDIENCE,
    });
    expect(await check(`Bearer ${token}`)).to.deep.equal({ subject: 'legajo-1', role: 'officer', handle });
  });

  it('is got from the development issuer as a client gets one', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'officer', audience: AUDIENCE });
    const response = await fetch(`${issuer.issuer}/token`, { method: 'POST', body });
    const { access_token } = (await response.json()) as { access_token: string };
    expect((await check(`Bearer ${access_token}`)).role).to.equal('officer');
  });

  it('is refused without a role that means something here', async () => {
    expect(await codeOf(await issuer.token({ roles: ['admin'], audience: AUDIENCE }))).to.equal('ROLE_MISSING');
    expect(await codeOf(await issuer.token({ roles: [], audience: AUDIENCE }))).to.equal('ROLE_MISSING');
  });

  it('is refused when it has ended, or is for somebody else, or by another issuer', async () => {
    expect(await codeOf(await issuer.token({ roles: ['officer'], audience: AUDIENCE, expiresIn: -120 }))).to.equal(
      'TOKEN_INVALID',
    );
    expect(await codeOf(await issuer.token({ roles: ['officer'], audience: 'gateway-UY' }))).to.equal('TOKEN_INVALID');
    const other = await openDevelopmentIssuer();
    expect(await codeOf(await other.token({ roles: ['officer'], audience: AUDIENCE }))).to.equal('TOKEN_INVALID');
    await other.close();
  });

  it('is refused when it is good for longer than a day’s work', async () => {
    const long = await issuer.token({ roles: ['officer'], audience: AUDIENCE, expiresIn: 13 * 3600 });
    expect(await codeOf(long)).to.equal('TOKEN_INVALID');
  });

  it('is refused when it is not signed, signed by a stranger, or by the public key as if it were a secret', async () => {
    const kid = await keyId();
    const unsigned = new UnsecuredJWT({ roles: ['service'], sub: 'somebody' })
      .setIssuer(issuer.issuer)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('5m')
      .encode();
    const stranger = await generateKeyPair('ES256', { extractable: true });
    const secret = new TextEncoder().encode(await exportSPKI(stranger.publicKey));
    expect(await codeOf(unsigned)).to.equal('TOKEN_INVALID');
    expect(await codeOf(await forged(stranger.privateKey, 'ES256', {}, { kid }))).to.equal('TOKEN_INVALID');
    expect(await codeOf(await forged(stranger.privateKey, 'ES256', {}, { kid: 'another' }))).to.equal('TOKEN_INVALID');
    expect(await codeOf(await forged(secret, 'HS256', {}, { kid }))).to.equal('TOKEN_INVALID');
    expect(await codeOf('nothing')).to.equal('TOKEN_INVALID');
  });

  it('is refused by an algorithm that is not pinned', async () => {
    const strict = bearerCheck({ issuer: issuer.issuer, audience: AUDIENCE, algorithms: ['PS256'] });
    expect(await codeOf(await issuer.token({ roles: ['officer'], audience: AUDIENCE }), strict)).to.equal(
      'TOKEN_INVALID',
    );
  });

  it('is asked for, where none came or another scheme', async () => {
    expect(await codeOf(undefined)).to.equal('TOKEN_MISSING');
    const basic = await check('Basic b2ZmaWNlcjpzZWNyZXQ=').catch((error: { code: string }) => error.code);
    expect(basic).to.equal('TOKEN_MISSING');
  });

  describe('while its issuer', () => {
    let server: Served;
    let answer: object;
    before(async () => {
      server = await served((_request, response) => response.end(JSON.stringify(answer)));
    });
    after(() => server.close());

    it('is not there cannot be checked, and is not held against who asks', async () => {
      const check = bearerCheck({ issuer: 'http://127.0.0.1:9', audience: AUDIENCE });
      expect(await codeOf(await issuer.token({ roles: ['officer'], audience: AUDIENCE }), check)).to.equal(
        'ISSUER_UNAVAILABLE',
      );
    });

    it('names itself otherwise, or keys that are fetched without TLS, cannot be checked', async () => {
      const check = bearerCheck({ issuer: server.url, audience: AUDIENCE });
      const token = await issuer.token({ roles: ['officer'], audience: AUDIENCE });
      answer = { issuer: 'https://other.example', jwks_uri: `${issuer.issuer}/jwks` };
      expect(await codeOf(token, check)).to.equal('ISSUER_UNAVAILABLE');
      answer = { issuer: server.url, jwks_uri: 'http://keys.example/jwks' };
      expect(await codeOf(token, check)).to.equal('ISSUER_UNAVAILABLE');
    });
  });
});
