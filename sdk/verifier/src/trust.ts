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
  return (await replayed(value, pinned)).trust;
}

/** What a trust list says, and the chains in it on which that rests; others, nobody has looked at. */
async function replayed(value: unknown, pinned?: Digest): Promise<{ trust: Trust; places: ReadonlySet<string> }> {
  const list = check(TrustList, value);
  const digest = networkDigest(list);
  demand(
    pinned === undefined || digest === pinned,
    'OTHER_NETWORK',
    `this trust list is of the network ${digest}; one of the network ${pinned} is accepted`,
    '/members',
  );
  const founded = Object.fromEntries(list.members.map(({ member, founding }) => [member, founding]));
  const places = new Set<string>();
  const reader = new ChainReader(
    (address) => {
      places.add(placeOf(address));
      return Promise.resolve(list.chains[placeOf(address)] ?? []);
    },
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
  return { trust: { network: list.network, channel: list.channel, digest, members, founded }, places };
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
 * A trust list with what another one of its network has more, member by member. What both say of a member must be the
 * same as far as both go, so nothing that was published is taken back unseen: a member of whom the other says otherwise
 * stays as it is, and is named in `contradicted`. What no roots rest on is not taken, since nobody has to have signed it.
 *
 * @throws Refusal `OTHER_NETWORK`, and what `readTrustList` refuses in the other list
 */
export async function newerOf(
  one: TrustList,
  other: TrustList,
): Promise<{ list: TrustList; contradicted: readonly string[] }> {
  const { places } = await replayed(other, networkDigest(one));
  const contradicted = new Set<string>();
  const longer: TrustList['chains'] = {};
  for (const place of places) {
    const [short, long] = [one.chains[place] ?? [], other.chains[place] ?? []].sort((a, b) => a.length - b.length);
    longer[place] = long!;
    if (!short!.every((entry, index) => canonical(entry) === canonical(long![index])))
      contradicted.add(memberIn(place));
  }
  const taken = Object.entries(longer).filter(([place]) => !contradicted.has(memberIn(place)));
  return { list: { ...one, chains: { ...one.chains, ...Object.fromEntries(taken) } }, contradicted: [...contradicted] };
}

const memberIn = (place: string): string => place.slice(0, place.indexOf('/'));
