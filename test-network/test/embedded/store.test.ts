import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import type { BlockEffects } from '#src/embedded/effects.js';
import { Store } from '#src/embedded/store.js';
import { closeNetworks, codeOf, script, smallNetwork, submit } from './small-network.ts';

const version = { block: 0, tx: 0 };
const EFFECTS: BlockEffects = {
  number: 0,
  block: Buffer.from('block'),
  transactions: [{ id: 't', code: 0, version }],
  state: [{ namespace: 'n', key: 'k', value: Buffer.from('v'), version }],
  history: [],
  hashes: [],
  expired: [],
  privateState: [],
  delivered: [],
  purged: [],
};

describe('what the embedded network keeps', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-'));
  });

  afterEach(async () => {
    await closeNetworks();
    rmSync(folder, { recursive: true });
  });

  it('has a block with all that it changes, or nothing of it', () => {
    const store = new Store();
    const entry = { namespace: 'n', key: 'k', version, transactionId: 't', value: undefined, seconds: 0, nanos: 0 };
    expect(() => store.apply({ ...EFFECTS, history: [entry, entry] })).to.throw('UNIQUE');
    expect([store.height(), store.state('n', 'k'), store.transaction('t')]).to.deep.equal([0, undefined, undefined]);
    store.apply({ ...EFFECTS, history: [entry] });
    expect(store.height()).to.equal(1);
    expect(Buffer.from(store.state('n', 'k')!.value).toString()).to.equal('v');
    store.close();
  });

  it('is one process’s at a time', async () => {
    const file = join(folder, 'ledger.db');
    await smallNetwork({ file });
    expect(await codeOf(smallNetwork({ file }))).to.equal('LEDGER_FAILED');
  });

  it('belongs to its members', async () => {
    const file = join(folder, 'ledger.db');
    await (await smallNetwork({ file })).close();
    expect(await codeOf(smallNetwork({ file, members: ['AR', 'BO'] }))).to.equal('LEDGER_FAILED');
    expect(await codeOf(smallNetwork({ file, members: ['AR', 'BO', 'UY'] }))).to.equal('LEDGER_FAILED');
    await smallNetwork({ file, members: ['BR', 'BO', 'AR'] });
  });

  it('is not read as what another version wrote', async () => {
    const file = join(folder, 'ledger.db');
    const other = new DatabaseSync(file);
    other.exec('PRAGMA user_version = 99');
    other.close();
    expect(await codeOf(smallNetwork({ file }))).to.equal('LEDGER_FAILED');
  });

  it('keeps the chaincode definitions that it was founded with', async () => {
    const file = join(folder, 'ledger.db');
    const namespaces = { 'fairway-ar': { endorsement: 'AR' } };
    await (await smallNetwork({ file, namespaces })).close();
    const other = { 'fairway-ar': { endorsement: 'BO' } };
    expect(await codeOf(smallNetwork({ file, namespaces: other }))).to.equal('LEDGER_FAILED');
    const network = await smallNetwork({ file });
    const alone = { ...script('AR', ['put', 'a', '1']), endorsers: ['AR'] };
    expect(await submit(network.ledger({ member: 'AR' }), alone)).to.include({ code: 0 });
    expect(network.replay()).to.equal(network.digest());
  });

  it('is worked out anew from the blocks to the same digest', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    await submit(ledger, script('AR', ['put', 'a', '1'], ['putPrivate', '_implicit_org_AR', 's', 'x']));
    const both = await Promise.all([1, 2].map(() => ledger.endorse(script('AR', ['range', 'a', 'z'], ['add', 'n']))));
    await network.inOneBlock(() => Promise.all(both.map((one) => ledger.send(one))));
    await Promise.all(both.map(({ transactionId }) => ledger.outcome(transactionId)));
    await submit(ledger, script('AR', ['delete', 'a']));
    expect(network.replay()).to.equal(network.digest());
  });

  it('shows by its blocks when somebody has changed its state, and by their chain when somebody has changed a block', async () => {
    const file = join(folder, 'ledger.db');
    const network = await smallNetwork({ file });
    for (const value of ['1', '2']) await submit(network.ledger({ member: 'AR' }), script('AR', ['put', 'a', value]));
    await network.close();
    const change = (sql: string) => {
      const database = new DatabaseSync(file);
      database.exec(sql);
      database.close();
    };
    change("UPDATE state SET value = '3' WHERE key = CAST('a' AS BLOB)");
    const changed = await smallNetwork({ file });
    expect(changed.replay()).not.to.equal(changed.digest());
    await changed.close();
    change('UPDATE block SET bytes = (SELECT bytes FROM block WHERE number = 1) WHERE number = 2');
    const broken = await smallNetwork({ file });
    expect(() => broken.replay()).to.throw('block 2 does not follow');
  });

  it('has what was sent before the network was closed', async () => {
    const file = join(folder, 'ledger.db');
    const network = await smallNetwork({ file });
    const ledger = network.ledger({ member: 'AR' });
    const endorsed = await ledger.endorse(script('AR', ['put', 'a', '1']));
    await ledger.send(endorsed);
    await network.close();
    const again = (await smallNetwork({ file })).ledger({ member: 'AR' });
    expect(await again.outcome(endorsed.transactionId)).to.include({ code: 0 });
  });
});
