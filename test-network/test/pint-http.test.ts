import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnvelopeDesk, createApp, pintPart, type PintBounds, type ReceivedEnvelope } from '@fairway/gateway';
import { HOUR, check } from '@fairway/model';
import {
  ErrorResponse,
  checksumOf,
  readCompact,
  type DocumentMetadata,
  type JwsSigner,
  type TransferFinished,
  type TransferStarted,
} from '@fairway/model/dcsa';
import { Interchange, Participants, Session } from '@fairway/sdk';
import { makeActKey } from '@fairway/wallets';
import { expect } from 'chai';
import { served, type Served } from '../../sdk/client/test/served.ts';
import { invoice, lateOnce, pdf, soon, twoPlatforms, type TwoPlatforms } from './two-platforms.ts';

const BOUNDS: Partial<PintBounds> = { envelopes: 12, documentBytes: 1024, documentsBytes: 2048, envelopeBytes: 65_536 };

describe('A platform that takes bills from others over HTTP', () => {
  let two: TwoPlatforms;
  let { world, exporter, importer, platform, here, options, as, stateNow } = {} as TwoPlatforms;
  let folder: string;
  let offset = 0;
  let server: Served;
  let desk: EnvelopeDesk;
  let url: string;
  let received: ReceivedEnvelope[] = [];

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fairway-pint-'));
    two = await twoPlatforms();
    ({ world, exporter, importer, platform, here, options, as, stateNow } = two);
  });
  beforeEach(() => serve());
  afterEach(() => ends());
  after(async () => {
    await two.close();
    rmSync(folder, { recursive: true });
  });

  const serve = async (
    session: Session = world.stage(world.issuer, platform),
    keeps: (one: ReceivedEnvelope) => void = (one) => void received.push(one),
  ): Promise<void> => {
    desk = new EnvelopeDesk({
      ...{ session, interchange: options, file: join(folder, 'pint.db') },
      ...{ bounds: BOUNDS, now: () => new Date(Date.now() + offset) },
      received: (one) => new Promise((kept) => kept(keeps(one))),
    });
    const names = new Map([['CODE-Importador SA', 'Importador SA']]);
    const part = pintPart(desk, ({ partyCode }) => Promise.resolve(names.get(partyCode)));
    server = await served(createApp({ member: 'AR', operations: [], parts: [part] }));
    url = `${server.url}/pint/v3`;
  };
  const ends = async (): Promise<void> => {
    await server.close();
    desk.close();
  };
  const restarts = async (): Promise<void> => {
    await ends();
    await serve();
  };

  /** A bill that is on the other platform, and the chain by which it went there. */
  const away = async () => {
    const { bill, document, given } = await two.issued();
    const interchange = new Interchange(world.stage(world.issuer, exporter), options);
    const { envelope } = await interchange.giveOut(bill, { ...given, lapsesAt: soon() });
    await as(platform).accept(bill);
    return { bill, document, chain: envelope.envelopeTransferChain };
  };
  type Away = Awaited<ReturnType<typeof away>>;
  const sent = ({ document, chain }: Away, more: readonly DocumentMetadata[] = [], signer?: JwsSigner) =>
    two.back(document, chain, more, signer);
  const asks = async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: (text && JSON.parse(text)) as unknown };
  };
  const starts = (envelope: unknown) => asks('POST', '/envelopes', envelope);
  /** What a signed answer says, with its status. */
  const said = ({ status, body }: { status: number; body: unknown }) => {
    if (typeof body !== 'string') throw new Error(`${status} ${JSON.stringify(body)}`);
    const { kid, payload } = readCompact(body);
    expect(kid).to.equal(here.thumbprint);
    return { status, ...(payload as unknown as TransferFinished) };
  };
  /** What an unsigned answer says, with its status. */
  const codeOf = ({ status, body }: { status: number; body: unknown }) =>
    `${status} ${check(ErrorResponse, body).errors[0]!.errorCodeText}`;
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

  it('answers 201 while a document is missing, keeps it over a restart, and 200 once the bill is open here', async () => {
    received = [];
    const one = await away();
    const envelope = await sent(one, [invoice]);
    const started = await starts(envelope);
    expect(started.status).to.equal(201);
    expect(started.headers.get('api-version')).to.equal('3.0.0');
    const { envelopeReference, missingAdditionalDocumentChecksums } = started.body as TransferStarted;
    expect(missingAdditionalDocumentChecksums).to.deep.equal([invoice.documentChecksum]);
    expect(await starts(envelope), 'the same again').to.deep.include({ status: 201, body: started.body });
    const at = `/envelopes/${envelopeReference}`;
    expect(said(await asks('PUT', `${at}/finish-transfer`))).to.include({ status: 409, responseCode: 'MDOC' });
    await restarts();
    const puts = (bytes: Uint8Array, as = invoice.documentChecksum) =>
      asks('PUT', `${at}/additional-documents/${as}`, base64(bytes));
    expect(said(await puts(pdf.slice(1)))).to.include({ status: 409, responseCode: 'INCD' });
    expect(said(await puts(pdf, checksumOf('other')))).to.include({ status: 409, responseCode: 'INCD' });
    expect(codeOf(await puts(new Uint8Array(4096)))).to.equal('413 TOO_LARGE');
    expect((await puts(pdf)).status).to.equal(204);
    expect((await puts(pdf)).status, 'the same again').to.equal(204);
    expect(await stateNow(one.bill)).to.equal('elsewhere');
    await restarts();
    expect(codeOf(await asks('PUT', `${at}/finish-transfer`)), 'not accepted yet').to.equal('503 NO_ANSWER_YET');
    expect(received.map(({ isOpen }) => isOpen)).to.deep.equal([false]);
    await as(importer).accept(one.bill);
    const finished = said(await asks('PUT', `${at}/finish-transfer`));
    expect(finished).to.deep.include({ status: 200, responseCode: 'DUPE' });
    expect(await stateNow(one.bill)).to.equal('in-force');
    expect(said(await starts(envelope)), 'the envelope, replayed').to.include({ status: 200, responseCode: 'DUPE' });
    expect(said(await asks('PUT', `${at}/finish-transfer`))).to.deep.equal(finished);
    expect((await puts(pdf)).status).to.equal(204);
    expect(received.map(({ isOpen, title }) => [isOpen, title.id])).to.deep.equal([
      [false, one.bill.id],
      [true, one.bill.id],
    ]);
    expect([...received[1]!.documents.values()].map((bytes) => base64(bytes))).to.deep.equal([base64(pdf)]);
  });

  it('rejects, signed, what was tampered with, is of a stranger, or about no bill here, and keeps nothing of it', async () => {
    const one = await away();
    const envelope = await sent(one);
    const links = envelope.envelopeTransferChain;
    const [head, body, signature] = links[0]!.split('.') as [string, string, string];
    const forged = body.replace(/.(?=.{40}$)/, (letter) => (letter === 'A' ? 'B' : 'A'));
    const large = { ...invoice, size: 4096 };
    const attacks: [string, unknown, string][] = [
      [
        'tampered',
        { ...envelope, envelopeTransferChain: [[head, forged, signature].join('.'), links[1]] },
        'BSIG|BENV',
      ],
      ['without a link', { ...envelope, envelopeTransferChain: [links[1]] }, 'BENV'],
      ['of a stranger', await sent(one, [], await makeActKey('ES256')), 'BSIG'],
      [
        'of another document',
        { ...envelope, transportDocument: { ...one.document, isShippedOnBoardType: false } },
        'BENV',
      ],
      [
        'of no bill here',
        { ...envelope, transportDocument: { ...one.document, transportDocumentReference: 'NONE1' } },
        'BENV',
      ],
      ['with too large a document', await sent(one, [large]), 'BENV'],
      ['no envelope', { hello: 'there' }, 'BENV'],
      ['no object', 'hello', 'BENV'],
    ];
    // More than the store has room for.
    for (const [what, given, code] of [...attacks, ...attacks]) {
      const answer = said(await starts(given));
      expect(answer.status, what).to.equal(422);
      expect(answer.responseCode, what).to.match(new RegExp(`^(${code})$`));
    }
    expect(await stateNow(one.bill)).to.equal('elsewhere');
    expect(codeOf(await starts(envelope))).to.equal('503 NO_ANSWER_YET');
    await as(importer).accept(one.bill);
    expect(said(await starts(envelope))).to.include({ status: 200, responseCode: 'DUPE' });
    expect(said(await starts(await sent(one))), 'another chain from where it was').to.include({
      ...{ status: 409, responseCode: 'DISE' },
    });
  });

  it('answers RECE at once where the recipient accepts ahead, to one of two that send the same at a time', async () => {
    received = [];
    const one = await away();
    const registry = new Participants(world.stage(world.partner, importer));
    await registry.setAcceptance(importer.handle, { accepts: [{ what: ['both'], from: [platform.handle] }] });
    const envelope = await sent(one);
    const answers = await Promise.all([starts(envelope), starts(envelope)]);
    expect(answers.map((answer) => said(answer).responseCode).sort()).to.deep.equal(['DUPE', 'RECE']);
    expect(await stateNow(one.bill)).to.equal('in-force');
    expect(received.map(({ isOpen }) => isOpen)).to.deep.equal([true]);
    await registry.setAcceptance(importer.handle, { accepts: [] });
  });

  it('is told of a bill that came back although the ledger answered too late, and again where it could not keep it', async () => {
    received = [];
    const one = await away();
    const envelope = await sent(one);
    await ends();
    const { ledger, ...others } = world.stage(world.issuer, platform).options;
    let full = 1;
    await serve(new Session({ ...others, ledger: lateOnce(ledger) }), (envelope) => {
      if (full-- > 0) throw new Error('the disk is full');
      received.push(envelope);
    });
    const registry = new Participants(world.stage(world.partner, importer));
    await registry.setAcceptance(importer.handle, { accepts: [{ what: ['both'], from: [platform.handle] }] });
    expect(codeOf(await starts(envelope))).to.equal('504 OUTCOME_UNKNOWN');
    expect(await stateNow(one.bill)).to.equal('in-force');
    expect(codeOf(await starts(envelope))).to.equal('500 GATEWAY_FAILED');
    expect(said(await starts(envelope))).to.include({ status: 200, responseCode: 'DUPE' });
    expect(received.map(({ isOpen }) => isOpen)).to.deep.equal([true]);
    await registry.setAcceptance(importer.handle, { accepts: [] });
  });

  it('takes no more than it has room for, and forgets what nobody asks for any more', async () => {
    const one = await away();
    const references: string[] = [];
    for (let count = 0; count < 6; count++) {
      const { body } = await starts(await sent(one, [{ ...invoice, name: `Factura ${count}.pdf` }]));
      references.push((body as TransferStarted).envelopeReference);
    }
    const finishes = async (reference: string) => (await asks('PUT', `/envelopes/${reference}/finish-transfer`)).status;
    expect(await finishes(references[0]!), 'one of the oldest of the bill').to.equal(404);
    expect(await finishes(references[5]!)).to.equal(409);
    offset += 15 * 24 * HOUR;
    expect(await finishes(references[5]!)).to.equal(404);
    offset = 0;
    expect(codeOf(await starts({ hello: 'x'.repeat(70_000) }))).to.equal('413 TOO_LARGE');
    const broken = await fetch(`${url}/envelopes`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' },
    });
    expect(broken.status).to.equal(400);
    expect(codeOf(await asks('GET', '/envelopes'))).to.equal('405 METHOD_NOT_ALLOWED');
    const nowhere = '/envelopes/none/additional-documents/none';
    expect(codeOf(await asks('PUT', nowhere, ''))).to.equal('404 ENVELOPE_UNKNOWN');
  });

  it('refuses unsigned as PINT writes it, with the place of what is wrong, also before an envelope is looked at', async () => {
    const { status, headers, body } = await asks('POST', '/receiver-validation', { partyCode: 'A' });
    expect(status).to.equal(400);
    expect(headers.get('content-type')).to.match(/^application\/json\b/);
    expect(headers.get('api-version')).to.equal('3.0.0');
    const { errors, providerCorrelationReference, ...said } = check(ErrorResponse, body);
    expect(said).to.include({ httpMethod: 'POST', requestUri: '/pint/v3/receiver-validation', statusCode: 400 });
    expect(said).to.include({ statusCodeText: 'Bad Request' });
    expect(providerCorrelationReference).to.equal(headers.get('request-id'));
    expect(errors).to.have.length(1);
    expect(errors[0]).to.include({ errorCodeText: 'MISSING_FIELD', jsonPath: '$["codeListProvider"]' });
    expect(codeOf(await asks('GET', '/nothing'))).to.equal('404 ROUTE_UNKNOWN');
  });

  it('tells the name of a party here by its code, and says no more of others than that they are none', async () => {
    const asksFor = (partyCode: string) => asks('POST', '/receiver-validation', { codeListProvider: 'ZZZ', partyCode });
    expect(await asksFor('CODE-Importador SA')).to.deep.include({ status: 200, body: { partyName: 'Importador SA' } });
    expect(codeOf(await asksFor('CODE-Nobody'))).to.equal('404 RECEIVER_UNKNOWN');
  });
});
