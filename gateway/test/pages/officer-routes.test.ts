import { expect } from 'chai';
import express from 'express';
import { officerRoutes } from '#src/index.js';
import { served, type Served } from '../../../sdk/client/test/served.ts';
import { expectAsPublished } from './as-published.ts';

describe("The routes of the officers' page", () => {
  let server: Served;
  let at: string;
  before(async () => {
    const app = express();
    const signIn = { issuer: 'https://login.example/realm', clientId: 'officers', origins: ['https://token.example'] };
    app.use('/officer', officerRoutes({ member: 'AR', members: ['AR', 'UY'], signIn }));
    server = await served(app);
    at = server.url;
  });
  after(() => server.close());

  it('give a page that runs its own files only, and asks nobody but the gateway and the issuer', async () => {
    const { headers } = await fetch(`${at}/officer`);
    const policy = headers.get('content-security-policy')!.split('; ');
    expect(policy).to.include.members([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self' https://login.example https://token.example",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "trusted-types 'none'",
    ]);
    expect(policy.join()).not.to.match(/unsafe|\*|data:|blob:/);
    expect(headers.get('permissions-policy')).to.include('camera=()');
    expect(headers.get('set-cookie')).to.equal(null);
  });

  it('tell it whose page it is and where officers sign in, and nothing that is secret', async () => {
    const settings = (await (await fetch(`${at}/officer/settings.json`)).json()) as object;
    expect(settings).to.deep.include({
      member: 'AR',
      members: ['AR', 'UY'],
      signIn: { issuer: 'https://login.example/realm', clientId: 'officers', scope: 'openid' },
    });
  });

  it('give every file as its digest is published', async () => {
    await expectAsPublished(`${at}/officer`);
  });
});
