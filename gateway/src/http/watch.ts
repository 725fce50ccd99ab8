import type { Request, Response } from 'express';
import { pino, stdTimeFunctions, type DestinationStream } from 'pino';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What is noticed of requests: a line in the log and the metrics. */
export interface Watch {
  /** A request has begun; the function is called when it is over. */
  began(id: string, request: Request, response: Response): () => void;
  /** A request has failed for a reason that is not who asked. */
  failed(id: string, code: string, error: unknown): void;
  /** An act was put to the ledger. */
  acted(type: string, ended: string): void;
  readonly metrics: Registry;
}

/**
 * Logs with pino, a JSON line a request: which operation, status, milliseconds. No address, no body, no token, and not the
 * path itself, in which numbers and handles stand; a request is found again by its id, which its answer carries.
 */
export function watchTo(destination?: DestinationStream): Watch {
  const log = pino(
    {
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      messageKey: 'event',
    },
    ...(destination ? [destination] : []),
  );
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const labels = ['method', 'route', 'status'] as const;
  const seconds = new Histogram({
    name: 'fairway_http_request_seconds',
    help: 'How long requests took, by operation and status',
    labelNames: labels,
    buckets: [0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 15, 60],
    registers: [metrics],
  });
  const underWay = new Gauge({
    name: 'fairway_http_requests_under_way',
    help: 'Requests that are being answered',
    registers: [metrics],
  });
  const acts = new Counter({
    name: 'fairway_acts_total',
    help: 'Signed acts put to the ledger, by type and how they ended: done, or the code of what refused them',
    labelNames: ['type', 'ended'],
    registers: [metrics],
  });

  return {
    metrics,
    began(id, request, response) {
      const start = process.hrtime.bigint();
      underWay.inc();
      return () => {
        underWay.dec();
        const took = Number(process.hrtime.bigint() - start) / 1e9;
        const { method } = request;
        const route = routeOf(request);
        // An answer that never went out has no status.
        const status = response.writableFinished ? response.statusCode : 0;
        seconds.observe({ method, route, status: String(status) }, took);
        log.info({ id, method, route, status, ms: Math.round(took * 1000) }, 'request');
      };
    },
    failed(id, code, error) {
      log.error({ id, code, error: error instanceof Error ? error.message : String(error) }, 'request-failed');
    },
    acted(type, ended) {
      acts.inc({ type, ended });
    },
  };
}

/** The pattern that a request was served by; what nothing is served by has one name, so that probes fill no metrics. */
function routeOf({ route, baseUrl }: Request): string {
  const path = (route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? baseUrl + path : baseUrl === '' ? 'none' : baseUrl;
}
