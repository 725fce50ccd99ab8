import { digestOfJson, type Digest } from '../digest.js';
import { sponsorOf, type Handle } from '../identifiers.js';
import { move, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { mayDischarge } from '../registry/standing.js';
import type { Instant } from '../time.js';
import { byHolder, controlOf, demandNoOffer, demandRecipient, movable, standing, type Found } from './control.js';
import { Enclosure, GiveKeysArgs, type Title } from './record.js';

/** Envelopes that a bill takes besides the one it was issued with. */
const MOST_ADDED = 64;
/** How often a party that is not in control any more may give keys of one bill, so that it does not swell the record. */
const MOST_GIVEN = 16;

/** An envelope of a bill, and the act that put it there. */
export interface Enclosed extends Enclosure {
  by: Handle;
  from: Instant;
  act: Digest;
}

/** The envelopes that travel with a bill: the one it was issued with, and those that holders added, oldest first. */
export function envelopesOf({ enclosed, added, agent, issuer, control }: Title): Enclosed[] {
  const { from, act } = control[0]!;
  const first = enclosed ? [{ ...enclosed, by: agent ?? issuer, from, act }] : [];
  return [...first, ...(added ?? [])];
}

/** The digest by which a presentation names the bill and all documents that go with it, as they are now. */
export const documentsOf = (title: Title): Digest =>
  digestOfJson({
    title: { member: sponsorOf(title.issuer), id: title.id },
    document: title.document,
    envelopes: envelopesOf(title).map(({ envelope }) => envelope),
  });

/** All blobs of keys that were made for a bill, oldest first. */
export const wrapsOf = (title: Title): Digest[] => [
  ...new Set([...envelopesOf(title), ...(title.keysGiven ?? [])].map(({ keys }) => keys)),
];

/** Refuses the name of anything but the bill and all documents that go with it now. */
export const demandDocuments = (title: Title, named: Digest): void =>
  demand(
    named === documentsOf(title),
    'DOCUMENTS_DIFFER',
    `the bill and its documents are ${documentsOf(title)}; that is accepted`,
    '/args/documents',
  );

/**
 * Whether a party can be expected to have the keys of every envelope of a bill: it packed the envelope, the bill was issued
 * to it with the envelope, or keys were given to it since the envelope was there. Who has the blob knows whether it opens.
 */
export const hasKeys = (title: Title, party: Handle): boolean =>
  envelopesOf(title).every(
    ({ by, from, act }) =>
      by === party ||
      (act === title.control[0]!.act && [title.issuer, ...firstOf(title)].includes(party)) ||
      title.keysGiven?.some((given) => given.to === party && given.from >= from),
  );

const firstOf = ({ control: [first] }: Title): Handle[] => [first!.holder, first!.beneficiary];

/** Refuses to pass the document to a party that cannot open what travels with it. */
export const demandKeys = (title: Title, party: Handle, path: string): void =>
  demand(
    hasKeys(title, party),
    'KEYS_NOT_GIVEN',
    `keys of all envelopes of the bill are given to ${party} first; or it accepts with word that it holds or forgoes them`,
    path,
  );

/** Who has the document in control adds documents to the bill, in an envelope whose keys are its own. */
export const addDocuments = move(
  'title.addDocuments',
  Enclosure,
  (found: Found, { args }, facts): Title => {
    const title = movable(found, facts);
    demandNoOffer(title);
    byHolder(title, facts);
    mayDischarge(facts.actor);
    demand(
      envelopesOf(title).every(({ envelope }) => envelope !== args.envelope),
      'NAMED_TWICE',
      'an envelope that the bill does not have yet is accepted',
      '/args/envelope',
    );
    const added = title.added ?? [];
    demand(added.length < MOST_ADDED, 'TOO_LONG', `a bill takes ${MOST_ADDED} envelopes besides its own`);
    return { ...title, added: [...added, { ...args, ...mark(facts) }] };
  },
  { mandatable: true, heritable: true },
);

/**
 * Keys are wrapped to a party, by the digest of the wrap: by who is in control to whomever it will pass the documents to
 * or show them; by who was in control before, or the issuer, to who is now and has lost its keys. Control does not move,
 * so neither an offer nor an order stands against it.
 */
export const giveKeys = move(
  'title.giveKeys',
  GiveKeysArgs,
  (found: Found, { args }, facts): Title => {
    const title = standing(found, facts);
    const { principal } = facts;
    mayDischarge(facts.actor);
    const hadIt = title.control.some((one) => one.holder === principal || one.beneficiary === principal);
    demand(
      hadIt || principal === title.issuer,
      'NOT_IN_CONTROL',
      'who is or was in control of the bill, or its issuer, may do this',
      '/actor',
    );
    const { holder, beneficiary } = controlOf(title);
    const now = [holder, beneficiary];
    const given = title.keysGiven ?? [];
    if (!now.includes(args.to)) demandRecipient(args.to, facts, '/args/to');
    if (!now.includes(principal)) {
      demand(
        now.includes(args.to),
        'NOT_IN_CONTROL',
        'who is not in control any more gives keys to who is now',
        '/args/to',
      );
      demand(
        given.filter(({ by }) => by === principal).length < MOST_GIVEN,
        'TOO_LONG',
        `who is not in control any more gives keys ${MOST_GIVEN} times`,
      );
    }
    return { ...title, keysGiven: [...given, { ...args, ...mark(facts) }] };
  },
  { needs: ({ args }) => [args.to], mandatable: true, heritable: true },
);

const mark = ({ principal, time, id }: Facts) => ({ by: principal, from: time, act: id });
