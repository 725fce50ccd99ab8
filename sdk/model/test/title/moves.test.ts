import { expect } from 'chai';
import { DAY, MINUTE, digestOf, documentsOf, isSwitchOverdue, stateOf, type Handle } from '@fairway/model';
import { ACCEPTANCE, CODE, PaperBills } from './paper-bills.ts';

describe('A bill of lading', () => {
  let p: PaperBills;
  beforeEach(() => (p = new PaperBills()));
  const offer = (to: string, what: string, change: object = {}) => ({
    ...{ to, what, lapsesAt: p.tomorrow() },
    ...(what === 'holdership' ? {} : { endorsement: 'to-order' }),
    ...change,
  });
  const EXAMINED = 9 * DAY;

  describe('is issued', () => {
    it('by the carrier whose code it bears, to the shipper', () => {
      const id = p.issued();
      expect(p.control(id)).to.deep.equal([p.shipper, p.shipper]);
      const args = { issuer: p.carrier, shipper: p.shipper, ...p.terms };
      expect(p.tries('issue', p.shipper, `SMDG:${CODE}/X/1`, args)).to.equal('NOT_THE_ISSUER');
      expect(p.tries('issue', p.carrier, 'SMDG:MSC/X/1', args)).to.equal('CODE_OF_ANOTHER');
      expect(p.tries('issue', p.carrier, id, args)).to.equal('RECORD_EXISTS');
    });

    it('by a forwarder under its own handle, while it is licensed and insured', () => {
      const id = `EFBL:${p.forwarder.slice(3)}/FBL-1/1`;
      const args = { ...p.terms, issuer: p.forwarder, shipper: p.shipper };
      expect(p.tries('issue', p.forwarder, `EFBL:${p.carrier.slice(3)}/FBL-1/1`, args)).to.equal('CODE_OF_ANOTHER');
      expect(p.tries('issue', p.forwarder, `SMDG:${CODE}/FBL-1/1`, args)).to.equal('ROLE_REQUIRED');
      p.does('issue', p.forwarder, id, args);
      p.passes(12 * 366 * DAY);
      expect(p.tries('issue', p.forwarder, id.replace('FBL-1', 'FBL-2'), args)).to.equal('COVER_LAPSED');
    });

    it('by nobody who is suspended, and not dated ahead', () => {
      const args = { issuer: p.carrier, shipper: p.shipper, ...p.terms };
      expect(p.tries('issue', p.carrier, `SMDG:${CODE}/X/1`, { ...args, issuedOn: '2026-03-03' })).to.equal(
        'DATE_IN_THE_FUTURE',
      );
      p.becomes(p.carrier, 'suspended');
      expect(p.tries('issue', p.carrier, `SMDG:${CODE}/X/1`, args)).to.equal('PARTY_NOT_ACTIVE');
    });

    it('in the place of paper once all originals are withdrawn', () => {
      const paper = { originals: 3, withdrawn: 2, withdrawnOn: '2026-03-01', statement: 'Reemplaza tres originales' };
      const args = { issuer: p.carrier, shipper: p.shipper, ...p.terms };
      expect(p.tries('issue', p.carrier, `SMDG:${CODE}/X/1`, { ...args, paper })).to.equal('ORIGINALS_MISSING');
      const id = p.issued({ paper: { ...paper, withdrawn: 3 } });
      expect(p.bill(id).paper).to.deep.include({ originals: 3, statement: paper.statement });
    });
  });

  describe('changes hands', () => {
    it('when what is offered is accepted, and not before', () => {
      const id = p.issued();
      p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
      expect(p.control(id)).to.deep.equal([p.shipper, p.shipper]);
      expect(p.tries('accept', p.importer, id)).to.equal('NOT_THE_RECIPIENT');
      p.does('accept', p.buyer, id);
      expect(p.control(id)).to.deep.equal([p.buyer, p.buyer]);
      expect(p.tries('offer', p.shipper, id, offer(p.importer, 'both'))).to.equal('NOT_SOLE_CONTROLLER');
      expect(p.tries('accept', p.buyer, id)).to.equal('NO_OFFER');
    });

    it('at once where the recipient has accepted ahead, from whom it said', () => {
      const id = p.issued();
      p.accepts(p.buyer, { what: ['holdership', 'both'], from: [p.shipper] });
      const passing = (to: string, what: string, acceptedBy = ACCEPTANCE) => offer(to, what, { acceptedBy });
      expect(p.tries('offer', p.shipper, id, passing(p.buyer, 'title'))).to.equal('NOT_ACCEPTED_AHEAD');
      expect(p.tries('offer', p.shipper, id, passing(p.importer, 'both'))).to.equal('NOT_ACCEPTED_AHEAD');
      expect(p.tries('offer', p.shipper, id, passing(p.buyer, 'both', digestOf('x')))).to.equal('NOT_ACCEPTED_AHEAD');
      p.does('offer', p.shipper, id, passing(p.buyer, 'both'));
      expect(p.control(id)).to.deep.equal([p.buyer, p.buyer]);
      p.accepts(p.importer, { what: ['both'], from: [p.shipper] });
      expect(p.tries('offer', p.buyer, id, passing(p.importer, 'both'))).to.equal('NOT_ACCEPTED_AHEAD');
    });

    it('of title with the holder’s assent, also where the recipient has accepted ahead', () => {
      const id = p.issued();
      p.accepts(p.buyer, { what: ['title'] });
      p.does('offer', p.shipper, id, offer(p.bank, 'holdership'));
      p.does('accept', p.bank, id);
      const ahead = { acceptedBy: ACCEPTANCE };
      expect(p.tries('offer', p.shipper, id, offer(p.buyer, 'title', ahead))).to.equal('ASSENT_MISSING');
      p.does('offer', p.shipper, id, offer(p.buyer, 'title'));
      p.does('assent', p.bank, id, { to: p.buyer, ...ahead });
      expect(p.control(id)).to.deep.equal([p.buyer, p.bank]);
    });

    it('not when the offer has lapsed, was declined or withdrawn', () => {
      const id = p.issued();
      p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
      p.passes(DAY);
      expect(p.tries('accept', p.buyer, id)).to.equal('OFFER_LAPSED');
      p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
      expect(p.tries('offer', p.shipper, id, offer(p.importer, 'both'))).to.equal('OFFER_OPEN');
      p.does('decline', p.buyer, id, { reason: 'No es la mercadería' });
      expect(p.tries('accept', p.buyer, id)).to.equal('NO_OFFER');
      p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
      expect(p.tries('withdraw', p.buyer, id)).to.equal('NOT_THE_OFFEROR');
      p.does('withdraw', p.shipper, id);
      expect(p.tries('decline', p.buyer, id, { reason: 'x' })).to.equal('NO_OFFER');
    });

    it('in title only with the holder’s assent, while beneficiary and holder differ', () => {
      const id = p.issued();
      p.does('offer', p.shipper, id, offer(p.bank, 'holdership'));
      p.does('accept', p.bank, id);
      expect(p.control(id)).to.deep.equal([p.shipper, p.bank]);
      expect(p.tries('offer', p.bank, id, offer(p.buyer, 'title'))).to.equal('NOT_THE_BENEFICIARY');
      p.does('offer', p.shipper, id, offer(p.buyer, 'title'));
      expect(p.tries('accept', p.buyer, id)).to.equal('ASSENT_MISSING');
      expect(p.tries('assent', p.shipper, id, { to: p.buyer })).to.equal('NOT_THE_HOLDER');
      expect(p.tries('assent', p.bank, id, { to: p.importer })).to.equal('NOTHING_TO_ASSENT_TO');
      p.does('assent', p.bank, id, { to: p.buyer });
      p.does('accept', p.buyer, id);
      expect(p.control(id)).to.deep.equal([p.buyer, p.bank]);
      p.does('offer', p.buyer, id, offer(p.bank, 'title'));
      p.does('accept', p.bank, id);
      expect(p.control(id)).to.deep.equal([p.bank, p.bank]);
    });

    it('not from who was endorsed by name only; it may surrender', () => {
      const id = p.issued();
      p.passed(id, p.shipper, p.buyer, 'named');
      expect(p.tries('offer', p.buyer, id, offer(p.importer, 'both'))).to.equal('NOT_ENDORSABLE');
      p.does('surrender', p.buyer, id, { for: 'delivery' });
    });

    it('to the consignee first where it is made out to one, and no further where it is straight', () => {
      const [order, straight] = [p.issued({ consignee: p.buyer }), p.issued({ form: 'straight', consignee: p.buyer })];
      for (const id of [order, straight]) {
        expect(p.tries('offer', p.shipper, id, offer(p.importer, 'both', { endorsement: 'named' }))).to.equal(
          'NOT_THE_CONSIGNEE',
        );
        p.passed(id, p.shipper, p.buyer, id === order ? 'to-order' : 'named');
      }
      p.passed(order, p.buyer, p.importer);
      expect(p.tries('offer', p.buyer, straight, offer(p.importer, 'both', { endorsement: 'named' }))).to.equal(
        'NOT_ENDORSABLE',
      );
    });

    it('by possession from its issue on, where it is issued in blank', () => {
      const blank = { form: 'bearer', consignee: p.importer };
      expect(
        p.tries('issue', p.carrier, `${p.issued()}0`, { issuer: p.carrier, shipper: p.shipper, ...p.terms, ...blank }),
      ).to.equal('CONSIGNEE_DOES_NOT_FIT');
      const id = p.issued({ form: 'bearer' });
      expect(p.tries('offer', p.shipper, id, offer(p.bank, 'holdership'))).to.equal('BEARER_PASSES_WHOLE');
      p.passed(id, p.shipper, p.buyer, 'blank');
      p.passed(id, p.buyer, p.importer, 'to-order');
      expect(p.bill(id).form).to.equal('order');
    });

    it('by possession once endorsed in blank, whole only, and back to a named party', () => {
      const id = p.issued();
      p.passed(id, p.shipper, p.buyer, 'blank');
      expect(p.bill(id).form).to.equal('bearer');
      expect(p.tries('offer', p.buyer, id, offer(p.bank, 'holdership'))).to.equal('BEARER_PASSES_WHOLE');
      p.passed(id, p.buyer, p.bank, 'blank');
      p.passed(id, p.bank, p.importer, 'named');
      expect(p.bill(id)).to.include({ form: 'order', endorsable: 'no' });
    });

    it('not to a party that is suspended or an officer, nor to who has it already', () => {
      const id = p.issued();
      expect(p.tries('offer', p.shipper, id, offer(p.registrar, 'both'))).to.equal('RECIPIENT_UNKNOWN');
      expect(p.tries('offer', p.shipper, id, offer(p.shipper, 'both'))).to.equal('NOTHING_PASSES');
      p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
      p.becomes(p.buyer, 'suspended');
      expect(p.tries('accept', p.buyer, id)).to.equal('PARTY_NOT_ACTIVE');
      p.does('decline', p.buyer, id, { reason: 'Suspendido' });
      expect(p.tries('offer', p.shipper, id, offer(p.buyer, 'both'))).to.equal('RECIPIENT_UNKNOWN');
    });

    it('also from who is suspended, to discharge what it owes; not from who is frozen by order', () => {
      const id = p.issued();
      p.becomes(p.shipper, 'suspended');
      p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
      p.does('withdraw', p.shipper, id);
      p.becomes(p.shipper, 'frozen');
      expect(p.tries('offer', p.shipper, id, offer(p.buyer, 'both'))).to.equal('PARTY_FROZEN');
    });
  });

  describe('under a letter of credit', () => {
    const presented = (id: string, change: object = {}) => ({
      ...{ to: p.bank, under: 'credit', reference: 'LC-77', withTitle: true },
      ...{ documents: documentsOf(p.bill(id)), lapsesAt: p.tomorrow(), ...change },
    });
    const presents = (by: Handle, id: string, change?: object) => p.does('present', by, id, presented(id, change));
    const examined = (): string => {
      const id = p.issued();
      presents(p.shipper, id);
      p.does('accept', p.bank, id);
      p.does('noticeComplete', p.bank, id);
      return id;
    };
    const NOTICE = { discrepancies: ['Fecha a bordo posterior', 'Falta póliza'], disposition: 'holds-for-waiver' };

    it('is held for the presenter until the bank takes it up', () => {
      const id = examined();
      expect(p.control(id)).to.deep.equal([p.shipper, p.bank]);
      expect(p.tries('offer', p.bank, id, offer(p.importer, 'holdership'))).to.equal('PRESENTATION_OPEN');
      expect(p.tries('return', p.bank, id)).to.equal('UNDER_EXAMINATION');
      expect(p.tries('takeUp', p.otherBank, id)).to.equal('NOT_THE_HOLDER');
      p.does('takeUp', p.bank, id);
      expect(p.control(id)).to.deep.equal([p.bank, p.bank]);
      expect(p.bill(id).presentations).to.deep.equal([]);
    });

    it('is presented with the documents that it has, and no others', () => {
      const id = p.issued({ enclosed: { envelope: digestOf('envelope'), keys: digestOf('keys') } });
      const before = presented(id);
      p.does('addDocuments', p.shipper, id, { envelope: digestOf('added'), keys: digestOf('its keys') });
      expect(p.tries('present', p.shipper, id, before)).to.equal('DOCUMENTS_DIFFER');
      expect(p.tries('present', p.shipper, id, presented(p.issued()))).to.equal('DOCUMENTS_DIFFER');
      presents(p.shipper, id);
    });

    it('is refused once, held for a waiver, and taken up after it', () => {
      const id = examined();
      p.does('refuse', p.bank, id, NOTICE);
      expect(p.tries('refuse', p.bank, id, NOTICE)).to.equal('NOTICE_GIVEN');
      expect(p.tries('takeUp', p.bank, id)).to.equal('DOCUMENTS_REFUSED');
      p.does('waive', p.bank, id, { reference: 'Nota 8' });
      p.does('takeUp', p.bank, id);
      expect(p.control(id)).to.deep.equal([p.bank, p.bank]);
    });

    it('goes back to the presenter where it is refused and returned', () => {
      const [one, other] = [examined(), examined()];
      p.does('refuse', p.bank, one, { ...NOTICE, disposition: 'returns' });
      p.does('refuse', p.bank, other, NOTICE);
      p.does('return', p.bank, other);
      for (const id of [one, other]) expect(p.control(id)).to.deep.equal([p.shipper, p.shipper]);
    });

    it('stays where it is when the five banking days pass without notice, and the bank is precluded', () => {
      const id = examined();
      p.passes(EXAMINED);
      expect(p.tries('refuse', p.bank, id, NOTICE)).to.equal('PRECLUDED');
      expect(p.control(id)).to.deep.equal([p.shipper, p.bank]);
      p.does('takeUp', p.bank, id);
    });

    it('passes through two banks, each with days of its own', () => {
      const id = examined();
      p.passes(EXAMINED);
      presents(p.bank, id, { to: p.otherBank, withTitle: false });
      p.does('accept', p.otherBank, id);
      expect(p.tries('refuse', p.bank, id, NOTICE)).to.equal('NOT_THE_HOLDER');
      p.does('noticeComplete', p.otherBank, id);
      p.does('refuse', p.otherBank, id, { ...NOTICE, disposition: 'returns' });
      expect(p.control(id)).to.deep.equal([p.shipper, p.bank]);
      presents(p.bank, id, { to: p.otherBank, withTitle: false });
      p.does('accept', p.otherBank, id);
      p.does('takeUp', p.otherBank, id);
      expect(p.control(id)).to.deep.equal([p.otherBank, p.otherBank]);
    });

    it('is presented to banks only, by the holder, with title by whose the goods are', () => {
      const id = p.issued();
      expect(p.tries('present', p.shipper, id, presented(id, { to: p.buyer }))).to.equal('ROLE_REQUIRED');
      expect(p.tries('present', p.buyer, id, presented(id))).to.equal('NOT_THE_HOLDER');
      p.does('offer', p.shipper, id, offer(p.buyer, 'holdership'));
      p.does('accept', p.buyer, id);
      expect(p.tries('present', p.buyer, id, presented(id))).to.equal('NOT_THE_BENEFICIARY');
    });
  });

  it('for collection is released to the drawee on payment, or returned', () => {
    const collection = (id: string) => ({
      ...{ to: p.bank, under: 'collection', reference: 'COB-5', withTitle: true },
      ...{ documents: documentsOf(p.bill(id)), drawee: p.importer, against: 'payment', lapsesAt: p.tomorrow() },
    });
    const [paid, unpaid] = [p.issued(), p.issued()];
    for (const id of [paid, unpaid]) {
      p.does('present', p.shipper, id, collection(id));
      p.does('accept', p.bank, id);
      expect(p.tries('noticeComplete', p.bank, id)).to.equal('PRESENTED_OTHERWISE');
    }
    const released = (to: string) => ({ to, reference: 'Pago 1', lapsesAt: p.tomorrow() });
    expect(p.tries('release', p.bank, paid, released(p.buyer))).to.equal('NOT_THE_DRAWEE');
    p.does('release', p.bank, paid, released(p.importer));
    p.does('accept', p.importer, paid);
    expect(p.control(paid)).to.deep.equal([p.importer, p.importer]);
    p.does('return', p.bank, unpaid);
    expect(p.control(unpaid)).to.deep.equal([p.shipper, p.shipper]);
  });

  describe('is surrendered', () => {
    it('by one party that controls it whole, and ends when the carrier accepts', () => {
      const id = p.issued();
      p.does('offer', p.shipper, id, offer(p.bank, 'holdership'));
      p.does('accept', p.bank, id);
      for (const by of [p.shipper, p.bank])
        expect(p.tries('surrender', by, id, { for: 'delivery' })).to.equal('NOT_SOLE_CONTROLLER');
      p.does('offer', p.bank, id, offer(p.shipper, 'holdership'));
      p.does('accept', p.shipper, id);
      p.does('surrender', p.shipper, id, { for: 'delivery' });
      expect(p.tries('offer', p.shipper, id, offer(p.buyer, 'both'))).to.equal('TITLE_NOT_IN_FORCE');
      expect(p.tries('acceptSurrender', p.shipper, id)).to.equal('NOT_THE_ISSUER');
      p.does('acceptSurrender', p.carrier, id);
      expect(stateOf(p.bill(id))).to.equal('accomplished');
      for (const act of ['surrender', 'acceptSurrender'])
        expect(
          p.tries(act, act === 'surrender' ? p.shipper : p.carrier, id, act === 'surrender' ? { for: 'delivery' } : {}),
        ).to.match(/TITLE_NOT/);
    });

    it('and goes back when the carrier refuses, or says nothing in its term', () => {
      const id = p.issued();
      p.does('surrender', p.shipper, id, { for: 'delivery' });
      p.does('refuseSurrender', p.carrier, id, { reason: 'Flete impago' });
      expect(stateOf(p.bill(id))).to.equal('in-force');
      p.does('surrender', p.shipper, id, { for: 'delivery' });
      p.passes(4 * DAY);
      expect(stateOf(p.bill(id))).to.equal('in-force');
      expect(p.tries('acceptSurrender', p.carrier, id)).to.equal('TITLE_NOT_SURRENDERED');
      p.passed(id, p.shipper, p.buyer);
    });

    it('for paper, with the statement that it has been replaced', () => {
      const id = p.issued();
      p.does('surrender', p.shipper, id, { for: 'amendment', reason: 'SWTP' });
      expect(p.tries('acceptSurrender', p.carrier, id)).to.equal('STATEMENT_DOES_NOT_FIT');
      p.does('acceptSurrender', p.carrier, id, { statement: 'Reemplazado por tres originales' });
      expect(p.bill(id)).to.include({ onPaper: 'Reemplazado por tres originales' });
      expect(stateOf(p.bill(id))).to.equal('on-paper');
    });

    it('for a switch bill, whose name only the salted digest tells', () => {
      const id = p.issued();
      p.does('surrender', p.shipper, id, { for: 'amendment', reason: 'SWI' });
      expect(p.tries('acceptSurrender', p.carrier, id)).to.equal('SWITCH_DOES_NOT_FIT');
      p.does('acceptSurrender', p.carrier, id, { switched: digestOf('salted') });
      expect(stateOf(p.bill(id))).to.equal('replaced');
      expect(p.bill(id).switched).to.deep.include({ bill: digestOf('salted') });
    });

    it('for a switch bill that is overdue in everyone’s sight, until who surrendered the old one has the new', () => {
      const [id, accomplished] = [p.issued(), p.issued()];
      p.does('surrender', p.shipper, id, { for: 'amendment', reason: 'SWI' });
      expect(p.tries('confirmSwitch', p.shipper, id)).to.equal('NOTHING_TO_CONFIRM');
      p.does('acceptSurrender', p.carrier, id, { switched: digestOf('salted') });
      expect(isSwitchOverdue(p.bill(id), p.now)).to.equal(false);
      p.passes(4 * DAY);
      expect(isSwitchOverdue(p.bill(id), p.now)).to.equal(true);
      for (const other of [p.carrier, p.buyer])
        expect(p.tries('confirmSwitch', other, id)).to.equal('NOT_SOLE_CONTROLLER');
      p.does('confirmSwitch', p.shipper, id);
      expect(isSwitchOverdue(p.bill(id), p.now)).to.equal(false);
      expect(p.tries('confirmSwitch', p.shipper, id)).to.equal('NOTHING_TO_CONFIRM');
      p.does('surrender', p.shipper, accomplished, { for: 'delivery' });
      p.does('acceptSurrender', p.carrier, accomplished);
      expect(p.tries('confirmSwitch', p.shipper, accomplished)).to.equal('NOTHING_TO_CONFIRM');
      expect(isSwitchOverdue(p.bill(accomplished), p.now)).to.equal(false);
    });

    it('for others that take its place, for as much, all at once: split and combined', () => {
      const id = p.issued();
      const half = [
        { unit: 'KGM', thousandths: 10_000_000 },
        { unit: 'PK', thousandths: 450_000 },
      ];
      const parts = [`SMDG:${CODE}/R1/2`, `SMDG:${CODE}/R1-B/1`];
      const { form, ...terms } = p.terms;
      const issues = parts.map((one) => ({ id: one, form, ...terms, quantities: half }));
      const args = { issuer: p.carrier, party: p.shipper, closes: [{ id, quantities: terms.quantities }], issues };
      const all = [id, ...parts];
      expect(p.tries('replace', p.carrier, all, args)).to.equal('TITLE_NOT_SURRENDERED');
      p.does('surrender', p.shipper, id, { for: 'amendment', comment: 'En dos partidas' });
      expect(p.tries('replace', p.shipper, all, args)).to.equal('NOT_THE_ISSUER');
      expect(p.tries('replace', p.carrier, all, { ...args, party: p.buyer })).to.equal('NOT_SOLE_CONTROLLER');
      const less = { ...args, issues: issues.slice(0, 1) };
      expect(p.tries('replace', p.carrier, all.slice(0, 2), less)).to.equal('QUANTITIES_DIFFER');
      const lied = { ...less, closes: [{ id, quantities: half }] };
      expect(p.tries('replace', p.carrier, all.slice(0, 2), lied)).to.equal('QUANTITIES_DIFFER');
      expect(p.tries('replace', p.carrier, parts, args)).to.equal('WRONG_RECORD');
      p.does('replace', p.carrier, all, args);
      expect(stateOf(p.bill(id))).to.equal('replaced');
      for (const one of parts) expect(p.control(one)).to.deep.equal([p.shipper, p.shipper]);
      for (const one of parts) p.does('surrender', p.shipper, one, { for: 'amendment', comment: 'En una' });
      const whole = `SMDG:${CODE}/R1/3`;
      p.does('replace', p.carrier, [...parts, whole], {
        ...{ issuer: p.carrier, party: p.shipper },
        closes: parts.map((one) => ({ id: one, quantities: half })),
        issues: [{ id: whole, form, ...terms }],
      });
      expect(p.bill(whole).replaces).to.deep.equal(parts);
    });
  });

  it('is handed over to another platform and back, by both, and is never open in two places', () => {
    const id = p.issued();
    const chain = () => ({ transferChain: digestOf('chain'), lapsesAt: p.tomorrow() });
    expect(p.tries('handOver', p.shipper, id, { to: p.buyer, ...chain() })).to.equal('ROLE_REQUIRED');
    p.does('handOver', p.shipper, id, { to: p.platform, ...chain() });
    expect(p.tries('handBack', p.platform, id, { to: p.buyer, ...chain() })).to.equal('TITLE_NOT_IN_FORCE');
    p.does('accept', p.platform, id);
    expect(stateOf(p.bill(id))).to.equal('elsewhere');
    for (const by of [p.shipper, p.platform])
      expect(p.tries('offer', by, id, offer(p.buyer, 'both'))).to.equal('TITLE_NOT_IN_FORCE');
    expect(p.tries('handBack', p.shipper, id, { to: p.buyer, ...chain() })).to.equal('NOT_SOLE_CONTROLLER');
    expect(p.tries('handBack', p.platform, id, { to: p.buyer, ...chain() })).to.equal('ENDORSEMENT_DOES_NOT_FIT');
    p.does('handBack', p.platform, id, { to: p.buyer, endorsement: 'named', ...chain() });
    expect(stateOf(p.bill(id))).to.equal('elsewhere');
    p.does('accept', p.buyer, id);
    expect(p.control(id)).to.deep.equal([p.buyer, p.buyer]);
    expect(p.tries('offer', p.buyer, id, offer(p.importer, 'both'))).to.equal('NOT_ENDORSABLE');
    p.does('surrender', p.buyer, id, { for: 'delivery' });
  });

  it('made out straight goes to another platform, and comes back to its shipper or its consignee', () => {
    const chain = () => ({ transferChain: digestOf('chain'), lapsesAt: p.tomorrow() });
    const away = (): string => {
      const id = p.issued({ form: 'straight', consignee: p.importer });
      p.does('handOver', p.shipper, id, { to: p.platform, ...chain() });
      p.does('accept', p.platform, id);
      return id;
    };
    const [id, other] = [away(), away()];
    expect(p.tries('handBack', p.platform, id, { to: p.buyer, ...chain() })).to.equal('ENDORSEMENT_DOES_NOT_FIT');
    const toBuyer = { to: p.buyer, endorsement: 'named', ...chain() };
    expect(p.tries('handBack', p.platform, id, toBuyer)).to.equal('NOT_THE_CONSIGNEE');
    p.does('handBack', p.platform, id, { to: p.importer, endorsement: 'named', ...chain() });
    p.does('accept', p.importer, id);
    expect(p.bill(id).endorsable).to.equal('no');
    p.does('handBack', p.platform, other, { to: p.shipper, ...chain() });
    p.does('accept', p.shipper, other);
    expect(p.bill(other).endorsable).to.equal('to-consignee');
  });

  it('is spent in everyone’s sight once the goods were delivered without it', () => {
    const id = p.issued();
    const delivered = { indemnity: 'LOI-3', on: '2026-03-02' };
    expect(p.tries('recordDelivery', p.shipper, id, delivered)).to.equal('NOT_THE_ISSUER');
    p.does('recordDelivery', p.carrier, id, delivered);
    expect(p.bill(id).delivered).to.include(delivered);
    expect(p.tries('recordDelivery', p.carrier, id, delivered)).to.equal('TITLE_NOT_IN_FORCE');
  });

  describe('under an order', () => {
    const order = () => ({ issuer: p.carrier, order: 'JUZGADO-9/2026' });

    it('moves not at all until it is lifted, while what was offered may be declined', () => {
      const id = p.issued();
      p.does('offer', p.shipper, id, offer(p.buyer, 'both'));
      p.does('freeze', p.registrar, id, order());
      expect(p.tries('accept', p.buyer, id)).to.equal('TITLE_FROZEN');
      p.does('decline', p.buyer, id, { reason: 'x' });
      expect(p.tries('surrender', p.shipper, id, { for: 'delivery' })).to.equal('TITLE_FROZEN');
      p.does('unfreeze', p.registrar, id, order());
      p.passed(id, p.shipper, p.buyer);
    });

    it('passes to whom the order names, by an officer and the carrier together', () => {
      const id = p.issued();
      const args = { issuer: p.carrier, ground: 'order', reference: 'X', beneficiary: p.buyer, holder: p.bank };
      expect(p.tries('transferByOrder', p.shipper, id, args)).to.equal('ROLE_REQUIRED');
      expect(p.tries('transferByOrder', p.registrar, id, { ...args, issuer: p.forwarder })).to.equal('NOT_THE_ISSUER');
      p.does('offer', p.shipper, id, offer(p.importer, 'both'));
      p.does('transferByOrder', p.registrar, id, args);
      expect(p.control(id)).to.deep.equal([p.buyer, p.bank]);
      expect(p.tries('accept', p.importer, id)).to.equal('NO_OFFER');
    });
  });

  it('is not surrendered while an offer is open, nor presented', () => {
    const id = p.issued();
    p.does(
      'offer',
      p.shipper,
      id,
      offer(p.buyer, 'both', { lapsesAt: new Date(Date.parse(p.now) + MINUTE).toISOString() }),
    );
    expect(p.tries('surrender', p.shipper, id, { for: 'delivery' })).to.equal('OFFER_OPEN');
    p.passes(MINUTE);
    p.does('surrender', p.shipper, id, { for: 'delivery' });
  });
});
