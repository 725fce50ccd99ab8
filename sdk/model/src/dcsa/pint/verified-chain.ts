import { demand } from '../../refusal.js';
import { check, under } from '../../schema.js';
import { IssuanceManifest } from '../issuance.js';
import type { TransportDocument } from '../transport-document.js';
import { checksumOf, checksumOfJson } from './checksum.js';
import { TransferChainEntry } from './envelope.js';
import { readCompact, verifiedPayload, type KnownKey } from './jws.js';
import { advance, type Possession } from './possession.js';

/** Whose signatures are taken: platforms by their codes, carriers as `SMDG:MSC` or `NMFTA:MAEU`. */
export interface Trust {
  platforms: readonly KnownKey[];
  carriers: readonly KnownKey[];
}

/** A chain of which every link holds. */
export interface VerifiedChain {
  entries: TransferChainEntry[];
  /** The checksum of each entry as signed, which names it. */
  checksums: string[];
  issuance: IssuanceManifest;
  possession: Possession;
  /**
   * Whether the first possessor is, to the letter, whom the carrier issued to. DCSA does not ask a platform to write
   * the ISSUE so; where it did not, ask the carrier before you rely on the first link.
   */
  isIssuedAsTheCarrierSigned: boolean;
}

/**
 * Verifies a transfer chain, oldest entry first, over the document as it was given: signatures, links, checksums, the
 * carrier's issuance manifest, and that each transaction was for its actor to do.
 *
 * Throws a `Refusal` whose path begins with the index of the link that is wrong. Its code is one of `SIGNATURE_CODES`
 * where the signature is the matter.
 */
export async function verifyTransferChain(
  document: TransportDocument,
  chain: readonly string[],
  trust: Trust,
): Promise<VerifiedChain> {
  const documentChecksum = checksumOfJson(document);
  const checksums = chain.map((entry) => checksumOf(entry));
  const entries: TransferChainEntry[] = [];
  for (const [index, text] of chain.entries()) {
    entries.push(await under(`/${index}`, () => verifiedEntry(text, trust.platforms)));
  }
  let possession: Possession | undefined;
  let issuance: IssuanceManifest | undefined;
  for (const [index, entry] of entries.entries()) {
    const path = `/${index}`;
    linked(entry, index === 0 ? undefined : checksums[index - 1], path);
    demand(
      entry.transportDocumentChecksum === documentChecksum,
      'DOCUMENT_CHANGED',
      'the checksum of the transport document in canonical form (RFC 8785) stands in every entry',
      `${path}/transportDocumentChecksum`,
    );
    if (index === 0) issuance = await issuanceOf(document, documentChecksum, entry, trust.carriers);
    for (const [position, transaction] of entry.transactions.entries()) {
      const here = `${path}/transactions/${position}`;
      demand(
        transaction.actor.eblPlatform === entry.eblPlatform,
        'OTHER_PLATFORM',
        'a platform signs what its own parties did',
        `${here}/actor/eblPlatform`,
      );
      possession = under(here, () => advance(document, possession, transaction));
    }
  }
  demand(issuance !== undefined && possession !== undefined, 'NOT_ISSUED', 'a chain has one entry at least', '');
  const { partyName, eblPlatform, identifyingCodes, taxLegalReferences } = possession.firstPossessor;
  const issueTo = { partyName, sendToPlatform: eblPlatform, identifyingCodes, taxLegalReferences };
  return {
    entries,
    checksums,
    issuance,
    possession,
    isIssuedAsTheCarrierSigned: checksumOfJson(issueTo) === issuance.issueToChecksum,
  };
}

/** The refusals that are about a signature, for which PINT answers BSIG. */
export const SIGNATURE_CODES = ['NOT_A_JWS', 'ALGORITHM_NOT_ALLOWED', 'KEY_TWICE', 'KEY_UNKNOWN', 'SIGNATURE_INVALID'];

async function verifiedEntry(text: string, platforms: readonly KnownKey[]): Promise<TransferChainEntry> {
  const claimed = (readCompact(text).payload as { eblPlatform?: unknown } | null)?.eblPlatform;
  const of = typeof claimed === 'string' ? claimed : '';
  return check(TransferChainEntry, await verifiedPayload(text, of, platforms));
}

function linked(entry: TransferChainEntry, before: string | undefined, path: string): void {
  const { previousEnvelopeTransferChainEntrySignedContentChecksum: previous } = entry;
  demand(
    previous === before,
    'CHAIN_BROKEN',
    before === undefined
      ? 'the first entry names none before it'
      : 'each entry names the checksum of the one before it, as signed',
    `${path}/previousEnvelopeTransferChainEntrySignedContentChecksum`,
  );
  demand(
    before === undefined || entry.controlTrackingRegistry === undefined,
    'REGISTRY_NOT_ALLOWED',
    'the first entry names the control tracking registry, and no other',
    `${path}/controlTrackingRegistry`,
  );
}

async function issuanceOf(
  document: TransportDocument,
  documentChecksum: string,
  { issuanceManifestSignedContent: signed }: TransferChainEntry,
  carriers: readonly KnownKey[],
): Promise<IssuanceManifest> {
  const path = '/0/issuanceManifestSignedContent';
  demand(signed !== undefined, 'MISSING_FIELD', "the first entry holds the carrier's issuance manifest", path);
  const carrier = `${document.carrierCodeListProvider}:${document.carrierCode}`;
  const manifest = await under(path, async () =>
    check(IssuanceManifest, await verifiedPayload(signed, carrier, carriers)),
  );
  demand(
    manifest.documentChecksum === documentChecksum,
    'DOCUMENT_CHANGED',
    'the transport document is the one that the carrier issued',
    path,
  );
  return manifest;
}
