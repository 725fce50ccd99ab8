import * as z from 'zod';
import { ActEntry } from '../act.js';
import { digestOfJson, type Digest } from '../digest.js';
import { Member } from '../identifiers.js';
import { Bytes32 } from '../key.js';
import { rule } from '../schema.js';
import { text } from '../text.js';

/**
 * By what a verifier knows a network: its name and channel, and the id of the act that founded each member, which never
 * change but when a member joins; and the members' chains of acts, by which each has published its roots itself.
 */
export const TrustList = z.strictObject({
  version: z.literal(1),
  network: text(32),
  channel: text(249),
  members: z
    .array(z.strictObject({ member: Member, founding: Bytes32 }))
    .min(1)
    .max(32)
    .check(
      rule<{ member: string }[]>(
        (all) => new Set(all.map(({ member }) => member)).size === all.length,
        'NAMED_TWICE',
        'each member is named once',
      ),
    ),
  /** By `placeOf`: the members' records, and those of the registrars on which their acts rest. */
  chains: z.record(z.string().max(160), z.array(ActEntry).max(10_000)),
});
export type TrustList = z.infer<typeof TrustList>;

/** What two trust lists of one network have in common: people compare it, and a link or a page pins it. */
export const networkDigest = ({
  network,
  channel,
  members,
}: Pick<TrustList, 'network' | 'channel' | 'members'>): Digest =>
  digestOfJson({ network, channel, members: [...members].sort((one, other) => (one.member < other.member ? -1 : 1)) });
