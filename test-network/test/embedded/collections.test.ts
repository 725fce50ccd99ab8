import { expect } from 'chai';
import type { CollectionDefinition } from '@fairway/test-network';
import { closeNetworks, codeOf, read, script, smallNetwork, submit } from './small-network.ts';

/** A network whose AR namespace needs AR alone and has a collection of AR and BO. */
async function withCollection(more: Partial<CollectionDefinition> = {}) {
  const collections = [{ name: 'pair', members: ['AR', 'BO'], ...more }];
  const network = await smallNetwork({ namespaces: { 'fairway-ar': { endorsement: 'AR', collections } } });
  return (member: string) => network.ledger({ member });
}

describe('a private data collection', () => {
  afterEach(closeNetworks);

  it('has its data at its members and hashes at all', async () => {
    const ledger = await withCollection();
    await submit(ledger('AR'), script('AR', ['putPrivate', 'pair', 'k', 'plain']));
    expect(await read(ledger('BO'), script('AR', ['getPrivate', 'pair', 'k']))).to.equal('plain');
    expect(await codeOf(ledger('BR').evaluate(script('AR', ['getPrivate', 'pair', 'k'])))).to.equal('CHAINCODE_FAILED');
    const hashes = await Promise.all(
      ['AR', 'BR'].map((member) => read(ledger(member), script('AR', ['privateHash', 'pair', 'k']))),
    );
    expect(hashes[0]).to.equal(hashes[1]).and.to.have.length(64);
  });

  it('is written under the chaincode’s policy, or under its own where it has one', async () => {
    const without = await withCollection();
    expect(await submit(without('AR'), script('AR', ['putPrivate', 'pair', 'k', 'x']))).to.include({ code: 0 });
    const under = await withCollection({ endorsement: 'BO' });
    const asked = script('AR', ['putPrivate', 'pair', 'k', 'x']);
    expect(await submit(under('AR'), { ...asked, endorsers: ['AR'] })).to.include({ code: 10 });
    expect(await submit(under('AR'), { ...asked, endorsers: ['BO'] })).to.include({ code: 0 });
    expect(await submit(under('AR'), asked), 'planned').to.include({ code: 0 });
    const mixed = script('AR', ['putPrivate', 'pair', 'k', 'y'], ['put', 'k', 'y']);
    expect(await submit(under('AR'), { ...mixed, endorsers: ['BO'] }), 'the public part, too').to.include({ code: 10 });
    expect(await submit(under('AR'), mixed)).to.include({ code: 0 });
  });

  it('may be for its members’ clients only, to read and to write', async () => {
    const ledger = await withCollection({ memberOnlyRead: true, memberOnlyWrite: true });
    const reading = { ...script('AR', ['getPrivate', 'pair', 'k']), endorsers: ['AR'] };
    const writing = { ...script('AR', ['putPrivate', 'pair', 'k', 'x']), endorsers: ['AR'] };
    expect(await submit(ledger('BO'), writing)).to.include({ code: 0 });
    expect(await read(ledger('BO'), reading)).to.equal('x');
    for (const asked of [reading, writing, { ...reading, ...script('AR', ['privateRange', 'pair', 'a', 'z']) }]) {
      expect(await codeOf(ledger('BR').evaluate({ ...asked, endorsers: ['AR'] }))).to.equal('CHAINCODE_FAILED');
    }
    expect(await read(ledger('BR'), script('AR', ['privateHash', 'pair', 'k']))).to.have.length(64);
  });

  it('keeps data for so many blocks after the one that wrote it', async () => {
    const ledger = await withCollection({ blockToLive: 2 });
    const seen = () =>
      Promise.all([
        read(ledger('BO'), script('AR', ['getPrivate', 'pair', 'k'])),
        read(ledger('BO'), script('AR', ['privateHash', 'pair', 'k'])),
      ]);
    const block = () => submit(ledger('AR'), script('AR', ['put', 'other', 'x']));
    await submit(ledger('AR'), script('AR', ['putPrivate', 'pair', 'k', 'plain']));
    await block();
    await block();
    expect((await seen())[0], 'readable through two more').to.equal('plain');
    await block();
    expect(await seen(), 'value and hash are gone with the third').to.deep.equal(['', '']);
  });

  it('counts anew from a later write', async () => {
    const ledger = await withCollection({ blockToLive: 1 });
    const write = (value: string) => submit(ledger('AR'), script('AR', ['putPrivate', 'pair', 'k', value]));
    await write('1');
    await write('2');
    await submit(ledger('AR'), script('AR', ['put', 'other', 'x']));
    expect(await read(ledger('AR'), script('AR', ['getPrivate', 'pair', 'k']))).to.equal('2');
  });

  it('limits endorsers to its members where its plain data is read or its input is transient', async () => {
    const collections = [{ name: 'pair', members: ['AR', 'BO'] }];
    const endorsement = { atLeast: 2, of: ['AR', { atLeast: 1, of: ['BR', 'BO'] }] };
    const network = await smallNetwork({ namespaces: { 'fairway-ar': { endorsement, collections } } });
    const ledger = network.ledger({ member: 'AR' });
    const transient = { secret: Buffer.from('x') };
    const writing = { ...script('AR', ['putTransient', 'pair', 'k', 'secret']), transient };
    expect(await submit(ledger, writing)).to.include({ code: 0 });
    network.takeDown('BO');
    expect(await codeOf(ledger.endorse(writing)), 'BR is up, but no member').to.equal('NO_ENDORSEMENT_PLAN');
    const reading = script('AR', ['getPrivate', 'pair', 'k'], ['put', 'k', 'x']);
    expect(await codeOf(ledger.endorse(reading))).to.equal('NO_ENDORSEMENT_PLAN');
    expect(await submit(ledger, script('AR', ['put', 'k', 'x']))).to.include({ code: 0 });
  });
});
