import { expect } from 'chai';
import express from 'express';
import { digestOf, type TrustList } from '@fairway/model';
import { pageRoutes, readSavedPage, savedPage, type PageOptions } from '#src/index.js';
import { served, type Served } from '../../../sdk/client/test/served.ts';
import { expectAsPublished } from './as-published.ts';

const NETWORK = digestOf('a network');
const LIST: TrustList = { version: 1, network: '</script>', channel: 'customs', members: [], chains: {} };
const OPTIONS: PageOptions = {
  ...{ network: NETWORK, gateways: { UY: 'https://aduana.example' }, theme: 'bconnect' },
  trustList: () => Promise.resolve(LIST),
};

describe('The routes of the verification page', () => {
  let server: Served;
  let at: string;
  before(async () => {
    const app = express();
    app.use('/verify', pageRoutes(OPTIONS));
    app.use('/known/verify', pageRoutes({ ...OPTIONS, address: 'https://customs.example' }));
    server = await served(app);
    at = server.url;
  });
  after(() => server.close());

  const get = (path: string, init: RequestInit = {}) => fetch(`${at}${path}`, { redirect: 'manual', ...init });

  it('give a page that loads nothing from elsewhere, runs nothing inline, and asks the gateways that are named', async () => {
    const { headers } = await get('/verify');
    const policy = headers.get('content-security-policy')!.split('; ');
    expect(policy).to.include.members([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self' https://aduana.example",
      "frame-ancestors 'none'",
      "trusted-types 'none'",
    ]);
    expect(policy.join()).not.to.match(/unsafe|\*|data:|blob:/);
    expect(headers.get('referrer-policy')).to.equal('no-referrer');
    expect(headers.get('permissions-policy')).to.include('camera=(self)');
    expect(headers.get('set-cookie')).to.equal(null);
  });

  it('send who comes with a solidus to where the page is', async () => {
    const answer = await get('/verify/');
    expect([answer.status, answer.headers.get('location')]).to.deep.equal([308, '/verify']);
  });

  it('give every file as its digest is published, and its theme and settings', async () => {
    await expectAsPublished(`${at}/verify`);
    expect(await (await get('/verify/settings.json')).json()).to.deep.include({
      network: NETWORK,
      gateways: { UY: 'https://aduana.example/' },
    });
    expect(await (await get('/verify/theme.css')).text()).to.include('--accent:#1f5c3a');
    expect((await get('/verify/crest.svg')).headers.get('content-type')).to.equal('image/svg+xml');
  });

  it('let browsers keep what is named by its digest, and ask about all else', async () => {
    const manifest = (await (await get('/verify/manifest.json')).json()) as Record<string, string>;
    const main = Object.keys(manifest).find((file) => file.startsWith('main-'))!;
    expect((await get(`/verify/${main}`)).headers.get('cache-control')).to.include('immutable');
    const page = await get('/verify');
    expect(page.headers.get('cache-control')).to.equal('no-cache');
    const headers = { 'if-none-match': page.headers.get('etag')!, 'cache-control': 'max-age=0' };
    expect((await get('/verify', { headers })).status).to.equal(304);
  });

  describe('give the page to be saved,', () => {
    const saved = async (path = '/verify/saved.html') => Buffer.from(await (await get(path)).arrayBuffer());

    it('which is the published program with what it needs of this gateway behind it', async () => {
      const manifest = (await (await get('/verify/manifest.json')).json()) as Record<string, string>;
      const { program, carried } = readSavedPage(await saved());
      expect(Buffer.from(program, 'base64url').toString('hex')).to.equal(manifest['program.html']);
      const { at: savedAt, ...rest } = carried;
      expect(Date.parse(savedAt)).to.be.a('number').and.not.NaN;
      expect(rest).to.deep.include({ network: NETWORK, from: `${at}/`, trustList: LIST });
      expect(rest.gateways).to.deep.equal({ UY: 'https://aduana.example/' });
      expect(rest.look.accent).to.equal('#1f5c3a');
    });

    it('which is not opened here', async () => {
      expect((await get('/verify/saved.html')).headers.get('content-disposition')).to.match(/^attachment/);
      expect((await get('/verify/program.html')).headers.get('content-disposition')).to.match(/^attachment/);
    });

    it('and says where the gateway is known to be', async () => {
      expect(readSavedPage(await saved('/known/verify/saved.html')).carried.from).to.equal('https://customs.example/');
    });

    it('which is told from one that somebody has added to', async () => {
      const page = await saved();
      const { carried } = readSavedPage(page);
      const program = page.subarray(0, page.lastIndexOf('\n', page.length - 2) + 1);
      const after = Buffer.concat([
        page,
        Buffer.from('<meta http-equiv="refresh" content="0;url=https://evil.example">\n'),
      ]);
      expect(() => readSavedPage(after)).to.throw('SAVED_PAGE_MALFORMED');
      expect(() => readSavedPage(page.subarray(0, -1))).to.throw('SAVED_PAGE_MALFORMED');
      const other = savedPage(Buffer.concat([program, Buffer.from('<p>\n')]), carried);
      expect(readSavedPage(other).program).not.to.equal(readSavedPage(page).program);
    });
  });

  it('give nothing else', async () => {
    expect((await get('/verify/..%2fpackage.json')).status).to.equal(404);
    expect((await get('/verify/index.html')).status).to.equal(404);
  });

  it('refuse a theme that there is not', () => {
    expect(() => pageRoutes({ ...OPTIONS, theme: 'none' })).to.throw('themes are bconnect, fairway');
  });
});
