import { Refusal } from '@fairway/model';
import type { RequestHandler } from 'express';

/** Refuses, as `TOO_SLOW`, a body that has not come within so many milliseconds; the rest of it is not waited for. */
export const bodyInTime =
  (patience: number): RequestHandler =>
  (request, response, next) => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (length !== undefined || encoding !== undefined) {
      const timer = setTimeout(() => {
        if (request.complete || response.headersSent) return;
        response.set('connection', 'close');
        next(new Refusal('TOO_SLOW', `a body that comes within ${patience} ms is accepted`));
      }, patience);
      request.once('end', () => clearTimeout(timer));
      response.once('close', () => clearTimeout(timer));
    }
    next();
  };
