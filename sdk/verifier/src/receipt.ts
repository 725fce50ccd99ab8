import { RelianceReceipt, check, demand } from '@fairway/model';
import type { Trust } from './trust.js';
import { verify, type Verification } from './verify.js';

/**
 * Judges what somebody has kept, as of the time at which members were asked. Throws a `Refusal` for what is no receipt,
 * and `OTHER_NETWORK` for one of another network.
 */
export async function verifyReceipt(value: unknown, trust: Trust): Promise<Verification> {
  const { network, record, bundle, document, at, knownAt } = check(RelianceReceipt, value);
  demand(
    network === trust.digest,
    'OTHER_NETWORK',
    `this is a receipt of the network ${network}; one of ${trust.digest} is accepted`,
    '/network',
  );
  return verify(bundle, {
    ...{ trust, record },
    ...(document === undefined ? {} : { document }),
    ...(at === undefined ? {} : { at }),
    ...(knownAt === undefined ? {} : { knownAt }),
  });
}
