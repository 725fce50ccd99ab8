import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { closeNetworks, codeOf, read, script, settle, smallNetwork, submit } from './small-network.ts';

describe('the embedded network', () => {
  afterEach(closeNetworks);

  it('commits a transaction that the owner and another member back, for all members to see', async () => {
    const network = await smallNetwork();
    expect(await submit(network.ledger({ member: 'AR' }), script('AR', ['put', 'a', '1']))).to.include({ code: 0 });
    expect(await read(network.ledger({ member: 'BO' }), script('AR', ['get', 'a']))).to.equal('1');
  });

  it('lets one of two transactions win that read and wrote the same key', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    const both = await Promise.all([1, 2].map(() => ledger.endorse(script('AR', ['add', 'n']))));
    await network.inOneBlock(() => Promise.all(both.map((endorsed) => ledger.send(endorsed))));
    const outcomes = await Promise.all(both.map(({ transactionId }) => ledger.outcome(transactionId)));
    expect(outcomes.map(({ code }) => code)).to.deep.equal([0, 11]);
    expect(outcomes[0]!.blockNumber).to.equal(outcomes[1]!.blockNumber);
    expect(await read(ledger, script('AR', ['get', 'n']))).to.equal('1');
  });

  it('refuses what another member wrote through a call into the owner’s name without the owner', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'BO' });
    const foreign = script('BO', ['call', 'fairway-ar', ['put', 'a', 'forged']]);
    const forged = await ledger.endorse({ ...foreign, endorsers: ['BO', 'BR'] });
    expect(await settle(ledger, forged)).to.include({ code: 10 });
    expect(await read(ledger, script('AR', ['get', 'a']))).to.equal('');
    expect(await submit(ledger, foreign), 'planned by policy, AR is asked').to.include({ code: 0 });
    expect(await read(ledger, script('AR', ['get', 'a']))).to.equal('forged');
  });

  it('hands a contract’s refusal on as a refusal and any other error as a failure', async () => {
    const ledger = (await smallNetwork()).ledger({ member: 'AR' });
    expect(await codeOf(ledger.evaluate(script('AR', ['throw', 'NOT_NOW (/when): come back later'])))).to.equal(
      'NOT_NOW',
    );
    expect(await codeOf(ledger.endorse(script('AR', ['throw', 'NOT_NOW: come back later'])))).to.equal('NOT_NOW');
    expect(await codeOf(ledger.endorse(script('AR', ['throw', 'boom'])))).to.equal('CHAINCODE_FAILED');
    expect(await codeOf(ledger.endorse(script('AR', ['nothing'])))).to.equal('CHAINCODE_FAILED');
  });

  it('goes on after a restart where it stopped, with the same keys', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fairway-'));
    try {
      const file = join(folder, 'ledger.db');
      const before = await smallNetwork({ file });
      const held = await before.ledger({ member: 'AR' }).endorse(script('AR', ['add', 'n']));
      await submit(before.ledger({ member: 'BO' }), script('BO', ['put', 'b', '1']));
      const digest = before.digest();
      await before.close();
      const after = await smallNetwork({ file });
      expect(after.digest()).to.equal(digest);
      expect(after.roots).to.deep.equal(before.roots);
      expect(await settle(after.ledger({ member: 'AR' }), held)).to.include({ code: 0, blockNumber: 2n });
    } finally {
      await closeNetworks();
      rmSync(folder, { recursive: true });
    }
  });
});
