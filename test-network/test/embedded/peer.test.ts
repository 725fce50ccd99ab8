import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { closeNetworks, codeOf, read, script, settle, smallNetwork, submit } from './small-network.ts';

const NOON = new Date('2026-03-01T12:00:00Z');
const minutes = (count: number) => new Date(NOON.getTime() + count * 60_000);

describe('a member’s peer', () => {
  afterEach(closeNetworks);

  it('endorses no proposal further than the window from its own clock, either way', async () => {
    const network = await smallNetwork({ now: () => NOON });
    const at = (date: Date) => network.ledger({ member: 'AR', now: () => date });
    const asked = script('AR', ['put', 'a', '1']);
    expect(await codeOf(at(minutes(-6)).endorse(asked))).to.equal('TIME_OUT_OF_WINDOW');
    expect(await codeOf(at(minutes(6)).endorse(asked))).to.equal('TIME_OUT_OF_WINDOW');
    expect(await codeOf(at(minutes(6)).evaluate(asked))).to.equal('TIME_OUT_OF_WINDOW');
    expect(await submit(at(minutes(-5)), asked)).to.include({ code: 0 });
    expect(await submit(at(minutes(5)), asked)).to.include({ code: 0 });
  });

  it('does not stop a transaction that was endorsed in time and held back, unless what it read has changed', async () => {
    let now = NOON;
    const network = await smallNetwork({ now: () => now });
    const ledger = network.ledger({ member: 'AR' });
    const blind = await ledger.endorse(script('AR', ['put', 'a', 'late']));
    const reading = await ledger.endorse(script('AR', ['get', 'clock'], ['put', 'b', 'late']));
    now = minutes(60 * 24 * 30);
    await submit(ledger, script('AR', ['put', 'clock', 'tick']));
    expect(await settle(ledger, blind)).to.include({ code: 0 });
    expect(await settle(ledger, reading)).to.include({ code: 11 });
  });

  it('shows contracts the client’s time, and who the client is', async () => {
    const network = await smallNetwork({ now: () => NOON });
    const service = network.ledger({ member: 'BO', now: () => minutes(3) });
    expect(await read(service, script('AR', ['time']))).to.equal('2026-03-01T12:03:00.000Z');
    expect(await read(service, script('AR', ['creator']))).to.deep.equal(['BO', 'true']);
    const client = network.ledger({ member: 'BO', as: 'client' });
    expect(await read(client, script('AR', ['creator']))).to.deep.equal(['BO', null]);
    const enrolled = await network.enrol('BR', {
      commonName: 'Ana Souza',
      unit: 'client',
      attributes: { 'fairway.service': 'no' },
    });
    expect(await read(network.ledger({ member: 'BR', as: enrolled }), script('AR', ['creator']))).to.deep.equal([
      'BR',
      'no',
    ]);
  });

  it('denies a certificate that no member of the channel issued', async () => {
    const network = await smallNetwork();
    const elsewhere = await smallNetwork();
    const stranger = await elsewhere.enrol('AR', { commonName: 'service.ar', unit: 'client' });
    const ledger = network.ledger({ member: 'AR', as: stranger });
    expect(await codeOf(ledger.evaluate(script('AR', ['get', 'a'])))).to.equal('ACCESS_DENIED');
    expect(await codeOf(ledger.endorse(script('AR', ['get', 'a'])))).to.equal('ACCESS_DENIED');
    const foreign = await elsewhere.ledger({ member: 'AR' }).endorse(script('AR', ['put', 'a', '1']));
    expect(await codeOf(network.ledger({ member: 'AR' }).send(foreign))).to.equal('ACCESS_DENIED');
  });

  it('cuts its clients off while it is down, and others go on without it', async () => {
    const network = await smallNetwork();
    const own = network.ledger({ member: 'BO' });
    const other = network.ledger({ member: 'AR' });
    const waiting = codeOf(own.outcome('never'));
    network.takeDown('BO');
    expect(await waiting).to.equal('PEER_UNAVAILABLE');
    expect(await codeOf(own.evaluate(script('AR', ['get', 'a'])))).to.equal('PEER_UNAVAILABLE');
    expect(await codeOf(own.endorse(script('AR', ['get', 'a'])))).to.equal('PEER_UNAVAILABLE');
    expect(await codeOf(other.endorse({ ...script('AR', ['get', 'a']), endorsers: ['AR', 'BO'] }))).to.equal(
      'PEER_UNAVAILABLE',
    );
    expect(await codeOf(other.endorse(script('BO', ['put', 'a', '1'])))).to.equal('NO_ENDORSEMENT_PLAN');
    expect(await submit(other, script('AR', ['put', 'a', '1'])), 'planned with BR').to.include({ code: 0 });
    network.bringUp('BO');
    expect(await read(own, script('AR', ['get', 'a'])), 'it has caught up').to.equal('1');
  });

  it('gets private data that was written while it was down', async () => {
    const network = await smallNetwork();
    network.takeDown('BR');
    const written = script('AR', ['putPrivate', 'shared', 'a', 'plain']);
    expect(await codeOf(network.ledger({ member: 'AR' }).endorse(written)), 'no such collection').to.equal(
      'CHAINCODE_FAILED',
    );
    await closeNetworks();
    const collections = [{ name: 'shared', members: ['AR', 'BR'] }];
    const endorsement = 'AR';
    const defined = await smallNetwork({ namespaces: { 'fairway-ar': { endorsement, collections } } });
    defined.takeDown('BR');
    expect(await submit(defined.ledger({ member: 'AR' }), written)).to.include({ code: 0 });
    defined.bringUp('BR');
    const asked = script('AR', ['getPrivate', 'shared', 'a']);
    expect(await read(defined.ledger({ member: 'BR' }), asked)).to.equal('plain');
    expect(await codeOf(defined.ledger({ member: 'BO' }).evaluate(asked))).to.equal('CHAINCODE_FAILED');
  });

  it('fails a transaction whose contract does not answer in time, and goes on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fairway-'));
    try {
      const file = join(folder, 'ledger.db');
      const patient = await smallNetwork({ file });
      const held = await patient.ledger({ member: 'AR' }).endorse(script('AR', ['put', 'a', '1']));
      await patient.close();
      const ledger = (await smallNetwork({ file, executeTimeout: 20 })).ledger({ member: 'AR' });
      expect(await codeOf(ledger.endorse(script('AR', ['hang'])))).to.equal('CHAINCODE_FAILED');
      expect(await settle(ledger, held)).to.include({ code: 0 });
    } finally {
      await closeNetworks();
      rmSync(folder, { recursive: true });
    }
  });

  it('breaks off what it is simulating when it goes down', async () => {
    const network = await smallNetwork();
    const running = codeOf(network.ledger({ member: 'AR' }).endorse(script('AR', ['hang'])));
    network.takeDown('AR');
    expect(await running).to.equal('PEER_UNAVAILABLE');
    expect(await submit(network.ledger({ member: 'BO' }), script('BO', ['put', 'a', '1']))).to.include({ code: 0 });
  });

  it('takes no key-level endorsement policy, and says what to use instead', async () => {
    const ledger = (await smallNetwork()).ledger({ member: 'AR' });
    const answer = await read(ledger, script('AR', ['try', ['policy', 'a']]));
    expect(JSON.stringify(answer)).to.include('use the policy of the chaincode or of a collection');
  });

  it('loses writes that a contract does not await, all but the first; Fabric may save one more, by chance', async () => {
    const ledger = (await smallNetwork()).ledger({ member: 'AR' });
    const careless = script('AR', ['forget', ['put', 'k/a', '1'], ['put', 'k/b', '2'], ['put', 'k/c', '3']]);
    expect(await submit(ledger, careless)).to.include({ code: 0 });
    expect(await read(ledger, script('AR', ['range', 'k/', 'k0']))).to.deep.equal([['k/a', '1']]);
  });
});
