import { Refusal, demand } from '../refusal.js';
import { check, under } from '../schema.js';
import { base64 } from '@scure/base';
import { IssuanceManifest, IssuanceRequest } from './issuance.js';
import { checksumOf, checksumOfJson } from './pint/checksum.js';
import { verifiedPayload, type KnownKey } from './pint/jws.js';
import { demandShallow } from './shape.js';

/**
 * Takes in an issuance request, as parsed from JSON, and gives what the carrier signed: that document, that picture, to
 * that party (DCSA ISS 3.0.4). What the new document replaces is told beside it and is not signed.
 *
 * `carriers` are the keys that carriers sign with, as `SMDG:MSC`. Throws a `Refusal` with the path: what the shape
 * refuses, `KEY_UNKNOWN`, `SIGNATURE_INVALID` and the like for the manifest, `DOCUMENT_CHANGED`, `RECIPIENT_CHANGED`,
 * `VISUALISATION_CHANGED`.
 */
export async function verifyIssuance(given: unknown, carriers: readonly KnownKey[]): Promise<IssuanceManifest> {
  demandShallow(given);
  check(IssuanceRequest, given);
  const { document, issueTo, eBLVisualisationByCarrier, issuanceManifestSignedContent } = given as IssuanceRequest;
  const carrier = `${document.carrierCodeListProvider}:${document.carrierCode}`;
  const manifest = await under('/issuanceManifestSignedContent', async () =>
    check(IssuanceManifest, await verifiedPayload(issuanceManifestSignedContent, carrier, carriers)),
  );
  demand(
    manifest.documentChecksum === checksumOfJson(document),
    'DOCUMENT_CHANGED',
    'the document is the one that the carrier signed',
    '/document',
  );
  demand(
    manifest.issueToChecksum === checksumOfJson(issueTo),
    'RECIPIENT_CHANGED',
    'the bill is issued to whom the carrier signed',
    '/issueTo',
  );
  const picture = eBLVisualisationByCarrier && checksumOf(bytesOf(eBLVisualisationByCarrier.content));
  demand(
    manifest.eBLVisualisationByCarrierChecksum === picture,
    'VISUALISATION_CHANGED',
    "the carrier's picture of the bill is the one that the carrier signed, or there is none",
    '/eBLVisualisationByCarrier',
  );
  return manifest;
}

/** The bytes of a picture; base64 with spare bits set, which the shape takes, says no bytes for certain. */
function bytesOf(content: string): Uint8Array {
  try {
    return base64.decode(content);
  } catch {
    throw new Refusal(
      'NOT_ALLOWED',
      'padded base64 (RFC 4648) without spare bits is accepted',
      '/eBLVisualisationByCarrier/content',
    );
  }
}
