import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { serve } from '#src/http/server.js';

describe('The server of a gateway', () => {
  it('does not wait for who asks and does not read', async () => {
    const closed = Promise.withResolvers<boolean>();
    const app = express().get('/', (_request, response) => {
      response.once('close', () => closed.resolve(response.writableFinished));
      response.end(Buffer.alloc(32 * 1024 * 1024));
    });
    const server = await serve(app, { host: '127.0.0.1', port: 0, patience: 40 });
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1').pause();
    socket.on('error', () => undefined);
    try {
      await once(socket, 'connect');
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      expect(await closed.promise).to.equal(false);
    } finally {
      socket.destroy();
      await server.close();
    }
  });
});
