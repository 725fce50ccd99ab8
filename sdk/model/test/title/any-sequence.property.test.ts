import { expect } from 'chai';
import fc from 'fast-check';
import {
  HOUR,
  Refusal,
  controlOf,
  digestOf,
  documentsOf,
  isLive,
  orderOn,
  stateOf,
  type Handle,
  type Title,
} from '@fairway/model';
import * as dcsa from '@fairway/model/dcsa';
import { bill as document, party } from '../dcsa/pint/world.ts';
import { ACCEPTANCE, CODE, PaperBills } from './paper-bills.ts';

const ACTS = [
  ...[
    'offer',
    'offer',
    'offer',
    'accept',
    'accept',
    'accept',
    'accept',
    'accept',
    'decline',
    'withdraw',
    'assent',
    'assent',
  ],
  ...[
    'present',
    'present',
    'present',
    'noticeComplete',
    'noticeComplete',
    'takeUp',
    'refuse',
    'refuse',
    'waive',
    'waive',
  ],
  ...['return', 'release', 'release'],
  ...['surrender', 'surrender', 'acceptSurrender', 'refuseSurrender', 'replace', 'replace', 'recordDelivery'],
  ...['handOver', 'handBack', 'handBack'],
  ...['addDocuments', 'giveKeys'],
  ...['freeze', 'unfreeze', 'transferByOrder'],
];

/** What anybody tries, in any order; mostly who could, so that sequences get somewhere. */
const tries = fc.array(
  fc.record({
    type: fc.constantFrom(...ACTS),
    by: fc.nat(11),
    to: fc.nat(5),
    bill: fc.nat(3),
    hours: fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 30, 24 * 9),
    what: fc.constantFrom('holdership', 'title', 'both'),
    endorsement: fc.constantFrom('to-order', 'to-order', 'named', 'blank'),
    yes: fc.boolean(),
    reason: fc.constantFrom('SWTP', 'COD', 'SWI', undefined),
  }),
  { minLength: 10, maxLength: 60 },
);
type Try = Parameters<Parameters<typeof tries.map>[0]>[0][number];

/** Who could do it, had nothing stood in the way. */
const CARRIER = ['acceptSurrender', 'refuseSurrender', 'replace', 'recordDelivery'];
const OFFICER = ['freeze', 'unfreeze', 'transferByOrder'];

class Play {
  readonly p = new PaperBills();
  readonly ids: string[] = [];
  /** Who has agreed, since it got what it has, that title or holdership go on; by bill. */
  readonly agreed = new Map<string, Set<Handle>>();

  readonly accepting: boolean;

  constructor(accepting: boolean) {
    this.accepting = accepting;
    const { p } = this;
    const [free, presented] = [p.issued(), p.issued()];
    this.ids.push(free, presented);
    const under = { under: 'credit', reference: 'x', documents: documentsOf(p.bill(presented)), withTitle: true };
    p.does('present', p.shipper, presented, { to: p.bank, ...under, lapsesAt: p.tomorrow() });
    p.does('accept', p.bank, presented);
    this.agreed.set(presented, new Set([p.shipper]));
    if (accepting) p.accepts(p.buyer, { what: ['holdership', 'title', 'both'] });
  }

  attempt(one: Try): { id: string; type: string; by: Handle; before: Title } | undefined {
    const { p } = this;
    p.passes(one.hours * HOUR);
    const id = this.ids[one.bill % this.ids.length]!;
    const before = p.bill(id);
    const parties = [p.shipper, p.buyer, p.importer, p.bank, p.otherBank, p.platform];
    const { beneficiary, holder } = controlOf(before);
    const { type } = one;
    const likely = CARRIER.includes(type)
      ? p.carrier
      : OFFICER.includes(type)
        ? p.registrar
        : type === 'accept' || type === 'decline'
          ? before.offer?.to
          : type === 'withdraw'
            ? before.offer?.by
            : type === 'offer' && one.what === 'title'
              ? beneficiary
              : holder;
    const by = one.by < 2 || !likely ? parties[one.to]! : likely;
    const to = parties[one.to]!;
    const ahead = one.reason === 'COD' && this.accepting && to === p.buyer ? { acceptedBy: ACCEPTANCE } : {};
    const lapsesAt = p.tomorrow();
    const next = `SMDG:${CODE}/N${this.ids.length}`;
    const half = before.quantities.map(({ unit, thousandths }) => ({ unit, thousandths: Math.ceil(thousandths / 2) }));
    const rest = before.quantities.map(({ unit, thousandths }) => ({ unit, thousandths: Math.floor(thousandths / 2) }));
    const { form, ...terms } = p.terms;
    const args: Record<string, object> = {
      offer: {
        to,
        ...ahead,
        what: one.what,
        lapsesAt,
        ...(one.what === 'holdership' ? {} : { endorsement: one.endorsement }),
      },
      accept: one.yes ? { keys: 'forgone' } : {},
      decline: { reason: 'x' },
      assent: { to: before.offer?.to ?? to, ...(before.offer?.to === p.buyer ? ahead : {}) },
      present: {
        ...{
          to: one.yes ? p.bank : p.otherBank,
          reference: 'x',
          documents: documentsOf(before),
          withTitle: one.by % 2 === 0,
        },
        ...(one.what === 'both' ? { under: 'credit' } : { under: 'collection', drawee: to, against: 'payment' }),
        lapsesAt,
      },
      refuse: { discrepancies: ['x'], disposition: one.yes ? 'returns' : 'holds-for-waiver' },
      waive: { reference: 'x' },
      release: { to: before.presentations.at(-1)?.drawee ?? to, reference: 'x', lapsesAt },
      surrender: one.yes
        ? { for: 'delivery' }
        : { for: 'amendment', ...(one.reason ? { reason: one.reason } : { comment: 'x' }) },
      acceptSurrender: one.yes ? {} : one.reason === 'SWI' ? { switched: digestOf('x') } : { statement: 'x' },
      refuseSurrender: { reason: 'x' },
      recordDelivery: { indemnity: 'x', on: '2026-03-02' },
      replace: {
        ...{ issuer: p.carrier, party: controlOf(before).holder, closes: [{ id, quantities: before.quantities }] },
        issues: [half, rest].map((quantities, index) => ({ id: `${next}/${index + 1}`, form, ...terms, quantities })),
      },
      handOver: { to: p.platform, transferChain: digestOf('c'), lapsesAt },
      handBack: { to, transferChain: digestOf('c'), endorsement: one.endorsement, lapsesAt },
      addDocuments: { envelope: digestOf(`${one.to} ${one.hours}`), keys: digestOf('k') },
      giveKeys: { to, keys: digestOf('k') },
      freeze: { issuer: p.carrier, order: 'x' },
      unfreeze: { issuer: p.carrier, order: 'x' },
      transferByOrder: { issuer: p.carrier, ground: 'order', reference: 'x', beneficiary: to, holder: p.bank },
    };
    const ids = one.type === 'replace' ? [id, `${next}/1`, `${next}/2`] : id;
    try {
      p.does(one.type, by, ids, args[one.type]);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
    if (one.type === 'replace') this.ids.push(`${next}/1`, `${next}/2`);
    return { id, type: one.type, by, before };
  }
}

/** Runs a sequence, with a look at each act that was done. */
function run(
  sequence: readonly Try[],
  accepting: boolean,
  look: (play: Play, done: NonNullable<ReturnType<Play['attempt']>>) => void,
): Play {
  const play = new Play(accepting);
  for (const one of sequence) {
    const done = play.attempt(one);
    if (done) look(play, done);
  }
  return play;
}

describe('Whatever anybody tries with bills of lading', () => {
  it('gets somewhere in these tests', () => {
    const reached = new Set<string>();
    fc.assert(
      fc.property(tries, fc.boolean(), (sequence, accepting) => {
        run(sequence, accepting, (_play, { type }) => void reached.add(type));
      }),
      { numRuns: 1_000, seed: 7 },
    );
    expect([...reached].sort()).to.deep.equal([...new Set(ACTS)].sort());
  });

  it('title and holdership pass from who agreed to who did, or by an order that the carrier signs', () => {
    fc.assert(
      fc.property(tries, fc.boolean(), (sequence, accepting) => {
        run(sequence, accepting, (play, { id, type, by, before }) => {
          const [was, is] = [controlOf(before), controlOf(play.p.bill(id))];
          const agreed = play.agreed.get(id) ?? new Set();
          play.agreed.set(id, agreed);
          if (['offer', 'present', 'assent', 'release', 'surrender', 'handOver', 'handBack'].includes(type))
            agreed.add(by);
          for (const part of ['beneficiary', 'holder'] as const) {
            if (was[part] === is[part] || type === 'transferByOrder') continue;
            expect(agreed, `${type} by ${by}`).to.include(
              type === 'return' || type === 'refuse' ? is[part] : was[part],
            );
            const isOwn = by === is[part] || type === 'return' || type === 'refuse';
            expect(isOwn || (accepting && is[part] === play.p.buyer), `${type} by ${by}`).to.equal(true);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('nothing moves under an order, closed stays closed, and quantities stay what they were', () => {
    fc.assert(
      fc.property(tries, fc.boolean(), (sequence, accepting) => {
        const total = (play: Play) =>
          play.ids
            .map((id) => play.p.bill(id))
            .filter((bill) => stateOf(bill) !== 'replaced' || bill.switched)
            .flatMap(({ quantities }) => quantities)
            .reduce((sum, { thousandths }) => sum + thousandths, 0);
        const whole = total(new Play(false));
        run(sequence, accepting, (play, { id, type, before }) => {
          const after = play.p.bill(id);
          // Keys move nothing, and a bill that is at its end still has documents.
          if (type === 'giveKeys') expect(after.status).to.deep.equal(before.status);
          else expect(isLive(before), type).to.equal(true);
          if (orderOn(before) && type !== 'transferByOrder') {
            expect(controlOf(after)).to.deep.equal(controlOf(before));
            if (type !== 'refuseSurrender') expect(stateOf(after)).to.equal(stateOf(before));
          }
          expect(total(play)).to.equal(whole);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('other platforms read on its transfer chain who has a bill here, and whose it is', () => {
    const named = (handle: Handle): dcsa.ChainParty => party(handle, 'FRWY');
    let told = 0;
    fc.assert(
      fc.property(tries, fc.boolean(), (sequence, accepting) => {
        const { p, ids } = run(sequence, accepting, () => undefined);
        for (const id of ids) {
          const acts = p.acts.get(id)!;
          const bill = p.bill(id);
          if (acts.some(({ act }) => act.type === 'title.transferByOrder')) continue;
          const { steps, crossings } = dcsa.stepsOf(bill, acts, 'FRWY', named);
          if (crossings.length > 0) continue;
          const at = steps.reduce<dcsa.Possession | undefined>(
            (before, step) =>
              dcsa.advance(document({ endorsee: steps[0]!.recipient! }), before, dcsa.transactionOf(step)),
            undefined,
          )!;
          told += steps.length > 2 ? 1 : 0;
          const { beneficiary, holder } = controlOf(bill);
          expect(at.isClosed).to.equal(['accomplished', 'on-paper', 'replaced'].includes(stateOf(bill)));
          expect(at.surrender !== undefined).to.equal(at.isClosed || stateOf(bill) === 'surrendered');
          if (!at.surrender) expect(at.possessor).to.deep.equal(named(holder));
          expect(at.title).to.deep.equal(
            bill.form === 'bearer'
              ? { kind: 'blank' }
              : {
                  ...{ kind: 'named', codes: named(beneficiary).identifyingCodes },
                  mayEndorse: bill.endorsable === 'to-anyone',
                },
          );
        }
      }),
      { numRuns: 300 },
    );
    expect(told).to.be.greaterThan(100);
  });
});
