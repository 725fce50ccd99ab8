import * as z from 'zod';
import { beginning, move, type Domain, type Facts } from '../machine.js';
import { demand } from '../refusal.js';
import { byOfficer } from '../registry/standing.js';
import { check, under } from '../schema.js';
import type { CalendarDate } from '../time.js';
import { PublishArgs, TableName, rowOf, rowsAt, type Publication, type Table } from './record.js';

/** The most rows that one table has on any day; a contract loads a table whole. */
const MOST_ROWS = 5_000;

/** A table begins; its first rows may take effect on a day that has passed. */
const publish = beginning('table.publish', PublishArgs, ({ args }, facts): Table => {
  const { timeZone } = byOfficer(facts.actor, facts.reference.member, 'supervisor');
  const { member, id } = facts.reference;
  const table: Table = { schema: 'table/1', member, name: id, timeZone, publications: [] };
  return published(table, args, facts);
});

/** Rows change from today on, or from a later day. */
const revise = move('table.revise', PublishArgs, (table: Table | undefined, { args }, facts) => {
  const { today } = byOfficer(facts.actor, facts.reference.member, 'supervisor');
  demand(table !== undefined, 'RECORD_UNKNOWN', `${facts.reference.member} has no such table`, '/records/0/id');
  const earliest = earliestAfter(table, today);
  demand(
    args.effectiveFrom >= earliest,
    'FROM_IN_THE_PAST',
    `a day from ${earliest} on is accepted`,
    '/args/effectiveFrom',
  );
  return published(table, args, facts);
});

/** What is in force is not rewritten; only a table that is still being published for its first day is completed. */
function earliestAfter({ publications }: Table, today: CalendarDate): CalendarDate {
  const first = publications[0]!.effectiveFrom;
  return first < today && publications.every(({ effectiveFrom }) => effectiveFrom === first) ? first : today;
}

function published(table: Table, args: PublishArgs, { time, id }: Facts): Table {
  const rows = z.array(rowOf(table.name));
  const set = under('/args/set', () => check(rows, args.set));
  const publication: Publication = { ...args, set, from: time, act: id };
  const after = { ...table, publications: [...table.publications, publication] };
  demand(
    rowsAt(after, args.effectiveFrom).length <= MOST_ROWS,
    'TOO_LONG',
    `a table of at most ${MOST_ROWS} rows is accepted`,
    '/args/set',
  );
  return after;
}

export const TableDomain: Domain<Table> = { kind: 'table', id: TableName, sides: [], moves: [publish, revise] };
