import { EndorserRotation } from '@fairway/sdk';
import { expect } from 'chai';
import sinon from 'sinon';

const MEMBERS = ['AR', 'BO', 'BR', 'PY', 'UY'];

describe('EndorserRotation', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => clock.restore());

  const asked = (rotation: EndorserRotation, times: number) =>
    Array.from({ length: times }, () => rotation.next('fairway-bo')[1]);

  it('knows the owner by the namespace', () => {
    expect(new EndorserRotation(MEMBERS).next('fairway-py')[0]).to.equal('PY');
  });

  it('asks every other member in its turn, and never the owner twice', () => {
    expect(asked(new EndorserRotation(MEMBERS), 5)).to.deep.equal(['AR', 'BR', 'PY', 'UY', 'AR']);
  });

  it('passes over a member that failed, and asks it again after a while', () => {
    const rotation = new EndorserRotation(MEMBERS);
    rotation.failed('BR');
    expect(asked(rotation, 8)).not.to.include('BR');
    clock.tick(15_000);
    expect(asked(rotation, 4)).to.include('BR');
  });

  it('passes over a member for longer each time it fails, until it endorses', () => {
    const rotation = new EndorserRotation(MEMBERS);
    rotation.failed('BR');
    clock.tick(15_000);
    rotation.failed('BR');
    clock.tick(15_000);
    expect(asked(rotation, 4)).not.to.include('BR');
    clock.tick(15_000);
    expect(asked(rotation, 4)).to.include('BR');
    rotation.succeeded('BR');
    rotation.failed('BR');
    clock.tick(15_000);
    expect(asked(rotation, 4)).to.include('BR');
  });

  it('asks the one that failed longest ago when all have', () => {
    const rotation = new EndorserRotation(MEMBERS);
    for (const member of ['PY', 'AR', 'BR', 'UY']) {
      rotation.failed(member);
      clock.tick(1);
    }
    expect(asked(rotation, 3)).to.deep.equal(['PY', 'PY', 'PY']);
  });

  it('says so when there is no other member, or no owner', () => {
    expect(() => new EndorserRotation(['BO']).next('fairway-bo')).to.throw(RangeError, 'no member but BO');
    expect(() => new EndorserRotation(MEMBERS).next('conformance')).to.throw(RangeError, 'no member');
  });
});
