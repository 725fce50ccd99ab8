import {
  AeoDomain,
  DAY,
  ParticipantDomain,
  TitleDomain,
  checkAeo,
  instantOf,
  later,
  settled,
  standingAt,
  stateOfTitleAt,
  type AeoCertificate,
  type AeoCheck,
  type CalendarDate,
  type Handle,
  type Instant,
  type Participant,
  type Role,
  type Standing,
  type Title,
  type TitleState,
} from '@fairway/model';
import type { Connection } from './database.js';
import { endOf, partiesOf, wordsOf, type Facet } from './facets.js';
import { listed, type ListedRecord, type ListedRow } from './records.js';

/** Which page of what is found: after a place, of one member where it is named. */
export interface SearchPage {
  member?: string;
  after?: { member: string; id: string };
  /** Records at most. */
  limit: number;
  /** The moment asked about; default now. */
  at?: Instant;
  /** Keeps to certificates or bills that have ever named a party. */
  naming?: Handle;
}

export interface SearchResult {
  /** In the order of their names. */
  records: ListedRecord[];
  /** Where the next page goes on; absent on the last. A page may be short, or empty, and others follow. */
  next?: { member: string; id: string };
}

export interface CertificateQuery {
  status?: AeoCheck['status'] | undefined;
  holder?: Handle | undefined;
  type?: string | undefined;
  /** The last day, or the day of the review where there is none: this one or later. */
  endsFrom?: CalendarDate | undefined;
  /** This day or earlier. */
  endsTo?: CalendarDate | undefined;
}

export interface TitleQuery {
  state?: TitleState | undefined;
  issuer?: Handle | undefined;
  /** Who issued it, controls it, is offered it, or has its documents. */
  party?: Handle | undefined;
}

export interface ParticipantQuery {
  role?: Role | undefined;
  state?: Standing['state'] | undefined;
  /** Beginnings of words of a public name, in any order; case and accents do not count. */
  name?: string | undefined;
}

/** AEO certificates by how they stand at a moment. */
export function searchCertificates(db: Connection, query: CertificateQuery, page: SearchPage): SearchResult {
  const { status, holder, type, endsFrom = '', endsTo = '9999-12-31' } = query;
  const byEnd = query.endsFrom !== undefined || query.endsTo !== undefined;
  const at = page.at ?? instantOf(Date.now());
  const wanted: Wanted[] = [
    ...is('holder', holder),
    ...is('state', DECIDED.has(status!) ? status : undefined),
    ...is('type', type),
    ...(byEnd ? [{ facet: 'ends', from: endsFrom, to: endsTo } as const] : []),
    // No place on earth is a day ahead of UTC.
    ...(status === 'expired' ? [{ facet: 'ends', from: '', to: later(at, DAY).slice(0, 10) } as const] : []),
  ];
  return search(db, AeoDomain.kind, wanted, page, (record) => {
    const found = checkAeo(record as AeoCertificate, at);
    const end = endOf(found) ?? '';
    return (
      (status === undefined || found.status === status) &&
      (type === undefined || found.type === type) &&
      (!byEnd || (endsFrom <= end && end <= endsTo))
    );
  });
}

/** Statuses that someone decided; the others come of the calendar. */
const DECIDED: ReadonlySet<string> = new Set(['suspended', 'revoked', 'withdrawn', 'annulled']);

/**
 * Bills by how they stand at a moment, by the clock as well as by acts, and by who has to do with them, as they stand last:
 * who had to do with one before is not among what is indexed.
 */
export function searchTitles(db: Connection, query: TitleQuery, page: SearchPage): SearchResult {
  const { state, issuer, party } = query;
  const at = page.at ?? instantOf(Date.now());
  const wanted = [...is('party', party), ...is('issuer', issuer), ...is('state', state)];
  return search(db, TitleDomain.kind, wanted, page, (record) => {
    const title = record as Title;
    const then = stateOfTitleAt(title, at);
    return (
      then !== undefined &&
      (state === undefined || then === state) &&
      (party === undefined || partiesOf(settled(title, at)).includes(party))
    );
  });
}

/** Participants and officers by what they may be at a moment, and by their public names. */
export function searchParticipants(db: Connection, query: ParticipantQuery, page: SearchPage): SearchResult {
  const { role, state, name } = query;
  const at = page.at ?? instantOf(Date.now());
  const words = wordsOf(name ?? '');
  const wanted: Wanted[] = [
    ...is('role', role),
    ...is('state', state === 'succeeded' ? undefined : state),
    ...words.map((word) => ({ facet: 'word', from: word, to: `${word}\u{10ffff}` }) as const),
  ];
  if (name !== undefined && words.length === 0) return { records: [] };
  return search(db, ParticipantDomain.kind, wanted, page, (record) => {
    const standing = standingAt((record as Participant).status, at);
    return (
      (role === undefined || standing?.roles.includes(role) === true) &&
      (state === undefined || standing?.state === state)
    );
  });
}

/** A facet's value, or values from one to another. */
type Wanted = { facet: Facet; value: string } | { facet: Facet; from: string; to: string };

const is = (facet: Facet, value: string | undefined): Wanted[] => (value === undefined ? [] : [{ facet, value }]);

/** Records looked at in one go. */
const BATCH = 200;
/** Records looked at for one page; more are for the next. */
const MOST = 5_000;

function search(
  db: Connection,
  kind: string,
  wanted: readonly Wanted[],
  page: SearchPage,
  holds: (record: object) => boolean,
): SearchResult {
  const records: ListedRecord[] = [];
  let place = page.after ?? { member: '', id: '' };
  for (let seen = 0; seen < MOST; seen += BATCH) {
    const rows = candidates(db, kind, wanted, { ...page, after: place });
    for (const row of rows) {
      if (holds(JSON.parse(row.record) as object)) {
        if (records.length === page.limit) return { records, next: nameOf(records.at(-1)!) };
        records.push(listed(row));
      }
      place = nameOf(row);
    }
    if (rows.length < BATCH) return { records };
  }
  return { records, next: place };
}

const nameOf = ({ member, id }: { member: string; id: string }) => ({ member, id });

/** The next records of a kind, in the order of their names, that have all that is wanted among their facets. */
function candidates(
  db: Connection,
  kind: string,
  wanted: readonly Wanted[],
  { member, after, naming }: SearchPage & Required<Pick<SearchPage, 'after'>>,
): ListedRow[] {
  const conditions = wanted.map((one) => ({
    sql: `kind = ? AND facet = ? AND ${'value' in one ? 'value = ?' : 'value BETWEEN ? AND ?'}`,
    values: [kind, one.facet, ...('value' in one ? [one.value] : [one.from, one.to])],
  }));
  // Names come, in their order, from the one table that has the fewest of them; the others are then asked about each.
  const first = naming === undefined ? conditions.shift() : undefined;
  const from =
    naming !== undefined
      ? { table: 'named', sql: 'handle = ? AND kind = ?', values: [naming, kind] }
      : first
        ? { table: 'facet', ...first }
        : { table: 'record', sql: 'kind = ? AND record IS NOT NULL', values: [kind] };
  const names = [
    `SELECT DISTINCT one.member, one.id FROM ${from.table} AS one WHERE ${from.sql}`,
    'AND (one.member, one.id) > (?, ?) AND (? IS NULL OR one.member = ?)',
    ...conditions.map(
      ({ sql }) => `AND EXISTS (SELECT 1 FROM facet WHERE member = one.member AND id = one.id AND ${sql})`,
    ),
    `ORDER BY one.member, one.id LIMIT ${BATCH}`,
  ].join(' ');
  return db.all<ListedRow>(
    `SELECT record.member, record.id, head, record, refusal, differs
      FROM (${names}) AS found CROSS JOIN record ON record.member = found.member AND record.id = found.id
      WHERE record.kind = ? AND record IS NOT NULL ORDER BY found.member, found.id`,
    ...[...from.values, after.member, after.id, member ?? null, member ?? null],
    ...[...conditions.flatMap(({ values }) => values), kind],
  );
}
