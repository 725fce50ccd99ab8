import { contractsFor } from '@fairway/chaincode';
import { HOUR, canonical, digestOfJson, instantOf, privateClaim, type Act } from '@fairway/model';
import { Participants } from '@fairway/sdk';
import { makeActor, openEmbedded, type Actor, type EmbeddedNetwork } from '@fairway/test-network';
import { signAct } from '@fairway/wallets';
import { expect } from 'chai';
import { networkOf } from './network-of.ts';
import { openRest, type RestNetwork } from './rest-network.ts';
import { worldOn, type World } from './suites/world.ts';

describe('POST /api/acts', () => {
  let embedded: EmbeddedNetwork;
  let rest: RestNetwork;
  let world: World;
  before(async () => {
    embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
    rest = await openRest(embedded);
    world = await worldOn(networkOf(embedded));
  });
  after(async () => {
    await rest.close();
    await embedded.close();
  });

  const post = async (body: object, through = 'AR') => {
    const response = await fetch(new URL('api/acts', rest.gateways.get(through)!.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const type = response.headers.get('content-type')!.split(';')[0];
    return { status: response.status, type, answer: (await response.json()) as Record<string, unknown> };
  };
  const signed = (act: Omit<Act, 'version' | 'notAfter' | 'actor'>, by: Actor) =>
    signAct({ version: 1, actor: by.handle, notAfter: instantOf(Date.now() + HOUR), ...act }, [by]);
  const grant = async (number: string, args: object = {}, by = world.officer) =>
    signed(
      {
        type: 'aeo.grant',
        records: [{ member: 'AR', kind: 'aeo', id: number, sequence: 1 }],
        cites: [await world.types()],
        args: {
          holder: world.trader.handle,
          ...{ type: 'OEA', grantedOn: '2026-02-01', validFrom: '2026-02-01', validTo: '2036-01-31' },
          ...args,
        },
      },
      by,
    );

  it("answers an act with its receipt and its block, through any member's gateway, and the same one alike", async () => {
    const act = await grant(world.newNumber());
    const { status, answer } = await post({ act }, 'UY');
    expect(status).to.equal(200);
    expect(answer).to.have.keys('act', 'recordedAt', 'transactionId', 'blockNumber', 'private');
    const again = await post({ act }, 'AR');
    expect([again.answer['act'], again.answer['transactionId']]).to.deep.equal([
      answer['act'],
      answer['transactionId'],
    ]);
  });

  it('refuses by problems that carry the code, the sentence and the place of the refusal', async () => {
    const act = await grant(world.newNumber(), { validTo: '2020-01-01' });
    const { status, type, answer } = await post({ act });
    expect([status, type]).to.deep.equal([422, 'application/problem+json']);
    expect(answer).to.include({
      type: '/api/problems#ENDS_BEFORE_START',
      status: 422,
      code: 'ENDS_BEFORE_START',
      source: 'refusal',
      pointer: '/args/validTo',
    });
    expect(answer['detail']).to.match(/on or after/);
    expect((await post({ act: 'nothing' })).answer).to.include({ code: 'NOT_JSON', status: 400 });
    const number = world.newNumber();
    await post({ act: await grant(number) });
    expect((await post({ act: await grant(number, { type: 'OEA', grantedOn: '2026-02-02' }) })).answer).to.include({
      code: 'RECORD_EXISTS',
      status: 409,
    });
    expect((await post({ act: await grant(world.newNumber(), {}, world.trader) })).answer['status']).to.be.oneOf([
      403, 422,
    ]);
  });

  describe('with the private part of an act', () => {
    const SECRET_IDENTITY = { name: 'Operador sin nombre', identifiers: [{ scheme: 'TIN', value: 'AR30599999999' }] };
    let identity: object;
    let party: Actor;
    let act: string;
    beforeEach(async () => {
      party = await makeActor('AR');
      identity = { salt: 'A'.repeat(43), ...SECRET_IDENTITY };
      const ledger = rest.ledger('AR');
      const call = { namespace: 'fairway-ar', transaction: 'participant:readSecret', args: [] };
      const secret = JSON.parse(Buffer.from(await ledger.evaluate(call)).toString()) as string;
      const value = `AR3059${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;
      const identifiers = [{ scheme: 'TIN' as const, value }];
      identity = { ...identity, identifiers };
      act = await signed(
        {
          type: 'participant.register',
          records: [{ member: 'AR', kind: 'participant', id: party.handle, sequence: 1 }],
          args: {
            roles: ['trader'],
            keys: [{ jwk: party.signer.publicKey }],
            dueDiligence: { reference: 'EXP-1', on: '2026-01-15' },
            claims: identifiers.map((one) => privateClaim(secret, one)),
          },
          private: digestOfJson(identity),
        },
        world.registrar,
      );
    });

    it('keeps it with its owner, and shows it to nobody else', async () => {
      const { answer } = await post({ act, private: identity });
      expect(answer['private']).to.equal('kept');
      expect(await new Participants(world.stage('AR')).getPrivate(party.handle)).to.deep.equal(identity);
    });

    it('says that it was not given, and completes the act when the same one comes with it', async () => {
      expect((await post({ act })).answer['private']).to.equal('not-given');
      expect((await post({ act, private: identity })).answer['private']).to.equal('kept');
    });

    it('records nothing where it is another one than the act was signed for', async () => {
      const { answer } = await post({ act, private: { ...identity, name: 'Otro' } });
      expect(answer).to.include({ code: 'DIGEST_DIFFERS', pointer: '/private' });
      expect((await post({ act: await grant(world.newNumber()), private: {} })).answer['code']).to.equal(
        'PRIVATE_PART',
      );
      const read = { namespace: 'fairway-ar', transaction: 'record:stand', args: ['participant', party.handle] };
      expect(Buffer.from(await rest.ledger('AR').evaluate(read)).toString()).to.equal('null');
    });

    it('writes nothing of it into its log', async () => {
      await post({ act, private: identity });
      const log = rest.logged.join('');
      expect(log).to.include('"route":"/api/acts"');
      for (const secret of [SECRET_IDENTITY.name, party.handle, '127.0.0.1', canonical(identity)])
        expect(log).not.to.include(secret);
    });
  });
});
