import { expect } from 'chai';
import * as z from 'zod';
import { Refusal, check } from '@fairway/model';
import * as dcsa from '@fairway/model/dcsa';
import { mutations } from './mutations.ts';
import { ajv, examplesOf, factsOf, isHere, standardCheck, type File } from './standard.ts';

/** Every schema of ours that says what one of DCSA's says. */
const SCHEMAS: [File, string, z.ZodType][] = [
  ['EBL_v3.0.4', 'TransportDocument', dcsa.TransportDocument],
  ['EBL_ISS_v3.0.4', 'IssuanceRequest', dcsa.IssuanceRequest],
  ['EBL_ISS_v3.0.4', 'IssuanceResponse', dcsa.IssuanceResponse],
  ['EBL_ISS_v3.0.4', 'IssuanceManifest', dcsa.IssuanceManifest],
  ['EBL_SUR_v3.0.4', 'SurrenderRequestDetails', dcsa.SurrenderRequest],
  ['EBL_SUR_v3.0.4', 'SurrenderRequestAnswer', dcsa.SurrenderAnswer],
  ['EBL_END_v3.0.4', 'EndorsementChain', dcsa.EndorsementChain],
  ['EBL_PINT_v3.0.0', 'EblEnvelope', dcsa.Envelope],
  ['EBL_PINT_v3.0.0', 'EnvelopeManifest', dcsa.EnvelopeManifest],
  ['EBL_PINT_v3.0.0', 'EnvelopeTransferChainEntry', dcsa.TransferChainEntry],
  ['EBL_PINT_v3.0.0', 'EnvelopeTransferStartedResponse', dcsa.TransferStarted],
  ['EBL_PINT_v3.0.0', 'EnvelopeTransferFinishedResponse', dcsa.TransferFinished],
  ['EBL_PINT_v3.0.0', 'ErrorResponse', dcsa.ErrorResponse],
];

const CHECKSUM = 'a'.repeat(64);
const PARTY = { partyName: 'A', eblPlatform: 'BOLE', identifyingCodes: [{ codeListProvider: 'BOLE', partyCode: 'A' }] };
const METADATA = { name: 'a', size: 1, mediaType: 'application/pdf', documentChecksum: CHECKSUM };

/** What the files give no example of. */
const OURS: Record<string, unknown> = {
  IssuanceManifest: { documentChecksum: CHECKSUM, issueToChecksum: CHECKSUM },
  SurrenderRequestAnswer: {
    surrenderRequestReference: 'Z1',
    action: 'SREJ',
    comments: 'no',
    feedbackElements: [{ message: 'm' }],
  },
  EnvelopeManifest: {
    transportDocumentChecksum: CHECKSUM,
    lastEnvelopeTransferChainEntrySignedContentChecksum: CHECKSUM,
    eBLVisualisationByCarrier: METADATA,
    supportingDocuments: [METADATA],
  },
  EnvelopeTransferChainEntry: {
    eblPlatform: 'BOLE',
    transportDocumentChecksum: CHECKSUM,
    previousEnvelopeTransferChainEntrySignedContentChecksum: CHECKSUM,
    controlTrackingRegistry: 'https://ctr.example/v1',
    transactions: [
      { actionCode: 'TRANSFER', actor: PARTY, recipient: PARTY, actionDateTime: '2026-03-01T12:00:00.000Z' },
    ],
  },
  EnvelopeTransferStartedResponse: {
    envelopeReference: 'e',
    transportDocumentChecksum: CHECKSUM,
    lastEnvelopeTransferChainEntrySignedContentChecksum: CHECKSUM,
    missingAdditionalDocumentChecksums: [CHECKSUM],
  },
  EnvelopeTransferFinishedResponse: {
    lastEnvelopeTransferChainEntrySignedContentChecksum: CHECKSUM,
    responseCode: 'MDOC',
    reason: 'why',
    missingAdditionalDocumentChecksums: [CHECKSUM],
    receivedAdditionalDocumentChecksums: [CHECKSUM],
  },
};

function refusal(schema: z.ZodType, value: unknown): Refusal | undefined {
  try {
    check(schema, value);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

describe('DCSA documents', function () {
  this.timeout(120_000);
  before(function () {
    if (!isHere) {
      console.log('    skipped: ../shared/data/dcsa is not here, the standard is not compared with');
      this.skip();
    }
  });

  it('carry the same transport document in EBL, ISS and PINT, but for feedback', () => {
    const [ebl, iss, pint] = (['EBL_v3.0.4', 'EBL_ISS_v3.0.4', 'EBL_PINT_v3.0.0'] as const).map((file) =>
      factsOf(file, 'TransportDocument'),
    );
    delete (ebl!['TransportDocument'] as { properties: Record<string, unknown> }).properties['feedbacks'];
    delete ebl!['Feedback'];
    expect(iss).to.deep.equal(ebl);
    expect(pint).to.deep.equal(ebl);
  });

  for (const [file, name, schema] of SCHEMAS) {
    describe(`${name} of ${file}`, () => {
      const samples = () =>
        OURS[name] === undefined ? examplesOf(file, name) : [{ name: 'an example of ours', value: OURS[name] }];

      it('is taken in as the standard gives it by example, with nothing lost', () => {
        expect(samples()).not.to.be.empty;
        for (const { name: example, value } of samples()) {
          expect(check(schema, value), example).to.deep.equal(value);
        }
      });

      it('is accepted and refused as by the standard wherever one thing is changed, and the refusal says where', () => {
        const standard = standardCheck(file, name);
        const { $schema, ...generated } = z.toJSONSchema(schema);
        expect($schema).to.equal('https://json-schema.org/draft/2020-12/schema');
        const published = ajv().compile(generated);
        const seen = new Set<string>();
        const counted = { accepted: 0, refused: 0 };
        for (const { value } of samples()) {
          for (const mutation of mutations(file, name, value)) {
            if (seen.has(mutation.what)) continue;
            seen.add(mutation.what);
            const accepted = standard(mutation.value);
            const refused = refusal(schema, mutation.value);
            const about = `${mutation.what}: ${JSON.stringify(standard.errors)} against ${refused?.message}`;
            expect(refused === undefined, about).to.equal(accepted);
            expect(published(mutation.value), `as JSON Schema, ${mutation.what}`).to.equal(accepted);
            if (refused) expect(isAbout(refused.path!, mutation.path), about).to.equal(true);
            counted[accepted ? 'accepted' : 'refused'] += 1;
          }
        }
        expect(counted.refused).to.be.greaterThan(5);
        if (process.env['FAIRWAY_COUNTS']) console.log(`      ${JSON.stringify(counted)}`);
      });
    });
  }
});

/** Whether a refusal's path is where the change was made, below it, or at the object that lacks one of several. */
const isAbout = (path: string, changed: string): boolean =>
  path === changed || path.startsWith(`${changed}/`) || changed.slice(0, changed.lastIndexOf('/')) === path;
