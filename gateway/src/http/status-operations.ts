import * as z from 'zod';
import { operation, type Operation } from './operation.js';
import type { Readiness } from './readiness.js';

const Standing = z.enum(['ok', 'unreachable', 'stale', 'behind', 'missing']);

/** Whether the gateway lives, and whether it can do its work: for whoever balances between gateways. */
export const statusOperations = (look: () => Promise<Readiness>): Operation[] => [
  operation({
    id: 'health',
    method: 'get',
    path: '/health',
    access: 'anyone',
    tag: 'status',
    summary: 'Whether the process lives',
    answer: z.object({ alive: z.literal(true) }),
    handle: () => Promise.resolve({ alive: true as const }),
  }),
  operation({
    id: 'ready',
    method: 'get',
    path: '/ready',
    access: 'anyone',
    tag: 'status',
    summary: 'Whether it can do its work: peer, clock and projection; 503 with the same answer where it cannot',
    answer: z.object({
      ready: z.boolean(),
      checks: z.object({ peer: Standing, clock: Standing, projection: Standing.optional() }),
    }),
    answersUnready: true,
    async handle(_asked, response) {
      const readiness = await look();
      response.status(readiness.ready ? 200 : 503).json(readiness);
    },
  }),
];
