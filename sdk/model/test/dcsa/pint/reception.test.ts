import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { canonical, check, type Json } from '@fairway/model';
import * as dcsa from '@fairway/model/dcsa';
import { refusalOf } from '../../refusals.ts';
import {
  bank,
  bill,
  carrier,
  exporter,
  importer,
  issueTo,
  makeSigner,
  party,
  receiver,
  sent,
  signers,
  step,
  trader,
  trust,
} from './world.ts';

const document = bill({ endorsee: exporter });
const PICTURE = new TextEncoder().encode('%PDF-1.7 the bill');
const metadata = (bytes: Uint8Array, name = 'a.pdf'): dcsa.DocumentMetadata => ({
  name,
  size: bytes.length,
  mediaType: 'application/pdf',
  documentChecksum: dcsa.checksumOf(bytes),
});

/** Three platforms' entries: here, there, and here again, ending with the importer there. */
async function longChain(): Promise<dcsa.Envelope> {
  const first = await sent(document, [
    step('ENDORSE_TO_ORDER', exporter, importer),
    step('TRANSFER', exporter, importer),
  ]);
  const second = await dcsa.signTransfer(
    {
      document,
      platform: 'BOLE',
      before: first.envelopeTransferChain,
      steps: [step('SIGN', importer), step('TRANSFER', importer, bank)],
    },
    signers.bolero,
  );
  return dcsa.signTransfer(
    { document, platform: 'FRWY', before: second.envelopeTransferChain, steps: [step('TRANSFER', bank, importer)] },
    signers.fairway,
  );
}

const withChain = (envelope: dcsa.Envelope, envelopeTransferChain: string[]): dcsa.Envelope => ({
  ...envelope,
  envelopeTransferChain,
});

/** The chain as it would be, had its entries' payloads been changed by who holds the platforms' keys. */
async function resigned(
  envelope: dcsa.Envelope,
  change: (entry: Record<string, unknown>, index: number) => Record<string, unknown>,
): Promise<dcsa.Envelope> {
  const chain: string[] = [];
  for (const [index, text] of envelope.envelopeTransferChain.entries()) {
    const entry = change(dcsa.readCompact(text).payload as Record<string, unknown>, index);
    const signer = entry['eblPlatform'] === 'BOLE' ? signers.bolero : signers.fairway;
    const previous = index > 0 && {
      previousEnvelopeTransferChainEntrySignedContentChecksum: dcsa.checksumOf(chain[index - 1]!),
    };
    chain.push(await dcsa.signCompact({ ...entry, ...previous }, signer));
  }
  const manifest = dcsa.readCompact(envelope.envelopeManifestSignedContent).payload as object;
  return {
    ...envelope,
    envelopeTransferChain: chain,
    envelopeManifestSignedContent: await dcsa.signCompact(
      { ...manifest, lastEnvelopeTransferChainEntrySignedContentChecksum: dcsa.checksumOf(chain.at(-1)!) },
      signers.fairway,
    ),
  };
}

describe('A transfer from another platform', () => {
  it('is received where every link holds, and its answer is as the standard has it', async () => {
    const envelope = await longChain();
    const answer = await dcsa.receiveEnvelope(JSON.parse(JSON.stringify(envelope)), receiver());
    if (answer.answer !== 'RECE') throw new Error(JSON.stringify(answer));
    expect(answer.envelope.chain.possession.possessor).to.deep.equal(importer);
    expect(answer.envelope.chain.isIssuedAsTheCarrierSigned).to.equal(true);
    expect(check(dcsa.TransferFinished, answer.finished)).to.deep.equal(answer.finished);
    expect(dcsa.STATUS[answer.finished.responseCode]).to.equal(200);
  });

  it('names the document by the same checksum, however its JSON is written', () => {
    const backwards = Object.fromEntries(Object.entries(document).reverse());
    expect(dcsa.checksumOfJson(backwards)).to.equal(dcsa.checksumOfJson(document));
    expect(dcsa.checksumOf('abc')).to.equal('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('is found changed, whichever byte of whichever entry, manifest or document is', async () => {
    const envelope = await longChain();
    const texts = [...envelope.envelopeTransferChain, envelope.envelopeManifestSignedContent];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(texts.length - 1),
        fc.nat(),
        fc.constantFrom(...'ABCXYZabcxyz0189-_.='),
        async (which, where, letter) => {
          const text = texts[which]!;
          const place = where % text.length;
          fc.pre(text[place] !== letter);
          const changed = text.slice(0, place) + letter + text.slice(place + 1);
          const chain = envelope.envelopeTransferChain.with(Math.min(which, 2), which < 3 ? changed : texts[2]!);
          const answer = await dcsa.receiveEnvelope(
            { ...withChain(envelope, chain), ...(which === 3 && { envelopeManifestSignedContent: changed }) },
            receiver(),
          );
          expect(answer.answer).to.be.oneOf(['BSIG', 'BENV']);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('is found changed where entries are swapped, dropped, doubled or put in', async () => {
    const envelope = await longChain();
    const chain = envelope.envelopeTransferChain;
    const other = (await sent(bill(), [step('TRANSFER', exporter, importer)])).envelopeTransferChain[0]!;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('swap', 'drop', 'double', 'put in'),
        fc.nat(chain.length - 1),
        fc.nat(chain.length - 1),
        async (how, one, two) => {
          fc.pre(how !== 'swap' || one !== two);
          const changed =
            how === 'swap'
              ? chain.with(one, chain[two]!).with(two, chain[one]!)
              : how === 'drop'
                ? chain.toSpliced(one, 1)
                : chain.toSpliced(one, 0, how === 'double' ? chain[two]! : other);
          const answer = await dcsa.receiveEnvelope(withChain(envelope, changed), receiver());
          expect(answer.answer).to.be.oneOf(['BSIG', 'BENV']);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is not received in part: a document with one figure changed is another document', async () => {
    const envelope = await longChain();
    const heavier = structuredClone(document);
    heavier.consignmentItems[0]!.cargoItems[0]!.cargoGrossWeight.value += 1;
    const answer = await dcsa.receiveEnvelope({ ...envelope, transportDocument: heavier }, receiver());
    expect(answer).to.deep.include({ answer: 'BENV', link: 0 });
    expect(answer).to.have.nested.property('refusal.code', 'DOCUMENT_CHANGED');
  });

  it('is BSIG with the link where a platform signed with a key that is not its own', async () => {
    const envelope = await longChain();
    const thief = makeSigner('BOLE');
    const forged = await dcsa.signCompact(dcsa.readCompact(envelope.envelopeTransferChain[1]!).payload, thief);
    const answer = await dcsa.receiveEnvelope(
      withChain(envelope, envelope.envelopeTransferChain.with(1, forged)),
      receiver(),
    );
    expect(answer).to.deep.include({ answer: 'BSIG', link: 1 });
    expect(answer).to.have.nested.property('refusal.path', '/envelopeTransferChain/1');
    const asAnother = await dcsa.receiveEnvelope(
      envelope,
      receiver({ trust: { ...trust, platforms: [signers.fairway.known, { ...signers.bolero.known, of: 'WAVE' }] } }),
    );
    expect(asAnother).to.have.nested.property('refusal.code', 'KEY_UNKNOWN');
  });

  it('is BSIG where the issue is not signed by the carrier that the document names', async () => {
    const envelope = await longChain();
    const trusted = { ...trust, carriers: [{ ...signers.carrier.known, of: 'SMDG:XYZ' }] };
    const answer = await dcsa.receiveEnvelope(envelope, receiver({ trust: trusted }));
    expect(answer).to.deep.include({ answer: 'BSIG', link: 0 });
    expect(answer).to.have.nested.property('refusal.path', '/envelopeTransferChain/0/issuanceManifestSignedContent');
  });

  it('is BSIG where the manifest is signed by another platform than the last entry', async () => {
    const envelope = await longChain();
    const manifest = dcsa.readCompact(envelope.envelopeManifestSignedContent).payload;
    const by = await dcsa.signCompact(manifest, signers.bolero);
    const answer = await dcsa.receiveEnvelope({ ...envelope, envelopeManifestSignedContent: by }, receiver());
    expect(answer.answer).to.equal('BSIG');
  });

  const forgeries: [string, string, (entry: Record<string, unknown>, index: number) => Record<string, unknown>][] = [
    [
      'lets somebody act who does not have the bill',
      'NOT_POSSESSOR',
      (entry, index) =>
        index === 1 ? { ...entry, transactions: [dcsa.transactionOf(step('TRANSFER', trader, bank))] } : entry,
    ],
    [
      "tells of another platform's party",
      'OTHER_PLATFORM',
      (entry, index) =>
        index === 1 ? { ...entry, transactions: [dcsa.transactionOf(step('TRANSFER', bank, bank))] } : entry,
    ],
    [
      'issues twice',
      'ISSUED_TWICE',
      (entry, index) =>
        index === 2 ? { ...entry, transactions: [dcsa.transactionOf(step('ISSUE', carrier, importer))] } : entry,
    ],
    [
      'names a registry later on',
      'REGISTRY_NOT_ALLOWED',
      (entry, index) => (index === 1 ? { ...entry, controlTrackingRegistry: 'https://ctr.example/v1' } : entry),
    ],
    [
      'comes without what the carrier signed',
      'MISSING_FIELD',
      ({ issuanceManifestSignedContent: _, ...entry }) => entry,
    ],
    [
      'uses an action that nobody knows',
      'ACTION_UNKNOWN',
      (entry, index) =>
        index === 2
          ? { ...entry, transactions: [{ ...dcsa.transactionOf(step('SIGN', bank)), actionCode: 'TRNS' }] }
          : entry,
    ],
    [
      'has no transactions in an entry',
      'TOO_SHORT',
      (entry, index) => (index === 1 ? { ...entry, transactions: [] } : entry),
    ],
    [
      'is sent to a party that is on another platform',
      'NOT_FOR_THIS_PLATFORM',
      (entry, index) =>
        index === 2 ? { ...entry, transactions: [dcsa.transactionOf(step('TRANSFER', bank, exporter))] } : entry,
    ],
    [
      'is sent to a party that nobody knows there',
      'RECIPIENT_UNKNOWN',
      (entry, index) =>
        index === 2
          ? { ...entry, transactions: [dcsa.transactionOf(step('TRANSFER', bank, party('stranger', 'BOLE')))] }
          : entry,
    ],
  ];
  for (const [what, expected, change] of forgeries) {
    it(`is BENV where the chain ${what}, though every signature holds`, async () => {
      const answer = await dcsa.receiveEnvelope(await resigned(await longChain(), change), receiver());
      expect(answer).to.have.nested.property('refusal.code', expected);
      expect(answer).to.have.property('answer', 'BENV');
      expect(answer).to.have.property('link');
    });
  }

  it('is BENV with the path where the envelope is not of the standard’s shape', async () => {
    const envelope = await longChain();
    const answer = await dcsa.receiveEnvelope(
      { ...envelope, transportDocument: { ...document, carrierCode: 'TOO LONG' } },
      receiver(),
    );
    expect(answer).to.have.nested.property('refusal.path', '/transportDocument/carrierCode');
    for (const nothing of [null, [], 'x', {}, { envelopeTransferChain: 'x' }]) {
      expect((await dcsa.receiveEnvelope(nothing, receiver())).answer).to.equal('BENV');
    }
  });

  it('is refused, and not what brings the receiver down, where it is a flood', async () => {
    const envelope = await longChain();
    const nested = (depth: number) => '{"innerPackagings":['.repeat(depth) + ']}'.repeat(depth);
    const deep = { ...envelope, transportDocument: { ...document, further: JSON.parse(nested(20_000)) as Json } };
    expect(await dcsa.receiveEnvelope(deep, receiver())).to.have.nested.property('refusal.code', 'TOO_DEEP');
    const contact = { name: 'n', email: `${'@'.repeat(1_000_000)} ` };
    const mail = { ...envelope, transportDocument: { ...document, partyContactDetails: [contact] } };
    expect(await dcsa.receiveEnvelope(mail, receiver())).to.have.nested.property('refusal.code', 'TOO_LONG');
    const long = Buffer.from(JSON.stringify({ text: '\\"'.repeat(150_000) })).toString('base64url');
    const header = Buffer.from('{"alg":"ES256","kid":"k"}').toString('base64url');
    for (const payload of [long, Buffer.from(nested(10_000)).toString('base64url'), 'A'.repeat(5_000_000)]) {
      const flood = withChain(envelope, [`${header}.${payload}.AAAA`]);
      expect((await dcsa.receiveEnvelope(flood, receiver())).answer).to.be.oneOf(['BSIG', 'BENV']);
    }
    const picture = { name: 'p', content: 'A'.repeat(8_000_000) };
    expect(check(dcsa.SupportingDocument, picture)).to.deep.equal(picture);
  });

  it('tells where the carrier signed another first possessor than the chain has', async () => {
    const manifest = dcsa.issuanceManifestOf(document, { ...issueTo, partyName: 'another' });
    const envelope = await sent(document, [step('TRANSFER', exporter, importer)], {
      issuanceManifest: await dcsa.signCompact(manifest, signers.carrier),
    });
    const answer = await dcsa.receiveEnvelope(envelope, receiver());
    expect(answer).to.have.nested.property('envelope.chain.isIssuedAsTheCarrierSigned', false);
  });

  it('is DUPE with the entry accepted before, when it comes again', async () => {
    const envelope = await longChain();
    const entries = envelope.envelopeTransferChain;
    const answer = await dcsa.receiveEnvelope(
      envelope,
      receiver({ entries: entries.map((one) => dcsa.checksumOf(one)), accepted: [entries.at(-1)!] }),
    );
    expect(answer.answer).to.equal('DUPE');
    expect(answer.finished.duplicateOfAcceptedEnvelopeTransferChainEntrySignedContent).to.equal(entries.at(-1));
  });

  it('is DISE where it goes on from elsewhere than what is known: the bill would be spent twice', async () => {
    const first = await sent(document, [
      step('ENDORSE_TO_ORDER', exporter, importer),
      step('TRANSFER', exporter, importer),
    ]);
    const twice = await resigned(first, (entry) => ({
      ...entry,
      transactions: [
        ...(entry['transactions'] as Json[]).slice(0, 1),
        dcsa.transactionOf(step('TRANSFER', exporter, trader)),
      ],
    }));
    const known = first.envelopeTransferChain.map((one) => dcsa.checksumOf(one));
    const answer = await dcsa.receiveEnvelope(
      twice,
      receiver({ entries: known, accepted: first.envelopeTransferChain }),
    );
    expect(answer).to.deep.include({ answer: 'DISE', link: 0 });
    const longer = await longChain();
    const shorter = receiver({ entries: longer.envelopeTransferChain.map((one) => dcsa.checksumOf(one)) });
    const cut = await dcsa.signTransfer(
      {
        document,
        platform: 'BOLE',
        before: longer.envelopeTransferChain.slice(0, 1),
        steps: [step('TRANSFER', importer, trader)],
      },
      signers.bolero,
    );
    expect((await dcsa.receiveEnvelope(cut, shorter)).answer).to.equal('DISE');
  });

  it('waits for the documents that it announces: MDOC until they are there, INCD for others', async () => {
    const invoice = new TextEncoder().encode('invoice');
    const manifest = dcsa.issuanceManifestOf(document, issueTo, PICTURE);
    const envelope = await sent(document, [step('TRANSFER', exporter, importer)], {
      issuanceManifest: await dcsa.signCompact(manifest, signers.carrier),
      visualisation: metadata(PICTURE),
      supportingDocuments: [metadata(invoice, 'invoice.pdf')],
    });
    const answer = await dcsa.receiveEnvelope(envelope, receiver({ documents: [dcsa.checksumOf(invoice)] }));
    if (answer.answer !== 'missing') throw new Error(answer.answer);
    expect(answer.missing).to.deep.equal([dcsa.checksumOf(PICTURE)]);
    expect(answer.finished.responseCode).to.equal('MDOC');
    expect(dcsa.receiveDocument(answer.envelope, dcsa.checksumOf(PICTURE), PICTURE)).to.equal(undefined);
    for (const [checksum, bytes] of [
      [dcsa.checksumOf(PICTURE), invoice],
      [dcsa.checksumOf('never announced'), new TextEncoder().encode('never announced')],
    ] as const) {
      expect(dcsa.receiveDocument(answer.envelope, checksum, bytes)?.responseCode).to.equal('INCD');
    }
    const all = [PICTURE, invoice].map((one) => dcsa.checksumOf(one));
    expect(dcsa.finishTransfer(answer.envelope, all)).to.deep.include({
      responseCode: 'RECE',
      receivedAdditionalDocumentChecksums: all,
    });
  });

  it("is BENV where the carrier's picture of the bill is another", async () => {
    const envelope = await sent(document, [step('TRANSFER', exporter, importer)], { visualisation: metadata(PICTURE) });
    expect(await dcsa.receiveEnvelope(envelope, receiver())).to.have.nested.property(
      'refusal.code',
      'VISUALISATION_CHANGED',
    );
  });

  it('is not given out where the receiver had to reject it', async () => {
    const refused = await refusalOf(() => sent(document, [step('TRANSFER', bank, importer)]));
    expect(refused).to.include({ code: 'NOT_POSSESSOR', path: '/envelopeTransferChain/0/transactions/1/actor' });
  });
});

describe('Signed content', () => {
  it('is taken with RSA keys of other platforms, by the algorithm that is their own', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwk = publicKey.export({ format: 'jwk' }) as unknown as dcsa.JwsKey;
    const encoded = (value: unknown) => Buffer.from(JSON.stringify(value, null, 1)).toString('base64url');
    const content = (alg: string) => {
      const input = `${encoded({ alg, kid: 'key-1' })}.${encoded({ some: 'payload' })}`;
      return `${input}.${sign('sha256', Buffer.from(input), privateKey).toString('base64url')}`;
    };
    const keys = [{ of: 'BOLE', kid: 'key-1', jwk }];
    expect(await dcsa.verifiedPayload(content('RS256'), 'BOLE', keys)).to.deep.equal({ some: 'payload' });
    for (const alg of ['PS256', 'ES256']) {
      expect((await refusalOf(() => dcsa.verifiedPayload(content(alg), 'BOLE', keys))).code).to.equal(
        'SIGNATURE_INVALID',
      );
    }
    for (const alg of ['none', 'HS256']) {
      expect((await refusalOf(() => dcsa.verifiedPayload(content(alg), 'BOLE', keys))).code).to.equal(
        'ALGORITHM_NOT_ALLOWED',
      );
    }
  });

  it('says one thing to all: no key stands in it twice', async () => {
    const encoded = (text: string) => Buffer.from(text).toString('base64url');
    const twice = `${encoded('{"alg":"ES256","kid":"k"}')}.${encoded('{"a":"x\\":","b":{"a":1,"a":2}}')}.AAAA`;
    expect((await refusalOf(() => dcsa.readCompact(twice))).code).to.equal('KEY_TWICE');
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const signed = await dcsa.signCompact({ value }, signers.bolero);
        expect(canonical(dcsa.readCompact(signed).payload)).to.equal(canonical({ value }));
      }),
      { numRuns: 50 },
    );
  });
});

describe('The endorsement chain', () => {
  const steps = [
    step('ISSUE', carrier, exporter),
    step('BLANK_ENDORSE', exporter),
    step('SURRENDER_FOR_AMENDMENT', exporter, carrier, { reason: 'SWTP', audit: 'act-3' }),
    step('SREJ', carrier, exporter),
    step('SURRENDER_FOR_DELIVERY', exporter, carrier),
    step('SACC', carrier),
  ];

  it('is given out newest first, in the words of END 3.0.4', () => {
    const chain = { transportDocumentReference: 'MVD0001', endorsementChain: dcsa.endorsementLinks(steps) };
    expect(check(dcsa.EndorsementChain, chain).endorsementChain!.map((one) => one.actionCode)).to.deep.equal([
      'SURRENDERED',
      'SURRENDER_FOR_DELIVERY',
      'TRANSFER',
      'SURRENDER_FOR_AMENDMENT',
      'BLANK_ENDORSE',
      'ISSUE',
    ]);
  });

  it('names somebody in every link of a surrender request, though it be nobody', () => {
    const request = {
      surrenderRequestReference: 'Z1',
      transportDocumentReference: 'MVD0001',
      surrenderRequestCode: 'SREQ' as const,
      endorsementChain: dcsa.surrenderLinks(steps.slice(0, 5)),
    };
    expect(check(dcsa.SurrenderRequest, request).endorsementChain![1]!.recipient).to.deep.equal(dcsa.NO_PARTY);
  });
});
