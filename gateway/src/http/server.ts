import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';

export interface ServerOptions {
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Milliseconds that requests under way are given when the server ends. */
  grace?: number;
  /** Milliseconds that somebody may take to read an answer that is there. */
  patience?: number;
}

/**
 * Milliseconds: how long headers and the largest body may take to come (the app takes most bodies in less), how long the
 * largest answer may take to be read, and how long a connection may lie idle.
 */
const PATIENCE = { headers: 10_000, request: 150_000, answer: 150_000, idle: 10_000 };

/** Less than whoever ends the process waits before it breaks it off (15 s in `network`). */
const GRACE = 12_000;

/**
 * Serves an app until it is closed. Closing takes no new connections, lets what is under way come to its end, and breaks
 * off what has not after the grace; the app refuses new requests on old connections by its own `stopping`.
 */
export async function serve(
  app: Express,
  { host, port, grace = GRACE, patience = PATIENCE.answer }: ServerOptions,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(
    {
      headersTimeout: PATIENCE.headers,
      requestTimeout: PATIENCE.request,
      keepAliveTimeout: PATIENCE.idle,
      maxHeaderSize: 16_384,
    },
    app,
  );
  server.maxRequestsPerSocket = 1_000;
  let underWay = 0;
  let isClosing = false;
  // A connection on which nothing was asked yet is no reason to stay.
  const closeIfDone = () => void (isClosing && underWay === 0 && server.closeAllConnections());
  const unread = new Map<ServerResponse, number>();
  server.on('request', (_request, response) => {
    underWay++;
    unread.set(response, Infinity);
    response.once('close', () => {
      underWay--;
      unread.delete(response);
      setImmediate(closeIfDone);
    });
  });
  // Who asks and does not read would have a place for good.
  const look = setInterval(() => {
    const now = performance.now();
    for (const [response, until] of unread)
      if (until < now) response.destroy();
      else if (response.writableEnded && until === Infinity) unread.set(response, now + patience);
  }, patience / 4);
  server.listen(port, host);
  await once(server, 'listening');
  const { address, family, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${bound}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      isClosing = true;
      closeIfDone();
      const timer = setTimeout(() => server.closeAllConnections(), grace);
      await closed;
      clearTimeout(timer);
      clearInterval(look);
    },
  };
}
