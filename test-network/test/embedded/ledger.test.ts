import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import type { Ledger } from '@fairway/sdk';
import { headerHash } from '#src/embedded/block.js';
import { closeNetworks, codeOf, read, script, smallNetwork, submit } from './small-network.ts';

async function firstBlocks(ledger: Ledger, from: bigint, count: number): Promise<common.Block[]> {
  const found: common.Block[] = [];
  for await (const block of ledger.blocks(from, new AbortController().signal)) {
    found.push(block);
    if (found.length === count) break;
  }
  return found;
}

const numberOf = (block: common.Block) => block.getHeader()!.getNumber();

describe('an embedded ledger', () => {
  afterEach(closeNetworks);

  it('tells the blocks from any number on, those to come included', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    await submit(ledger, script('AR', ['put', 'a', '1']));
    const coming = firstBlocks(ledger, 0n, 4);
    await submit(ledger, script('AR', ['put', 'a', '2']));
    await submit(ledger, script('AR', ['put', 'a', '3']));
    expect((await coming).map(numberOf)).to.deep.equal([0, 1, 2, 3]);
    expect((await firstBlocks(ledger, 2n, 2)).map(numberOf)).to.deep.equal([2, 3]);
  });

  it('chains its blocks by their hashes', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    for (const value of ['1', '2']) await submit(ledger, script('AR', ['put', 'a', value]));
    const blocks = await firstBlocks(ledger, 0n, 3);
    for (const [index, block] of blocks.entries()) {
      const previous = blocks[index - 1];
      const cited = Buffer.from(block.getHeader()!.getPreviousHash_asU8()).toString('hex');
      expect(cited).to.equal(previous ? Buffer.from(headerHash(previous.getHeader()!)).toString('hex') : '');
      const data = createHash('sha256').update(Buffer.concat(block.getData()!.getDataList_asU8()));
      expect(Buffer.from(block.getHeader()!.getDataHash_asU8()).toString('hex')).to.equal(data.digest('hex'));
    }
  });

  it('ends its blocks when the listener or the ledger does, and waits for a peer that is down', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    const stop = new AbortController();
    const all = async (from: Ledger, signal = stop.signal) => {
      let count = 0;
      for await (const _ of from.blocks(0n, signal)) count++;
      return count;
    };
    const listened = all(ledger);
    stop.abort();
    expect(await listened).to.equal(1);
    const other = network.ledger({ member: 'AR' });
    const listening = all(other, new AbortController().signal);
    other.close();
    expect(await listening).to.equal(1);
    network.takeDown('AR');
    const first = firstBlocks(ledger, 0n, 2);
    await submit(network.ledger({ member: 'BO' }), script('BO', ['put', 'a', '1']));
    network.bringUp('AR');
    expect((await first).map(numberOf)).to.deep.equal([0, 1]);
  });

  it('gives up at the deadline', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    expect(await codeOf(ledger.outcome('never sent', { timeout: 5 }))).to.equal('DEADLINE_EXCEEDED');
    expect(await codeOf(ledger.endorse(script('AR', ['hang']), { timeout: 5 }))).to.equal('DEADLINE_EXCEEDED');
  });

  it('is of no use once closed, nor is one of a network that is closed', async () => {
    const network = await smallNetwork();
    const closed = network.ledger({ member: 'AR' });
    const other = network.ledger({ member: 'AR' });
    const waiting = codeOf(closed.outcome('never'));
    closed.close();
    expect(await waiting).to.equal('LEDGER_FAILED');
    expect(await codeOf(closed.evaluate(script('AR', ['get', 'a'])))).to.equal('LEDGER_FAILED');
    const ending = codeOf(other.outcome('never'));
    await network.close();
    expect(await ending).to.equal('LEDGER_FAILED');
    expect(await codeOf(other.evaluate(script('AR', ['get', 'a'])))).to.equal('LEDGER_FAILED');
  });

  it('plans endorsers for all that a transaction touches', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'BR' });
    const asked = script('AR', ['put', 'a', '1'], ['call', 'fairway-bo', ['put', 'b', '2']]);
    expect(await submit(ledger, asked), 'BR plans, AR and BO endorse').to.include({ code: 0 });
    const reading = script('AR', ['put', 'a', '1'], ['call', 'fairway-bo', ['get', 'b']]);
    network.takeDown('BO');
    expect(await codeOf(ledger.endorse(reading)), 'a read counts in planning').to.equal('NO_ENDORSEMENT_PLAN');
    const named = { ...reading, endorsers: ['AR', 'BR'] };
    expect(await submit(ledger, named), 'and not in validation').to.include({ code: 0 });
  });

  it('reads at the member that is named', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    const written = { ...script('BO', ['putPrivate', '_implicit_org_BO', 'k', 'x']), endorsers: ['BO'] };
    expect(await submit(ledger, written)).to.include({ code: 0 });
    const asked = script('BO', ['getPrivate', '_implicit_org_BO', 'k']);
    expect(await read(ledger, { ...asked, endorsers: ['BO'] })).to.equal('x');
    expect(await codeOf(ledger.evaluate(asked))).to.equal('CHAINCODE_FAILED');
  });

  it('refuses a name that the channel does not know, and a member that it does not have', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    const nowhere = { ...script('AR', ['get', 'a']), namespace: 'fairway-zz' };
    expect(await codeOf(ledger.evaluate(nowhere))).to.equal('PEER_UNAVAILABLE');
    expect(await codeOf(ledger.endorse(nowhere))).to.equal('NO_ENDORSEMENT_PLAN');
    expect(await codeOf(ledger.endorse({ ...nowhere, endorsers: ['AR', 'BO'] }))).to.equal('LEDGER_FAILED');
    expect(await codeOf(ledger.endorse({ ...script('AR', ['get', 'a']), endorsers: ['ZZ'] }))).to.equal(
      'PEER_UNAVAILABLE',
    );
    expect(() => network.ledger({ member: 'ZZ' })).to.throw('ZZ is no member');
  });
});
