import type { RequestHandler } from 'express';
import { addressOf } from './address.js';
import { GatewayProblem } from './problem.js';

/**
 * Lets so many requests of one address be answered at a time, and as many more of it wait for their turn as may, so that
 * who has the gateway wait for something holds up its own requests, and nobody else's. Throws `BUSY`.
 */
export function inTurns(atOnce: number, mayWait: number): RequestHandler {
  const lines = new Map<string, { underWay: number; waiting: (() => void)[] }>();
  return (request, response, next) => {
    const address = addressOf(request);
    const line = lines.get(address) ?? { underWay: 0, waiting: [] };
    lines.set(address, line);
    const go = () => {
      line.underWay++;
      response.once('close', () => {
        line.underWay--;
        line.waiting.shift()?.();
        if (line.underWay === 0) lines.delete(address);
      });
      next();
    };
    if (line.underWay < atOnce) return go();
    if (line.waiting.length >= mayWait) throw new GatewayProblem('BUSY', 'ask again shortly', { 'Retry-After': '1' });
    line.waiting.push(go);
    response.once('close', () => {
      const place = line.waiting.indexOf(go);
      if (place >= 0) line.waiting.splice(place, 1);
    });
  };
}
