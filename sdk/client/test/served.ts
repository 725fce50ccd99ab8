import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** What answers on this machine until it is closed. */
export interface Served {
  /** Without a solidus at its end. */
  url: string;
  close(): Promise<void>;
}

/** Answers by a listener, or an app, on any port of this machine that is free. */
export async function served(listener: RequestListener, tls?: { key: string; cert: string }): Promise<Served> {
  const server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      if (!server.listening) return;
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}
