import type { Instant } from '../../time.js';
import { demand } from '../../refusal.js';
import { check, under } from '../../schema.js';
import type { AmendmentReason } from '../surrender.js';
import { NO_PARTY, type ChainParty, type EndorsementChainLink, type SurrenderChainLink } from '../endorsement-chain.js';
import type { IssuanceManifest } from '../issuance.js';
import type { IssueToParty } from '../party.js';
import type { TransportDocument } from '../transport-document.js';
import { checksumOf, checksumOfJson } from './checksum.js';
import {
  EnvelopeManifest,
  TransferChainEntry,
  type ActionCode,
  type DocumentMetadata,
  type Envelope,
  type Transaction,
} from './envelope.js';
import { readCompact, signCompact, type JwsSigner } from './jws.js';
import { advance, type Possession } from './possession.js';

/** One thing that was done with a bill, as a title's history tells it. */
export interface TransferStep {
  action: ActionCode;
  actor: ChainParty;
  recipient?: ChainParty;
  at: Instant;
  /** Why it was surrendered for amendment. */
  reason?: AmendmentReason;
  comments?: string;
  /** What an auditor finds the step by: the id of the act. */
  audit?: string;
}

export const transactionOf = (step: TransferStep): Transaction => ({
  actionCode: step.action,
  actor: step.actor,
  actionDateTime: step.at,
  ...(step.recipient && { recipient: step.recipient }),
  ...(step.reason && { reasonCode: step.reason }),
  ...(step.comments !== undefined && { comments: step.comments }),
  ...(step.audit !== undefined && { auditReference: step.audit }),
});

/** What the carrier signs at issue; `visualisation` is the picture's own bytes. */
export const issuanceManifestOf = (
  document: TransportDocument,
  issueTo: IssueToParty,
  visualisation?: Uint8Array,
): IssuanceManifest => ({
  documentChecksum: checksumOfJson(document),
  issueToChecksum: checksumOfJson(issueTo),
  ...(visualisation && { eBLVisualisationByCarrierChecksum: checksumOf(visualisation) }),
});

/** What a platform adds to a chain, and sends on. */
export interface Transfer {
  document: TransportDocument;
  /** The code of the platform that signs. */
  platform: string;
  /** The entries before, as signed, oldest first; none where the bill was issued here. */
  before: readonly string[];
  /** What was done here since, oldest first. */
  steps: readonly TransferStep[];
  /** The carrier's signed issuance manifest; in the first entry, and there only. */
  issuanceManifest?: string;
  /** The base URI of the control tracking registry; in the first entry only. */
  registry?: string;
  visualisation?: DocumentMetadata;
  supportingDocuments?: readonly DocumentMetadata[];
}

/**
 * The envelope that hands a bill on to another platform: the chain with one more entry, and the manifest, both signed.
 *
 * Throws what `advance` does, with a path into the chain, so that nothing is given out that the receiver had to reject;
 * and `ISSUANCE_MANIFEST_NOT_ALLOWED` where it stands elsewhere than in the first entry.
 */
export async function signTransfer(transfer: Transfer, signer: JwsSigner): Promise<Envelope> {
  const { document, before, visualisation, supportingDocuments } = transfer;
  demand(
    (before.length === 0) === (transfer.issuanceManifest !== undefined),
    'ISSUANCE_MANIFEST_NOT_ALLOWED',
    'the first entry of a chain holds the issuance manifest, and no other',
    '/issuanceManifest',
  );
  const entry = check(TransferChainEntry, {
    eblPlatform: transfer.platform,
    transportDocumentChecksum: checksumOfJson(document),
    ...(before.length > 0 && { previousEnvelopeTransferChainEntrySignedContentChecksum: checksumOf(before.at(-1)!) }),
    ...(transfer.issuanceManifest && { issuanceManifestSignedContent: transfer.issuanceManifest }),
    ...(transfer.registry && { controlTrackingRegistry: transfer.registry }),
    transactions: transfer.steps.map(transactionOf),
  });
  replay(document, [...before.map((one) => check(TransferChainEntry, readCompact(one).payload)), entry]);
  const chain = [...before, await signCompact(entry, signer)];
  const manifest = check(EnvelopeManifest, {
    transportDocumentChecksum: entry.transportDocumentChecksum,
    lastEnvelopeTransferChainEntrySignedContentChecksum: checksumOf(chain.at(-1)!),
    ...(visualisation && { eBLVisualisationByCarrier: visualisation }),
    ...(supportingDocuments && { supportingDocuments }),
  });
  return {
    transportDocument: document,
    envelopeManifestSignedContent: await signCompact(manifest, signer),
    envelopeTransferChain: chain,
  };
}

function replay(document: TransportDocument, entries: readonly TransferChainEntry[]): void {
  let possession: Possession | undefined;
  entries.forEach(({ transactions, eblPlatform }, index) =>
    transactions.forEach((transaction, position) => {
      under(`/envelopeTransferChain/${index}/transactions/${position}`, () => {
        demand(
          transaction.actor.eblPlatform === eblPlatform,
          'OTHER_PLATFORM',
          'a platform signs what its own parties did',
          '/actor/eblPlatform',
        );
        possession = advance(document, possession, transaction);
      });
    }),
  );
}

/**
 * The endorsement chain, newest first (DCSA END 3.0.4). An accepted surrender is SURRENDERED there; a rejected one is
 * told as what it does, the carrier's transfer of the bill back.
 */
export const endorsementLinks = (steps: readonly TransferStep[]): EndorsementChainLink[] => steps.map(linkOf).reverse();

/** The endorsement chain of a surrender request, from issue on; every link names a recipient (DCSA SUR 3.0.4). */
export const surrenderLinks = (steps: readonly TransferStep[]): SurrenderChainLink[] =>
  steps.map((step) => ({ ...linkOf(step), recipient: step.recipient ?? NO_PARTY }));

const linkOf = (step: TransferStep): EndorsementChainLink => ({
  actionDateTime: step.at,
  actionCode: step.action === 'SACC' ? 'SURRENDERED' : step.action === 'SREJ' ? 'TRANSFER' : step.action,
  actor: step.actor,
  ...(step.recipient && step.action !== 'SACC' && { recipient: step.recipient }),
  ...(step.audit !== undefined && { auditReference: step.audit }),
});
