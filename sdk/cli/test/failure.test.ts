import { Refusal } from '@fairway/model';
import { LedgerError } from '@fairway/sdk';
import { expect } from 'chai';
import { CliFailure, exitOf, told } from '#src/failure.js';

describe('What an error says', () => {
  it('is a code and a sentence, with the path of a refusal', () => {
    const refusal = new Refusal('NOT_LATER', 'a later date is accepted', '/args/validTo');
    expect(told(refusal)).to.deep.equal({
      code: 'NOT_LATER',
      sentence: 'a later date is accepted',
      path: '/args/validTo',
    });
  });

  it("is taken from the message of the ledger's and the system's errors", () => {
    expect(told(new LedgerError('PEER_UNAVAILABLE', 'no peer answers'))).to.deep.equal({
      code: 'PEER_UNAVAILABLE',
      sentence: 'no peer answers',
    });
    const denied = Object.assign(new Error("EACCES: permission denied, open 'x'"), { code: 'EACCES', path: 'x' });
    expect(told(denied)).to.deep.equal({ code: 'EACCES', sentence: "permission denied, open 'x'" });
  });

  it('is a defect in one line where the error has no code', () => {
    const { code, sentence } = told(new TypeError('x is undefined\n    at main.js'));
    expect(code).to.equal('DEFECT');
    expect(sentence).to.match(/^x is undefined at main\.js \(/);
  });

  it('decides between wrong usage and what failed', () => {
    expect(exitOf(told(new CliFailure('USAGE', 'say what')))).to.equal(2);
    expect(exitOf(told(new Refusal('KEY_UNKNOWN', 'no')))).to.equal(1);
  });
});
