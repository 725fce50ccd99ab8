import { networkDigest, type Digest } from '@fairway/model';
import { trustListOf, type Session } from '@fairway/sdk';
import { Router } from 'express';
import { KEPT } from '../attestation/operations.js';
import type { Part } from '../http/app.js';
import { remembered } from '../remembered.js';
import { pageRoutes, type PageOptions } from './routes.js';

/**
 * The verification page as a part of the gateway. Unless it is told which, it pins the network that the member's own
 * ledger is; a network whose members have not all published their roots has no page yet, and who asks is told.
 */
export function pagePart(
  options: Omit<PageOptions, 'network' | 'trustList'> & { network?: Digest | undefined },
  { session, channel }: { session: Session; channel: string },
): Part {
  const trustList = remembered(() => trustListOf(session, channel), KEPT);
  const page = remembered(async () => {
    const network = options.network ?? networkDigest(await trustList());
    return pageRoutes({ ...options, network, trustList });
  });
  const router = Router({ strict: true });
  router.use(async (request, response, next) => {
    (await page())(request, response, next);
  });
  return { path: '/verify', access: 'anyone', router };
}
