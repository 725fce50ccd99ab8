import { expect } from 'chai';
import { digestOf, documentsOf, type Handle } from '@fairway/model';
import * as dcsa from '@fairway/model/dcsa';
import { refusalOf } from '../../refusals.ts';
import { PaperBills } from '../../title/paper-bills.ts';
import { bill as document, party } from '../pint/world.ts';

describe('A bill’s acts, told as a transfer chain', () => {
  let p: PaperBills;
  let names: Map<Handle, string>;
  beforeEach(() => {
    p = new PaperBills();
    names = new Map(
      (['carrier', 'shipper', 'buyer', 'importer', 'bank', 'otherBank'] as const).map((name) => [p[name], name]),
    );
  });
  const named: dcsa.PartyLookup = (handle) => {
    const name = names.get(handle);
    return name === undefined ? undefined : party(name, 'FRWY');
  };
  const told = (id: string): dcsa.TitleSteps => dcsa.stepsOf(p.bill(id), p.acts.get(id)!, 'FRWY', named);
  const inWords = ({ steps }: dcsa.TitleSteps): string[] =>
    steps.map(({ action, actor, recipient }) => {
      const by = actor.partyName + (actor.representedParty ? ` for ${actor.representedParty.partyName}` : '');
      return `${action}: ${by}${recipient ? ` to ${recipient.partyName}` : ''}`;
    });
  /** Where the chain leaves the bill, by the rules by which platforms read it. */
  const replayed = (id: string, of = document({ endorsee: party('shipper', 'FRWY') })): dcsa.Possession =>
    told(id).steps.reduce<dcsa.Possession | undefined>(
      (before, step) => dcsa.advance(of, before, dcsa.transactionOf(step)),
      undefined,
    )!;
  const soon = () => ({ lapsesAt: p.tomorrow() });

  it('tells what passed, by whom it was given, and nothing that was declined, withdrawn or lapsed', () => {
    const id = p.issued();
    p.does('offer', p.shipper, id, { to: p.buyer, what: 'both', endorsement: 'named', ...soon() });
    p.does('decline', p.buyer, id, { reason: 'x' });
    p.does('offer', p.shipper, id, { to: p.buyer, what: 'both', endorsement: 'named', ...soon() });
    p.does('withdraw', p.shipper, id);
    p.passed(id, p.shipper, p.buyer);
    p.passed(id, p.buyer, p.bank, 'blank');
    p.passed(id, p.bank, p.otherBank, 'blank');
    p.passed(id, p.otherBank, p.importer, 'named');
    expect(inWords(told(id))).to.deep.equal([
      'ISSUE: carrier to shipper',
      'ENDORSE_TO_ORDER: shipper to buyer',
      'TRANSFER: shipper to buyer',
      'BLANK_ENDORSE: buyer',
      'TRANSFER: buyer to bank',
      'TRANSFER: bank to otherBank',
      'ENDORSE: otherBank to importer',
      'TRANSFER: otherBank to importer',
    ]);
    expect(replayed(id).title).to.deep.include({ kind: 'named', mayEndorse: false });
    const acts = p.acts.get(id)!;
    expect(told(id).steps.map(({ audit }) => audit)).to.include.members([acts[0]!.id, acts.at(-1)!.id]);
  });

  it('has the holder endorse in the beneficiary’s name where it assents', () => {
    const id = p.issued();
    p.does('offer', p.shipper, id, { to: p.bank, what: 'holdership', ...soon() });
    p.does('accept', p.bank, id);
    p.does('offer', p.shipper, id, { to: p.importer, what: 'title', endorsement: 'to-order', ...soon() });
    p.does('assent', p.bank, id, { to: p.importer });
    p.does('accept', p.importer, id);
    expect(inWords(told(id)).slice(1)).to.deep.equal([
      'TRANSFER: shipper to bank',
      'ENDORSE_TO_ORDER: bank for shipper to importer',
    ]);
    expect(replayed(id).possessor.partyName).to.equal('bank');
  });

  it('tells documents that a bank takes up, returns, or releases to the drawee', () => {
    const [takenUp, returned, released] = [p.issued(), p.issued(), p.issued()];
    const presented = { to: p.bank, reference: 'LC-1', withTitle: true };
    for (const id of [takenUp, returned]) {
      p.does('present', p.shipper, id, {
        ...presented,
        documents: documentsOf(p.bill(id)),
        under: 'credit',
        ...soon(),
      });
      p.does('accept', p.bank, id);
    }
    p.does('takeUp', p.bank, takenUp);
    p.does('return', p.bank, returned);
    const collection = { ...presented, under: 'collection', drawee: p.importer, against: 'payment' };
    p.does('present', p.shipper, released, { ...collection, documents: documentsOf(p.bill(released)), ...soon() });
    p.does('accept', p.bank, released);
    p.does('release', p.bank, released, { to: p.importer, reference: 'x', ...soon() });
    p.does('accept', p.importer, released);
    const held = 'TRANSFER: shipper to bank';
    expect(inWords(told(takenUp)).slice(1)).to.deep.equal([held, 'ENDORSE_TO_ORDER: bank for shipper to bank']);
    expect(inWords(told(returned)).slice(1)).to.deep.equal([held, 'TRANSFER: bank to shipper']);
    expect(inWords(told(released)).slice(1)).to.deep.equal([
      held,
      'ENDORSE_TO_ORDER: bank for shipper to importer',
      'TRANSFER: bank to importer',
    ]);
    for (const id of [takenUp, returned, released]) replayed(id);
  });

  it('tells a surrender and its answer, and that one went back by silence', () => {
    const [accepted, refused, silent] = [p.issued(), p.issued(), p.issued()];
    p.does('surrender', p.shipper, accepted, { for: 'amendment', reason: 'SWTP' });
    p.does('acceptSurrender', p.carrier, accepted, { statement: 'x' });
    p.does('surrender', p.shipper, refused, { for: 'delivery' });
    p.does('refuseSurrender', p.carrier, refused, { reason: 'Falta el flete' });
    p.does('surrender', p.shipper, silent, { for: 'delivery' });
    p.passes(9 * 86_400_000);
    expect(inWords(told(accepted)).slice(1)).to.deep.equal([
      'SURRENDER_FOR_AMENDMENT: shipper to carrier',
      'SACC: carrier to shipper',
    ]);
    expect(told(accepted).steps[1]).to.include({ reason: 'SWTP' });
    expect(replayed(accepted).isClosed).to.equal(true);
    expect(told(refused).steps.at(-1)).to.include({ action: 'SREJ', comments: 'Falta el flete' });
    expect(told(silent).steps.at(-1)).to.include({ action: 'SREJ' });
    const silence = told(silent).steps.length;
    p.passed(silent, p.shipper, p.buyer);
    expect(inWords(told(silent)).slice(silence)).to.deep.equal([
      'ENDORSE_TO_ORDER: shipper to buyer',
      'TRANSFER: shipper to buyer',
    ]);
    expect(replayed(silent).possessor.partyName).to.equal('buyer');
  });

  it('names the agent of a carrier or of a holder as who acted, and whom it represented', () => {
    names.set(p.forwarder, 'agent');
    const id = `${p.issued().split('/')[0]}/AGENT/1`;
    const mandate = (principal: Handle, type: string) => ({ mandate: p.mandated(principal, p.forwarder, type) });
    const args = { issuer: p.carrier, shipper: p.shipper, ...p.terms };
    p.does('issue', p.forwarder, id, args, mandate(p.carrier, 'title.issue'));
    const offer = { to: p.buyer, what: 'both', endorsement: 'to-order', ...soon() };
    p.does('offer', p.forwarder, id, offer, mandate(p.shipper, 'title.offer'));
    p.does('accept', p.buyer, id);
    p.does('surrender', p.forwarder, id, { for: 'delivery' }, mandate(p.buyer, 'title.surrender'));
    p.does('refuseSurrender', p.carrier, id, { reason: 'x' });
    expect(inWords(told(id))).to.deep.equal([
      'ISSUE: agent for carrier to shipper',
      'ENDORSE_TO_ORDER: agent for shipper to buyer',
      'TRANSFER: agent for shipper to buyer',
      'SURRENDER_FOR_DELIVERY: agent for buyer to carrier',
      'SREJ: carrier to buyer',
    ]);
    expect(replayed(id).possessor.partyName).to.equal('buyer');
  });

  it('of a straight bill has no endorsement, and of bills that took another’s place begins with their issue', () => {
    const straight = p.issued({ form: 'straight', consignee: p.importer });
    p.passed(straight, p.shipper, p.importer, 'named');
    expect(inWords(told(straight)).at(-1)).to.equal('TRANSFER: shipper to importer');
    const id = p.issued();
    p.does('surrender', p.shipper, id, { for: 'amendment', reason: 'COD' });
    const next = id.replace('/1', '/2');
    p.does('replace', p.carrier, [id, next], {
      ...{ issuer: p.carrier, party: p.shipper, closes: [{ id, quantities: p.terms.quantities }] },
      issues: [{ id: next, ...p.terms }],
    });
    expect(inWords(told(id)).at(-1)).to.equal('SACC: carrier to shipper');
    expect(inWords(told(next))).to.deep.equal(['ISSUE: carrier to shipper']);
  });

  it('begins anew after the bill came back, and names the chains by which it went and came', () => {
    const id = p.issued();
    p.does('handOver', p.shipper, id, { to: p.platform, transferChain: digestOf('out'), ...soon() });
    p.does('withdraw', p.shipper, id);
    expect(told(id).crossings).to.deep.equal([]);
    p.does('handOver', p.shipper, id, { to: p.platform, transferChain: digestOf('out 2'), ...soon() });
    p.does('accept', p.platform, id);
    const back = { to: p.buyer, endorsement: 'blank', transferChain: digestOf('back'), ...soon() };
    p.does('handBack', p.platform, id, back);
    p.does('accept', p.buyer, id);
    p.passed(id, p.buyer, p.importer, 'blank');
    const { steps, crossings } = told(id);
    expect(inWords({ steps, crossings })).to.deep.equal(['TRANSFER: buyer to importer']);
    expect(crossings.map(({ into, transferChain }) => [into, transferChain])).to.deep.equal([
      ['elsewhere', digestOf('out 2')],
      ['in-force', digestOf('back')],
    ]);
    expect(dcsa.checksumOfDigest(digestOf('back'))).to.equal(dcsa.checksumOf('back'));
  });

  it('is not told of a party whose code nobody gave, nor of a bill that an order moved', async () => {
    const id = p.issued();
    const moved = p.issued();
    const hands = { beneficiary: p.buyer, holder: p.buyer };
    p.does('transferByOrder', p.registrar, moved, {
      ...{ issuer: p.carrier, ground: 'order', reference: 'J-1' },
      ...hands,
    });
    expect((await refusalOf(() => told(moved))).code).to.equal('MOVED_BY_ORDER');
    const offered = p.issued();
    p.does('handOver', p.shipper, offered, { to: p.platform, transferChain: digestOf('out'), ...soon() });
    p.does('transferByOrder', p.registrar, offered, {
      ...{ issuer: p.carrier, ground: 'order', reference: 'J-2' },
      ...hands,
    });
    expect(dcsa.crossingsOf(p.bill(offered), p.acts.get(offered)!)).to.deep.equal([]);
    names.delete(p.shipper);
    expect((await refusalOf(() => told(id))).code).to.equal('PARTY_CODE_MISSING');
  });

  it('knows parties named in public by their identifiers, and others not', () => {
    const identifiers = [
      { scheme: 'SMDG' as const, value: 'MSK' },
      { scheme: 'LEI' as const, value: '213800HX6IZM1QNBAJ33' },
      { scheme: 'EORI' as const, value: 'DK123' },
    ];
    expect(dcsa.namedParty({ public: { name: 'N'.repeat(90), identifiers } })).to.deep.equal({
      partyName: 'N'.repeat(70),
      identifyingCodes: [
        { codeListProvider: 'ZZZ', partyCode: 'MSK', codeListName: 'SMDG' },
        { codeListProvider: 'GLEIF', partyCode: '213800HX6IZM1QNBAJ33', codeListName: 'LEI' },
        { codeListProvider: 'ZZZ', partyCode: 'DK123', codeListName: 'EORI' },
      ],
      taxLegalReferences: [{ type: 'EORI', countryCode: 'DK', value: 'DK123' }],
    });
    expect(dcsa.namedParty({})).to.equal(undefined);
  });
});
