import { expect } from 'chai';
import { nextDefinition } from '@fairway/network';

const present = { 'fairway-ar': { sequence: 3, version: 'aaaa', approvals: {} } };

describe('the next definition of a namespace', () => {
  it('is the first where there is none', () => {
    expect(nextDefinition({}, 'fairway-ar', 'aaaa')).to.include({ sequence: 1, version: 'aaaa' });
  });

  it('is the present one while the version is the same', () => {
    expect(nextDefinition(present, 'fairway-ar', 'aaaa')).to.include({ sequence: 3 });
  });

  it('follows the present one for another version', () => {
    expect(nextDefinition(present, 'fairway-ar', 'bbbb')).to.include({ sequence: 4, version: 'bbbb' });
  });
});
