import { common, peer } from '@hyperledger/fabric-protos';
import { expect } from 'chai';
import type { Endorsed } from '@fairway/sdk';
import { publicWrites } from '@fairway/sdk';
import { ConformanceContract } from '#src/conformance/index.js';
import { serialise, sign, type Identity } from '#src/embedded/identity.js';
import { closeNetworks, codeOf, read, script, settle, smallNetwork, submit } from './small-network.ts';

/** The endorsed transaction with one part changed, signed anew by its client as a malicious one would. */
function tampered(
  endorsed: Endorsed,
  client: Identity,
  change: (action: peer.ChaincodeEndorsedAction, payload: common.Payload) => void,
): Endorsed {
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(endorsed.envelope).getPayload_asU8(),
  );
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [step] = transaction.getActionsList();
  const action = peer.ChaincodeActionPayload.deserializeBinary(step!.getPayload_asU8());
  change(action.getAction()!, payload);
  step!.setPayload(action.serializeBinary());
  payload.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(sign(client, payload.serializeBinary()));
  return { ...endorsed, envelope: envelope.serializeBinary() };
}

describe('validation', () => {
  afterEach(closeNetworks);

  async function attack(change: (action: peer.ChaincodeEndorsedAction, payload: common.Payload) => void) {
    const network = await smallNetwork();
    const client = await network.enrol('AR', { commonName: 'mallory', unit: 'client' });
    const ledger = network.ledger({ member: 'AR', as: client });
    const endorsed = await ledger.endorse(script('AR', ['put', 'a', '1']));
    const { code } = await settle(ledger, tampered(endorsed, client, change));
    return { code, value: await read(ledger, script('AR', ['get', 'a'])) };
  }

  it('accepts what was only signed anew', async () => {
    expect(await attack(() => undefined)).to.deep.equal({ code: 0, value: '1' });
  });

  it('counts an endorser once, however often it stands there', async () => {
    const outcome = await attack((action) => {
      const [first] = action.getEndorsementsList();
      action.setEndorsementsList([first!, first!]);
    });
    expect(outcome).to.deep.equal({ code: 10, value: '' });
  });

  it('does not count a signature that does not hold', async () => {
    const outcome = await attack((action) => {
      const [first, second] = action.getEndorsementsList();
      second!.setSignature(first!.getSignature());
    });
    expect(outcome).to.deep.equal({ code: 10, value: '' });
  });

  it('does not count a client’s signature as a peer’s', async () => {
    const network = await smallNetwork();
    const client = await network.enrol('BO', { commonName: 'mallory', unit: 'client' });
    const ledger = network.ledger({ member: 'BO', as: client });
    const endorsed = await ledger.endorse({ ...script('AR', ['put', 'a', '1']), endorsers: ['AR'] });
    const forged = tampered(endorsed, client, (action) => {
      const endorsement = new peer.Endorsement();
      endorsement.setEndorser(serialise(client));
      const signed = Buffer.concat([action.getProposalResponsePayload_asU8(), serialise(client)]);
      endorsement.setSignature(sign(client, signed));
      action.addEndorsements(endorsement);
    });
    expect(await settle(ledger, forged)).to.include({ code: 10 });
  });

  it('refuses an answer to another question', async () => {
    const outcome = await attack((action) => {
      const payload = peer.ProposalResponsePayload.deserializeBinary(action.getProposalResponsePayload_asU8());
      payload.setProposalHash(Buffer.alloc(32));
      action.setProposalResponsePayload(payload.serializeBinary());
    });
    expect(outcome).to.deep.equal({ code: 5, value: '' });
  });

  it('refuses a transaction id that is not its creator’s and nonce’s', async () => {
    const network = await smallNetwork();
    const client = await network.enrol('AR', { commonName: 'mallory', unit: 'client' });
    const ledger = network.ledger({ member: 'AR', as: client });
    const endorsed = await ledger.endorse(script('AR', ['put', 'a', '1']));
    const renamed = tampered(endorsed, client, (_, payload) => {
      const header = common.ChannelHeader.deserializeBinary(payload.getHeader()!.getChannelHeader_asU8());
      header.setTxId('chosen');
      payload.getHeader()!.setChannelHeader(header.serializeBinary());
    });
    expect(await settle(ledger, { ...renamed, transactionId: 'chosen' })).to.include({ code: 8 });
  });

  it('has an envelope of somebody else’s signature turned away before it is ordered', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    const mallory = await network.enrol('BO', { commonName: 'mallory', unit: 'client' });
    const endorsed = await ledger.endorse(script('AR', ['put', 'a', '1']));
    expect(await codeOf(ledger.send(tampered(endorsed, mallory, () => undefined)))).to.equal('ACCESS_DENIED');
    expect(await codeOf(ledger.send({ ...endorsed, envelope: Buffer.from('garbage') }))).to.equal('ACCESS_DENIED');
  });

  it('marks the second of two equal envelopes in a block as a duplicate and reports the first', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    const endorsed = await ledger.endorse(script('AR', ['add', 'n']));
    await network.inOneBlock(() => Promise.all([ledger.send(endorsed), ledger.send(endorsed)]));
    expect(await ledger.outcome(endorsed.transactionId)).to.include({ code: 0, blockNumber: 1n });
    await settle(ledger, endorsed);
    const later = await submit(ledger, script('AR', ['get', 'n']));
    const codes: number[][] = [];
    for await (const block of ledger.blocks(1n, new AbortController().signal)) {
      codes.push([...block.getMetadata()!.getMetadataList_asU8()[2]!]);
      if (BigInt(block.getHeader()!.getNumber()) === later.blockNumber) break;
    }
    expect(codes.flat()).to.deep.equal([0, 9, 9, 0]);
  });

  it('lets two members whose contracts were tampered with change nothing of a third’s', async () => {
    class Tampered extends ConformanceContract {
      override async run(ctx: Parameters<ConformanceContract['run']>[0], steps: string): Promise<string> {
        await ctx.stub.putState('record', Buffer.from('forged'));
        return await super.run(ctx, steps);
      }
    }
    const network = await smallNetwork({
      contracts: (_, member) => [member === 'AR' ? ConformanceContract : Tampered],
    });
    const honest = network.ledger({ member: 'AR' });
    await submit(honest, { ...script('AR', ['put', 'other', 'x']), endorsers: ['AR'] });
    const ledger = network.ledger({ member: 'BO' });
    const direct = await ledger.endorse({ ...script('AR', ['put', 'x', 'y']), endorsers: ['BO', 'BR'] });
    expect(await settle(ledger, direct)).to.include({ code: 10 });
    const nested = script('BO', ['call', 'fairway-ar', ['put', 'x', 'y']]);
    expect(await settle(ledger, await ledger.endorse({ ...nested, endorsers: ['BO', 'BR'] }))).to.include({ code: 10 });
    const mixed = { ...script('AR', ['put', 'x', 'y']), endorsers: ['AR', 'BO'] };
    expect(await codeOf(ledger.endorse(mixed)), 'an honest owner answers differently').to.equal('ENDORSEMENTS_DIFFER');
    expect(await read(honest, script('AR', ['get', 'record']))).to.equal('');
    const own = await ledger.endorse({ ...script('BO', ['put', 'x', 'y']), endorsers: ['BO', 'BR'] });
    expect(await settle(ledger, own), 'their own namespace is theirs').to.include({ code: 0 });
  });

  it('keeps invalid transactions in their block, and out of the public writes', async () => {
    const network = await smallNetwork();
    const ledger = network.ledger({ member: 'AR' });
    const both = [await ledger.endorse(script('AR', ['add', 'n'])), await ledger.endorse(script('AR', ['add', 'n']))];
    await network.inOneBlock(() => Promise.all(both.map((one) => ledger.send(one))));
    for await (const block of ledger.blocks(1n, new AbortController().signal)) {
      expect(block.getData()!.getDataList()).to.have.length(2);
      expect(
        publicWrites(block).map(({ namespace, key, transaction }) => ({ namespace, key, transaction })),
      ).to.deep.equal([{ namespace: 'fairway-ar', key: 'n', transaction: 0 }]);
      break;
    }
  });
});
