import { once } from 'node:events';
import { connect } from 'node:net';
import { createApp } from '@fairway/gateway';
import { expect } from 'chai';
import express, { Router } from 'express';
import { serve } from '#src/http/server.js';

describe('A body that comes slowly', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  before(async () => {
    const router = Router()
      .post('/', express.text(), (request, response) => void response.send(request.body))
      .get('/', (_request, response) => void setTimeout(() => response.send('later'), 100));
    const part = { path: '/api/echo', access: 'anyone', router, patience: 50 } as const;
    server = await serve(createApp({ member: 'AR', operations: [], parts: [part] }), { host: '127.0.0.1', port: 0 });
  });
  after(() => server.close());

  const said = async (request: string): Promise<string> => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    let text = '';
    socket.on('data', (part: string) => (text += part));
    socket.write(request.replaceAll('\n', '\r\n'));
    await once(socket, 'close');
    return text;
  };
  const HEAD = 'host: x\ncontent-type: text/plain\nconnection: close\n';

  it('is not waited for, however it is announced', async () => {
    for (const started of ['content-length: 4\n\nbo', 'transfer-encoding: chunked\n\n2\nbo\n']) {
      expect(await said(`POST /api/echo HTTP/1.1\n${HEAD}${started}`)).to.match(
        /^HTTP\/1\.1 408 [^]*"code":"TOO_SLOW"/,
      );
    }
  });

  it('is not what an answer is that takes its time', async () => {
    expect(await said(`GET /api/echo HTTP/1.1\n${HEAD}\n`)).to.match(/^HTTP\/1\.1 200 [^]*later$/);
    expect(await said(`GET /api/echo HTTP/1.1\n${HEAD}content-length: 4\n\nbody`)).to.match(
      /^HTTP\/1\.1 200 [^]*later$/,
    );
    expect(await said(`POST /api/echo HTTP/1.1\n${HEAD}content-length: 4\n\nbody`)).to.match(
      /^HTTP\/1\.1 200 [^]*body$/,
    );
  });
});
