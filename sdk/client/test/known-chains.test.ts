import { ActMemory, type ActEntry, type RecordAddress } from '@fairway/model';
import { KnownChains, type ChainPart } from '#src/known-chains.js';
import { Look } from '#src/look.js';
import { expect } from 'chai';

const entry = (signed: string): ActEntry => ({ signed, recordedAt: '2026-03-01T12:00:00.000Z', transactionId: 'tx' });
const address = (kind: string, id: string, member = 'AR'): RecordAddress => ({ member, kind, id });
const certificate = address('aeo', 'AR-1');
const memory = new ActMemory(() => false);

describe('The chains that a session has read', () => {
  it('are named to their own member with how many acts they have, mandates excepted', () => {
    const known = new KnownChains();
    known.keep('AR/participant/officer', [entry('1'), entry('2')], true);
    known.keep('BR/participant/officer', [entry('1')], true);
    known.keep('AR/mandate/m', [entry('1')], true);
    known.keep('AR/aeo/AR-1', [entry('1')], false);
    known.keep('AR/aeo/AR-2', [entry('1')], false);
    expect(known.countsFor(certificate)).to.deep.equal({ 'AR/aeo/AR-1': 1, 'AR/participant/officer': 2 });
  });

  it('are put together from what was read and what is new, and kept no shorter than they were', () => {
    const known = new KnownChains();
    const [first, second, third] = [entry('1'), entry('2'), entry('3')];
    known.keep('AR/aeo/AR-1', [first, second], false);
    expect(known.whole('AR/aeo/AR-1', { after: 2, acts: [third] })).to.deep.equal([first, second, third]);
    expect(known.whole('AR/aeo/AR-1', { after: 0, acts: [third] })).to.deep.equal([third]);
    known.keep('AR/aeo/AR-1', [first], false);
    expect(known.whole('AR/aeo/AR-1', undefined)).to.deep.equal([first, second]);
    expect(known.whole('AR/aeo/AR-2', undefined)).to.equal(undefined);
  });

  it('are asked about by the first that is missing, each once in a look', async () => {
    const known = new KnownChains();
    known.keep('AR/participant/officer', [entry('1')], true);
    const asked: string[][] = [];
    const answer = (chains: Record<string, ChainPart>) => Promise.resolve({ record: { number: 'AR-1' }, chains });
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
});
