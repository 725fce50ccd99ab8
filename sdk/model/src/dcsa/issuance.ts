import * as z from 'zod';
import { IssueToParty } from './party.js';
import { Base64, Checksum, CompactJws, characters, line, open, word } from './shape.js';
import { TransportDocument, transportDocumentReference, transportDocumentSubReference } from './transport-document.js';

const relations = z.array(open({ transportDocumentReference }, { transportDocumentSubReference }));

/** The carrier's own picture of the document, PDF where `contentType` does not say otherwise. */
export const SupportingDocument = open({ name: characters(100), content: Base64 }, { contentType: characters(100) });

/** What the carrier signs at issue: checksums of document, picture and first possessor (DCSA ISS 3.0.4, PINT 3.0.0). */
export const IssuanceManifest = open(
  { documentChecksum: Checksum, issueToChecksum: Checksum },
  { eBLVisualisationByCarrierChecksum: Checksum },
);
export type IssuanceManifest = z.infer<typeof IssuanceManifest>;

/** A bill that a carrier asks a platform to issue; with what it replaces after an amendment, a split or a combine (DCSA ISS 3.0.4). */
export const IssuanceRequest = open(
  { document: TransportDocument, issueTo: IssueToParty, issuanceManifestSignedContent: CompactJws },
  {
    transportDocumentReplacements: open(
      {},
      { oldTransportDocumentReferences: relations, newTransportDocumentReferences: relations },
    ),
    eBLVisualisationByCarrier: SupportingDocument,
  },
);
export type IssuanceRequest = z.infer<typeof IssuanceRequest>;

/** The platform's answer: issued, bad request, or refused (DCSA ISS 3.0.4). */
export const IssuanceResponse = open(
  { transportDocumentReference, issuanceResponseCode: z.enum(['ISSU', 'BREQ', 'REFU']) },
  {
    transportDocumentSubReference,
    reason: line(255),
    errors: z.array(open({}, { reason: line(255), errorCode: word(50) })).max(255),
  },
);
export type IssuanceResponse = z.infer<typeof IssuanceResponse>;
