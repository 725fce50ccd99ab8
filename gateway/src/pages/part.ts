import { networkDigest, type Digest, type Handle } from '@fairway/model';
import { statementSignersOf, trustListOf, type Session } from '@fairway/sdk';
import { Router } from 'express';
import { KEPT } from '../attestation/operations.js';
import type { Part } from '../http/app.js';
import { remembered } from '../remembered.js';
import { pageRoutes, type PageOptions } from './routes.js';

/** What the page is told of the network. */
export interface PageSource {
  session: Session;
  channel: string;
  /** The parties whose statements a saved page can check without a network, as they are now; default: none. */
  statements?: () => readonly Handle[];
}

/**
 * The verification page as a part of the gateway. Unless it is told which, it pins the network that the member's own
 * ledger is; a network whose members have not all published their roots has no page yet, and who asks is told.
 */
export function pagePart(
  options: Omit<PageOptions, 'network' | 'trustList' | 'statementSigners'> & { network?: Digest | undefined },
  { session, channel, statements = () => [] }: PageSource,
): Part {
  const trustList = remembered(() => trustListOf(session, channel), KEPT);
  const statementSigners = remembered(async () => statementSignersOf(session, statements()), KEPT);
  const page = remembered(async () => {
    const network = options.network ?? networkDigest(await trustList());
    return pageRoutes({ ...options, network, trustList, statementSigners });
  });
  const router = Router({ strict: true });
  router.use(async (request, response, next) => {
    (await page())(request, response, next);
  });
  return { path: '/verify', access: 'anyone', router };
}
