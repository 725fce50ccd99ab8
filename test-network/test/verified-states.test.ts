import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { useFakeTimers } from 'sinon';
import { msp } from '@hyperledger/fabric-protos';
import { contractsFor } from '@fairway/chaincode';
import { HOUR, digestOf, instantOf, later, type Instant, type RecordAddress } from '@fairway/model';
import { Aeo, Members, Titles, collectRecord, collectSummary, trustListOf, type Party } from '@fairway/sdk';
import {
  BILL_TERMS,
  openEmbedded,
  register,
  registerTrader,
  type Actor,
  type EmbeddedNetwork,
} from '@fairway/test-network';
import { readTrustList, verify, verifyReceipt, type Verification } from '@fairway/verifier';
import { signAct } from '@fairway/wallets';
import { networkOf } from './network-of.ts';
import { attestedOn, codesOf, type Attested } from './suites/attestation.ts';

/** The peer that an endorsement is of. */
const peerIn = (endorser: string) => {
  const identity = msp.SerializedIdentity.deserializeBinary(Buffer.from(endorser, 'base64url'));
  const { raw } = new X509Certificate(identity.getIdBytes_asU8());
  return { of: identity.getMspid(), digest: digestOf(raw) };
};

const YEAR = 366 * 24 * HOUR;

/** Each state of each kind of record, as a verifier is told of it: by number alone, and with the document. */
describe('A verifier', () => {
  let embedded: EmbeddedNetwork;
  let attested: Attested;
  let carrier: Actor & { code: string };
  let [shipper, buyer, platform]: Actor[] = [] as never;
  let offset = 0;
  let bills = 0;
  const now = (): Date => new Date(Date.now() + offset);
  const moment = (): Instant => instantOf(now());

  before(async () => {
    embedded = await openEmbedded({ members: ['AR', 'UY', 'BR'], contracts: contractsFor, now });
    attested = await attestedOn({
      ...networkOf(embedded),
      time: { now, set: (date) => void (offset = date.getTime() - Date.now()) },
    });
    const { world } = attested;
    carrier = await world.carrier();
    shipper = world.trader;
    buyer = await registerTrader(world.stage, world.partnerRegistrar, 31_001);
    platform = await register(world.stage, world.partnerRegistrar, {
      roles: ['platform'],
      dueDiligence: { reference: 'EXP-2026-0031', on: '2026-01-15' },
      public: { name: 'Otra plataforma', identifiers: [{ scheme: 'TIN', value: 'UY31800000001' }] },
    });
  });
  after(() => embedded.close());

  const titles = (party: Party): Titles => new Titles(attested.world.stage('AR', party));
  const officer = (): Aeo => new Aeo(attested.world.stage('AR', attested.world.officer));
  const nameOf = (reference: string, version = 1) => ({
    member: 'AR',
    id: `SCAC:${carrier.code}/${reference}/${version}`,
  });
  const issued = async (): Promise<RecordAddress> => {
    const bill = nameOf(`S${++bills}`);
    await titles(carrier).issue(bill, { issuer: carrier.handle, shipper: shipper!.handle, ...BILL_TERMS });
    return { ...bill, kind: 'title' };
  };
  const granted = async (terms: object = {}): Promise<RecordAddress> => {
    const id = attested.world.newNumber();
    const dates = { validFrom: '2026-01-01', grantedOn: '2026-01-01', reviewOn: '2036-12-31' };
    await officer().grant('AR', id, { holder: shipper!.handle, type: 'OEA', ...dates, ...terms });
    return { member: 'AR', kind: 'aeo', id };
  };
  /** A record to which something was done. */
  const doneTo =
    (begin: () => Promise<RecordAddress>, act: (record: RecordAddress) => Promise<unknown>) => async () => {
      const record = await begin();
      await act(record);
      return record;
    };
  type Asked = { at?: Instant; knownAt?: Instant };
  const judged = (bundle: unknown, record: RecordAddress, asked: Asked) =>
    verify(bundle, { trust: attested.trust, record, nonce: attested.nonce, now: now(), ...asked });
  const byNumber = async (record: RecordAddress, asked: Asked = {}): Promise<Verification> =>
    judged(await collectSummary(record, { ...attested.collecting(), ...asked }), record, asked);
  const withDocument = async (record: RecordAddress, asked: Asked = {}): Promise<Verification> =>
    judged(await collectRecord(record, attested.collecting()), record, asked);
  const statusOf = ({ verdict, fragments }: Verification): [string, string] => [
    verdict,
    fragments.find(({ dimension }) => dimension === 'status')!.code,
  ];

  describe('of a certificate', () => {
    const certificates: Record<string, [prepare: () => Promise<RecordAddress>, code: string]> = {
      'that it was suspended': [
        doneTo(granted, (record) => officer().suspend('AR', record.id, { reason: 'under-investigation' })),
        'STATUS_SUSPENDED',
      ],
      'that it was revoked': [
        doneTo(granted, (record) => officer().revoke('AR', record.id, { reason: 'customs-infringement' })),
        'STATUS_REVOKED',
      ],
      'that its holder gave it up': [
        doneTo(granted, (record) => new Aeo(attested.world.stage('AR', shipper)).withdraw('AR', record.id)),
        'STATUS_WITHDRAWN',
      ],
      'that it was annulled': [
        doneTo(granted, (record) => officer().annul('AR', record.id, { reason: 'granted-in-error' })),
        'STATUS_ANNULLED',
      ],
      'that its last day has passed': [() => granted({ validTo: '2026-01-31' }), 'STATUS_EXPIRED'],
      'that is yet to begin': [() => granted({ validFrom: '2036-01-01' }), 'STATUS_NOT_YET_VALID'],
    };
    for (const [what, [prepare, code]] of Object.entries(certificates))
      it(`is told ${what}, by its number and with its document alike`, async () => {
        const record = await prepare();
        expect(statusOf(await byNumber(record))).to.deep.equal(['invalid', code]);
        expect(statusOf(await withDocument(record))).to.deep.equal(['invalid', code]);
      });

    it('is told what was known at a moment, and what had happened by then', async () => {
      const record = await granted();
      const before = moment();
      const { recordedAt } = await officer().annul('AR', record.id, { reason: 'granted-in-error' });
      for (const ask of [byNumber, withDocument]) {
        expect(statusOf(await ask(record, { at: before }))).to.deep.equal(['invalid', 'STATUS_ANNULLED']);
        expect(statusOf(await ask(record, { at: before, knownAt: before }))).to.deep.equal(['valid', 'STATUS_ACTIVE']);
        expect(statusOf(await ask(record, { knownAt: recordedAt }))[0]).to.equal('invalid');
      }
    });
  });

  describe('of a bill of lading', () => {
    const order = () => ({ issuer: carrier.handle, order: 'JUZGADO-2/2026' });
    const together = (): Party => {
      const { registrar } = attested.world;
      return { handle: registrar.handle, sign: (act) => signAct(act, [registrar, carrier]) };
    };
    const surrendered = async (why: object): Promise<RecordAddress> => {
      const bill = await issued();
      await titles(shipper!).surrender(bill, { for: 'amendment', ...why });
      return bill;
    };
    const LIVE = ['valid', 'STATUS_LIVE'];
    const ENDED = ['invalid', 'STATUS_NOT_LIVE'];
    type State = [prepare: () => Promise<RecordAddress>, stranger: string[], entitled: string[], title: string];
    const states: Record<string, State> = {
      'that it is in force': [issued, LIVE, ['valid', 'STATUS_IN_FORCE'], 'TITLE_CONTROLLED'],
      'that it was surrendered': [
        () => surrendered({ reason: 'COD' }),
        LIVE,
        ['valid', 'STATUS_SURRENDERED'],
        'TITLE_CONTROLLED',
      ],
      'that another platform has it': [
        doneTo(issued, async (bill) => {
          const transferChain = digestOf('the last entry');
          const lapsesAt = later(moment(), HOUR);
          await titles(shipper!).handOver(bill, { to: platform!.handle, transferChain, lapsesAt });
          await titles(platform!).accept(bill);
        }),
        LIVE,
        ['valid', 'STATUS_ELSEWHERE'],
        'TITLE_CONTROLLED',
      ],
      'that an order froze it': [
        doneTo(issued, (bill) => titles(attested.world.registrar).freeze(bill, order(), together())),
        ['invalid', 'STATUS_FROZEN'],
        ['invalid', 'STATUS_FROZEN'],
        'TITLE_CONTROLLED',
      ],
      'that its shipper declined it': [
        doneTo(issued, (bill) => titles(shipper!).decline(bill, { reason: 'Otra mercadería' })),
        ENDED,
        ['invalid', 'STATUS_DECLINED'],
        'TITLE_ENDED',
      ],
      'that the goods were delivered against it': [
        doneTo(issued, async (bill) => {
          await titles(shipper!).surrender(bill, { for: 'delivery' });
          await titles(carrier).acceptSurrender(bill);
        }),
        ENDED,
        ['invalid', 'STATUS_ACCOMPLISHED'],
        'TITLE_ENDED',
      ],
      'that the goods were delivered without it': [
        doneTo(issued, (bill) => titles(carrier).recordDelivery(bill, { indemnity: 'LOI-1', on: '2026-03-02' })),
        ENDED,
        ['invalid', 'STATUS_DELIVERED'],
        'TITLE_ENDED',
      ],
      'that paper took its place': [
        doneTo(
          () => surrendered({ reason: 'SWTP' }),
          async (bill) => {
            await titles(carrier).acceptSurrender(bill, { statement: 'Reemplazado por tres originales en papel' });
          },
        ),
        ENDED,
        ['invalid', 'STATUS_ON_PAPER'],
        'TITLE_ENDED',
      ],
      'that it was switched, and not for which': [
        doneTo(
          () => surrendered({ reason: 'SWI' }),
          async (bill) => {
            await titles(carrier).acceptSurrender(bill, { switched: digestOf('salted') });
          },
        ),
        ENDED,
        ['invalid', 'STATUS_REPLACED'],
        'TITLE_ENDED',
      ],
    };
    for (const [what, [prepare, stranger, entitled, title]] of Object.entries(states))
      it(`is told ${what}`, async () => {
        const bill = await prepare();
        expect(statusOf(await byNumber(bill))).to.deep.equal(stranger);
        const found = await withDocument(bill);
        expect(statusOf(found)).to.deep.equal(entitled);
        expect(codesOf(found)).to.include(title);
      });

    it('is told which bills superseded it', async () => {
      const bill = await surrendered({ reason: 'COD' });
      const next = nameOf(bill.id.split('/')[1]!, 2).id;
      await titles(carrier).replace('AR', {
        ...{ issuer: carrier.handle, party: shipper!.handle },
        closes: [{ id: bill.id, quantities: BILL_TERMS.quantities }],
        issues: [{ id: next, ...BILL_TERMS }],
      });
      const found = await withDocument(bill);
      expect(statusOf(found)).to.deep.equal(['invalid', 'STATUS_REPLACED_BY']);
      expect(found.fragments.find(({ dimension }) => dimension === 'status')!.reason).to.include(next);
    });

    it('is told how it stood before an order, under it and after it, and who controlled it when', async () => {
      const bill = await issued();
      const before = moment();
      const registrar = titles(attested.world.registrar);
      await registrar.freeze(bill, order(), together());
      const under = moment();
      await registrar.unfreeze(bill, order(), together());
      await titles(shipper!).offer(bill, {
        ...{ to: buyer!.handle, what: 'both', endorsement: 'to-order', lapsesAt: later(moment(), HOUR) },
      });
      await titles(buyer!).accept(bill);
      for (const [asked, code, holder] of [
        [{ at: later(before, -HOUR) }, 'STATUS_UNKNOWN', undefined],
        [{ at: before }, 'STATUS_IN_FORCE', shipper],
        [{ at: under }, 'STATUS_FROZEN', shipper],
        [{ at: under, knownAt: before }, 'STATUS_IN_FORCE', shipper],
        [{ knownAt: under }, 'STATUS_FROZEN', shipper],
        [{}, 'STATUS_IN_FORCE', buyer],
      ] as const) {
        const found = await withDocument(bill, asked);
        expect(statusOf(found)[1]).to.equal(code);
        const controlled = found.fragments.find(({ dimension }) => dimension === 'title')!;
        expect(controlled.facts['holder']).to.equal(holder?.handle);
      }
    });
  });

  it('checks a kept answer years later: roots ended and peers retired since, certificates long expired', async () => {
    const { world, trust } = attested;
    const record = await granted();
    const bundle = await collectRecord(record, attested.collecting());
    const kept = JSON.parse(JSON.stringify({ version: 1, network: trust.digest, record, bundle })) as unknown;
    const ended = later(moment(), HOUR);
    for (const [member, registrar] of Object.entries({ AR: world.registrar, UY: world.partnerRegistrar })) {
      const certificate = new X509Certificate(embedded.roots.get(member)!).raw.toString('base64');
      const peers = bundle.answers[0]!.endorsements.map(({ endorser }) => peerIn(endorser));
      const retired = peers
        .filter(({ of }) => of === member)
        .map(({ digest }) => ({ certificate: digest, from: ended }));
      await new Members(world.stage(member, registrar)).publishRoots(member, {
        ...{ roots: [{ certificate, to: ended }], retired },
      });
    }
    const newer = await readTrustList(await trustListOf(world.stage('AR'), 'customs'), trust.digest);
    const clock = useFakeTimers({ now: Date.now() + 20 * YEAR, toFake: ['Date'] });
    const found = await verifyReceipt(kept, newer).finally(() => clock.restore());
    expect([found.verdict, codesOf(found).at(-1)]).to.deep.equal(['valid', 'ATTESTED_THEN']);
    expect(found.signers).to.include.members(['AR', 'UY']);
  });
});
