import * as z from 'zod';
import { ChainParty } from '../endorsement-chain.js';
import { PlatformCode } from '../party.js';
import { Checksum, CompactJws, DateTime, characters, code, line, open } from '../shape.js';
import { TransportDocument } from '../transport-document.js';

/** What can be done with a bill on a platform (DCSA PINT 3.0.0); SACC and SREJ are the carrier's answers to a surrender. */
export const ACTION_CODES = [
  'ISSUE',
  'TRANSFER',
  'ENDORSE',
  'ENDORSE_TO_ORDER',
  'BLANK_ENDORSE',
  'SIGN',
  'SURRENDER_FOR_DELIVERY',
  'SURRENDER_FOR_AMENDMENT',
  'SACC',
  'SREJ',
] as const;
export type ActionCode = (typeof ACTION_CODES)[number];

/** One thing done with the bill. */
export const Transaction = open(
  { actionCode: characters(50), actor: ChainParty, actionDateTime: DateTime },
  {
    recipient: ChainParty,
    reasonCode: characters(4),
    comments: line(255),
    auditReference: characters(100),
  },
);
export type Transaction = z.infer<typeof Transaction>;

/** What one platform says was done while the bill was with it; it signs this, and the next entry names its checksum. */
export const TransferChainEntry = open(
  { eblPlatform: PlatformCode, transportDocumentChecksum: Checksum, transactions: z.array(Transaction).min(1) },
  {
    previousEnvelopeTransferChainEntrySignedContentChecksum: Checksum,
    issuanceManifestSignedContent: CompactJws,
    controlTrackingRegistry: characters(1024)
      .regex(/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/, { error: 'an absolute URI is accepted' })
      .meta({ format: 'uri' }),
  },
);
export type TransferChainEntry = z.infer<typeof TransferChainEntry>;

/** A document that travels with the bill; `size` in bytes, of the document itself. */
export const DocumentMetadata = open({
  name: code(/^\S(?:.*\S)?$/u, 'one line of text without space before or after is accepted'),
  size: z.number().min(1),
  mediaType: characters(100),
  documentChecksum: Checksum,
});
export type DocumentMetadata = z.infer<typeof DocumentMetadata>;

/** What the sending platform signs at each transfer: which document, which chain, which further documents. */
export const EnvelopeManifest = open(
  { transportDocumentChecksum: Checksum, lastEnvelopeTransferChainEntrySignedContentChecksum: Checksum },
  { eBLVisualisationByCarrier: DocumentMetadata, supportingDocuments: z.array(DocumentMetadata) },
);
export type EnvelopeManifest = z.infer<typeof EnvelopeManifest>;

/** What one platform sends another: the document, the manifest and the chain of entries, oldest first. */
export const Envelope = open({
  transportDocument: TransportDocument,
  envelopeManifestSignedContent: CompactJws,
  envelopeTransferChain: z.array(CompactJws).min(1),
});
export type Envelope = z.infer<typeof Envelope>;

/** The answer to a transfer that goes on, as documents are missing yet. */
export const TransferStarted = open({
  envelopeReference: characters(100),
  transportDocumentChecksum: Checksum,
  lastEnvelopeTransferChainEntrySignedContentChecksum: Checksum,
  missingAdditionalDocumentChecksums: z.array(Checksum).min(1),
});
export type TransferStarted = z.infer<typeof TransferStarted>;

/** How a transfer ends: accepted (RECE, DUPE), rejected (BSIG, BENV, DISE), or to be mended (INCD, MDOC). */
export const RESPONSE_CODES = ['RECE', 'DUPE', 'BSIG', 'BENV', 'INCD', 'MDOC', 'DISE'] as const;
export type ResponseCode = (typeof RESPONSE_CODES)[number];

/** What the receiving platform signs at the end. */
export const TransferFinished = open(
  {
    lastEnvelopeTransferChainEntrySignedContentChecksum: Checksum,
    responseCode: z.enum(RESPONSE_CODES),
  },
  {
    duplicateOfAcceptedEnvelopeTransferChainEntrySignedContent: CompactJws,
    reason: characters(255),
    missingAdditionalDocumentChecksums: z.array(Checksum),
    receivedAdditionalDocumentChecksums: z.array(Checksum),
  },
);
export type TransferFinished = z.infer<typeof TransferFinished>;
