import * as z from 'zod';
import { ProgrammeType } from '../agreement/record.js';
import { isListed } from '../code-list/is-listed.js';
import type { Version } from '../interval.js';
import { CalendarDate, LAST, type Instant } from '../time.js';
import { demand } from '../refusal.js';
import { rule } from '../schema.js';
import { pattern, text } from '../text.js';

/** A reference table's name, e.g. `CUSTOMS-OFFICES`. */
export const TableName = pattern(
  /^[A-Z][A-Z0-9-]{1,39}$/,
  "a table's name is accepted: 2 to 40 capital letters, digits or hyphens",
);

const RowCode = pattern(/^[A-Z0-9][A-Z0-9./-]{0,19}$/, 'a code of 1 to 20 capital letters, digits, stops, hyphens');

/** What an AEO programme's type covers (WCO SAFE Framework, pillar 2). */
export const COVERAGES = ['security', 'compliance'] as const;

/** Operators in the supply chain, as the WCO SAFE Framework lists them among those that may be authorised. */
export const OPERATOR_ROLES = [
  'manufacturer',
  'importer',
  'exporter',
  'broker',
  'carrier',
  'consolidator',
  'intermediary',
  'port',
  'airport',
  'terminal-operator',
  'warehouse',
  'distributor',
  'freight-forwarder',
  'postal-operator',
  'express-carrier',
] as const;

/** The table in which a member says which types its AEO programme has. */
export const AEO_TYPES = 'AEO-TYPES';
/** The table of a member's customs offices. */
export const CUSTOMS_OFFICES = 'CUSTOMS-OFFICES';

const distinct = rule<string[]>(
  (values) => new Set(values).size === values.length,
  'NAMED_TWICE',
  'each is named once',
);

const AeoType = z.strictObject({
  code: ProgrammeType,
  name: text(140),
  covers: z.array(z.enum(COVERAGES)).min(1).check(distinct),
  roles: z.array(z.enum(OPERATOR_ROLES)).min(1).check(distinct),
});
export type AeoType = z.infer<typeof AeoType>;

const CustomsOffice = z.strictObject({
  code: RowCode,
  name: text(140),
  /** UN/LOCODE of the place. */
  location: pattern(/^[A-Z]{2}[A-Z2-9]{3}$/, 'a UN/LOCODE like UYMVD is accepted')
    .check(
      rule<string>(
        (location) => isListed('COUNTRIES', location.slice(0, 2)),
        'COUNTRY_UNKNOWN',
        'a UN/LOCODE begins with a country (ISO 3166-1)',
      ),
    )
    .optional(),
});

const CodedName = z.strictObject({ code: RowCode, name: text(140) });

/** The rows of a table by its name; a table that has no shape of its own has codes and names. */
export const rowOf = (table: string): z.ZodType<TableRow> =>
  ({ [AEO_TYPES]: AeoType, [CUSTOMS_OFFICES]: CustomsOffice })[table] ?? CodedName;

export interface TableRow {
  code: string;
  name: string;
}

/**
 * Rows to set and codes to drop from a day on. A table larger than an act is published by several acts for one day; a
 * reader of that day sees all of them.
 */
export const PublishArgs = z
  .strictObject({
    effectiveFrom: CalendarDate,
    /** What the source calls this edition. */
    edition: text(40).optional(),
    set: z.array(z.looseObject({ code: RowCode, name: text(140) })).max(500),
    drop: z.array(RowCode).max(500),
  })
  .check(
    rule<{ set: { code: string }[]; drop: string[] }>(
      ({ set, drop }) => new Set([...set.map(({ code }) => code), ...drop]).size === set.length + drop.length,
      'NAMED_TWICE',
      'each code is set or dropped once',
      ['set'],
    ),
    rule<{ set: unknown[]; drop: unknown[] }>(
      ({ set, drop }) => set.length + drop.length > 0,
      'MISSING_FIELD',
      'rows to set or codes to drop are needed',
      ['set'],
    ),
  );
export type PublishArgs = z.infer<typeof PublishArgs>;

/** One publication: what changes from a day on, and when that was recorded. */
export type Publication = Version<{
  effectiveFrom: CalendarDate;
  edition?: string | undefined;
  set: TableRow[];
  drop: string[];
}>;

/** A member's reference table: codes and what they mean, each from a day on. */
export interface Table {
  schema: 'table/1';
  member: string;
  name: string;
  timeZone: string;
  publications: Publication[];
}

/** A table's rows on a day, as far as they were recorded by `knownAt`, in the order of their codes. */
export function rowsAt<R extends TableRow = TableRow>(table: Table, day: CalendarDate, knownAt: Instant = LAST): R[] {
  const rows = new Map<string, TableRow>();
  const inForce = table.publications.filter(({ effectiveFrom, from }) => effectiveFrom <= day && from <= knownAt);
  for (const { set, drop } of inForce.toSorted((one, other) => compare(one.effectiveFrom, other.effectiveFrom))) {
    for (const row of set) rows.set(row.code, row);
    for (const code of drop) rows.delete(code);
  }
  return [...rows.keys()].sort().map((code) => rows.get(code) as R);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** What a programme's type means on a day. Throws `TYPE_UNKNOWN`. */
export function typeAt(table: Table, code: string, day: CalendarDate): AeoType {
  const types = rowsAt<AeoType>(table, day);
  const type = types.find((one) => one.code === code);
  demand(
    type !== undefined,
    'TYPE_UNKNOWN',
    `the programme of ${table.member} has the types ${types.map((one) => one.code).join(', ')} on ${day}`,
    '/args/type',
  );
  return type;
}
