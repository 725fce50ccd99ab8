import { expect } from 'chai';
import { majority, ownerAndAnother } from '@fairway/test-network';
import { isSatisfied, plan } from '#src/embedded/policy.js';

const MEMBERS = ['AR', 'BO', 'BR', 'PY', 'UY'];

describe('an endorsement policy', () => {
  const policy = ownerAndAnother('BO', MEMBERS);

  it('of a namespace wants its owner and any one other', () => {
    expect(isSatisfied(policy, new Set(['BO', 'UY']))).to.be.true;
    expect(isSatisfied(policy, new Set(['BO']))).to.be.false;
    expect(isSatisfied(policy, new Set(['AR', 'BR', 'PY', 'UY']))).to.be.false;
  });

  it('by majority wants more than half', () => {
    expect(isSatisfied(majority(MEMBERS), new Set(['AR', 'BO']))).to.be.false;
    expect(isSatisfied(majority(MEMBERS), new Set(['AR', 'BO', 'UY']))).to.be.true;
    expect(isSatisfied(majority(['AR', 'BO']), new Set(['AR']))).to.be.false;
  });

  it('is planned with as few members as will do, those first that are named first', () => {
    expect(plan([policy], ['UY', 'AR', 'BO'])).to.deep.equal(['UY', 'BO']);
    expect(plan([policy, ownerAndAnother('PY', MEMBERS)], MEMBERS)).to.deep.equal(['BO', 'PY']);
    expect(plan([policy], ['AR', 'UY'])).to.be.undefined;
  });
});
