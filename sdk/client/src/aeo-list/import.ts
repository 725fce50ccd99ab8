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
import { badRow, contradictions, planRow, type BadRow, type Present, type RowChange, type RowPlan } from './plan.js';
import type { Lined, ListRow } from './row.js';

/** What the list changes, before or after it is done. */
export interface ListResult {
  rows: { line: number; number: string; change: RowChange; steps: string[] }[];
  bad: BadRow[];
  /** What rows say otherwise than the ledger and no list can change, and what would; the rest of such a row is done. */
  notTaken: BadRow[];
  /** Certificates that stand on the ledger, neither ended nor in the list. */
  missing: string[];
}

/** What became of the certificates that a list does not have. */
export interface MissingRevoked {
  revoked: string[];
  /** Those that were not, and why. */
  kept: { number: string; code: string; sentence: string }[];
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
  readonly #public = new Map<Handle, string>();
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
      const named = found.has(handle) ? undefined : (await this.#participants.get(handle)).public;
      if (named) this.#public.set(handle, named.name);
    }
    return this.#result(rows, this.#contradictions(rows), ({ row }) =>
      planRow(row, issuer, this.#present(row), this.#now()),
    );
  }

  /** Does what `plan` has said; a row that fails is told and stops no other. */
  async apply(rows: readonly Lined[]): Promise<ListResult> {
    const { onRow = () => {} } = this.options;
    const refused = this.#contradictions(rows);
    const plans = new Map<Lined, RowPlan | Refusal>();
    // Rows about one operator are done one after the other; who they are about is registered once.
    const groups = Map.groupBy(
      rows.filter((lined) => !refused.has(lined)),
      ({ row }) => this.#operator(row),
    );
    await this.#atOnce([...groups.values()], async (group) => {
      for (const lined of group) {
        plans.set(lined, await this.#do(lined.row).catch((error: unknown) => asRefusal(error)));
        onRow(plans.size + refused.size, rows.length);
      }
    });
    return this.#result(rows, refused, (lined) => {
      const plan = plans.get(lined)!;
      if (plan instanceof Refusal) throw plan;
      return plan;
    });
  }

  /**
   * Revokes what stands on the ledger and not in the list, for a ground that its officer gives. There is no way back from
   * it, so a list that has no row, or a bad one, revokes nothing: nobody knows whose row the bad one is. `bad` has those
   * that could not be read, too.
   */
  async revokeMissing(
    { rows, bad, missing }: ListResult,
    reason: Parameters<Aeo['revoke']>[2]['reason'],
  ): Promise<MissingRevoked> {
    const done: MissingRevoked = { revoked: [], kept: [] };
    const keep = (number: string, { code, sentence }: Refusal) => void done.kept.push({ number, code, sentence });
    if (rows.length === 0 || bad.length > 0) {
      const sentence = 'what is missing is revoked by a list that has rows, all of them good';
      for (const number of missing) keep(number, new Refusal('LIST_INCOMPLETE', sentence));
      return done;
    }
    await this.#atOnce(missing, async (number) => {
      try {
        await this.#aeo.revoke(this.options.issuer, number, { reason, note: LISTED });
        done.revoked.push(number);
      } catch (error) {
        keep(number, asRefusal(error));
      }
    });
    return done;
  }

  async #atOnce<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
    const left = all.values();
    const worker = async (): Promise<void> => {
      for (const one of left) await work(one);
    };
    await Promise.all(Array.from({ length: this.options.concurrency ?? 24 }, worker));
  }

  /** Who a row is about, by the same name for each of the operator's identifiers that the ledger knows. */
  #operator({ identifier }: ListRow): string {
    return this.#holders.get(canonical(identifier)) ?? canonical(identifier);
  }

  #contradictions(rows: readonly Lined[]): ReadonlyMap<Lined, Refusal> {
    return contradictions(rows, (row) => this.#operator(row));
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

  /** Replaces the private identity with what the row says; name, other identifiers, sites and former names that the party has stay. */
  async #identify(row: ListRow): Promise<void> {
    const handle = this.#holders.get(canonical(row.identifier))!;
    const before = this.#identities.get(handle);
    const { status, office } = await this.#participants.get(handle);
    const { roles, licence, insurance } = status.entitlements.at(-1)!;
    const { dueDiligence } = this.options;
    const identity = {
      ...identityIn(row),
      ...(before ? { name: before.name, identifiers: before.identifiers } : {}),
      ...(before?.sites ? { sites: before.sites } : {}),
      ...(before?.formerNames ? { formerNames: before.formerNames } : {}),
    };
    await this.#participants.amend(
      handle,
      { roles, licence, insurance, office, dueDiligence, reason: LISTED },
      identity,
    );
    // The operator's next row finds it done.
    this.#identities.set(handle, { salt: before?.salt ?? '', ...identity });
  }

  #present(row: ListRow): Present {
    const holder = this.#holders.get(canonical(row.identifier));
    return {
      certificate: this.#certificates.get(row.number),
      holder,
      identity: holder === undefined ? undefined : this.#identities.get(holder),
      publicName: holder === undefined ? undefined : this.#public.get(holder),
    };
  }

  #result(
    rows: readonly Lined[],
    refused: ReadonlyMap<Lined, Refusal>,
    planned: (lined: Lined) => RowPlan,
  ): ListResult {
    const result: ListResult = { rows: [], bad: [], notTaken: [], missing: [] };
    const listed = new Set(rows.map(({ row }) => row.number));
    for (const lined of rows) {
      const { line, row } = lined;
      try {
        const refusal = refused.get(lined);
        if (refusal) throw refusal;
        const { change, steps, differing } = planned(lined);
        result.rows.push({ line, number: row.number, change, steps });
        result.notTaken.push(...differing.map((refusal) => badRow(line, refusal)));
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

const asRefusal = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error;
  const { code = 'DEFECT', message } = error as { code?: string; message: string };
  return new Refusal(code, message);
};

const stateOf = (certificate: AeoCertificate, at: Instant): string =>
  certificateStateAt(certificate, at)?.state ?? 'active';
