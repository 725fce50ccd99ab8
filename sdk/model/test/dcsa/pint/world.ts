import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { thumbprintOf, type PublicJwk } from '@fairway/model';
import * as dcsa from '@fairway/model/dcsa';
import { BILL } from '../bill.ts';

/** A signer of the tests, with the key that others know it by. */
export function makeSigner(
  of: string,
  curve: 'P-256' | 'Ed25519' = 'P-256',
): dcsa.JwsSigner & { known: dcsa.KnownKey } {
  const { publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject } =
    curve === 'P-256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk;
  const thumbprint = thumbprintOf(jwk);
  return {
    algorithm: curve === 'P-256' ? 'ES256' : 'EdDSA',
    thumbprint,
    known: { of, kid: thumbprint, jwk },
    sign: (bytes) =>
      Promise.resolve(
        new Uint8Array(
          curve === 'P-256'
            ? sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })
            : sign(null, bytes, privateKey),
        ),
      ),
  };
}

export const party = (name: string, eblPlatform: string): dcsa.ChainParty => ({
  partyName: name,
  eblPlatform,
  identifyingCodes: [{ codeListProvider: 'ZZZ', partyCode: name.toUpperCase() }],
});

export const carrier = party('carrier', 'FRWY');
export const exporter = party('exporter', 'FRWY');
export const bank = party('bank', 'FRWY');
export const importer = party('importer', 'BOLE');
export const trader = party('trader', 'BOLE');

/** A bill of lading with no more in it than the standard asks for. */
export function bill(parts: { isToOrder?: boolean; endorsee?: dcsa.ChainParty; consignee?: dcsa.ChainParty } = {}) {
  const { isToOrder = true, endorsee, consignee } = parts;
  const named = ({ partyName, identifyingCodes }: dcsa.ChainParty) => ({ partyName, identifyingCodes });
  return {
    ...BILL,
    isToOrder,
    documentParties: {
      shipper: named(exporter),
      issuingParty: { partyName: 'carrier', address: { street: 'Rambla', city: 'Montevideo', countryCode: 'UY' } },
      ...(endorsee && { endorsee: named(endorsee) }),
      ...(consignee && { consignee: named(consignee) }),
    },
  } satisfies dcsa.TransportDocument;
}

let minute = 0;
/** One step, each a minute after the one before. */
export const step = (
  action: dcsa.ActionCode,
  actor: dcsa.ChainParty,
  recipient?: dcsa.ChainParty,
  more: Partial<dcsa.TransferStep> = {},
): dcsa.TransferStep => ({
  action,
  actor,
  ...(recipient && { recipient }),
  at: new Date(Date.UTC(2026, 2, 1, 12, minute++)).toISOString(),
  ...more,
});

export const signers = {
  carrier: makeSigner('SMDG:ABC'),
  fairway: makeSigner('FRWY', 'Ed25519'),
  bolero: makeSigner('BOLE'),
};

export const trust: { platforms: dcsa.KnownKey[]; carriers: dcsa.KnownKey[] } = {
  platforms: [signers.fairway.known, signers.bolero.known],
  carriers: [signers.carrier.known],
};

export const issueTo = {
  partyName: exporter.partyName,
  sendToPlatform: exporter.eblPlatform,
  identifyingCodes: exporter.identifyingCodes,
};

/** The first transfer of a bill: issued to the exporter here, and handed over by `steps`. */
export async function sent(
  document: dcsa.TransportDocument,
  steps: readonly dcsa.TransferStep[],
  more: Partial<dcsa.Transfer> = {},
): Promise<dcsa.Envelope> {
  const manifest = dcsa.issuanceManifestOf(document, issueTo);
  return dcsa.signTransfer(
    {
      document,
      platform: 'FRWY',
      before: [],
      issuanceManifest: await dcsa.signCompact(manifest, signers.carrier),
      steps: [step('ISSUE', carrier, exporter), ...steps],
      ...more,
    },
    signers.fairway,
  );
}

/** What the other platform knows when the first envelope comes. */
export const receiver = (parts: Partial<dcsa.Receiver> = {}): dcsa.Receiver => ({
  platform: 'BOLE',
  trust,
  knows: ({ partyName }) => [importer, trader].some((one) => one.partyName === partyName),
  entries: [],
  accepted: [],
  documents: [],
  ...parts,
});
