import * as z from 'zod';
import { Member } from '../identifiers.js';
import { Bytes32 } from '../key.js';
import { Refusal, demand } from '../refusal.js';
import { check, under } from '../schema.js';
import { isSecure } from '../secure-address.js';
import { pattern } from '../text.js';

/** The version of the link's format that is written. */
export const LINK_VERSION = 1;

/** No link is longer, in characters. */
export const MAX_LINK_LENGTH = 512;

/** A network's name, as its members' founding acts pin it. */
export const NetworkName = pattern(/^[a-z][a-z0-9-]{0,31}$/, 'a network is named in small letters, digits and hyphens');

/** Which record of which network a document is about. */
export const DocumentSubject = z.strictObject({
  network: NetworkName,
  member: Member,
  kind: pattern(/^[a-z][a-z-]{0,31}$/, 'a kind of record is accepted, like aeo or title'),
  id: pattern(
    /^[A-Za-z0-9](?:[A-Za-z0-9.:/-]{0,62}[A-Za-z0-9])?$/,
    'a record is named by 1 to 64 letters, digits, full stops, colons, solidi and hyphens',
  ),
});
export type DocumentSubject = z.infer<typeof DocumentSubject>;

/** What a link to a document says (docs/links.md). */
export interface DocumentLink {
  /** The address of the page that the link opens, without the fragment; all that a server ever sees of the link. */
  page: string;
  about: DocumentSubject;
  /** The document's key, 32 bytes in base64url. */
  key: string;
}

/**
 * The link to a document: a page's address, and in its fragment, which no browser sends to a server, what the document
 * is about and its key.
 *
 * Throws `LINK_MALFORMED`, `NOT_ALLOWED` with the path of what is wrong.
 * @example
 * formatLink({ page: 'https://aduana.example/verify', about, key })
 * // https://aduana.example/verify#1/bconnect/AR/aeo/<43 characters>/AR-2026/0001
 */
export function formatLink({ page, about, key }: DocumentLink): string {
  const { network, member, kind, id } = under('/about', () => check(DocumentSubject, about));
  const secret = under('/key', () => check(Bytes32, key));
  const link = `${pageOf(page)}#${LINK_VERSION}/${network}/${member}/${kind}/${secret}/${id}`;
  demand(
    link.length <= MAX_LINK_LENGTH,
    'LINK_MALFORMED',
    `a link of at most ${MAX_LINK_LENGTH} characters is accepted`,
  );
  return link;
}

/**
 * Reads a link, from wherever it comes. `network` is the one that the reader trusts.
 *
 * Throws `LINK_MALFORMED`, `LINK_VERSION_UNKNOWN`, `LINK_OF_ANOTHER_NETWORK`.
 */
export function parseLink(text: string, network?: string): DocumentLink {
  const link = text.trim();
  const hash = link.indexOf('#');
  if (hash < 0 || link.length > MAX_LINK_LENGTH) throw malformed();
  const page = pageOf(link.slice(0, hash));
  const [version, ...parts] = link.slice(hash + 1).split('/');
  if (!/^[1-9][0-9]{0,3}$/.test(version!)) throw malformed();
  demand(
    version === String(LINK_VERSION),
    'LINK_VERSION_UNKNOWN',
    `links of version ${LINK_VERSION} are read here; this one is of version ${version}, which a newer page reads`,
  );
  const [named, member, kind, key, ...id] = parts;
  const about = DocumentSubject.safeParse({ network: named, member, kind, id: id.join('/') });
  if (!about.success || !Bytes32.safeParse(key).success) throw malformed();
  demand(
    network === undefined || about.data.network === network,
    'LINK_OF_ANOTHER_NETWORK',
    `links of the network ${network} are accepted; this one is of ${about.data.network}`,
  );
  return { page, about: about.data, key: key! };
}

const malformed = () =>
  new Refusal(
    'LINK_MALFORMED',
    'a whole link is accepted, as the QR code has it: page#1/network/MEMBER/kind/key/number',
  );

/** A page's address in one form: https, or http on the machine itself; no user, query or fragment. */
function pageOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash || !/^[\x21-\x7e]+$/.test(text)) throw malformed();
  if (!isSecure(url.href)) throw malformed();
  return url.href;
}
