import { expect } from 'chai';
import { ActMemory, type Act } from '@fairway/model';
import { makeParty, signAct } from './party.ts';
import { refusalOf } from './refusals.ts';

const party = makeParty('AR');
const act: Act = {
  version: 1,
  type: 'aeo.suspend',
  actor: party.handle,
  records: [{ member: 'AR', kind: 'aeo', id: 'AR-1', sequence: 1 }],
  args: { reason: 'insolvency' },
  notAfter: '2026-03-01T12:00:00.000Z',
};
const text = signAct(act, party);
const never = () => expect.fail('no signature is looked at');

describe('What a reader remembers of acts', () => {
  it('is not changed by who was given it', () => {
    const memory = new ActMemory(never);
    (memory.signedAct(text).act.args as { reason: string }).reason = 'holder-request';
    expect(memory.signedAct(text).act.args).to.deep.equal({ reason: 'insolvency' });
  });

  it('leaves out what is no act of its type, which is refused each time', async () => {
    const memory = new ActMemory(never);
    const other = signAct({ ...act, args: { reason: 'weather' } }, party);
    for (let time = 0; time < 2; time++)
      expect((await refusalOf(() => Promise.resolve().then(() => memory.signedAct(other)))).code).to.equal(
        'NOT_ALLOWED',
      );
  });

  it('is a signature that holds, by the key that made it alone', async () => {
    let asked = 0;
    const memory = new ActMemory((key) => {
      asked++;
      return key === party.jwk;
    });
    const stranger = makeParty('AR').jwk;
    const holds = (key: typeof stranger) => memory.holds(key, memory.signedAct(text).signatures[0]!);
    expect([await holds(party.jwk), await holds(party.jwk)]).to.deep.equal([true, true]);
    expect(asked).to.equal(1);
    expect([await holds(stranger), await holds(stranger)]).to.deep.equal([false, false]);
    expect(asked).to.equal(3);
  });
});
