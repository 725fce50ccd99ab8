import { expect } from 'chai';
import fc from 'fast-check';
import {
  AEO_REASONS,
  AeoDomain,
  check,
  dateAt,
  digestOf,
  newHandle,
  type AeoCertificate,
  type Facts,
  type Handle,
  type PrivateIdentity,
  type Standing,
} from '@fairway/model';
import { ListRow, contradictions, planRow, type Lined, type Present, type RowPlan } from '#src/index.js';

const NOW = '2026-06-01T12:00:00.000Z';
const ZONE = 'America/Argentina/Buenos_Aires';
const OFFICER = newHandle('AR');
const TYPES = ['OEA', 'OEA-S'];
const TABLE = {
  schema: 'table/1',
  member: 'AR',
  name: 'AEO-TYPES',
  timeZone: ZONE,
  publications: [
    {
      effectiveFrom: '2000-01-01',
      set: TYPES.map((code) => ({ code, name: code, covers: ['security'], roles: ['exporter'] })),
      drop: [],
      from: '2000-01-01T12:00:00.000Z',
      act: digestOf('a publication'),
    },
  ],
};

/** What a plan is made against: the certificates by the domain's own moves, and whoever holds them. */
class Standings {
  readonly certificates = new Map<string, AeoCertificate>();
  readonly holders = new Map<string, Handle>();
  readonly identities = new Map<Handle, PrivateIdentity>();
  #acts = 0;

  present(row: ListRow): Present {
    const holder = this.holders.get(row.identifier.value);
    return {
      certificate: this.certificates.get(row.number),
      holder,
      identity: holder === undefined ? undefined : this.identities.get(holder),
    };
  }

  /** Does a list as the import does: row by row, each planned on what stands then. */
  apply(rows: readonly ListRow[]): RowPlan[] {
    const lined: Lined[] = rows.map((row, index) => ({ line: index + 2, row }));
    const refused = contradictions(lined, ({ identifier }) => identifier.value);
    return lined.filter((one) => !refused.has(one)).flatMap(({ row }) => this.#row(row) ?? []);
  }

  #row(row: ListRow): RowPlan | undefined {
    let plan: RowPlan;
    try {
      plan = planRow(row, 'AR', this.present(row), NOW);
    } catch {
      return undefined;
    }
    const { number, identifier, name, address, contact, type, grantedOn, validFrom, validTo, reviewOn, reason } = row;
    const terms = Object.fromEntries(Object.entries({ type, validFrom, validTo, reviewOn }).filter(([, one]) => one));
    for (const step of plan.steps) {
      if (step === 'register') this.holders.set(identifier.value, newHandle('AR'));
      const holder = this.holders.get(identifier.value)!;
      if (step === 'register' || step === 'identify') {
        const given = Object.entries({ address, contact }).filter(([, one]) => one !== undefined);
        const known = this.identities.get(holder)?.name ?? name;
        this.identities.set(holder, {
          salt: 'x',
          name: known,
          identifiers: [identifier],
          ...Object.fromEntries(given),
        });
      } else if (step === 'grant') this.#does(number, holder, step, { holder, grantedOn, ...terms });
      else if (step === 'amend') this.#does(number, holder, step, { ...terms, reason: 'listed' });
      else this.#does(number, holder, step, step === 'reinstate' ? {} : { reason });
    }
    return plan;
  }

  #does(number: string, holder: Handle, step: string, given: object): void {
    const move = AeoDomain.moves.find(({ type }) => type === `aeo.${step}`)!;
    const standing = (handle: string, role: 'aeo-officer' | 'trader'): Standing => ({
      handle,
      timeZone: ZONE,
      state: 'active',
      today: dateAt(NOW, ZONE),
      roles: [role],
      together: [],
      accepts: [],
      successions: [],
      succeeds: [],
    });
    const facts: Facts = {
      reference: { member: 'AR', kind: 'aeo', id: number, sequence: 1 },
      time: NOW,
      id: digestOf(`act ${this.#acts++}`),
      principal: OFFICER,
      actor: standing(OFFICER, 'aeo-officer'),
      agent: undefined,
      parties: new Map([[holder, standing(holder, 'trader')]]),
      cited: () => TABLE as never,
    };
    const args = check(move.args, given);
    const act = { version: 1, type: move.type, actor: OFFICER, records: [facts.reference], args, notAfter: NOW };
    this.certificates.set(number, move.apply(this.certificates.get(number), act as never, facts));
  }
}

const some = (ofEach: number) => fc.integer({ min: 1, max: ofEach });

/** Rows about few certificates and operators, so that they meet; each is one that a list may have. */
const row: fc.Arbitrary<ListRow> = fc
  .record({
    number: some(6),
    operator: some(4),
    name: some(2),
    contact: fc.boolean(),
    type: fc.constantFrom(...TYPES),
    validTo: fc.constantFrom(undefined, '2030-12-31', '2031-12-31'),
    status: fc.constantFrom('active' as const, 'suspended' as const, 'revoked' as const),
    reason: fc.constantFrom(...AEO_REASONS),
  })
  .map(({ number, operator, name, contact, type, validTo, status, reason }) =>
    check(ListRow, {
      number: `AR-${number}`,
      identifier: { scheme: 'TIN', value: `AR3050000000${operator}` },
      name: `Operador ${operator}${name}`,
      ...(contact && { contact: 'operador@example.org' }),
      type,
      grantedOn: '2026-01-15',
      validFrom: '2026-01-15',
      ...(validTo === undefined ? { reviewOn: '2029-01-01' } : { validTo }),
      status,
      ...(status !== 'active' && { reason }),
    }),
  );
const list = fc.array(row, { maxLength: 12 });

describe("A plan for a member's periodic list", () => {
  it('that was applied leaves nothing to do for the same list, whatever stood before and whatever the list says', () => {
    fc.assert(
      fc.property(fc.array(list, { maxLength: 3 }), list, (before, rows) => {
        const standings = new Standings();
        for (const earlier of before) standings.apply(earlier);
        standings.apply(rows);
        const next = standings.apply(rows);
        expect(next.filter(({ steps }) => steps.length > 0)).to.deep.equal([]);
        for (const { change, differing } of next)
          expect(change).to.equal(differing.length > 0 ? 'differing' : 'untouched');
      }),
      { numRuns: 500 },
    );
  });

  it('that was interrupted after any row is completed by the next run', () => {
    fc.assert(
      fc.property(list, fc.nat(12), (rows, until) => {
        const whole = new Standings();
        whole.apply(rows);
        const interrupted = new Standings();
        interrupted.apply(rows.slice(0, until));
        interrupted.apply(rows);
        const said = ({ certificates, identities }: Standings) => ({
          certificates: [...certificates.values()]
            .map(({ number, terms, status }) => [number, terms.at(-1)!.type, status.at(-1)!.state])
            .sort(),
          names: [...identities.values()].map(({ name }) => name).sort(),
        });
        expect(said(interrupted)).to.deep.equal(said(whole));
      }),
    );
  });

  it('takes the first of two rows that contradict one another, and tells the other with what differs', () => {
    const [first] = fc.sample(row, { numRuns: 1, seed: 1 }) as [ListRow];
    const lines: Lined[] = [
      first,
      { ...first, type: 'OEA-S' },
      { ...first, number: 'AR-99', name: 'Another name' },
      { ...first, number: 'AR-98' },
    ].map((one, index) => ({ line: index + 2, row: one }));
    const refused = [...contradictions(lines, ({ identifier }) => identifier.value)];
    expect(refused.map(([{ line }, { code, path }]) => [line, code, path])).to.deep.equal([
      [3, 'NAMED_TWICE', '/number'],
      [4, 'OPERATOR_DIFFERS', '/name'],
    ]);
  });
});
