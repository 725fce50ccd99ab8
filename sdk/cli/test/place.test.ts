import { expect } from 'chai';
import { chosen } from '#src/place.js';

describe('Where a command speaks to', () => {
  it('is what an option says, whatever the environment has', () => {
    expect(chosen({ network: 'minimal' }, { FAIRWAY_HOME: '/srv/AR' })).to.deep.equal({ network: 'minimal' });
  });

  it('is what the environment says where no option does', () => {
    expect(chosen({}, { FAIRWAY_HOME: '/srv/AR' })).to.deep.equal({ home: '/srv/AR' });
    expect(chosen({}, { FAIRWAY_EMBEDDED: 'customs.db', FAIRWAY_HOME: '' })).to.deep.equal({ embedded: 'customs.db' });
  });

  it('is never two places, and never nowhere', () => {
    expect(() => chosen({ home: 'a', network: 'b' }, {}))
      .to.throw()
      .with.property('code', 'USAGE');
    expect(() => chosen({}, { FAIRWAY_HOME: 'a', FAIRWAY_EMBEDDED: 'b' }))
      .to.throw()
      .with.property('code', 'USAGE');
    expect(() => chosen({}, {}))
      .to.throw()
      .with.property('code', 'USAGE');
  });
});
