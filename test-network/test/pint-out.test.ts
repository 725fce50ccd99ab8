import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvelopeDesk, createApp, pintPart } from '@fairway/gateway';
import { HOUR, digestOfJson, later } from '@fairway/model';
import { checksumOf, readCompact, signCompact, type Envelope, type IdentifyingCode } from '@fairway/model/dcsa';
import {
  Dispatch,
  Interchange,
  LedgerError,
  Mandates,
  Participants,
  Session,
  Titles,
  receiverAt,
  sendEnvelope,
  type Destination,
  type Dispatched,
} from '@fairway/sdk';
import { OtherPlatform, registerTrader, type Actor, type Conduct, type Said, type Step } from '@fairway/test-network';
import { makeActKey } from '@fairway/wallets';
import { expect } from 'chai';
import { served } from '../../sdk/client/test/served.ts';
import { refusalOf } from './suites/refusals.ts';
import {
  HERE,
  THERE,
  abroad,
  buyer,
  invoice,
  lateOnce,
  now,
  pdf,
  soon,
  stranger,
  twoPlatforms,
  type TwoPlatforms,
} from './two-platforms.ts';

describe('A bill that is sent to another platform over HTTP', () => {
  let two: TwoPlatforms;
  let { world, exporter, importer, platform, options, as, stateNow } = {} as TwoPlatforms;
  let other: OtherPlatform;
  let address: string;
  /** Of an agent of the other platform, which accepts for it. */
  let accepting: Session;
  const kept = new Map<string, Envelope>();

  before(async () => {
    two = await twoPlatforms();
    ({ world, exporter, importer, platform, options, as, stateNow } = two);
    const agent = await registerTrader(world.stage, world.partnerRegistrar, 31_003);
    const acts = ['title.accept'];
    const given = { agent: agent.handle, capacity: 'platform' as const, acts, to: later(now(), 24 * HOUR) };
    const { mandate } = await new Mandates(world.stage(world.partner, platform)).give(platform.handle, given);
    accepting = new Session({ ...world.stage(world.issuer, agent).options, mandate });
    other = new OtherPlatform(THERE, two.there, () => two.trustThere);
    address = await other.listen();
  });
  afterEach(() => void (other.conduct = {}));
  after(async () => {
    await other.close();
    await two.close();
  });

  const dispatch = (
    destination: Partial<Destination> = { accepting },
    party: Actor = exporter,
    session: Session = world.stage(world.issuer, party),
  ): Dispatch =>
    new Dispatch({
      ...{ session, interchange: options },
      destinations: new Map([[THERE, { address, pause: 0, ...destination }]]),
      keeps: (title, envelope) => new Promise((done) => done(void kept.set(title.id, envelope))),
    });
  const documents = new Map([[invoice.documentChecksum, pdf]]);

  /** A bill in the exporter's hands, and how it is given out with its invoice. */
  const issued = async () => {
    const { given, ...one } = await two.issued();
    return { ...one, given: { ...given, lapsesAt: soon(), supportingDocuments: [invoice], documents } };
  };
  type Issued = Awaited<ReturnType<typeof issued>>;
  const goesOn = ({ bill }: Issued, destination?: Partial<Destination>): Promise<Dispatched> =>
    dispatch(destination).goOn(bill, kept.get(bill.id)!, { lapsesAt: soon(), documents });
  /** Why nothing was answered. */
  const whyNot = ({ sent }: Dispatched): string => (sent.answer === 'none' ? sent.why.code : sent.answer);
  const behaves = (conduct: Conduct): void => void (other.conduct = conduct);
  /** Says something else at a step, and the truth at the others. */
  const at =
    (step: Step, says: (said: Said) => ReturnType<NonNullable<Conduct['says']>>): NonNullable<Conduct['says']> =>
    (which, said) =>
      which === step ? says(said) : said;

  it('is there once the platform has signed that it has it, with its documents, and comes back over HTTP, too', async () => {
    const one = await issued();
    other.asked.length = 0;
    const { stands, sent, envelope } = await dispatch().send(one.bill, one.given);
    expect({ stands, answer: sent.answer }).to.deep.equal({ stands: 'elsewhere', answer: 'RECE' });
    expect(other.asked).to.deep.equal(['start', 'document', 'finish']);
    expect(await stateNow(one.bill)).to.equal('elsewhere');
    expect(other.accepted.at(-1)).to.deep.equal(JSON.parse(JSON.stringify(envelope)));

    const folder = mkdtempSync(join(tmpdir(), 'fairway-pint-out-'));
    const desk = new EnvelopeDesk({
      ...{ session: world.stage(world.issuer, platform), interchange: options, file: join(folder, 'pint.db') },
      received: () => Promise.resolve(),
    });
    const nameOf = ({ partyCode }: IdentifyingCode) =>
      Promise.resolve(partyCode === 'CODE-Importador SA' ? buyer.partyName : undefined);
    const server = await served(createApp({ member: 'AR', operations: [], parts: [pintPart(desk, nameOf)] }));
    const registry = new Participants(world.stage(world.partner, importer));
    await registry.setAcceptance(importer.handle, { accepts: [{ what: ['both'], from: [platform.handle] }] });
    const back = await two.back(one.document, envelope.envelopeTransferChain, [invoice]);
    const fairway = {
      ...{ code: HERE, keys: options.trust.platforms, pause: 0 },
      address: `${server.url}/pint`,
    };
    expect(await receiverAt(fairway.address, buyer.identifyingCodes[0]!)).to.equal(buyer.partyName);
    expect(await receiverAt(fairway.address, abroad.identifyingCodes[0]!)).to.equal(undefined);
    expect((await sendEnvelope(back, documents, fairway)).answer).to.equal('RECE');
    expect(await stateNow(one.bill)).to.equal('in-force');
    expect((await sendEnvelope(back, documents, fairway)).answer, 'again').to.equal('DUPE');
    await registry.setAcceptance(importer.handle, { accepts: [] });
    await server.close();
    desk.close();
    rmSync(folder, { recursive: true });

    const again = await dispatch({ accepting }, importer).send(one.bill, {
      ...{ recipient: abroad, lapsesAt: soon(), document: one.document, endorsement: 'named' },
      before: back.envelopeTransferChain,
    });
    expect([again.stands, again.sent.answer]).to.deep.equal(['elsewhere', 'RECE']);
    const first = () => dispatch().goOn(one.bill, envelope, { lapsesAt: soon(), documents });
    expect((await refusalOf(first)).code, 'the first envelope').to.equal('CHAIN_CONTRADICTED');
  });

  it('is given back to who surrendered it there, and its end is told, once', async () => {
    const { bill, given, document } = await issued();
    const { carrier } = two;
    const takesIn = (envelope: Envelope) =>
      new Interchange(world.stage(world.issuer, platform), options).takeIn(bill, envelope, { lapsesAt: soon() });
    const { envelope } = await dispatch().send(bill, given);
    const first = await two.surrendered(document, envelope.envelopeTransferChain);
    await takesIn(first);
    await as(carrier).accept(bill);
    const back = { recipient: abroad, lapsesAt: soon(), document };
    const before = first.envelopeTransferChain;
    const rejected = await dispatch({ accepting }, carrier).send(bill, { ...back, before });
    expect([rejected.stands, rejected.sent.answer]).to.deep.equal(['elsewhere', 'RECE']);
    const second = await two.surrendered(document, rejected.envelope.envelopeTransferChain);
    await takesIn(second);
    await as(carrier).accept(bill);
    await as(carrier).surrender(bill, { for: 'delivery' });
    await as(carrier).acceptSurrender(bill);
    behaves({ says: at('start', () => undefined) });
    const telling = dispatch({}, carrier);
    const told = await telling.tellSurrendered(bill, { document, before: second.envelopeTransferChain });
    expect(told.answer).to.equal('none');
    behaves({});
    expect((await telling.tell(kept.get(bill.id)!)).answer).to.equal('DUPE');
    expect(await stateNow(bill)).to.equal('accomplished');
  });

  it('waits, offered, for a platform that accepts by an act of its own', async () => {
    const one = await issued();
    const first = await dispatch({}).send(one.bill, one.given);
    expect([first.stands, first.sent.answer]).to.deep.equal(['offered', 'RECE']);
    await as(platform).accept(one.bill);
    const then = await goesOn(one, {});
    expect([then.stands, then.sent.answer]).to.deep.equal(['elsewhere', 'DUPE']);
  });

  for (const step of ['start', 'document', 'finish'] as const) {
    it(`is there, too, where the connection is lost at the ${step}, before the platform has heard or after`, async () => {
      const one = await issued();
      let losses = 2;
      behaves({
        losesBefore: (which) => which === step && losses === 2 && losses-- > 0,
        says: at(step, (said) => (losses-- > 0 ? undefined : said)),
      });
      const { stands, sent } = await dispatch().send(one.bill, one.given);
      expect(stands).to.equal('elsewhere');
      expect(sent.answer).to.match(/^(RECE|DUPE)$/);
      expect(losses).to.be.below(0);
      expect(
        other.accepted.filter(
          ({ transportDocument }) => digestOfJson(transportDocument) === digestOfJson(one.document),
        ),
      ).to.have.length(1);
    });

    it(`stays here, offered, where nothing comes through at the ${step}, and goes on with the kept envelope`, async () => {
      const one = await issued();
      behaves({ says: at(step, () => undefined) });
      const lost = await dispatch().send(one.bill, one.given);
      expect([lost.stands, whyNot(lost)]).to.deep.equal(['offered', 'PLATFORM_UNREACHABLE']);
      expect(await stateNow(one.bill)).to.equal('in-force');
      behaves({});
      const then = await goesOn(one);
      expect([then.stands, then.sent.answer]).to.deep.equal(['elsewhere', step === 'finish' ? 'DUPE' : 'RECE']);
    });
  }

  it('is offered again by the same envelope where the offer lapsed or was withdrawn while nobody answered', async () => {
    const one = await issued();
    behaves({ says: at('finish', () => undefined) });
    await dispatch().send(one.bill, one.given);
    await as(exporter).withdraw(one.bill);
    behaves({});
    const then = await goesOn(one);
    expect([then.stands, then.sent.answer], 'which the platform had accepted').to.deep.equal(['elsewhere', 'DUPE']);
  });

  it('is not sent by an envelope that no longer tells what was done with it', async () => {
    const one = await issued();
    behaves({ says: at('start', () => undefined) });
    await dispatch().send(one.bill, one.given);
    await as(exporter).withdraw(one.bill);
    await as(exporter).offer(one.bill, {
      to: importer.handle,
      what: 'both',
      endorsement: 'to-order',
      lapsesAt: soon(),
    });
    await as(importer).accept(one.bill);
    behaves({});
    other.asked.length = 0;
    expect((await refusalOf(() => goesOn(one))).code).to.equal('CHAIN_OUTDATED');
    const forged = { ...kept.get(one.bill.id)! };
    const { payload } = readCompact(forged.envelopeTransferChain[0]!);
    forged.envelopeTransferChain = [await signCompact(payload, await makeActKey('ES256'))];
    kept.set(one.bill.id, forged);
    expect((await refusalOf(() => goesOn(one))).code, 'by another key').to.equal('KEY_UNKNOWN');
    expect(other.asked).to.deep.equal([]);
  });

  it('is not moved by what the platform has not signed about this very envelope', async () => {
    const nobody = await makeActKey('ES256');
    const before = await issued();
    const earlier = await dispatch().send(before.bill, before.given);
    const another = checksumOf(earlier.envelope.envelopeTransferChain.at(-1)!);
    const one = await issued();
    behaves({ says: at('start', () => undefined) });
    await dispatch().send(one.bill, one.given);
    const last = checksumOf(kept.get(one.bill.id)!.envelopeTransferChain.at(-1)!);
    const accepts = { lastEnvelopeTransferChainEntrySignedContentChecksum: last, responseCode: 'RECE' as const };
    const lies: [string, Step, (said: Said) => ReturnType<NonNullable<Conduct['says']>>, string][] = [
      ['by another key', 'finish', () => other.signed(accepts, nobody), 'ANSWER_NOT_SIGNED'],
      ['by our own key', 'finish', () => other.signed(accepts, two.here), 'ANSWER_NOT_SIGNED'],
      [
        'about another envelope',
        'finish',
        () => other.signed({ ...accepts, lastEnvelopeTransferChainEntrySignedContentChecksum: another }),
        'ANSWER_OF_ANOTHER',
      ],
      [
        'accepted before by another entry',
        'start',
        () =>
          other.signed({
            ...{ ...accepts, responseCode: 'DUPE' },
            duplicateOfAcceptedEnvelopeTransferChainEntrySignedContent: earlier.envelope.envelopeTransferChain.at(-1)!,
          }),
        'ANSWER_OF_ANOTHER',
      ],
      [
        'that starts another',
        'start',
        ({ text }) => ({ status: 201, text: text!.replaceAll(last, another) }),
        'ANSWER_OF_ANOTHER',
      ],
      ['that misses at the start', 'start', () => other.signed({ ...accepts, responseCode: 'MDOC' }), 'ANSWER_BROKEN'],
      [
        'that asks for what is not announced',
        'start',
        ({ text }) => ({ status: 201, text: text!.replace(invoice.documentChecksum, another) }),
        'ANSWER_BROKEN',
      ],
      [
        'that names no envelope',
        'start',
        ({ text }) => ({
          status: 201,
          text: text!.replace(`"envelopeReference":"${last}"`, '"envelopeReference":".."'),
        }),
        'ANSWER_BROKEN',
      ],
      ['unsigned', 'finish', () => ({ status: 200, text: JSON.stringify(accepts) }), 'ANSWER_BROKEN'],
      ['of no JSON', 'finish', () => ({ status: 200, text: 'yes' }), 'ANSWER_BROKEN'],
      ['too large', 'finish', () => ({ status: 200, text: JSON.stringify('a'.repeat(2 ** 20)) }), 'ANSWER_TOO_LARGE'],
      ['elsewhere', 'start', () => ({ status: 307, headers: { location: `${address}/v3/envelopes` } }), 'REDIRECTED'],
      ['late', 'finish', () => 'silence', 'PLATFORM_UNREACHABLE'],
      ['an error', 'finish', () => ({ status: 503, text: '{}', headers: { 'retry-after': '60' } }), 'PLATFORM_REFUSES'],
      ['a refusal', 'document', () => ({ status: 401, text: '{}' }), 'PLATFORM_REFUSES'],
    ];
    for (const [what, step, says, code] of lies) {
      behaves({ says: at(step, says) });
      const patience = what === 'late' ? { patience: 40 } : {};
      const answered = await goesOn(one, { accepting, ...patience });
      expect([answered.stands, whyNot(answered)], what).to.deep.equal(['offered', code]);
      other.forget();
    }
    behaves({});
    expect((await goesOn(one)).stands).to.equal('elsewhere');
  });

  it('goes by the signed code whatever the status is', async () => {
    const one = await issued();
    behaves({ says: at('finish', (said) => ({ ...said, status: 500 })) });
    expect((await dispatch().send(one.bill, one.given)).stands).to.equal('elsewhere');
  });

  it('is withdrawn where the envelope is rejected, and stays offered where a key or a dispute is to be settled', async () => {
    const one = await issued();
    const nobody = { ...one.given, recipient: stranger };
    const rejected = await dispatch().send(one.bill, nobody);
    expect([rejected.stands, rejected.sent.answer]).to.deep.equal(['here', 'BENV']);
    expect((await new Titles(world.stage(world.issuer)).get(one.bill)).offer).to.equal(undefined);
    for (const responseCode of ['BSIG', 'DISE'] as const) {
      behaves({
        says: at('start', () => {
          const last = checksumOf(kept.get(one.bill.id)!.envelopeTransferChain.at(-1)!);
          return other.signed({ lastEnvelopeTransferChainEntrySignedContentChecksum: last, responseCode });
        }),
      });
      const answered = await dispatch().send(one.bill, one.given);
      expect([answered.stands, answered.sent.answer]).to.deep.equal(['offered', responseCode]);
      await as(exporter).withdraw(one.bill);
    }
    behaves({});
    expect((await dispatch().send(one.bill, one.given)).stands).to.equal('elsewhere');
  });

  it('sends what the platform misses, again, and begins anew where it has forgotten', async () => {
    const one = await issued();
    let lost = 1;
    behaves({ says: at('document', (said) => (lost-- > 0 ? (other.forget(), said) : said)) });
    expect((await dispatch().send(one.bill, one.given)).stands).to.equal('elsewhere');
    const two = await issued();
    let missed = 1;
    behaves({
      says: (step, said) => {
        if (step === 'start')
          return {
            ...said,
            text: said.text!.replace(`"${invoice.documentChecksum}"`, (one) => `${one},${one},${one}`),
          };
        if (step !== 'finish' || missed-- <= 0) return said;
        const last = checksumOf(kept.get(two.bill.id)!.envelopeTransferChain.at(-1)!);
        return other.signed({
          ...{ lastEnvelopeTransferChainEntrySignedContentChecksum: last, responseCode: 'MDOC' },
          missingAdditionalDocumentChecksums: [invoice.documentChecksum],
        });
      },
    });
    other.asked.length = 0;
    expect((await dispatch().send(two.bill, two.given)).stands).to.equal('elsewhere');
    expect(other.asked).to.deep.equal(['start', 'document', 'finish', 'document', 'finish']);
  });

  it('is not even offered without its documents, to a platform that is not known, or where it cannot be kept', async () => {
    const one = await issued();
    const codeOf = async (change: object, by = dispatch()) =>
      (await refusalOf(() => by.send(one.bill, { ...one.given, ...change }))).code;
    expect(await codeOf({ documents: new Map() })).to.equal('DOCUMENT_MISSING');
    expect(await codeOf({ documents: new Map([[invoice.documentChecksum, pdf.slice(1)]]) })).to.equal(
      'DOCUMENT_DIFFERS',
    );
    expect(await codeOf({ recipient: { ...abroad, eblPlatform: 'WAVE' } })).to.equal('PLATFORM_UNKNOWN');
    for (const wrong of ['http://pint.example/', 'https://me@pint.example/', 'ftp://127.0.0.1/', 'pint'])
      expect(await codeOf({}, dispatch({ address: wrong })), wrong).to.equal('URL_NOT_ALLOWED');
    const full = new Dispatch({
      ...{ session: world.stage(world.issuer, exporter), interchange: options },
      ...{ destinations: new Map([[THERE, { address }]]), keeps: () => Promise.reject(new Error('the disk is full')) },
    });
    const said = await full.send(one.bill, one.given).catch((error: unknown) => (error as Error).message);
    expect(said).to.equal('the disk is full');
    expect((await new Titles(world.stage(world.issuer)).get(one.bill)).offer).to.equal(undefined);
  });

  it('is offered, and gets there, although the ledger answered too late each time', async () => {
    const one = await issued();
    const late = ({ options }: Session) => new Session({ ...options, ledger: lateOnce(options.ledger) });
    const sending = dispatch({ accepting: late(accepting) }, exporter, late(world.stage(world.issuer, exporter)));
    const lost = await sending.send(one.bill, one.given).catch((error: unknown) => (error as LedgerError).code);
    expect(lost).to.equal('OUTCOME_UNKNOWN');
    const { stands, sent, failed } = await sending.goOn(one.bill, kept.get(one.bill.id)!, one.given);
    expect([stands, sent.answer, failed]).to.deep.equal(['elsewhere', 'RECE', undefined]);
  });

  it('is there once where two go on with it at a time', async () => {
    const one = await issued();
    behaves({ says: at('finish', () => undefined) });
    await dispatch().send(one.bill, one.given);
    behaves({});
    const both = await Promise.all([goesOn(one), goesOn(one)]);
    expect(both.map(({ stands, failed }) => [stands, failed])).to.deep.equal(Array(2).fill(['elsewhere', undefined]));
    expect(await stateNow(one.bill)).to.equal('elsewhere');
  });

  it('says why the ledger did not take what follows from an answer, and does it when one goes on', async () => {
    const one = await issued();
    const first = await dispatch({ accepting: world.stage(world.issuer, importer) }).send(one.bill, one.given);
    expect([first.stands, first.sent.answer]).to.deep.equal(['offered', 'RECE']);
    expect(first.failed?.code).to.equal('NOT_THE_RECIPIENT');
    const then = await goesOn(one);
    expect([then.stands, then.sent.answer, then.failed]).to.deep.equal(['elsewhere', 'DUPE', undefined]);
    expect(readCompact(kept.get(one.bill.id)!.envelopeTransferChain[0]!).kid).to.equal(two.here.thumbprint);
  });
});
