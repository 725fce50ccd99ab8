import express, { type Express } from 'express';
import helmet from 'helmet';
import type { Registry } from 'prom-client';
import type { Readiness } from './readiness.js';

/**
 * What the member's own monitoring asks, on an address of its own that nobody else reaches: metrics, whether the process
 * lives, and whether it can do its work.
 */
export function monitoringApp(options: { metrics: Registry; look: () => Promise<Readiness> }): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(helmet());
  app.get('/metrics', async (_request, response) => {
    response.set('Content-Type', options.metrics.contentType).send(await options.metrics.metrics());
  });
  app.get('/health', (_request, response) => void response.json({ alive: true }));
  app.get('/ready', async (_request, response) => {
    const readiness = await options.look();
    response.status(readiness.ready ? 200 : 503).json(readiness);
  });
  return app;
}
