import type { RequestHandler } from 'express';
import { addressOf } from './address.js';
import { GatewayProblem } from './problem.js';

/**
 * Lets so many requests through at a time, and so many of one address, each until its answer is given; who is too many is
 * told `BUSY`, and comes again.
 */
export function berths<P>(
  what: string,
  { atOnce, ofOneAddress }: { atOnce: number; ofOneAddress: number },
): RequestHandler<P> {
  const taken = new Map<string, number>();
  let all = 0;
  return (request, response, next) => {
    const address = addressOf(request);
    const own = taken.get(address) ?? 0;
    if (all >= atOnce || own >= ofOneAddress)
      throw new GatewayProblem('BUSY', `${atOnce} ${what} at a time, ${ofOneAddress} of one address, are served`, {
        'Retry-After': '1',
      });
    all++;
    taken.set(address, own + 1);
    response.once('close', () => {
      all--;
      const rest = taken.get(address)! - 1;
      if (rest === 0) taken.delete(address);
      else taken.set(address, rest);
    });
    next();
  };
}
