import { expect } from 'chai';
import {
  Aeo,
  AeoListImport,
  Participants,
  Session,
  type Call,
  type Ledger,
  type Lined,
  type ListResult,
  type ListRow,
} from '@fairway/sdk';
import { registerTrader, type Actor } from '@fairway/test-network';
import { worldOn, type Network, type World } from './world.ts';

/** A member's periodic list, which becomes the current state; the longest one has so many certificates. */
export function listSuite(network: () => Network, longest: number): void {
  describe('A periodic list', () => {
    let world: World;
    let tins = 0;
    before(async () => {
      world = await worldOn(network());
    });

    const rowOf = (change: Partial<ListRow> = {}): ListRow => {
      const index = ++tins;
      return {
        number: `${world.issuer}-LIST-${String(index)}`,
        identifier: { scheme: 'TIN', value: `${world.issuer}${String(27_000_000_000 + index)}` },
        name: `Operador de la lista ${String(index)}`,
        type: 'OEA',
        grantedOn: '2026-01-15',
        validFrom: '2026-01-15',
        validTo: '2031-01-14',
        status: 'active',
        ...change,
      };
    };
    const lined = (rows: readonly ListRow[]): Lined[] => rows.map((row, index) => ({ line: index + 2, row }));
    const importer = (onRow?: () => void): AeoListImport =>
      new AeoListImport({
        issuer: world.issuer,
        registrar: world.stage(world.issuer, world.registrar),
        officer: world.stage(world.issuer, world.officer),
        dueDiligence: { reference: 'LISTA-2026-10', on: '2026-01-15' },
        ...(onRow && { onRow }),
      });
    const apply = async (rows: readonly ListRow[]): Promise<ListResult> => {
      const work = importer();
      await work.plan(lined(rows));
      return work.apply(lined(rows));
    };
    /** A session that tells what it is about to have endorsed. */
    const watching = (party: Actor, tell: (call: Call) => void): Session => {
      const own = world.ledger(world.issuer);
      const ledger: Ledger = {
        evaluate: (...args) => own.evaluate(...args),
        endorse: async (...args) => {
          tell(args[0]);
          return own.endorse(...args);
        },
        send: (...args) => own.send(...args),
        outcome: (...args) => own.outcome(...args),
        height: (...args) => own.height(...args),
        blocks: (...args) => own.blocks(...args),
        blocksWithPrivateData: (...args) => own.blocksWithPrivateData(...args),
        close: () => own.close(),
      };
      return new Session({ ...world.stage(world.issuer, party).options, ledger });
    };
    const changes = ({ rows }: ListResult): string[] => rows.map(({ change }) => change);
    const check = async (row: ListRow): Promise<string> =>
      (await new Aeo(world.stage(world.partner)).check(world.issuer, row.number)).status;

    it('registers holders and grants certificates, and changes nothing when it is applied again', async () => {
      const rows = [rowOf(), rowOf({ status: 'suspended', reason: 'under-investigation' }), rowOf()];
      const plan = await importer().plan(lined(rows));
      expect(changes(plan)).to.deep.equal(['added', 'added', 'added']);
      expect(await check(rows[0]!)).to.equal('unknown');
      expect(changes(await apply(rows))).to.deep.equal(['added', 'added', 'added']);
      expect(await Promise.all(rows.map(check))).to.deep.equal(['active', 'suspended', 'active']);
      expect(changes(await apply(rows))).to.deep.equal(['untouched', 'untouched', 'untouched']);
    });

    it('suspends, reinstates, revokes and amends what stands, and says what it does not have', async () => {
      const rows = [rowOf(), rowOf({ status: 'suspended', reason: 'insolvency' }), rowOf(), rowOf(), rowOf()];
      await apply(rows);
      const [first, second, third, fourth, fifth] = rows as [ListRow, ListRow, ListRow, ListRow, ListRow];
      const { reason: _reason, ...active } = second;
      const next: ListRow[] = [
        { ...first, status: 'suspended', reason: 'tax-infringement' },
        { ...active, status: 'active' },
        { ...third, status: 'revoked', reason: 'conditions-not-met' },
        { ...fourth, validTo: '2036-01-14', address: 'Av. Belgrano 350, Buenos Aires' },
      ];
      const result = await apply(next);
      expect(changes(result)).to.deep.equal(['suspended', 'reinstated', 'revoked', 'changed']);
      expect(result.missing).to.include(fifth.number);
      expect(await Promise.all(next.map(check))).to.deep.equal(['suspended', 'active', 'revoked', 'active']);
      const participants = new Participants(world.stage(world.issuer));
      const [holder] = await participants.holders(world.issuer, [fourth.identifier]);
      expect(await participants.getPrivate(holder!)).to.include({ address: 'Av. Belgrano 350, Buenos Aires' });
      expect(changes(await apply(next))).to.deep.equal(Array(4).fill('untouched'));
    });

    it("leaves an operator's name and the ground of a decision as they are, says so, and does the rest", async () => {
      const rows = [rowOf(), rowOf({ status: 'suspended', reason: 'insolvency' }), rowOf()];
      await apply(rows);
      const [first, second, third] = rows as [ListRow, ListRow, ListRow];
      const next: ListRow[] = [
        { ...first, name: 'Operador con otro nombre', status: 'suspended', reason: 'tax-infringement' },
        { ...second, reason: 'tax-infringement' },
        { ...third, name: 'Operador con otro nombre', address: 'Av. Belgrano 350, Buenos Aires' },
      ];
      for (const expected of [
        ['suspended', 'differing', 'changed'],
        ['differing', 'differing', 'differing'],
      ]) {
        const result = await apply(next);
        expect([changes(result), result.bad]).to.deep.equal([expected, []]);
        expect(result.notTaken.map(({ line, column, code }) => [line, column, code])).to.deep.equal([
          [2, 'name', 'RENAME_REQUIRED'],
          [3, 'reason', 'GROUND_STANDS'],
          [4, 'name', 'RENAME_REQUIRED'],
        ]);
      }
      const participants = new Participants(world.stage(world.issuer, world.registrar));
      const [holder] = await participants.holders(world.issuer, [third.identifier]);
      expect(await participants.getPrivate(holder!)).to.include({ name: third.name, address: next[2]!.address });
      await participants.rename(holder!, next[2]!.name, { deed: 'Escritura 77/2026', on: '2026-02-01' });
      expect(changes(await apply([next[2]!]))).to.deep.equal(['untouched']);
    });

    it('brings no certificate to an operator that it calls by another name', async () => {
      const known = rowOf();
      await apply([known]);
      const strange = rowOf({ identifier: known.identifier, name: 'Operador con otro nombre' });
      const result = await apply([strange]);
      expect(result.bad.map(({ column, code }) => [column, code])).to.deep.equal([['name', 'RENAME_REQUIRED']]);
      expect(await check(strange)).to.equal('unknown');
    });

    it('takes what was annulled for revoked, for the ground that it was annulled for', async () => {
      const annulled = rowOf();
      await apply([annulled]);
      const aeo = new Aeo(world.stage(world.issuer, world.officer));
      await aeo.annul(world.issuer, annulled.number, { reason: 'granted-in-error' });
      const out: ListRow = { ...annulled, status: 'revoked', reason: 'granted-in-error' };
      expect(changes(await apply([out]))).to.deep.equal(['untouched']);
      expect(changes(await apply([{ ...out, reason: 'insolvency' }]))).to.deep.equal(['differing']);
    });

    it('tells what a row can never become, and does the others', async () => {
      const stranger = rowOf({ identifier: { scheme: 'TIN', value: `${world.partner}27000000001` } });
      const twice = rowOf();
      const gone = rowOf({ status: 'revoked', reason: 'insolvency' });
      await apply([twice, gone]);
      const { reason: _reason, ...back } = gone;
      const other = { ...rowOf(), number: twice.number };
      const good = rowOf();
      const result = await apply([stranger, { ...back, status: 'active' }, other, good, { ...good, name: 'Otra vez' }]);
      expect(result.bad.map(({ line, column, code }) => [line, column, code])).to.deep.equal([
        [2, 'identifier', 'IDENTIFIER_ELSEWHERE_AT_HOME'],
        [3, 'status', 'RECORD_CLOSED'],
        [4, 'identifier', 'HOLDER_DIFFERS'],
        [6, 'number', 'NAMED_TWICE'],
      ]);
      expect(changes(result)).to.deep.equal(['added']);
    });

    it('knows one operator by its number, however many certificates it has, and one that is registered already', async () => {
      const trader = await registerTrader(world.stage, world.registrar, 888);
      const known = { scheme: 'TIN' as const, value: `${world.issuer}30500000888` };
      const rows = [rowOf({ identifier: known, name: 'Operador de ejemplo 888' }), rowOf()];
      await apply([...rows, { ...rowOf(), identifier: rows[1]!.identifier, name: rows[1]!.name }]);
      const aeo = new Aeo(world.stage(world.partner));
      expect((await aeo.get(world.issuer, rows[0]!.number)).holder).to.equal(trader.handle);
      const participants = new Participants(world.stage(world.issuer));
      const [holder] = await participants.holders(world.issuer, [rows[1]!.identifier]);
      expect((await aeo.get(world.issuer, rows[1]!.number)).holder).to.equal(holder);
    });

    it('is planned without asking anybody to endorse anything', async () => {
      const endorsed: string[] = [];
      const watched = (party: Actor) => watching(party, ({ transaction }) => void endorsed.push(transaction));
      const [registrar, officer] = [watched(world.registrar), watched(world.officer)];
      const dueDiligence = { reference: 'LISTA-2026-10', on: '2026-01-15' };
      const work = new AeoListImport({ issuer: world.issuer, registrar, officer, dueDiligence });
      const rows = lined([rowOf(), rowOf({ status: 'revoked', reason: 'insolvency' })]);
      expect(changes(await work.plan(rows))).to.deep.equal(['added', 'added']);
      expect(endorsed).to.deep.equal([]);
      await work.apply(rows.slice(0, 1));
      expect(endorsed).to.include('aeo:grant');
    });

    it('revokes what it does not have only when it has rows, and no bad one', async () => {
      const [stays, goes] = [rowOf(), rowOf()];
      await apply([stays, goes]);
      const work = importer();
      const result = await work.plan(lined([stays]));
      const only = { ...result, missing: [goes.number] };
      const typo = { line: 3, column: 'valid_to', code: 'NO_SUCH_DATE', sentence: 'this date does not exist' };
      for (const incomplete of [
        { ...only, bad: [typo] },
        { ...only, rows: [] },
      ]) {
        const { revoked, kept } = await work.revokeMissing(incomplete, 'conditions-not-met');
        expect([revoked, kept.map(({ code }) => code)]).to.deep.equal([[], ['LIST_INCOMPLETE']]);
      }
      expect(await check(goes)).to.equal('active');
      const gone = rowOf().number;
      const { revoked, kept } = await work.revokeMissing({ ...only, missing: [gone, goes.number] }, 'insolvency');
      expect([revoked, kept.map(({ code }) => code)]).to.deep.equal([[goes.number], ['RECORD_UNKNOWN']]);
      expect(await check(goes)).to.equal('revoked');
    });

    it('that describes one operator twice and differently settles on the first', async () => {
      const row = rowOf();
      const rows = [row, { ...rowOf(), identifier: row.identifier, name: 'Operador con otro nombre' }];
      for (const change of ['added', 'untouched']) {
        const result = await apply(rows);
        expect([changes(result), result.bad.map(({ line, code }) => [line, code])]).to.deep.equal([
          [change],
          [[3, 'OPERATOR_DIFFERS']],
        ]);
      }
    });

    it('completes a holder whose private identity was not kept before the power failed', async () => {
      const row = rowOf();
      const session = watching(world.registrar, ({ transaction }) => {
        if (transaction === 'participant:keepPrivate') throw new Error('the power failed');
      });
      const failed = await new Participants(session)
        .register(
          world.issuer,
          { roles: ['trader'], dueDiligence: { reference: 'LISTA', on: '2026-01-15' }, keys: [] },
          { name: row.name, identifiers: [row.identifier] },
        )
        .catch((error: unknown) => error as { code: string });
      expect(failed).to.have.property('code', 'PRIVATE_NOT_KEPT');
      expect(changes(await apply([row]))).to.deep.equal(['added']);
      const participants = new Participants(world.stage(world.issuer));
      const [holder] = await participants.holders(world.issuer, [row.identifier]);
      expect(await participants.getPrivate(holder!)).to.include({ name: row.name });
      expect(changes(await apply([row]))).to.deep.equal(['untouched']);
    });

    it('that was interrupted half-way is gone on with by the next run', async () => {
      const rows = Array.from({ length: 12 }, () => rowOf());
      const lines = lined(rows);
      const work = importer();
      await work.plan(lines);
      await work.apply(lines.slice(0, 5));
      // The next operator is registered, and its certificate is not granted: as if the power had failed in between.
      const { identifier, name } = rows[5]!;
      await new Participants(world.stage(world.issuer, world.registrar)).register(
        world.issuer,
        { roles: ['trader'], dueDiligence: { reference: 'LISTA', on: '2026-01-15' }, keys: [] },
        { name, identifiers: [identifier] },
      );
      expect(changes(await apply(rows))).to.deep.equal([
        ...Array<string>(5).fill('untouched'),
        ...Array<string>(7).fill('added'),
      ]);
      expect(new Set(await Promise.all(rows.map(check)))).to.deep.equal(new Set(['active']));
    });

    it(`of ${longest} certificates is applied in one go`, async function () {
      this.timeout(280_000);
      const rows = Array.from({ length: longest }, () => rowOf());
      const result = await apply(rows);
      expect(result.bad).to.deep.equal([]);
      expect(changes(result).filter((change) => change === 'added')).to.have.length(longest);
      const listed = await Array.fromAsync(new Aeo(world.stage(world.partner)).list(world.issuer, { pageSize: 100 }));
      const numbers = new Set(listed.map(({ number }) => number));
      expect(rows.filter(({ number }) => !numbers.has(number))).to.deep.equal([]);
    });
  });
}
