import { expect } from 'chai';
import { HOUR, digestOfJson, instantOf, later, stateOf, type Handle } from '@fairway/model';
import {
  checksumOf,
  issuanceManifestOf,
  readCompact,
  receiveEnvelope,
  signCompact,
  signTransfer,
  type ActionCode,
  type ChainParty,
  type Envelope,
  type JwsSigner,
  type TransferChainEntry,
  type TransferStep,
  type TransportDocument,
} from '@fairway/model/dcsa';
import {
  Interchange,
  Mandates,
  Participants,
  Session,
  Titles,
  type TakeIn,
  type TakenIn,
  type TitleName,
} from '@fairway/sdk';
import { BILL_TERMS, register, registerTrader, type Actor } from '@fairway/test-network';
import { makeActKey, type ActSigner } from '@fairway/wallets';
import { refusalOf } from './refusals.ts';
import { transportDocument } from './transport-document.ts';
import { worldOn, type Network, type World } from './world.ts';

const HERE = 'FRWY';
const THERE = 'BOLE';

/** Bills that go to another platform and come back: there is one place at a time where they are live. */
export function interchangeSuite(network: () => Network): void {
  describe('A bill between platforms', () => {
    let world: World;
    let carrier: Actor & { code: string };
    let [exporter, importer, platform]: Actor[] = [] as never;
    let [here, there]: ActSigner[] = [] as never;
    /** How other platforms know the parties here. */
    const names = new Map<Handle, ChainParty>();
    const buyerThere: ChainParty = {
      ...{ partyName: 'Buyer BV', eblPlatform: THERE },
      identifyingCodes: [{ codeListProvider: 'GLEIF', partyCode: '213800HX6IZM1QNBAJ33', codeListName: 'LEI' }],
    };
    let bills = 0;

    before(async () => {
      world = await worldOn(network());
      const { stage, registrar, partnerRegistrar } = world;
      carrier = await world.carrier();
      exporter = await registerTrader(stage, registrar, 21_001);
      importer = await registerTrader(stage, partnerRegistrar, 21_002);
      const identifiers = [{ scheme: 'TIN' as const, value: `${world.partner}30800000001` }];
      const dueDiligence = { reference: 'EXP-2026-0021', on: '2026-01-15' };
      const args = { roles: ['platform' as const], dueDiligence, public: { name: 'Otra plataforma', identifiers } };
      platform = await register(stage, partnerRegistrar, args);
      here = await makeActKey('EdDSA');
      there = await makeActKey('ES256');
      for (const [party, partyName] of [
        [exporter, 'Exportador SA'],
        [importer, 'Importador SA'],
      ] as const)
        names.set(party.handle, {
          ...{ partyName, eblPlatform: HERE },
          identifyingCodes: [{ codeListProvider: 'ZZZ', partyCode: `CODE-${partyName}` }],
        });
    });

    const soon = (): string => later(instantOf(world.time?.now() ?? Date.now()), HOUR);
    const now = (): string => instantOf(world.time?.now() ?? Date.now());
    const as = (party: Actor): Titles => new Titles(world.stage(world.issuer, party));
    const stateNow = async (bill: TitleName) => stateOf(await new Titles(world.stage(world.partner)).get(bill));
    const keyOf = (of: string, signer: ActSigner) => ({ of, kid: signer.thumbprint, jwk: signer.publicKey });
    const trust = () => ({ platforms: [keyOf(HERE, here!), keyOf(THERE, there!)], carriers: [] });
    const exchange = (party: Actor, session = world.stage(world.issuer, party)): Interchange =>
      new Interchange(session, {
        ...{ code: HERE, signer: here!, registry: 'https://registry.fairway.example', trust: trust() },
        parties: (handle) => {
          const named = names.get(handle);
          return named && { partyName: named.partyName, identifyingCodes: named.identifyingCodes };
        },
        platforms: new Map([[THERE, platform!.handle]]),
        handleOf: ({ partyName }) =>
          partyName === 'Naviera' ? carrier.handle : [...names].find(([, named]) => named.partyName === partyName)?.[0],
      });

    /** A bill in the exporter's hands, its document, and what its carrier signed. */
    const issued = async () => {
      const reference = `X${++bills}`;
      const bill: TitleName = { member: world.issuer, id: `SCAC:${carrier.code}/${reference}/1` };
      const shipper = names.get(exporter!.handle)!;
      const document = transportDocument({ carrierCode: carrier.code, reference, shipper });
      const terms = { ...BILL_TERMS, document: digestOfJson(document) };
      await as(carrier).issue(bill, { issuer: carrier.handle, shipper: exporter!.handle, ...terms });
      const { partyName, identifyingCodes } = shipper;
      const issueTo = { partyName, identifyingCodes, sendToPlatform: HERE };
      const manifest = await signCompact(issuanceManifestOf(document, issueTo), carrier.signer);
      return { bill, document, manifest };
    };
    type Issued = Awaited<ReturnType<typeof issued>>;

    const givesOut = async ({ bill, document, manifest }: Issued): Promise<Envelope> => {
      const { envelope } = await exchange(exporter!).giveOut(bill, {
        ...{ recipient: buyerThere, lapsesAt: soon(), document },
        ...{ endorsement: 'to-order', issuanceManifest: manifest },
      });
      return envelope;
    };
    const step = (action: ActionCode, recipient?: ChainParty): TransferStep => ({
      ...{ action, actor: buyerThere, at: now() },
      ...(recipient && { recipient }),
    });
    /** What the other platform sends once its party has passed the bill on. */
    const sent = (
      document: TransportDocument,
      before: readonly string[],
      steps: readonly TransferStep[],
      signer: JwsSigner = there!,
    ): Promise<Envelope> => signTransfer({ document, platform: THERE, before, steps }, signer);
    const toImporter = (): TransferStep[] => {
      const recipient = names.get(importer!.handle)!;
      return [step('SIGN'), step('ENDORSE_TO_ORDER', recipient), step('TRANSFER', recipient)];
    };
    const takesIn = (bill: TitleName, envelope: unknown): Promise<TakenIn> =>
      exchange(platform!).takeIn(bill, envelope, { lapsesAt: soon() });
    /** A bill that is on the other platform, and the chain by which it went there. */
    const away = async () => {
      const one = await issued();
      const envelope = await givesOut(one);
      await as(platform!).accept(one.bill);
      return { ...one, chain: envelope.envelopeTransferChain };
    };

    it('goes out by one act with a chain that the other platform verifies, and is there once it accepts', async () => {
      const one = await issued();
      const envelope = await givesOut(one);
      expect(await stateNow(one.bill)).to.equal('in-force');
      const carriers = [keyOf(`NMFTA:${carrier.code}`, carrier.signer)];
      const answer = await receiveEnvelope(JSON.parse(JSON.stringify(envelope)), {
        ...{ platform: THERE, trust: { ...trust(), carriers }, entries: [], accepted: [], documents: [] },
        knows: ({ partyName }) => partyName === 'Buyer BV',
      });
      if (answer.answer !== 'RECE') throw new Error(JSON.stringify(answer));
      const { possession, isIssuedAsTheCarrierSigned, entries } = answer.envelope.chain;
      expect(isIssuedAsTheCarrierSigned).to.equal(true);
      expect(possession.possessor).to.deep.equal(buyerThere);
      expect(entries[0]!.transactions.map(({ actionCode }) => actionCode)).to.deep.equal([
        'ISSUE',
        'ENDORSE_TO_ORDER',
        'TRANSFER',
      ]);
      await as(platform!).accept(one.bill);
      expect(await stateNow(one.bill)).to.equal('elsewhere');
    });

    it('goes out by an agent of its holder, which the chain names with whom it represents', async () => {
      const { bill, document, manifest } = await issued();
      const agent = await registerTrader(world.stage, world.registrar, 21_004);
      const identifyingCodes = [{ codeListProvider: 'ZZZ', partyCode: 'CODE-Agente' }];
      names.set(agent.handle, { partyName: 'Agente SRL', eblPlatform: HERE, identifyingCodes });
      const given = { agent: agent.handle, capacity: 'trader' as const, acts: ['title.handOver'] };
      const mandates = new Mandates(world.stage(world.issuer, exporter));
      const { mandate } = await mandates.give(exporter!.handle, { ...given, to: later(now(), 24 * HOUR) });
      const { options } = world.stage(world.issuer, agent);
      const { envelope } = await exchange(agent, new Session({ ...options, mandate })).giveOut(bill, {
        ...{ recipient: buyerThere, lapsesAt: soon(), document, endorsement: 'blank', issuanceManifest: manifest },
      });
      const { transactions } = readCompact(envelope.envelopeTransferChain[0]!).payload as unknown as TransferChainEntry;
      expect(transactions.map(({ actionCode }) => actionCode)).to.deep.equal(['ISSUE', 'BLANK_ENDORSE', 'TRANSFER']);
      expect(transactions[2]!.actor).to.deep.include({ partyName: 'Agente SRL' });
      expect(transactions[2]!.actor.representedParty).to.include({ partyName: 'Exportador SA' });
    });

    it('comes back with every link verified, and is answered once it is open here', async () => {
      const { bill, document, chain } = await away();
      const envelope = await sent(document, chain, toImporter());
      expect(await takesIn(bill, envelope)).to.deep.include({ answer: 'waiting', for: importer!.handle });
      expect(await takesIn(bill, envelope)).to.deep.include({ answer: 'waiting' });
      expect(await stateNow(bill)).to.equal('elsewhere');
      await as(importer!).accept(bill);
      expect(await stateNow(bill)).to.equal('in-force');
      const answer = await takesIn(bill, envelope);
      if (answer.answer !== 'DUPE') throw new Error(JSON.stringify(answer));
      expect(readCompact(answer.response).payload).to.include({
        responseCode: 'DUPE',
        duplicateOfAcceptedEnvelopeTransferChainEntrySignedContent: envelope.envelopeTransferChain.at(-1),
      });
      const again = await exchange(importer!).giveOut(bill, {
        ...{ recipient: buyerThere, lapsesAt: soon(), document, endorsement: 'named' },
        before: envelope.envelopeTransferChain,
      });
      expect(again.envelope.envelopeTransferChain).to.have.length(3);
      await as(platform!).accept(bill);
      expect(await takesIn(bill, envelope), 'an accepted chain, replayed').to.include({ answer: 'DUPE' });
      expect(
        await takesIn(bill, await sent(document, chain, [step('TRANSFER', names.get(exporter!.handle))])),
      ).to.include({ answer: 'DISE' });
      expect(await stateNow(bill)).to.equal('elsewhere');
    });

    it('is open at once to who accepts it ahead, and answered RECE', async () => {
      const { bill, document, chain } = await away();
      const registry = new Participants(world.stage(world.partner, importer));
      await registry.setAcceptance(importer!.handle, { accepts: [{ what: ['both'], from: [platform!.handle] }] });
      const answer = await takesIn(bill, await sent(document, chain, toImporter()));
      expect(answer).to.include({ answer: 'RECE' });
      expect(await stateNow(bill)).to.equal('in-force');
      await registry.setAcceptance(importer!.handle, { accepts: [] });
    });

    it('is refused where the chain was tampered with, lacks a link, or another key signed it', async () => {
      const { bill, document, chain } = await away();
      const onward: ChainParty = {
        ...buyerThere,
        partyName: 'Second BV',
        identifyingCodes: [{ codeListProvider: THERE, partyCode: '2' }],
      };
      const first = await sent(document, chain, [step('ENDORSE_TO_ORDER', onward), step('TRANSFER', onward)]);
      const second = await sent(
        document,
        first.envelopeTransferChain,
        toImporter().map((one) => ({ ...one, actor: onward })),
      );
      const links = second.envelopeTransferChain;
      const [head, body, signature] = links[1]!.split('.') as [string, string, string];
      const forged = body.replace(/.(?=.{40}$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
      const attacks: [string, unknown, string][] = [
        [
          'tampered',
          { ...second, envelopeTransferChain: links.with(1, [head, forged, signature].join('.')) },
          'BSIG|BENV',
        ],
        ['without a link', { ...second, envelopeTransferChain: [links[0], links[2]] }, 'BENV'],
        ['by another key', await sent(document, chain, toImporter(), await makeActKey('ES256')), 'BSIG'],
        ['over another document', { ...second, transportDocument: { ...document, isElectronic: false } }, 'BENV'],
        ['without its title', await sent(document, chain, [step('TRANSFER', names.get(importer!.handle))]), 'BENV'],
        ['for nobody here', await sent(document, chain, [step('TRANSFER', { ...onward, eblPlatform: HERE })]), 'BENV'],
        ['not an envelope', { hello: 'there' }, 'BENV'],
      ];
      for (const [what, envelope, code] of attacks) {
        const answer = await takesIn(bill, envelope);
        expect(answer.answer, what).to.match(new RegExp(`^(${code})$`));
        expect('response' in answer && readCompact(answer.response).payload, what).to.include({
          responseCode: answer.answer,
        });
      }
      expect(await stateNow(bill)).to.equal('elsewhere');
      expect(await takesIn(bill, second)).to.include({ answer: 'waiting' });
    });

    it('is open once its documents are there, too, whole and as announced, by whoever acts for the other platform', async () => {
      const { bill, document, chain } = await away();
      const pdf = new TextEncoder().encode('%PDF-1.7');
      const checksum = checksumOf(pdf);
      const announced = {
        name: 'Factura.pdf',
        size: pdf.length,
        mediaType: 'application/pdf',
        documentChecksum: checksum,
      };
      const envelope = await signTransfer(
        { document, platform: THERE, before: chain, steps: toImporter(), supportingDocuments: [announced] },
        there!,
      );
      const agent = await registerTrader(world.stage, world.partnerRegistrar, 21_003);
      const to = later(now(), 24 * HOUR);
      const given = { agent: agent.handle, capacity: 'platform' as const, acts: ['title.handBack'], to };
      const { mandate } = await new Mandates(world.stage(world.partner, platform)).give(platform!.handle, given);
      const { options } = world.stage(world.issuer, agent);
      const takes = (came: Partial<TakeIn>): Promise<TakenIn> =>
        exchange(agent, new Session({ ...options, mandate })).takeIn(bill, envelope, { lapsesAt: soon(), ...came });
      expect(await takes({})).to.deep.equal({ answer: 'missing', missing: [checksum] });
      expect(await takes({ isFinished: true })).to.include({ answer: 'MDOC' });
      expect(await takes({ documents: new Map([[checksum, pdf.slice(1)]]) })).to.include({ answer: 'INCD' });
      expect(await stateNow(bill)).to.equal('elsewhere');
      expect(await takes({ documents: new Map([[checksum, pdf]]) })).to.include({ answer: 'waiting' });
      await as(importer!).accept(bill);
      expect(await stateNow(bill)).to.equal('in-force');
    });

    it('stays here when what was offered is withdrawn: the chain that went out opens nothing', async () => {
      const one = await issued();
      const envelope = await givesOut(one);
      const { envelopeTransferChain: chain } = envelope;
      const out = exchange(exporter!);
      expect(await out.whereIs(one.bill, envelope)).to.equal('offered');
      await as(exporter!).withdraw(one.bill);
      expect((await refusalOf(() => as(platform!).accept(one.bill))).code).to.equal('NO_OFFER');
      expect(await takesIn(one.bill, await sent(one.document, chain, toImporter()))).to.include({ answer: 'DISE' });
      expect(await out.whereIs(one.bill, envelope)).to.equal('here');
      await out.offer(one.bill, envelope, soon());
      await as(platform!).accept(one.bill);
      expect(await out.whereIs(one.bill, envelope), 'offered again by the same chain').to.equal('elsewhere');
    });

    it('goes out with the document on the bill, the chain it came with, and the keys its carrier has, only', async () => {
      const one = await issued();
      const given = {
        ...{ recipient: buyerThere, lapsesAt: soon(), document: one.document },
        ...{ endorsement: 'to-order' as const, issuanceManifest: one.manifest },
      };
      const codeOf = async (change: object) =>
        (await refusalOf(() => exchange(exporter!).giveOut(one.bill, { ...given, ...change }))).code;
      expect(await codeOf({ document: { ...one.document, isToOrder: false } })).to.equal('DOCUMENT_CHANGED');
      expect(await codeOf({ recipient: { ...buyerThere, eblPlatform: 'WAVE' } })).to.equal('PLATFORM_UNKNOWN');
      expect(await codeOf({ before: [one.manifest] })).to.equal('CHAIN_CONTRADICTED');
      const forged = await signCompact(readCompact(one.manifest).payload, await makeActKey('ES256'));
      expect(await codeOf({ issuanceManifest: forged })).to.equal('KEY_UNKNOWN');
      expect(await stateNow(one.bill)).to.equal('in-force');
    });

    it('is surrendered there to its carrier here, which rejects it first, and tells that it has accepted', async () => {
      const { bill, document, chain } = await away();
      const naviera = { partyName: 'Naviera', eblPlatform: HERE };
      const codes = [{ codeListProvider: 'ZZZ', partyCode: carrier.code, codeListName: 'SCAC' }];
      const surrendered = (before: readonly string[]) =>
        sent(document, before, [step('SURRENDER_FOR_DELIVERY', { ...naviera, identifyingCodes: codes })]);
      const first = await surrendered(chain);
      expect(await takesIn(bill, first)).to.include({ answer: 'waiting', for: carrier.handle });
      await as(carrier).accept(bill);
      const back = await exchange(carrier).giveOut(bill, {
        ...{ recipient: buyerThere, lapsesAt: soon(), document },
        before: first.envelopeTransferChain,
      });
      await as(platform!).accept(bill);
      const second = await surrendered(back.envelope.envelopeTransferChain);
      await takesIn(bill, second);
      await as(carrier).accept(bill);
      const before = second.envelopeTransferChain;
      const { endorsementChain } = await exchange(carrier).endorsementChain(bill, { document, before });
      expect(endorsementChain!.map(({ actionCode }) => actionCode)).to.deep.equal(
        [
          ...['ISSUE', 'ENDORSE_TO_ORDER', 'TRANSFER', 'SURRENDER_FOR_DELIVERY'],
          ...['TRANSFER', 'SURRENDER_FOR_DELIVERY'],
        ].reverse(),
      );
      await as(carrier).surrender(bill, { for: 'delivery' });
      await as(carrier).acceptSurrender(bill);
      const end = await exchange(carrier).tellSurrendered(bill, { document, before: second.envelopeTransferChain });
      const codesTold = end.envelopeTransferChain.flatMap((one) =>
        (readCompact(one).payload as { transactions: { actionCode: string }[] }).transactions.map(
          ({ actionCode }) => actionCode,
        ),
      );
      expect(codesTold.slice(3)).to.deep.equal(['SURRENDER_FOR_DELIVERY', 'SREJ', 'SURRENDER_FOR_DELIVERY', 'SACC']);
      expect(checksumOf(end.envelopeTransferChain[3]!)).to.have.length(64);
      expect(await stateNow(bill)).to.equal('accomplished');
    });
  });
}
