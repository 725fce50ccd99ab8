import {
  Refusal,
  canonical,
  certificateStateAt,
  instantOf,
  type AeoCertificate,
  type Handle,
  type Instant,
  type PrivateIdentity,
} from '@fairway/model';
import { Aeo } from '../aeo.js';
import { Participants } from '../registry.js';
import type { Session } from '../session.js';
import { badRow, planRow, type BadRow, type Present, type RowChange, type RowPlan } from './plan.js';
import type { ListRow } from './row.js';

/** A row with the line it stands in. */
export type Lined = { line: number; row: ListRow };

/** What the list changes, before or after it is done. */
export interface ListResult {
  rows: { line: number; number: string; change: RowChange; steps: string[] }[];
  bad: BadRow[];
  /** Certificates that stand on the ledger, neither ended nor in the list. */
  missing: string[];
}

export interface ImportOptions {
  issuer: string;
  /** Registers and amends holders. */
  registrar: Session;
  /** Grants and changes certificates. */
  officer: Session;
  /** Under what the holders' due diligence is filed, and the day on which it was done. */
  dueDiligence: { reference: string; on: string };
  /** Rows worked on at once; default 24. */
  concurrency?: number;
  /** Told after each row. */
  onRow?: (done: number, all: number) => void;
  now?: () => Date;
}

/**
 * Brings the ledger to what a member's periodic list says. The ledger is its only memory: interrupted half-way, the next
 * run goes on, and a list that is applied already changes nothing.
 */
export class AeoListImport {
  readonly #participants: Participants;
  readonly #aeo: Aeo;
  readonly #certificates = new Map<string, AeoCertificate>();
  readonly #holders = new Map<string, Handle>();
  readonly #public = new Set<Handle>();
  readonly #identities = new Map<Handle, PrivateIdentity>();

  constructor(private readonly options: ImportOptions) {
    this.#participants = new Participants(options.registrar);
    this.#aeo = new Aeo(options.officer);
  }

  /** Reads what the ledger has, and says what the list would change. */
  async plan(rows: readonly Lined[]): Promise<ListResult> {
    const { issuer, officer } = this.options;
    for await (const listed of new Aeo(officer).list(issuer, { pageSize: 100 })) {
      if ('certificate' in listed) this.#certificates.set(listed.number, listed.certificate);
    }
    const identifiers = [...new Map(rows.map(({ row }) => [canonical(row.identifier), row.identifier])).values()];
    const holders = await this.#participants.holders(issuer, identifiers);
    identifiers.forEach((one, index) => holders[index] && this.#holders.set(canonical(one), holders[index]));
    const found = await this.#participants.privates(issuer, [...new Set(this.#holders.values())]);
    for (const [handle, identity] of found) this.#identities.set(handle, identity);
    for (const handle of this.#holders.values()) {
      if (!found.has(handle) && (await this.#participants.get(handle)).public) this.#public.add(handle);
    }
    return this.#result(rows, (row) => planRow(row, issuer, this.#present(row), this.#now()));
  }

  /** Does what `plan` has said; a row that fails is told and stops no other. */
  async apply(rows: readonly Lined[]): Promise<ListResult> {
    const { concurrency = 24, onRow = () => {} } = this.options;
    const plans = new Map<ListRow, RowPlan | Refusal>();
    // Rows about one operator are done one after the other; who they are about is registered once.
    const groups = [...Map.groupBy(distinct(rows), ({ row }) => canonical(row.identifier)).values()];
    let done = 0;
    const work = async (): Promise<void> => {
      for (let group = groups.shift(); group; group = groups.shift()) {
        for (const { row } of group) {
          plans.set(row, await this.#do(row).catch((error: unknown) => asRefusal(error)));
          onRow(++done, rows.length);
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return this.#result(rows, (row) => {
      const plan = plans.get(row)!;
      if (plan instanceof Refusal) throw plan;
      return plan;
    });
  }

  /** Revokes what stands on the ledger and not in the list, as its officer decides. */
  async revokeMissing(numbers: readonly string[], args: Parameters<Aeo['revoke']>[2]): Promise<void> {
    for (const number of numbers) await this.#aeo.revoke(this.options.issuer, number, args);
  }

  async #do(row: ListRow): Promise<RowPlan> {
    const { issuer } = this.options;
    const plan = planRow(row, issuer, this.#present(row), this.#now());
    const { number, type, grantedOn, validFrom, validTo, reviewOn, reason } = row;
    const terms = {
      type,
      validFrom,
      ...(validTo === undefined ? {} : { validTo }),
      ...(reviewOn === undefined ? {} : { reviewOn }),
    };
    for (const step of plan.steps) {
      if (step === 'register') this.#holders.set(canonical(row.identifier), await this.#register(row));
      if (step === 'identify') await this.#identify(row);
      const holder = this.#holders.get(canonical(row.identifier))!;
      if (step === 'grant') await this.#aeo.grant(issuer, number, { holder, grantedOn, ...terms });
      if (step === 'amend') await this.#aeo.amend(issuer, number, { ...terms, reason: LISTED });
      if (step === 'suspend') await this.#aeo.suspend(issuer, number, { reason: reason!, note: LISTED });
      if (step === 'reinstate') await this.#aeo.reinstate(issuer, number, { note: LISTED });
      if (step === 'revoke') await this.#aeo.revoke(issuer, number, { reason: reason!, note: LISTED });
    }
    return plan;
  }

  async #register(row: ListRow): Promise<Handle> {
    const { issuer, dueDiligence } = this.options;
    const args = { roles: ['trader' as const], dueDiligence, keys: [] };
    const { handle, identity } = await this.#participants.register(issuer, args, identityIn(row));
    if (identity) this.#identities.set(handle, identity);
    return handle;
  }

  /** Replaces the private identity with what the row says; other identifiers, sites and former names that the party has stay. */
  async #identify(row: ListRow): Promise<void> {
    const handle = this.#holders.get(canonical(row.identifier))!;
    const before = this.#identities.get(handle);
    const { status, office } = await this.#participants.get(handle);
    const { roles, licence, insurance } = status.entitlements.at(-1)!;
    const { dueDiligence } = this.options;
    const identity = {
      ...identityIn(row),
      ...(before ? { identifiers: before.identifiers } : {}),
      ...(before?.sites ? { sites: before.sites } : {}),
      ...(before?.formerNames ? { formerNames: before.formerNames } : {}),
    };
    await this.#participants.amend(
      handle,
      { roles, licence, insurance, office, dueDiligence, reason: LISTED },
      identity,
    );
  }

  #present(row: ListRow): Present {
    const holder = this.#holders.get(canonical(row.identifier));
    return {
      certificate: this.#certificates.get(row.number),
      holder,
      identity: holder === undefined ? undefined : this.#identities.get(holder),
      isPublic: holder !== undefined && this.#public.has(holder),
    };
  }

  #result(rows: readonly Lined[], planned: (row: ListRow) => RowPlan): ListResult {
    const result: ListResult = { rows: [], bad: [], missing: [] };
    const listed = new Set<string>();
    for (const { line, row } of rows) {
      try {
        if (listed.has(row.number)) {
          throw new Refusal('NAMED_TWICE', `certificate ${row.number} stands in an earlier line`, '/number');
        }
        listed.add(row.number);
        result.rows.push({ line, number: row.number, ...planned(row) });
      } catch (error) {
        result.bad.push(badRow(line, error));
      }
    }
    const now = this.#now();
    for (const certificate of this.#certificates.values()) {
      const ended = !['active', 'suspended'].includes(stateOf(certificate, now));
      if (!ended && !listed.has(certificate.number)) result.missing.push(certificate.number);
    }
    return result;
  }

  #now(): Instant {
    return instantOf((this.options.now ?? (() => new Date()))());
  }
}

/** What the acts of an import say why they were done. */
const LISTED = 'As the periodic list has it';

const identityIn = ({ identifier, name, address, contact }: ListRow) => ({
  name,
  identifiers: [identifier],
  ...(address === undefined ? {} : { address }),
  ...(contact === undefined ? {} : { contact }),
});

const distinct = (rows: readonly Lined[]): Lined[] =>
  [...new Map(rows.toReversed().map((lined) => [lined.row.number, lined])).values()].toReversed();

const asRefusal = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  const { code = 'DEFECT', message } = error as { code?: string; message: string };
  return new Refusal(code, message);
};

const stateOf = (certificate: AeoCertificate, at: Instant): string =>
  certificateStateAt(certificate, at)?.state ?? 'active';
