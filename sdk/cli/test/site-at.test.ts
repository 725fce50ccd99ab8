import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express, { type RequestHandler } from 'express';
import { pageManifest, pageRoutes } from '@fairway/gateway';
import { digestOf } from '@fairway/model';
import { siteAt } from '#src/site-at.js';

describe('A verification page at a gateway', () => {
  let server: Server | undefined;
  afterEach((done) => void (server ? server.close(done) : done()));

  const served = async (before: RequestHandler): Promise<URL> => {
    const trustList = () => Promise.reject(new Error('nobody asks for it'));
    const app = express();
    app.use('/verify', before, pageRoutes({ network: 'A'.repeat(43), trustList }));
    server = createServer(app);
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/verify`);
  };
  const codeOf = async (address: URL) => {
    try {
      return await siteAt(address);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it('is the one that is built here, file by file', async () => {
    const { manifest, files } = await siteAt(await served((_request, _response, next) => next()));
    expect(manifest).to.equal(digestOf(pageManifest()));
    expect(files).to.be.greaterThan(3);
  });

  it('is found to be another where one of its files is', async () => {
    const address = await served(({ path }, response, next) => {
      if (path.startsWith('/main-')) response.send('fetch("https://elsewhere.example")');
      else next();
    });
    expect(await codeOf(address)).to.equal('SITE_DIFFERS');
  });

  it('is found to be another where what it is told beside is for another network, or hides what it says', async () => {
    let told = ['nothing', ''];
    const address = await served(({ path }, response, next) => {
      if (path === `/${told[0]}`) response.send(told[1]);
      else next();
    });
    expect((await siteAt(address)).network).to.equal('A'.repeat(43));
    for (told of [
      ['settings.json', '{}'],
      ['settings.json', 'none'],
      ['theme.css', '.verdict{display:none}'],
      ['theme.css', ':root{--accent:#1f5c3a;--on-accent:#ffffff}.invalid{display:none}'],
    ])
      expect(await codeOf(address), told[1]).to.equal('SITE_DIFFERS');
  });

  it('is none where its manifest is none, leads elsewhere, or sends on', async () => {
    for (const answer of ['{}', '[]', 'none', '{"../api":"00"}', '{"a.js":"00","":""}']) {
      const address = await served((_request, response) => void response.send(answer));
      expect(await codeOf(address), answer).to.equal('GATEWAY_UNREACHABLE');
      await new Promise((resolve) => server!.close(resolve));
    }
    const elsewhere = await served((_request, response) => response.redirect('/elsewhere'));
    expect(await codeOf(elsewhere)).to.equal('GATEWAY_UNREACHABLE');
  });
});
