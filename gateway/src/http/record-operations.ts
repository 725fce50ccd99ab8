import {
  CalendarDate,
  Head,
  ROLES,
  TITLE_STATES,
  Handle,
  Instant,
  Member,
  TitleId,
  addressOfParty,
  demand,
  instantOf,
  settled,
  sponsorOf,
  type Participant,
  type Replayed,
  type SignedAct,
  type ActEntry,
  type Title,
} from '@fairway/model';
import { Aeo, Participants, Titles, addressOfCertificate, addressOfTitle, doneBy, type Ledger } from '@fairway/sdk';
import * as z from 'zod';
import type { Connection } from '../projection/database.js';
import {
  searchCertificates,
  searchParticipants,
  searchTitles,
  type SearchPage,
  type SearchResult,
} from '../projection/search.js';
import { cursorAfter, placeIn } from './cursor.js';
import { operation, type Asked, type Operation } from './operation.js';
import { demandPartyTo, isPartyTo } from './party.js';
import { GatewayProblem } from './problem.js';
import type { Reading } from './reading.js';
import { isAtLeast } from './role.js';

export interface RecordOptions {
  member: string;
  ledger: Ledger;
  reading: Reading;
}

/** A record as its signed acts make it, and where its chain stands. */
const recordAnswer = (schema: string) => z.object({ record: z.looseObject({ schema: z.literal(schema) }), head: Head });

const Done = z.looseObject({ type: z.string(), by: Handle, recordedAt: Instant, transactionId: z.string() });
const History = z.object({ events: z.array(Done) });

const PageQuery = z.strictObject({
  member: Member.optional(),
  cursor: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9_-]+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).optional(),
  /** The moment at which it is to be as it is asked for; absent: now. */
  at: Instant.optional(),
});

const CertificatesQuery = PageQuery.extend({
  status: z.enum(['active', 'suspended', 'revoked', 'withdrawn', 'annulled', 'not-yet-valid', 'expired']).optional(),
  holder: Handle.optional(),
  type: z.string().min(1).max(32).optional(),
  endsFrom: CalendarDate.optional().meta({ description: 'The last day, or the day of the review: this one or later' }),
  endsTo: CalendarDate.optional().meta({ description: 'This day or earlier' }),
});

const TitlesQuery = PageQuery.extend({
  state: z.enum(TITLE_STATES).optional(),
  issuer: Handle.optional(),
  party: Handle.optional().meta({
    description: 'Who issued it, controls it, is offered it, or has its documents, as it stands last',
  }),
});

const ParticipantsQuery = PageQuery.extend({
  role: z.enum(ROLES).optional(),
  state: z.enum(['active', 'suspended', 'frozen', 'closed', 'succeeded']).optional(),
  name: z
    .string()
    .min(1)
    .max(140)
    .optional()
    .meta({ description: 'Beginnings of words of a public name; case and accents do not count' }),
});

/** What is sought, without which page of it. */
type Unpaged<Q> = Omit<Q, keyof z.infer<typeof PageQuery>>;

const pageAnswer = (schema: string) =>
  z.object({
    records: z.array(
      z.object({
        member: Member,
        id: z.string(),
        record: z.looseObject({ schema: z.literal(schema) }),
        head: Head,
        doubt: z.object({ code: z.string(), message: z.string() }).optional(),
      }),
    ),
    next: z.string().optional().meta({ description: 'The cursor of the next page; absent on the last one' }),
    height: z.string().meta({ description: 'How many blocks the list is as of' }),
    time: Instant.optional(),
  });

/** In any case and with spaces: it is normalised, and then has to be a number. */
const Number = z.string().min(1).max(64);
const CertificateName = z.strictObject({ member: Member, number: Number });
const TitleName = z.strictObject({ member: Member, id: TitleId });

/** Participants, AEO certificates and bills, one by one with their history, and in lists. */
export function recordOperations({ member: own, ledger, reading }: RecordOptions): Operation[] {
  const participants = () => new Participants(reading.session);
  const aeo = () => new Aeo(reading.session);
  const titles = () => new Titles(reading.session);

  /** A page of what a search finds: all that there is for officers; for a party what names it. */
  const listed = <Q extends z.infer<typeof PageQuery>>(
    kind: string,
    { query, caller }: Asked<unknown, Q>,
    search: (db: Connection, query: Unpaged<Q>, page: SearchPage) => SearchResult,
  ) => {
    const { member, cursor, limit = 50, at = instantOf(Date.now()), ...sought } = query;
    const { role, handle: naming } = caller!;
    if (naming === undefined && !isAtLeast(role, 'officer'))
      throw new GatewayProblem(
        'ROLE_MISSING',
        'the token of a party names its handle, or that of an officer is needed',
      );
    const { records, next, height, time } = reading.page((db) =>
      search(db, sought, {
        limit,
        at,
        ...(member === undefined ? {} : { member }),
        ...(cursor === undefined ? {} : { after: placeIn(kind, cursor) }),
        ...(naming === undefined || isAtLeast(role, 'officer') ? {} : { naming }),
      }),
    );
    return {
      records: records.map((one) => (kind === 'title' ? { ...one, record: settled(one.record as Title, at) } : one)),
      ...(next ? { next: cursorAfter(kind, next) } : {}),
      height: String(height),
      ...(time === undefined ? {} : { time }),
    };
  };

  return [
    operation({
      id: 'listParticipants',
      method: 'get',
      path: '/api/participants',
      access: 'officer',
      tag: 'participants',
      summary: 'Participants and officers, by their public records',
      query: ParticipantsQuery,
      answer: pageAnswer('participant/1'),
      handle: async (asked) => Promise.resolve(listed('participant', asked, searchParticipants)),
    }),
    operation({
      id: 'readParticipant',
      method: 'get',
      path: '/api/participants/{handle}',
      access: 'party',
      tag: 'participants',
      summary: 'The public record of a participant or an officer',
      params: z.strictObject({ handle: Handle }),
      answer: recordAnswer('participant/1'),
      handle: async ({ path: { handle } }) => standing(await readParticipant(handle)),
    }),
    operation({
      id: 'readParticipantHistory',
      method: 'get',
      path: '/api/participants/{handle}/history',
      access: 'party',
      tag: 'participants',
      summary: 'What was done to a participant, oldest first',
      params: z.strictObject({ handle: Handle }),
      answer: History,
      handle: async ({ path: { handle } }) => ({ events: (await readParticipant(handle)).acts.map(event) }),
    }),
    operation({
      id: 'readIdentity',
      method: 'get',
      path: '/api/participants/{handle}/identity',
      access: 'officer',
      tag: 'participants',
      summary: 'The private identity of a party of the member, or of one that a partner shows it',
      params: z.strictObject({ handle: Handle }),
      answer: z.object({ identity: z.looseObject({ name: z.string() }) }),
      async handle({ path: { handle } }) {
        await readParticipant(handle);
        const identity =
          sponsorOf(handle) === own
            ? await participants().getPrivate(handle)
            : await participants().shared(handle, own);
        demand(identity !== undefined, 'RECORD_UNKNOWN', `no private identity of ${handle} is shown to ${own}`);
        return { identity };
      },
    }),
    operation({
      id: 'listCertificates',
      method: 'get',
      path: '/api/aeo-certificates',
      access: 'party',
      tag: 'aeo',
      summary: 'AEO certificates: all of them for officers, for a party its own',
      query: CertificatesQuery,
      answer: pageAnswer('aeo/1'),
      handle: async (asked) => Promise.resolve(listed('aeo', asked, searchCertificates)),
    }),
    operation({
      id: 'readCertificate',
      method: 'get',
      path: '/api/aeo-certificates/{member}/{number}',
      access: 'party',
      tag: 'aeo',
      summary: 'An AEO certificate, for officers and for its holder',
      params: CertificateName,
      answer: recordAnswer('aeo/1'),
      async handle({ path: { member, number }, caller }) {
        const certificate = addressOfCertificate(member, number);
        await demandPartyTo(ledger, caller!, certificate);
        return standing(await reading.session.read(certificate));
      },
    }),
    operation({
      id: 'readCertificateHistory',
      method: 'get',
      path: '/api/aeo-certificates/{member}/{number}/history',
      access: 'party',
      tag: 'aeo',
      summary: 'What was decided about a certificate, oldest first, for officers and for its holder',
      params: CertificateName,
      answer: History,
      async handle({ path: { member, number }, caller }) {
        await demandPartyTo(ledger, caller!, addressOfCertificate(member, number));
        return { events: await aeo().history(member, number) };
      },
    }),
    operation({
      id: 'checkCertificate',
      method: 'get',
      path: '/api/aeo-certificates/{member}/{number}/check',
      access: 'party',
      tag: 'aeo',
      summary: 'Whether a certificate holds at a moment, as far as was known at another',
      description: 'Why it does not, and who holds it, is for officers and for its holder.',
      params: CertificateName,
      query: z.strictObject({ at: Instant.optional(), knownAt: Instant.optional() }),
      answer: z.looseObject({ valid: z.boolean(), status: z.string() }),
      async handle({ path: { member, number }, query, caller }) {
        const found = await aeo().check(member, number, query.at, query.knownAt);
        if (await isPartyTo(ledger, caller!, addressOfCertificate(member, number))) return found;
        const { valid, status, at, knownAt, type, validTo, reviewOn } = found;
        return { valid, status, at, knownAt, type, validTo, reviewOn };
      },
    }),
    operation({
      id: 'listTitles',
      method: 'get',
      path: '/api/titles',
      access: 'party',
      tag: 'titles',
      summary: 'Bills: all of them for officers, for a party those that name it',
      query: TitlesQuery,
      answer: pageAnswer('title/1'),
      handle: async (asked) => Promise.resolve(listed('title', asked, searchTitles)),
    }),
    operation({
      id: 'readTitle',
      method: 'get',
      path: '/api/titles/{member}/{id}',
      access: 'party',
      tag: 'titles',
      summary: 'A bill as it stands, for officers and for parties that it names',
      params: TitleName,
      answer: recordAnswer('title/1'),
      async handle({ path, caller }) {
        const title = addressOfTitle(path);
        await demandPartyTo(ledger, caller!, title);
        const { record, head } = await reading.session.read<Title>(title);
        return { record: settled(record, instantOf(Date.now())), head };
      },
    }),
    operation({
      id: 'readTitleHistory',
      method: 'get',
      path: '/api/titles/{member}/{id}/history',
      access: 'party',
      tag: 'titles',
      summary: 'What was done with a bill and who controlled it from then on, oldest first',
      params: TitleName,
      answer: History,
      async handle({ path, caller }) {
        await demandPartyTo(ledger, caller!, addressOfTitle(path));
        return { events: await titles().history(path) };
      },
    }),
  ];

  function readParticipant(handle: string): Promise<Replayed<Participant>> {
    return reading.session.read<Participant>(addressOfParty(handle));
  }
}

const standing = <R>({ record, head }: Replayed<R>) => ({ record, head });

const event = ({ act, id, recordedAt, transactionId }: SignedAct & ActEntry) => ({
  ...doneBy(act),
  ...{ recordedAt, act: id, transactionId },
});
