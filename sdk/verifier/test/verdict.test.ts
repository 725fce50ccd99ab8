import { expect } from 'chai';
import { verdictOf, type Fragment, type Result } from '#src/index.js';

const found = (...results: Result[]): Fragment[] =>
  results.map((result) => ({ dimension: 'status', result, code: 'STATUS_ACTIVE', reason: 'for example', facts: {} }));

describe('A verdict', () => {
  it('is valid where all that applies is', () => {
    expect(verdictOf(found('valid', 'not-applicable'))).to.equal('valid');
  });

  it('is invalid where one fragment is, whatever could not be checked', () => {
    expect(verdictOf(found('valid', 'could-not-check', 'invalid'))).to.equal('invalid');
  });

  it('is never valid where something could not be checked', () => {
    expect(verdictOf(found('valid', 'could-not-check'))).to.equal('could-not-check');
  });

  it('is not valid where nothing was checked', () => {
    expect(verdictOf([])).to.equal('could-not-check');
    expect(verdictOf(found('not-applicable'))).to.equal('could-not-check');
  });
});
