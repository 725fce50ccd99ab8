import { ActMemory, MINUTE, later, newHandle, type ActEntry, type RecordAddress } from '@fairway/model';
import { KnownChains, type ChainPart } from '#src/known-chains.js';
import { Look } from '#src/look.js';
import { expect } from 'chai';

const NOON = '2026-03-01T12:00:00.000Z';
const entry = (signed: string): ActEntry => ({ signed, recordedAt: NOON, transactionId: 'tx' });
const address = (kind: string, id: string, member = 'AR'): RecordAddress => ({ member, kind, id });
const certificate = address('aeo', 'AR-1');
const memory = new ActMemory(() => false);

describe('The chains that a session has read', () => {
  it('are named to their own member with how many acts they have, mandates excepted', () => {
    const known = new KnownChains();
    known.keep('AR/participant/officer', [entry('1'), entry('2')], NOON, true);
    known.keep('BR/participant/officer', [entry('1')], NOON, true);
    known.keep('AR/mandate/m', [entry('1')], NOON, true);
    known.keep('AR/aeo/AR-1', [entry('1')], NOON, false);
    known.keep('AR/aeo/AR-2', [entry('1')], NOON, false);
    expect(known.countsFor(certificate)).to.deep.equal({ 'AR/aeo/AR-1': 1, 'AR/participant/officer': 2 });
  });

  it('are put together from what was read and what is new, and kept no shorter than they were', () => {
    const known = new KnownChains();
    const [first, second, third] = [entry('1'), entry('2'), entry('3')];
    known.keep('AR/aeo/AR-1', [first, second], NOON, false);
    expect(known.whole('AR/aeo/AR-1', { after: 2, acts: [third] })).to.deep.equal([first, second, third]);
    expect(known.whole('AR/aeo/AR-1', { after: 0, acts: [third] })).to.deep.equal([third]);
    known.keep('AR/aeo/AR-1', [first], NOON, false);
    expect(known.whole('AR/aeo/AR-1', undefined)).to.deep.equal([first, second]);
    expect(known.whole('AR/aeo/AR-2', undefined)).to.equal(undefined);
  });

  it('are asked about by the first that is missing, each once in a look', async () => {
    const known = new KnownChains();
    known.keep('AR/participant/officer', [entry('1')], NOON, true);
    const asked: string[][] = [];
    const answer = (chains: Record<string, ChainPart>) =>
      Promise.resolve({ record: { number: 'AR-1' }, chains, clock: NOON });
    const session = {
      ask: (...question: string[]) => {
        asked.push(question);
        const [member, , kind, id] = question;
        return answer({ [`${member}/${kind}/${id}`]: { after: 0, acts: [entry(String(id))] } });
      },
    };
    const look = new Look(session, known);
    expect(await look.at(certificate, memory)).to.deep.equal({ record: { number: 'AR-1' }, acts: [entry('AR-1')] });
    await look.chain(address('participant', 'officer'));
    await look.chain(address('participant', 'other'));
    await look.chain(address('participant', 'other'));
    const counts = '{"AR/participant/officer":1}';
    expect(asked).to.deep.equal([
      ['AR', 'record:chains', 'aeo', 'AR-1', counts],
      ['AR', 'record:chains', 'participant', 'other', counts],
    ]);
    look.keepIn(known, certificate);
    expect(known.countsFor(certificate)).to.include({ 'AR/aeo/AR-1': 1, 'AR/participant/other': 1 });
  });

  it('serve for acts of twenty minutes after their member’s clock, and are asked about again for later ones', async () => {
    const officer = newHandle('AR');
    const grant = { type: 'aeo.grant', actor: officer, records: [certificate], args: { holder: newHandle('AR') } };
    const signed = { act: grant, signatures: [{ handle: officer }], id: 'x' };
    const granting = { signedAct: () => signed } as unknown as ActMemory;
    for (const [minutes, clock, questions] of [
      [19, NOON, ['chains']],
      [20, NOON, ['chains', 'chainsOf']],
      [1, '', ['chains', 'chainsOf']],
    ] as const) {
      const known = new KnownChains();
      for (const id of [officer, grant.args.holder]) known.keep(`AR/participant/${id}`, [entry('1')], clock, true);
      known.keep('AR/table/AEO-TYPES', [entry('1')], clock, true);
      const asked: string[] = [];
      const acts = [{ ...entry('grant'), recordedAt: later(NOON, minutes * MINUTE) }];
      const session = {
        ask: (_member: string, transaction: string) => {
          asked.push(transaction.replace('record:', ''));
          return Promise.resolve({ chains: asked.length > 1 ? {} : { 'AR/aeo/AR-1': { after: 0, acts } }, clock });
        },
      };
      await new Look(session, known).at(certificate, granting);
      expect(asked, `${minutes} minutes after ${clock}`).to.deep.equal(questions);
    }
  });
});
