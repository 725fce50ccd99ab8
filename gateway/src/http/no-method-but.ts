import type { RequestHandler } from 'express';
import { GatewayProblem } from './problem.js';

/** Refuses what is asked in another way than by these methods, after whose handlers it stands. */
export const noMethodBut =
  (...served: readonly string[]): RequestHandler<never> =>
  ({ method }) => {
    const allow = served.join(', ');
    const sentence = `${method} is not served here; ${allow} ${served.length === 1 ? 'is' : 'are'}`;
    throw new GatewayProblem('METHOD_NOT_ALLOWED', sentence, { Allow: allow });
  };
