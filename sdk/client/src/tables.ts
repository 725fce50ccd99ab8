import {
  Refusal,
  TableDomain,
  canonical,
  check,
  instantOf,
  rowsAt,
  type CalendarDate,
  type Receipt,
  type RecordAddress,
  type Table,
  type TableRow,
} from '@fairway/model';
import type { Session } from './session.js';

/** What a publication would change in a table. */
export interface TableChange {
  added: TableRow[];
  changed: TableRow[];
  dropped: TableRow[];
}

/** The rows of a publication that one act carries, so that it stays within what a ledger takes. */
const ROWS_AN_ACT = 200;

/** Members' reference tables: customs offices, the types of their AEO programmes, other codes. */
export class Tables {
  constructor(private readonly session: Session) {}

  /** The table as its signed acts make it. Throws `RECORD_UNKNOWN` where there is none. */
  async get(member: string, name: string): Promise<Table> {
    return (await this.session.read<Table>(address(member, name))).record;
  }

  /** The table's rows on a day (absent: today in UTC), as far as they were recorded by `knownAt`. */
  async rows<R extends TableRow = TableRow>(
    member: string,
    name: string,
    day: CalendarDate = instantOf(Date.now()).slice(0, 10),
    knownAt?: string,
  ): Promise<R[]> {
    return rowsAt<R>(await this.get(member, name), day, knownAt);
  }

  /** What stands to change for the table to have exactly these rows on a day. */
  async compare(member: string, name: string, day: CalendarDate, rows: readonly TableRow[]): Promise<TableChange> {
    const table = await this.#find(member, name);
    const before = new Map((table ? rowsAt(table, day) : []).map((row) => [row.code, row]));
    const wanted = new Set(rows.map(({ code }) => code));
    return {
      added: rows.filter(({ code }) => !before.has(code)),
      changed: rows.filter((row) => before.has(row.code) && canonical(before.get(row.code)) !== canonical(row)),
      dropped: [...before.values()].filter(({ code }) => !wanted.has(code)),
    };
  }

  /**
   * Makes a table have exactly these rows from a day on, as a supervisor of the member: by as many acts as it takes, and
   * none where nothing changes. Done again after an interruption, it goes on.
   *
   * Throws `FROM_IN_THE_PAST`, `NAMED_TWICE`, what a row's shape refuses, …
   */
  async publish(
    member: string,
    name: string,
    effectiveFrom: CalendarDate,
    rows: readonly TableRow[],
    edition?: string,
  ): Promise<Receipt[]> {
    const twice = rows.find(({ code }, index) => rows.findIndex((row) => row.code === code) !== index);
    if (twice) throw new Refusal('NAMED_TWICE', `each code is given once; ${twice.code} is given again`);
    const { added, changed, dropped } = await this.compare(member, name, effectiveFrom, rows);
    const steps = [...[...added, ...changed].map((row) => ({ row })), ...dropped.map(({ code }) => ({ code }))];
    const receipts: Receipt[] = [];
    let exists = (await this.#find(member, name)) !== undefined;
    for (let done = 0; done < steps.length; done += ROWS_AN_ACT) {
      const part = steps.slice(done, done + ROWS_AN_ACT);
      const args = {
        effectiveFrom,
        ...(edition === undefined ? {} : { edition }),
        set: part.flatMap((step) => ('row' in step ? [step.row] : [])),
        drop: part.flatMap((step) => ('code' in step ? [step.code] : [])),
      };
      const type = exists ? 'table.revise' : 'table.publish';
      receipts.push(await this.session.act({ type, records: [address(member, name)], args }));
      exists = true;
    }
    return receipts;
  }

  async #find(member: string, name: string): Promise<Table | undefined> {
    try {
      return await this.get(member, name);
    } catch (error) {
      if (error instanceof Refusal && error.code === 'RECORD_UNKNOWN') return undefined;
      throw error;
    }
  }
}

const address = (member: string, name: string): RecordAddress => ({
  member,
  kind: TableDomain.kind,
  id: check(TableDomain.id, name),
});
