import {
  ChainReader,
  canonical,
  check,
  demand,
  networkDigest,
  placeOf,
  TrustList,
  webCryptoCheck,
  type Digest,
  type MemberRecord,
  type PublishPageArgs,
  type PublishRootsArgs,
  type Version,
} from '@fairway/model';
import { certificateIn, fromBase64, type Certificate } from './certificate.js';
import { Malformed } from './malformed.js';

/** A root of a member as a verifier uses it; moments in milliseconds since 1970. */
interface Root {
  authority: Certificate;
  from: number;
  to: number;
}

/** What a verifier knows of a member. */
export interface TrustedMember {
  member: string;
  name: string;
  timeZone: string;
  roots: Root[];
  /** Certificates of peers that no longer count, by the SHA-256 of their DER, and since when. */
  retired: ReadonlyMap<Digest, number>;
  /** The verification page that it serves, where it has published one. */
  page?: PublishPageArgs;
}

/** A network as a verifier knows it. */
export interface Trust {
  network: string;
  channel: string;
  /** The network's own digest (`networkDigest`), which people compare. */
  digest: Digest;
  members: ReadonlyMap<string, TrustedMember>;
  /** The founding acts' ids by member. */
  founded: Readonly<Record<string, Digest>>;
}

/**
 * Reads a trust list: each member's roots as its own signed acts publish them, replayed from the founding act that the
 * list names. A list that was pinned by its digest admits later ones of the same network, since each member's part is
 * signed by itself.
 *
 * @throws Refusal `OTHER_NETWORK` where it is of another network than the pinned one, `ROOTS_NOT_PUBLISHED` where a member
 * has published none, what the chains are refused for (`CHAIN_BROKEN`, `SIGNATURE_INVALID`, …)
 */
export async function readTrustList(value: unknown, pinned?: Digest): Promise<Trust> {
  const list = check(TrustList, value);
  const digest = networkDigest(list);
  demand(
    pinned === undefined || digest === pinned,
    'OTHER_NETWORK',
    `this trust list is of the network ${digest}; one of the network ${pinned} is accepted`,
    '/members',
  );
  const founded = Object.fromEntries(list.members.map(({ member, founding }) => [member, founding]));
  const reader = new ChainReader(
    (address) => Promise.resolve(list.chains[placeOf(address)] ?? []),
    webCryptoCheck,
    founded,
  );
  const members = new Map<string, TrustedMember>();
  for (const { member } of list.members) {
    const { record } = await reader.read<MemberRecord>({ member, kind: 'member', id: member });
    const published = record.roots?.at(-1);
    demand(published !== undefined, 'ROOTS_NOT_PUBLISHED', `${member} has published no roots`, '/chains');
    demand(record.network === list.network, 'OTHER_NETWORK', `${member} belongs to ${record.network}`, '/network');
    members.set(member, trusted(record, published));
  }
  return { network: list.network, channel: list.channel, digest, members, founded };
}

/** A published authority; none where it cannot be read, which costs that member its voice, and no other member anything. */
function authorityIn(certificate: string): Certificate[] {
  try {
    return [certificateIn(fromBase64(certificate))];
  } catch (error) {
    if (error instanceof Malformed) return [];
    throw error;
  }
}

const trusted = (
  { member, name, timeZone, pages }: MemberRecord,
  { roots, retired }: Version<PublishRootsArgs>,
): TrustedMember => ({
  ...{ member, name, timeZone },
  roots: roots.flatMap(({ certificate, from, to }) =>
    authorityIn(certificate).map((authority) => ({
      authority,
      from: from === undefined ? -Infinity : Date.parse(from),
      to: to === undefined ? Infinity : Date.parse(to),
    })),
  ),
  retired: new Map(retired.map(({ certificate, from }) => [certificate, Date.parse(from)])),
  ...(pages === undefined ? {} : { page: pages.at(-1)! }),
});

/**
 * The members that serve a page by their own word, by the digest of its manifest or of its program.
 *
 * @throws Refusal `PAGE_NOT_PUBLISHED` where that is not a majority of all
 */
export function publishersOf({ members }: Trust, digest: Digest): string[] {
  const all = [...members.values()];
  const publishers = all.filter(({ page }) => page?.manifest === digest || page?.program === digest);
  demand(
    2 * publishers.length > all.length,
    'PAGE_NOT_PUBLISHED',
    `a page is accepted that most of the ${all.length} members have published; this one is that of ${publishers.map(({ member }) => member).join(', ') || 'none'}`,
  );
  return publishers.map(({ member }) => member);
}

/**
 * Of two trust lists of one network the one that says more: for each member the longer chains. What both say of a record
 * must be the same as far as both go, so nothing that was published is taken back unseen.
 *
 * @throws Refusal `OTHER_NETWORK`, or `CHAIN_BROKEN` where they disagree
 */
export function newerOf(one: TrustList, other: TrustList): TrustList {
  demand(networkDigest(one) === networkDigest(other), 'OTHER_NETWORK', 'trust lists of one network are accepted');
  const chains: TrustList['chains'] = {};
  for (const place of new Set([...Object.keys(one.chains), ...Object.keys(other.chains)])) {
    const [short = [], long = []] = [one.chains[place], other.chains[place]].sort(
      (a, b) => (a?.length ?? 0) - (b?.length ?? 0),
    );
    demand(
      short.every((entry, index) => canonical(entry) === canonical(long[index])),
      'CHAIN_BROKEN',
      `the two lists tell ${place} differently`,
      '/chains',
    );
    chains[place] = long;
  }
  return { ...one, chains };
}
