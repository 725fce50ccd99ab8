import { Refusal, demand } from '../../refusal.js';
import { check, under } from '../../schema.js';
import type { ChainParty } from '../endorsement-chain.js';
import type { TransportDocument } from '../transport-document.js';
import { demandShallow } from '../shape.js';
import { checksumOf } from './checksum.js';
import {
  Envelope,
  EnvelopeManifest,
  type DocumentMetadata,
  type ResponseCode,
  type TransferFinished,
} from './envelope.js';
import { verifiedPayload } from './jws.js';
import { SIGNATURE_CODES, verifyTransferChain, type Trust, type VerifiedChain } from './verified-chain.js';

/** What a platform knows when an envelope comes. */
export interface Receiver {
  /** Its own code. */
  platform: string;
  trust: Trust;
  /** Whether a party is one of its own. */
  knows: (party: ChainParty) => boolean;
  /** The chain entries of this document that it knows, received or sent, as checksums; oldest first. */
  entries: readonly string[];
  /** The last entries of the transfers of this document that it accepted, as signed. */
  accepted: readonly string[];
  /** The checksums of the documents that it has. */
  documents: readonly string[];
}

/**
 * How an envelope is answered. Only `missing` leaves the transfer open, for documents to follow; `refusal` says what is
 * wrong and where, `link` which entry of the chain it is.
 */
export type Reception =
  | { answer: 'RECE' | 'missing'; envelope: VerifiedEnvelope; finished: TransferFinished; missing: string[] }
  | { answer: 'DUPE'; finished: TransferFinished }
  | { answer: 'BSIG' | 'BENV' | 'DISE'; refusal: Refusal; link?: number; finished: TransferFinished };

/** An envelope of which everything holds that signatures and checksums can show. */
export interface VerifiedEnvelope {
  document: TransportDocument;
  manifest: EnvelopeManifest;
  chain: VerifiedChain;
}

/** The HTTP status that goes with an answer (PINT 3.0.0); the signed code decides where the two differ. */
export const STATUS: Readonly<Record<ResponseCode, number>> = {
  RECE: 200,
  DUPE: 200,
  BSIG: 422,
  BENV: 422,
  INCD: 409,
  MDOC: 409,
  DISE: 409,
};

/**
 * Takes in an envelope from another platform, as parsed from JSON, and says how it is answered (DCSA PINT 3.0.0):
 * BSIG where a signature does not hold, BENV where the envelope itself does not, DUPE where it was accepted before, DISE
 * where it contradicts what is known of the chain, otherwise RECE, or `missing` while documents have yet to come.
 */
export async function receiveEnvelope(given: unknown, receiver: Receiver): Promise<Reception> {
  try {
    return await received(given, receiver);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return rejectionOf(error, given);
  }
}

/** How an envelope, as it came, is rejected by a refusal that names what is wrong with it and where. */
export function rejectionOf(
  refusal: Refusal,
  given: unknown,
): Extract<Reception, { answer: 'BSIG' | 'BENV' | 'DISE' }> {
  const link = /^\/envelopeTransferChain\/(\d+)/.exec(refusal.path ?? '')?.[1];
  const answer =
    refusal.code === 'CHAIN_CONTRADICTED' ? 'DISE' : SIGNATURE_CODES.includes(refusal.code) ? 'BSIG' : 'BENV';
  const chain = (given as Partial<Envelope> | null)?.envelopeTransferChain;
  return {
    ...rejected(answer, refusal, Array.isArray(chain) ? chain : []),
    ...(link !== undefined && { link: Number(link) }),
  };
}

/** How an envelope is rejected, with the reason that a refusal gives; `chain` is as it came. */
export function rejected(
  answer: 'BSIG' | 'BENV' | 'DISE',
  refusal: Refusal,
  chain: readonly unknown[],
): Extract<Reception, { answer: 'BSIG' | 'BENV' | 'DISE' }> {
  const last = chain.at(-1);
  return {
    answer,
    refusal,
    finished: {
      lastEnvelopeTransferChainEntrySignedContentChecksum: checksumOf(typeof last === 'string' ? last : ''),
      responseCode: answer,
      reason: [...refusal.message].slice(0, 255).join(''),
    },
  };
}

async function received(given: unknown, receiver: Receiver): Promise<Reception> {
  demandShallow(given);
  check(Envelope, given);
  // The checksums are over what was sent, not over what a parser made of it.
  const { transportDocument: document, envelopeTransferChain: sent, envelopeManifestSignedContent } = given as Envelope;
  const chain = await under('/envelopeTransferChain', () => verifyTransferChain(document, sent, receiver.trust));
  // The sending platform signs the manifest, and it is the one that signed the last entry.
  const sender = chain.entries.at(-1)!.eblPlatform;
  const manifest = await under('/envelopeManifestSignedContent', async () =>
    check(EnvelopeManifest, await verifiedPayload(envelopeManifestSignedContent, sender, receiver.trust.platforms)),
  );
  under('/envelopeManifestSignedContent', () => holdsTogether(manifest, chain));

  const checksum = chain.checksums.at(-1)!;
  const accepted = receiver.accepted.find((entry) => checksumOf(entry) === checksum);
  if (accepted !== undefined) {
    return {
      answer: 'DUPE',
      finished: {
        lastEnvelopeTransferChainEntrySignedContentChecksum: checksum,
        responseCode: 'DUPE',
        duplicateOfAcceptedEnvelopeTransferChainEntrySignedContent: accepted,
        receivedAdditionalDocumentChecksums: announcedIn(manifest).map((one) => one.documentChecksum),
      },
    };
  }
  const contradicted = receiver.entries.findIndex((entry) => !chain.checksums.includes(entry));
  const shared = receiver.entries.slice(0, Math.max(contradicted, 0));
  const goesOn = Math.max(...shared.map((entry) => chain.checksums.indexOf(entry) + 1), 0);
  demand(
    contradicted < 0,
    'CHAIN_CONTRADICTED',
    'a chain is accepted that goes on from the entries known here',
    `/envelopeTransferChain/${Math.min(goesOn, sent.length - 1)}`,
  );
  demandOurs(chain, receiver);
  const finished = finishTransfer({ document, manifest, chain }, receiver.documents);
  const missing = finished.missingAdditionalDocumentChecksums ?? [];
  return {
    answer: missing.length > 0 ? 'missing' : 'RECE',
    envelope: { document, manifest, chain },
    finished,
    missing,
  };
}

function holdsTogether(manifest: EnvelopeManifest, { entries, checksums, issuance }: VerifiedChain): void {
  demand(
    manifest.transportDocumentChecksum === entries.at(-1)!.transportDocumentChecksum,
    'DOCUMENT_CHANGED',
    'manifest and last entry are about the same document',
    '/transportDocumentChecksum',
  );
  demand(
    manifest.lastEnvelopeTransferChainEntrySignedContentChecksum === checksums.at(-1),
    'CHAIN_BROKEN',
    'the manifest names the checksum of the last entry of the chain',
    '/lastEnvelopeTransferChainEntrySignedContentChecksum',
  );
  const picture = manifest.eBLVisualisationByCarrier?.documentChecksum;
  demand(
    picture === undefined || picture === issuance.eBLVisualisationByCarrierChecksum,
    'VISUALISATION_CHANGED',
    "the carrier's picture of the bill is the one that the carrier signed at issue",
    '/eBLVisualisationByCarrier',
  );
}

/** What is sent here must be for a party here. */
function demandOurs({ entries }: VerifiedChain, { platform, knows }: Receiver): void {
  const last = entries.at(-1)!;
  const path = `/envelopeTransferChain/${entries.length - 1}/transactions/${last.transactions.length - 1}/recipient`;
  const { recipient } = last.transactions.at(-1)!;
  demand(recipient?.eblPlatform === platform, 'NOT_FOR_THIS_PLATFORM', `the recipient is on ${platform}`, path);
  demand(knows(recipient), 'RECIPIENT_UNKNOWN', 'the recipient is a party of this platform', path);
}

/** The further documents that a manifest announces: the carrier's picture of the bill, where there is one, and others. */
export const announcedIn = (manifest: EnvelopeManifest): DocumentMetadata[] => [
  ...(manifest.eBLVisualisationByCarrier ? [manifest.eBLVisualisationByCarrier] : []),
  ...(manifest.supportingDocuments ?? []),
];

/** How the end of a transfer is answered, with the documents that came and were there: RECE, or MDOC for what is missing. */
export function finishTransfer({ manifest, chain }: VerifiedEnvelope, documents: readonly string[]): TransferFinished {
  const wanted = [...new Set(announcedIn(manifest).map((one) => one.documentChecksum))];
  const missing = wanted.filter((one) => !documents.includes(one));
  const lastEnvelopeTransferChainEntrySignedContentChecksum = chain.checksums.at(-1)!;
  return missing.length > 0
    ? {
        lastEnvelopeTransferChainEntrySignedContentChecksum,
        responseCode: 'MDOC',
        missingAdditionalDocumentChecksums: missing,
      }
    : {
        lastEnvelopeTransferChainEntrySignedContentChecksum,
        responseCode: 'RECE',
        receivedAdditionalDocumentChecksums: wanted,
      };
}

/** How one document that follows is answered: undefined where it is the one announced under `checksum`, INCD otherwise. */
export function receiveDocument(
  { manifest, chain }: { manifest: EnvelopeManifest; chain: Pick<VerifiedChain, 'checksums'> },
  checksum: string,
  bytes: Uint8Array,
): TransferFinished | undefined {
  const announced = announcedIn(manifest).filter((one) => one.documentChecksum === checksum);
  const isAsAnnounced = announced.some(({ size }) => size === bytes.length) && checksumOf(bytes) === checksum;
  if (isAsAnnounced) return undefined;
  return {
    lastEnvelopeTransferChainEntrySignedContentChecksum: chain.checksums.at(-1)!,
    responseCode: 'INCD',
    reason:
      announced.length === 0
        ? 'a document is accepted that the manifest announces'
        : 'a document is accepted with the checksum and the size in bytes that the manifest announces',
  };
}
