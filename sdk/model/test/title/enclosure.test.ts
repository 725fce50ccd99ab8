import { expect } from 'chai';
import { controlOf, digestOf, documentsOf, envelopesOf, wrapsOf } from '@fairway/model';
import { ACCEPTANCE, PaperBills } from './paper-bills.ts';

describe("A bill's envelopes", () => {
  let p: PaperBills;
  beforeEach(() => (p = new PaperBills()));
  const enclosed = (name: string) => ({ envelope: digestOf(name), keys: digestOf(`keys of ${name}`) });

  it('are the one it was issued with and those that its holders added, in their order', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    const before = documentsOf(p.bill(bill));
    p.does('addDocuments', p.shipper, bill, enclosed('second'));
    p.does('giveKeys', p.shipper, bill, { to: p.buyer, keys: digestOf('given') });
    p.passed(bill, p.shipper, p.buyer);
    p.does('addDocuments', p.buyer, bill, enclosed('third'));
    const all = envelopesOf(p.bill(bill));
    expect(all.map(({ envelope, by }) => [envelope, by])).to.deep.equal([
      [digestOf('first'), p.carrier],
      [digestOf('second'), p.shipper],
      [digestOf('third'), p.buyer],
    ]);
    expect(all[0]!.act).to.equal(p.bill(bill).control[0]!.act);
    expect(wrapsOf(p.bill(bill))).to.have.length(4);
    expect(documentsOf(p.bill(bill))).not.to.equal(before);
    expect(envelopesOf(p.bill(p.issued()))).to.deep.equal([]);
  });

  it('are added by the holder alone, each once, while nothing is offered', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    expect(p.tries('addDocuments', p.carrier, bill, enclosed('x'))).to.equal('NOT_THE_HOLDER');
    expect(p.tries('addDocuments', p.shipper, bill, enclosed('first'))).to.equal('NAMED_TWICE');
    p.does('offer', p.shipper, bill, { to: p.buyer, what: 'holdership', lapsesAt: p.tomorrow() });
    expect(p.tries('addDocuments', p.shipper, bill, enclosed('x'))).to.equal('OFFER_OPEN');
    p.does('accept', p.buyer, bill, { keys: 'held' });
    expect(p.tries('addDocuments', p.shipper, bill, enclosed('x'))).to.equal('NOT_THE_HOLDER');
    p.does('addDocuments', p.buyer, bill, enclosed('x'));
    p.becomes(p.buyer, 'frozen');
    expect(p.tries('addDocuments', p.buyer, bill, enclosed('y'))).to.equal('PARTY_FROZEN');
  });

  it('are sixty-four at most besides its own', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    for (let one = 0; one < 64; one++) p.does('addDocuments', p.shipper, bill, enclosed(`${one}`));
    expect(p.tries('addDocuments', p.shipper, bill, enclosed('x'))).to.equal('TOO_LONG');
  });

  it('are opened to anyone by who is in control, and to nobody by a stranger', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    const to = (party: string) => ({ to: party, keys: digestOf('keys') });
    expect(p.tries('giveKeys', p.shipper, bill, to(p.importer))).to.equal('done');
    expect(p.tries('giveKeys', p.shipper, bill, to(p.registrar))).to.equal('RECIPIENT_UNKNOWN');
    expect(p.tries('giveKeys', p.importer, bill, to(p.buyer))).to.equal('NOT_IN_CONTROL');
    expect(p.bill(bill).keysGiven).to.have.length(1);
    expect(p.control(bill)).to.deep.equal([p.shipper, p.shipper]);
  });

  it('are opened by who held them before, and the issuer, to who is in control now, and to nobody else', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    const to = (party: string) => ({ to: party, keys: digestOf('keys') });
    p.passed(bill, p.shipper, p.buyer, 'to-order', { keys: 'forgone' });
    p.becomes(p.buyer, 'suspended');
    for (const former of [p.shipper, p.carrier]) {
      expect(p.tries('giveKeys', former, bill, to(p.buyer))).to.equal('done');
      expect(p.tries('giveKeys', former, bill, to(p.importer))).to.equal('NOT_IN_CONTROL');
    }
    for (let one = 1; one < 16; one++) p.does('giveKeys', p.shipper, bill, to(p.buyer));
    expect(p.tries('giveKeys', p.shipper, bill, to(p.buyer))).to.equal('TOO_LONG');
  });

  it('pass to nobody to whom their keys were not given, unless it holds or forgoes them', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    const give = (by: string, to: string) => p.does('giveKeys', by, bill, { to, keys: digestOf('keys') });
    const offer = (by: string, to: string, what = 'holdership') =>
      p.does('offer', by, bill, { to, what, ...(what === 'title' ? { endorsement: 'to-order' } : {}), ...lapses() });
    const lapses = () => ({ lapsesAt: p.tomorrow() });
    offer(p.shipper, p.buyer);
    expect(p.tries('accept', p.buyer, bill)).to.equal('KEYS_NOT_GIVEN');
    give(p.shipper, p.buyer);
    p.does('accept', p.buyer, bill);
    // Title alone leaves the document, and its keys, where they are.
    offer(p.shipper, p.importer, 'title');
    p.does('assent', p.buyer, bill, { to: p.importer });
    p.does('accept', p.importer, bill);
    // What was added since, the shipper was not given; what it held, it still can open.
    p.passes(1).does('addDocuments', p.buyer, bill, enclosed('second'));
    offer(p.buyer, p.shipper);
    expect(p.tries('accept', p.shipper, bill)).to.equal('KEYS_NOT_GIVEN');
    p.does('accept', p.shipper, bill, { keys: 'forgone' });
    offer(p.shipper, p.buyer);
    p.does('accept', p.buyer, bill);
    expect(p.control(bill)).to.deep.equal([p.importer, p.buyer]);
  });

  it('pass at once to who accepts ahead, once it has the keys', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    p.accepts(p.buyer, { what: ['holdership'] });
    const passing = () => ({ to: p.buyer, what: 'holdership', lapsesAt: p.tomorrow(), acceptedBy: ACCEPTANCE });
    expect(p.tries('offer', p.shipper, bill, passing())).to.equal('KEYS_NOT_GIVEN');
    p.does('giveKeys', p.shipper, bill, { to: p.buyer, keys: digestOf('keys') });
    p.does('offer', p.shipper, bill, passing());
    expect(p.control(bill)).to.deep.equal([p.shipper, p.buyer]);
  });

  it('come back without ado to who presented them, and go with a bill by order', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    p.does('giveKeys', p.shipper, bill, { to: p.bank, keys: digestOf('keys') });
    p.does('present', p.shipper, bill, {
      ...{ to: p.bank, under: 'credit', reference: 'LC', documents: documentsOf(p.bill(bill)), withTitle: true },
      lapsesAt: p.tomorrow(),
    });
    p.does('accept', p.bank, bill);
    p.passes(1).does('addDocuments', p.bank, bill, enclosed("the bank's"));
    p.does('return', p.bank, bill);
    const order = { issuer: p.carrier, ground: 'order', reference: 'O-1', beneficiary: p.importer, holder: p.importer };
    p.does('transferByOrder', p.registrar, bill, order);
    expect(p.control(bill)).to.deep.equal([p.importer, p.importer]);
  });

  it('can still be opened to who is in control when the bill is at its end, or frozen; control stays where it is', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    p.does('freeze', p.registrar, bill, { issuer: p.carrier, order: 'O-1' });
    expect(p.tries('addDocuments', p.shipper, bill, enclosed('x'))).to.equal('TITLE_FROZEN');
    p.does('giveKeys', p.carrier, bill, { to: p.shipper, keys: digestOf('keys') });
    expect(controlOf(p.bill(bill)).holder).to.equal(p.shipper);
  });

  it('of bills that take the place of others are their own', () => {
    const bill = p.issued({ enclosed: enclosed('first') });
    p.does('surrender', p.shipper, bill, { for: 'amendment', reason: 'COD' });
    const id = bill.replace(/\/1$/, '/2');
    const issues = [{ id, ...p.terms, enclosed: enclosed('new') }];
    const closes = [{ id: bill, quantities: p.terms.quantities }];
    p.does('replace', p.carrier, [bill, id], { issuer: p.carrier, party: p.shipper, closes, issues });
    expect(envelopesOf(p.bill(id)).map(({ envelope }) => envelope)).to.deep.equal([digestOf('new')]);
  });
});
