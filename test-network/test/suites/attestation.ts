import { expect } from 'chai';
import { digestOf, toBase64url, type Bundle, type RecordAddress, type TrustList } from '@fairway/model';
import {
  Aeo,
  Titles,
  collectRecord,
  collectSummary,
  trustListOf,
  type Attesting,
  type CollectOptions,
} from '@fairway/sdk';
import { ADMINISTRATIONS, BILL_TERMS, foundMember, publishRoot, registerTrader } from '@fairway/test-network';
import { readTrustList, verify, type Trust, type Verification } from '@fairway/verifier';
import { refusalOf } from './refusals.ts';
import { worldOn, type Network, type World } from './world.ts';

/** A network whose members can be asked one by one. */
export interface AttestingNetwork extends Network {
  attesting(member: string): Attesting;
  /** A member's root certificate, in PEM. */
  rootOf(member: string): string;
}

/** A world all of whose members are founded and have published their roots. */
export interface Attested {
  world: World;
  list: TrustList;
  trust: Trust;
  /** How a member's gateway collects. */
  collecting: (member?: string) => CollectOptions;
  nonce: string;
}

const ready = new WeakMap<Network, Promise<Attested>>();

export function attestedOn(network: AttestingNetwork): Promise<Attested> {
  if (!ready.has(network)) ready.set(network, published(network));
  return ready.get(network)!;
}

async function published(network: AttestingNetwork): Promise<Attested> {
  const world = await worldOn(network);
  const { stage, issuer, partner } = world;
  for (const member of world.members) {
    let registrar = { [issuer]: world.registrar, [partner]: world.partnerRegistrar }[member];
    if (!registrar) {
      await world.tick(member);
      registrar = await foundMember(
        stage,
        ADMINISTRATIONS.find((one) => one.member === member)!,
        'behaviour',
      );
    }
    await publishRoot(stage, registrar, network.rootOf(member));
  }
  const list = await trustListOf(stage(issuer), 'customs');
  const nonce = toBase64url(crypto.getRandomValues(new Uint8Array(32)));
  const collecting = (member = issuer) => ({ ledger: network.attesting(member), members: network.members, nonce });
  return { world, list, trust: await readTrustList(list), collecting, nonce };
}

/** What a verification found, in short. */
export const codesOf = ({ fragments }: Verification): string[] => fragments.map(({ code }) => code);

/** Attested reads: what anyone may check without an account, a peer, or trust in a gateway. */
export function attestationSuite(network: () => AttestingNetwork): void {
  describe('Anyone who asks about a record', () => {
    let attested: Attested;
    let certificate: RecordAddress;
    const now = () => attested.world.time?.now() ?? new Date();
    before(async () => {
      attested = await attestedOn(network());
      const { world } = attested;
      const id = world.newNumber();
      await new Aeo(world.stage(world.issuer, world.officer)).grant(world.issuer, id, {
        ...{ holder: world.trader.handle, type: world.issuer === 'BR' ? 'OEA-S' : 'OEA', validFrom: '2026-01-01' },
        ...{ grantedOn: '2026-01-01', reviewOn: '2036-12-31' },
      });
      certificate = { member: world.issuer, kind: 'aeo', id };
    });

    const check = (bundle: Bundle, record: RecordAddress, more: object = {}) =>
      verify(bundle, { trust: attested.trust, record, nonce: attested.nonce, now: now(), ...more });

    it('learns by its number that it is genuine, who issued it and how it stands, signed by the owner and a majority', async () => {
      const found = await check(await collectSummary(certificate, attested.collecting()), certificate);
      expect(found.verdict).to.equal('valid');
      expect(codesOf(found)).to.deep.equal([
        'NO_DOCUMENT',
        'ISSUED_BY_MEMBER',
        'STATUS_ACTIVE',
        'NO_TITLE',
        'CHAIN_NOT_ASKED',
        'ATTESTED',
      ]);
      expect(found.signers).to.include(certificate.member);
      expect(found.signers.length).to.be.greaterThan(attested.world.members.length / 2);
    });

    it('learns from another member the same as from the owner', async () => {
      const { world, collecting } = attested;
      const found = await check(await collectSummary(certificate, collecting(world.partner)), certificate);
      expect(found.verdict).to.equal('valid');
    });

    it('learns of a number that nobody was given that there is no such record', async () => {
      const unknown = { ...certificate, id: `${certificate.member}-2026/9999` };
      const found = await check(await collectSummary(unknown, attested.collecting()), unknown);
      expect([found.verdict, ...codesOf(found)]).to.include.members(['invalid', 'RECORD_UNKNOWN', 'ATTESTED']);
    });

    it('learns nothing but that of a number', async () => {
      const bundle = await collectSummary(certificate, attested.collecting());
      const text = bundle.answers.flatMap(({ payloads }) =>
        payloads.map((one) => Buffer.from(one, 'base64url').toString()),
      );
      expect(text.join()).not.to.contain(attested.world.trader.handle);
    });

    it('who has its document checks every act that made it', async () => {
      const found = await check(await collectRecord(certificate, attested.collecting()), certificate);
      expect(found.verdict).to.equal('valid');
      expect(codesOf(found)).to.include.members(['ISSUED_BY_MEMBER', 'STATUS_ACTIVE', 'CHAIN_HOLDS', 'ATTESTED']);
      expect(found.history.map(({ type }) => type)).to.deep.equal(['aeo.grant']);
    });

    it('sees how it stands now and how it stood before', async () => {
      const { world } = attested;
      const before = now().toISOString();
      await new Aeo(world.stage(world.issuer, world.officer)).suspend(world.issuer, certificate.id, {
        reason: 'under-investigation',
      });
      const bundle = await collectRecord(certificate, attested.collecting());
      const [after, then] = [await check(bundle, certificate), await check(bundle, certificate, { at: before })];
      expect([after.verdict, then.verdict]).to.deep.equal(['invalid', 'valid']);
      expect(codesOf(after)).to.include('STATUS_SUSPENDED');
      const summary = await collectSummary(certificate, { ...attested.collecting(), at: before });
      expect((await check(summary, certificate, { at: before })).verdict).to.equal('valid');
    });

    it('is told of a bill only that it is live, and with its document who controls it, across members', async () => {
      const { world } = attested;
      const carrier = await world.carrier();
      const [shipper, buyer] = [world.trader, await registerTrader(world.stage, world.partnerRegistrar, 7_100)];
      const bill = { member: world.issuer, id: `SCAC:${carrier.code}/ATTESTED1/1` };
      const parties = { issuer: carrier.handle, shipper: shipper.handle };
      await new Titles(world.stage(world.issuer, carrier)).issue(bill, { ...parties, ...BILL_TERMS });
      const lapsesAt = new Date(now().getTime() + 3_600_000).toISOString();
      const offer = { to: buyer.handle, what: 'both' as const, endorsement: 'to-order' as const, lapsesAt };
      await new Titles(world.stage(world.issuer, shipper)).offer(bill, offer);
      await new Titles(world.stage(world.partner, buyer)).accept(bill);

      const record = { ...bill, kind: 'title' };
      const stranger = await check(await collectSummary(record, attested.collecting()), record);
      expect(stranger.verdict).to.equal('valid');
      expect(codesOf(stranger)).to.include.members(['ISSUED_BY_PARTY', 'STATUS_LIVE', 'TITLE_NOT_ASKED']);
      const bundle = await collectRecord(record, attested.collecting());
      expect(bundle.answers.length).to.be.greaterThan(1);
      const entitled = await check(bundle, record, { document: BILL_TERMS.document });
      expect(entitled.verdict).to.equal('valid');
      expect(codesOf(entitled)).to.include.members(['DOCUMENT_RECORDED', 'STATUS_IN_FORCE', 'TITLE_CONTROLLED']);
      expect(entitled.fragments.find(({ dimension }) => dimension === 'title')!.facts['holder']).to.equal(buyer.handle);
      const other = await check(bundle, record, { document: digestOf('another document') });
      expect([other.verdict, codesOf(other)[0]]).to.deep.equal(['invalid', 'DOCUMENT_DIFFERS']);
    });

    it('is refused what no record can be called', async () => {
      const impossible = { ...certificate, id: '' };
      expect((await refusalOf(() => collectSummary(impossible, attested.collecting()))).code).to.equal(
        'NOT_NORMALISED',
      );
      const hidden = { ...certificate, kind: 'participant', id: attested.world.trader.handle };
      expect((await refusalOf(() => collectSummary(hidden, attested.collecting()))).code).to.equal('NOT_ALLOWED');
    });

    it('learns nothing of kinds that are not shown, and not even which there are', async () => {
      const kept = { ...certificate, kind: 'participant', id: attested.world.trader.handle };
      const last = kept.id.endsWith('2') ? '3' : '2';
      const none = { ...kept, id: `${kept.id.slice(0, -1)}${last}` };
      const [one, other] = await Promise.all(
        [kept, none].map((record) => refusalOf(() => collectSummary(record, attested.collecting()))),
      );
      expect(one!.code).to.equal('NOT_ALLOWED');
      expect(other!.toJSON()).to.deep.equal(one!.toJSON());
    });

    it('has the document in hand judged by those that were known at the moment asked about', async () => {
      const { world } = attested;
      const aeo = new Aeo(world.stage(world.issuer, world.officer));
      const [first, second] = [digestOf('the first document'), digestOf('the second document')];
      await aeo.document(world.issuer, certificate.id, { document: first });
      const between = (await world.stage(world.issuer).read(certificate)).acts.at(-1)!.recordedAt;
      await aeo.document(world.issuer, certificate.id, { document: second });
      const bundle = await collectRecord(certificate, attested.collecting());
      const code = async (document: string, more: object = {}) =>
        codesOf(await check(bundle, certificate, { document, ...more }))[0];
      expect(await code(first)).to.equal('DOCUMENT_SUPERSEDED');
      expect(await code(second)).to.equal('DOCUMENT_RECORDED');
      expect(await code(first, { knownAt: between })).to.equal('DOCUMENT_RECORDED');
      expect(await code(second, { knownAt: between })).to.equal('DOCUMENT_DIFFERS');
    });

    it('is told nothing of a moment that has not come, nor of what will be known by then', async () => {
      const ahead = new Date(now().getTime() + 86_400_000).toISOString();
      const bundle = await collectRecord(certificate, attested.collecting());
      for (const asked of [{ at: ahead }, { knownAt: ahead }]) {
        const summary = await collectSummary(certificate, { ...attested.collecting(), ...asked });
        for (const answer of [bundle, summary]) {
          const found = await check(answer, certificate, asked);
          expect([found.verdict, codesOf(found).at(-1)]).to.deep.equal(['could-not-check', 'MOMENT_AHEAD']);
        }
      }
    });

    it('keeps the answer and checks it later, as of its time', async () => {
      const bundle = await collectRecord(certificate, attested.collecting());
      const kept = JSON.parse(JSON.stringify(bundle)) as Bundle;
      const later = new Date(now().getTime() + 3 * 365 * 86_400_000);
      const found = await verify(kept, { trust: attested.trust, record: certificate, now: later });
      expect(codesOf(found)).to.include('ATTESTED_THEN');
      const live = await check(kept, certificate, { now: later });
      expect([live.verdict, codesOf(live).at(-1)]).to.deep.equal(['could-not-check', 'NOT_FRESH']);
    });
  });
}
