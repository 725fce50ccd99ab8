import { expect } from 'chai';
import { DAY, stateOf } from '@fairway/model';
import { PaperBills } from './paper-bills.ts';

/** What surprises traders with other title registries, each under its number in docs/title.md, and how it goes here. */
describe('With a title escrow elsewhere a trader is surprised that', () => {
  let p: PaperBills;
  let id: string;
  beforeEach(() => {
    p = new PaperBills();
    id = p.issued();
  });
  const offer = (to: string, what: 'holdership' | 'title' | 'both') => ({
    ...{ to, what, lapsesAt: p.tomorrow() },
    ...(what === 'holdership' ? {} : { endorsement: 'to-order' }),
  });
  const pass = (from: string, to: string, what: 'holdership' | 'title' | 'both') => {
    p.does('offer', from, id, offer(to, what));
    p.does('accept', to, id);
  };
  const NO = { reason: 'No' };

  it('1: holdership that is delivered cannot be refused; here it is declined', () => {
    pass(p.shipper, p.bank, 'holdership');
    p.does('offer', p.bank, id, offer(p.shipper, 'holdership'));
    p.does('decline', p.shipper, id, NO);
    expect(p.control(id)).to.deep.equal([p.shipper, p.bank]);
  });

  it('2: the order of two transfers decides what can be undone; here each is accepted by itself, in either order', () => {
    const other = p.issued();
    pass(p.shipper, p.buyer, 'title');
    pass(p.shipper, p.buyer, 'holdership');
    p.does('offer', p.shipper, other, offer(p.buyer, 'holdership'));
    p.does('accept', p.buyer, other);
    p.does('offer', p.shipper, other, offer(p.buyer, 'title'));
    p.does('accept', p.buyer, other);
    expect(p.control(id)).to.deep.equal(p.control(other));
    for (const bill of [id, other]) expect(p.tries('decline', p.buyer, bill, NO)).to.equal('NO_OFFER');
  });

  it('3: another one’s rejection takes yours away; here one offer is open at a time, and its recipient alone declines it', () => {
    pass(p.shipper, p.bank, 'holdership');
    p.does('offer', p.shipper, id, offer(p.importer, 'title'));
    expect(p.tries('offer', p.bank, id, offer(p.shipper, 'holdership'))).to.equal('OFFER_OPEN');
    expect(p.tries('decline', p.buyer, id, NO)).to.equal('NOT_THE_RECIPIENT');
    p.does('decline', p.importer, id, NO);
    p.does('offer', p.bank, id, offer(p.shipper, 'holdership'));
    p.does('decline', p.shipper, id, NO);
  });

  it('4: a rejection comes late and makes a pair that never was; here what is accepted stays', () => {
    pass(p.shipper, p.buyer, 'title');
    pass(p.shipper, p.bank, 'holdership');
    pass(p.bank, p.otherBank, 'holdership');
    expect(p.tries('decline', p.buyer, id, NO)).to.equal('NO_OFFER');
    expect(p.control(id)).to.deep.equal([p.buyer, p.otherBank]);
  });

  it('5: a rejection lands on somebody who did not agree; here a declined offer leaves everything where it was', () => {
    const before = p.control(id);
    p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
    p.does('decline', p.buyer, id, NO);
    expect(p.control(id)).to.deep.equal(before);
  });

  it('6: first owners cannot reject the issue and recipients never consent; here the shipper declines what it did not ask for, while it has done nothing with it', () => {
    expect(p.tries('decline', p.buyer, id, NO)).to.equal('NO_OFFER');
    p.does('decline', p.shipper, id, NO);
    expect(stateOf(p.bill(id))).to.equal('declined');
    const kept = p.issued();
    p.does('offer', p.shipper, kept, offer(p.buyer, 'both'));
    p.does('withdraw', p.shipper, kept);
    p.passed(kept, p.shipper, p.buyer);
    expect(p.tries('decline', p.buyer, kept, NO)).to.equal('NO_OFFER');
  });

  it('7: who passes title on cannot keep the document; here it offers title alone, and nothing to itself', () => {
    expect(p.tries('offer', p.shipper, id, offer(p.shipper, 'holdership'))).to.equal('NOTHING_PASSES');
    pass(p.shipper, p.buyer, 'title');
    expect(p.control(id)).to.deep.equal([p.buyer, p.shipper]);
  });

  it('8: a silent party blocks for ever and a surrender cannot be taken back; here offers lapse, and an unanswered surrender goes back', () => {
    pass(p.shipper, p.bank, 'holdership');
    p.does('offer', p.shipper, id, offer(p.buyer, 'title'));
    p.passes(DAY);
    pass(p.bank, p.shipper, 'holdership');
    p.does('surrender', p.shipper, id, { for: 'delivery' });
    p.passes(5 * DAY);
    pass(p.shipper, p.buyer, 'both');
  });

  it('9: a pause freezes rejections too; here an order stops what moves, and lets decline and withdraw', () => {
    const order = { issuer: p.carrier, order: 'J-1' };
    p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
    p.does('freeze', p.registrar, id, order);
    p.does('decline', p.buyer, id, NO);
    p.does('unfreeze', p.registrar, id, order);
    p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
    p.does('freeze', p.registrar, id, order);
    p.does('withdraw', p.shipper, id);
  });

  it('10: a stranger gets other errors after a surrender than before; here the state is told first, to everyone alike', () => {
    p.does('surrender', p.shipper, id, { for: 'delivery' });
    for (const by of [p.shipper, p.buyer]) {
      expect(p.tries('offer', by, id, offer(p.bank, 'both'))).to.equal('TITLE_NOT_IN_FORCE');
      expect(p.tries('accept', by, id)).to.equal('TITLE_NOT_IN_FORCE');
      expect(p.tries('surrender', by, id, { for: 'delivery' })).to.equal('TITLE_NOT_IN_FORCE');
    }
  });

  it('11: an administrator holds powers that its name hides; here an officer moves nothing without the carrier, nor the carrier without an officer', () => {
    for (const by of [p.registrar, p.carrier]) {
      expect(p.tries('offer', by, id, offer(p.buyer, 'both'))).to.equal('NOT_SOLE_CONTROLLER');
      expect(p.tries('surrender', by, id, { for: 'delivery' })).to.equal('NOT_SOLE_CONTROLLER');
    }
    expect(p.tries('acceptSurrender', p.registrar, id)).to.equal('TITLE_NOT_SURRENDERED');
    const args = { issuer: p.carrier, ground: 'order', reference: 'J', beneficiary: p.buyer, holder: p.buyer };
    expect(p.tries('transferByOrder', p.carrier, id, args)).to.equal('ROLE_REQUIRED');
  });

  it('12: an endorsement by another one’s signature leaves traces that come back; here what an agent does leaves what its principal would have', () => {
    const other = p.issued();
    const agent = p.party('trader');
    const mandate = p.mandated(p.shipper, agent, 'title.offer');
    p.does('offer', agent, id, offer(p.buyer, 'both'), { mandate });
    p.does('offer', p.shipper, other, offer(p.buyer, 'both'));
    for (const bill of [id, other]) {
      p.does('accept', p.buyer, bill);
      expect(p.bill(bill).offer).to.equal(undefined);
      expect(p.control(bill)).to.deep.equal([p.buyer, p.buyer]);
    }
  });
});
