import { networkDigest, type Digest } from '@fairway/model';
import { trustListOf, type Session } from '@fairway/sdk';
import { Router, type RequestHandler } from 'express';
import type { Part } from '../http/app.js';
import { keptForAWhile } from '../kept-for-a-while.js';
import { pageRoutes, type PageOptions } from './routes.js';

/**
 * The verification page as a part of the gateway. Unless it is told which, it pins the network that the member's own
 * ledger is; a network whose members have not all published their roots has no page yet, and who asks is told.
 */
export function pagePart(
  options: Omit<PageOptions, 'network' | 'trustList'> & { network?: Digest | undefined },
  { session, channel }: { session: Session; channel: string },
): Part {
  let page: Promise<RequestHandler> | undefined;
  const trustList = keptForAWhile(() => trustListOf(session, channel));
  const router = Router({ strict: true });
  router.use(async (request, response, next) => {
    page ??= (async () => {
      const network = options.network ?? networkDigest(await trustList());
      return pageRoutes({ ...options, network, trustList });
    })();
    page.catch(() => (page = undefined));
    (await page)(request, response, next);
  });
  return { path: '/verify', access: 'anyone', router };
}
