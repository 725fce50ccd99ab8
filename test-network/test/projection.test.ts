import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { contractsFor } from '@fairway/chaincode';
import { Projection } from '@fairway/gateway';
import { Aeo, LedgerError, Participants, Session, type Ledger } from '@fairway/sdk';
import { openEmbedded, registerOfficer, registerTrader, type EmbeddedNetwork } from '@fairway/test-network';
import { expect } from 'chai';
import fc from 'fast-check';
import { networkOf } from './network-of.ts';
import { agreed } from './suites/agreed.ts';
import { refusalOf } from './suites/refusals.ts';
import { worldOn, type World } from './suites/world.ts';

const TERMS = { grantedOn: '2026-02-01', type: 'OEA', validFrom: '2026-02-01', validTo: '2036-01-31' };
const TABLES = ['progress', 'act', 'record', 'detail', 'awaited', 'identifier', 'facet'];

/** Where a follower is killed: before which block from where it began, or at which question to its peer. */
interface Cut {
  block: number;
  question: number;
  /** How many blocks the peer hands out again. */
  again: number;
}

describe('A projection that is killed', () => {
  let embedded: EmbeddedNetwork;
  let world: World;
  let folder: string;
  let files = 0;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-projection-'));
    embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    world = await worldOn(networkOf(embedded));
    await agreed(world, 'CUT-1', ['fewer-physical-inspections']);
    const aeo = new Aeo(world.stage('AR', world.officer));
    const registry = new Participants(world.stage('AR', world.registrar));
    for (let operator = 100; operator < 106; operator++) {
      const holder = await registerTrader(world.stage, world.registrar, operator);
      const number = world.newNumber();
      await aeo.grant('AR', number, { holder: holder.handle, ...TERMS });
      const own = new Participants(world.stage('AR', holder));
      await own.consent(holder.handle, { given: true });
      await registry.share(holder.handle, 'UY', 'CUT-1');
      if (operator % 2) await aeo.suspend('AR', number, { reason: 'insolvency' });
      if (operator % 3 === 0) await registry.unshare('AR', 'UY', [holder.handle]);
      if (operator % 3 === 1) await own.consent(holder.handle, { given: false });
      if (operator === 103) await own.consent(holder.handle, { given: true });
    }
  });
  after(async () => {
    await embedded.close();
    rmSync(folder, { recursive: true });
  });

  const newFile = (): string => join(folder, `${++files}.db`);

  /** The partner's ledger, which the process that uses it does not survive. */
  const mortal = (ledger: Ledger, { block, question, again }: Cut): Ledger => {
    let asked = 0;
    return {
      evaluate: (...call) => (asked++ === question ? Promise.reject(new Error('killed')) : ledger.evaluate(...call)),
      endorse: (...call) => ledger.endorse(...call),
      send: (...call) => ledger.send(...call),
      outcome: (...call) => ledger.outcome(...call),
      height: () => ledger.height(),
      blocks: (...call) => ledger.blocks(...call),
      async *blocksWithPrivateData(from, signal) {
        const first = from > BigInt(again) ? from - BigInt(again) : 0n;
        let handed = 0;
        for await (const delivered of ledger.blocksWithPrivateData(first, signal)) {
          if (handed++ === block) throw new Error('killed');
          yield delivered;
        }
      },
      close: () => {},
    };
  };

  const followed = async (file: string, cuts: readonly Cut[]): Promise<void> => {
    const ledger = world.ledger('UY');
    for (const cut of cuts) {
      const projection = Projection.open(
        file,
        new Session({ ledger: mortal(ledger, cut), members: ['AR', 'UY'] }),
        'UY',
      );
      await projection.catchUp().catch((error: unknown) => expect(String(error)).to.equal('Error: killed'));
      projection.close();
    }
    const projection = Projection.open(file, world.stage('UY'), 'UY');
    await projection.catchUp();
    projection.close();
  };

  const contents = (file: string): unknown => {
    const db = new DatabaseSync(file, { readOnly: true });
    const all = TABLES.map((table) => db.prepare(`SELECT * FROM ${table}`).all());
    db.close();
    return all;
  };

  it('goes on with nothing lost and nothing double, wherever it was killed and whatever comes again', async () => {
    const whole = newFile();
    await followed(whole, []);
    const expected = contents(whole);
    expect((expected as unknown[][]).map(({ length }) => length).slice(0, 4)).to.satisfy((lengths: number[]) =>
      lengths.every((length) => length > 0),
    );
    const cut = fc.record({ block: fc.nat(60), question: fc.nat(8), again: fc.nat(5) });
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { maxLength: 5 }), async (cuts) => {
        const file = newFile();
        await followed(file, cuts);
        expect(contents(file)).to.deep.equal(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves no trace of an identity that was taken back, and keeps its file to itself', async () => {
    const file = newFile();
    await followed(file, []);
    const registry = new Participants(world.stage('AR', world.registrar));
    const holder = await registerTrader(world.stage, world.registrar, 77_777);
    await new Participants(world.stage('AR', holder)).consent(holder.handle, { given: true });
    await registry.share(holder.handle, 'UY', 'CUT-1');
    const projection = Projection.open(file, world.stage('UY'), 'UY');
    const traces = () =>
      [file, `${file}-wal`].filter((part) => readFileSync(part).includes('Operador de ejemplo 77777')).length;
    await projection.catchUp();
    expect(traces()).to.be.greaterThan(0);
    await registry.unshare('AR', 'UY', [holder.handle]);
    await projection.catchUp();
    expect(traces()).to.equal(0);
    for (const part of [file, `${file}-wal`]) expect(statSync(part).mode & 0o077).to.equal(0);
    projection.close();
  });

  it('may be followed by turns, and tells where its file was changed by others than the blocks', async () => {
    const file = newFile();
    await followed(file, []);
    const aeo = new Aeo(world.stage('AR', world.officer));
    const [one, other] = [0, 1].map(() => Projection.open(file, world.stage('UY'), 'UY'));
    const numbers = [world.newNumber(), world.newNumber(), world.newNumber()];
    for (const [index, number] of numbers.entries()) {
      const officer = await registerOfficer(world.stage, world.registrar, 'aeo-officer');
      await new Aeo(world.stage('AR', officer)).grant('AR', number, { holder: world.trader.handle, ...TERMS });
      await (index % 2 ? one! : other!).catchUp();
    }
    await one!.catchUp();
    await aeo.suspend('AR', numbers[0]!, { reason: 'insolvency' });
    await other!.catchUp();
    const questions = numbers.map((number) => ({ certificate: { issuer: 'AR', number } }));
    const { answers, sample } = await one!.checkMany('UY', questions);
    expect(answers.map(({ status }) => status)).to.deep.equal(['suspended', 'active', 'active']);
    expect(sample).to.deep.equal({ checked: 3, differing: [], lagging: [] });
    const db = new DatabaseSync(file);
    db.prepare("UPDATE record SET record = replace(record, '2036-01-31', '2036-01-30') WHERE id = ?").run(numbers[1]!);
    db.close();
    const after = await one!.checkMany('UY', questions);
    expect(after.sample.differing.map(({ certificate }) => certificate.number)).to.deep.equal([numbers[1]]);
    for (const projection of [one!, other!]) projection.close();
  });

  it('answers while its peer does not, and says that nobody has checked it', async () => {
    const file = newFile();
    await followed(file, []);
    const number = world.newNumber();
    const down = mortal(world.ledger('UY'), { block: -1, question: -1, again: 0 });
    down.evaluate = () => Promise.reject(new LedgerError('PEER_UNAVAILABLE', 'the peer is down'));
    const projection = Projection.open(file, new Session({ ledger: down, members: ['AR', 'UY'] }), 'UY');
    const { answers, sample } = await projection.checkMany('UY', [{ certificate: { issuer: 'AR', number } }]);
    expect(answers[0]!.status).to.equal('unknown');
    expect(sample.failed!.code).to.equal('PEER_UNAVAILABLE');
    projection.close();
  });

  it('is made anew where its file is thrown away, or was made by another version', async () => {
    const file = newFile();
    await followed(file, []);
    const expected = contents(file);
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99; DROP TABLE record;');
    db.close();
    await followed(file, []);
    expect(contents(file)).to.deep.equal(expected);
  });

  it('does not go on with the blocks of another ledger', async () => {
    const file = newFile();
    await followed(file, []);
    const other = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    const strange = other.ledger({ member: 'UY' });
    const height = await world.ledger('UY').height();
    const otherHeights: Ledger = {
      ...mortal(world.ledger('UY'), { block: -1, question: -1, again: 0 }),
      height: () => Promise.resolve(height + 1n),
      // The first block of another ledger stands where the last one of this was.
      async *blocksWithPrivateData(_from, signal) {
        for await (const delivered of strange.blocksWithPrivateData(0n, signal)) {
          delivered
            .getBlock()!
            .getHeader()!
            .setNumber(Number(height) - 1);
          yield delivered;
        }
      },
    };
    const projection = Projection.open(file, new Session({ ledger: otherHeights, members: ['AR', 'UY'] }), 'UY');
    expect((await refusalOf(() => projection.catchUp())).code).to.equal('OTHER_LEDGER');
    projection.close();
    await other.close();
  });
});
