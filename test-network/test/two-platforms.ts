import { contractsFor } from '@fairway/chaincode';
import { HOUR, digestOfJson, instantOf, later, stateOf } from '@fairway/model';
import {
  checksumOf,
  issuanceManifestOf,
  keysInJwks,
  signCompact,
  signTransfer,
  type ChainParty,
  type DocumentMetadata,
  type Envelope,
  type JwsSigner,
  type TransportDocument,
} from '@fairway/model/dcsa';
import { LedgerError, Titles, type InterchangeOptions, type Ledger, type TitleName } from '@fairway/sdk';
import { BILL_TERMS, openEmbedded, register, registerTrader, type Actor } from '@fairway/test-network';
import { makeActKey, type ActSigner } from '@fairway/wallets';
import { stub } from 'sinon';
import { networkOf } from './network-of.ts';
import { transportDocument } from './suites/transport-document.ts';
import { worldOn } from './suites/world.ts';

export const HERE = 'FRWY';
export const THERE = 'BOLE';

const party = (partyName: string, eblPlatform: string): ChainParty => ({
  ...{ partyName, eblPlatform },
  identifyingCodes: [{ codeListProvider: 'ZZZ', partyCode: `CODE-${partyName}` }],
});
export const seller = party('Exportador SA', HERE);
export const buyer = party('Importador SA', HERE);
export const abroad = party('Buyer BV', THERE);
export const stranger = party('Nobody BV', THERE);

export const pdf = new TextEncoder().encode('%PDF-1.7 factura');
export const invoice: DocumentMetadata = {
  ...{ name: 'Factura.pdf', size: pdf.length, mediaType: 'application/pdf' },
  documentChecksum: checksumOf(pdf),
};

export const now = (): string => instantOf(Date.now());
export const soon = (): string => later(now(), HOUR);
const keyOf = (of: string, { thumbprint: kid, publicKey: jwk }: ActSigner) => ({ of, kid, jwk });

/** A ledger that does what it is told, and whose first answer comes too late. */
export function lateOnce(ledger: Ledger): Ledger {
  const outcome = stub().callsFake(ledger.outcome.bind(ledger));
  outcome.onFirstCall().callsFake(async (...args: Parameters<Ledger['outcome']>) => {
    await ledger.outcome(...args);
    throw new LedgerError('ACCESS_DENIED', 'the peer says no more');
  });
  return Object.assign(Object.create(ledger) as Ledger, { outcome });
}

export type TwoPlatforms = Awaited<ReturnType<typeof twoPlatforms>>;

/** A platform on an embedded ledger, with the parties of a sale, and another one that it knows (DCSA PINT). */
export async function twoPlatforms() {
  const embedded = await openEmbedded({ members: ['AR', 'UY'], contracts: contractsFor });
  const world = await worldOn(networkOf(embedded));
  const { stage, registrar, partnerRegistrar, issuer, partner } = world;
  const carrier = await world.carrier();
  const exporter = await registerTrader(stage, registrar, 31_001);
  const importer = await registerTrader(stage, partnerRegistrar, 31_002);
  const platform = await register(stage, partnerRegistrar, {
    roles: ['platform'],
    dueDiligence: { reference: 'EXP-2026-0031', on: '2026-01-15' },
    public: { name: 'Otra plataforma', identifiers: [{ scheme: 'TIN', value: `${partner}30900000001` }] },
  });
  const here = await makeActKey('EdDSA');
  const there = await makeActKey('ES256');
  const published = { keys: [{ ...there.publicKey, kid: there.thumbprint, use: 'sig' }] };
  const trust = { platforms: [keyOf(HERE, here), ...keysInJwks(published, THERE)], carriers: [] };
  const codes = [{ codeListProvider: 'ZZZ', partyCode: carrier.code, codeListName: 'SCAC' }];
  const naviera: ChainParty = { partyName: 'Naviera', eblPlatform: HERE, identifyingCodes: codes };
  const handles = new Map([
    [seller.partyName, exporter.handle],
    [buyer.partyName, importer.handle],
    [naviera.partyName, carrier.handle],
  ]);
  const options: InterchangeOptions = {
    ...{ code: HERE, signer: here, registry: 'https://registry.fairway.example', trust },
    platforms: new Map([[THERE, platform.handle]]),
    parties: (handle) => (handle === exporter.handle ? seller : handle === importer.handle ? buyer : undefined),
    handleOf: ({ partyName }) => handles.get(partyName),
  };
  const as = (one: Actor): Titles => new Titles(stage(issuer, one));
  let bills = 0;

  return {
    ...{ world, carrier, exporter, importer, platform, here, there, options, as },
    /** What the other platform trusts, which reads no ledger. */
    trustThere: { ...trust, carriers: [keyOf(`NMFTA:${carrier.code}`, carrier.signer)] },
    stateNow: async (bill: TitleName) => stateOf(await new Titles(stage(partner)).get(bill)),
    /** A bill in the exporter's hands, and how it is given out. */
    async issued() {
      const reference = `H${++bills}`;
      const bill: TitleName = { member: issuer, id: `SCAC:${carrier.code}/${reference}/1` };
      const document = transportDocument({ carrierCode: carrier.code, reference, shipper: seller });
      const terms = { ...BILL_TERMS, document: digestOfJson(document) };
      await as(carrier).issue(bill, { issuer: carrier.handle, shipper: exporter.handle, ...terms });
      const { partyName, identifyingCodes } = seller;
      const issueTo = { partyName, identifyingCodes, sendToPlatform: HERE };
      const issuanceManifest = await signCompact(issuanceManifestOf(document, issueTo), carrier.signer);
      const given = { recipient: abroad, document, endorsement: 'to-order' as const, issuanceManifest };
      return { bill, document, given };
    },
    /** What the other platform sends once its party has sold the bill to the importer. */
    back(
      document: TransportDocument,
      before: readonly string[],
      supportingDocuments: readonly DocumentMetadata[] = [],
      signer: JwsSigner = there,
    ): Promise<Envelope> {
      const steps = [
        { action: 'SIGN' as const, actor: abroad, at: now() },
        { action: 'ENDORSE_TO_ORDER' as const, actor: abroad, recipient: buyer, at: now() },
        { action: 'TRANSFER' as const, actor: abroad, recipient: buyer, at: now() },
      ];
      return signTransfer({ document, platform: THERE, before, steps, supportingDocuments }, signer);
    },
    /** What the other platform sends once its party has surrendered the bill to its carrier. */
    surrendered(document: TransportDocument, before: readonly string[]): Promise<Envelope> {
      const step = { action: 'SURRENDER_FOR_DELIVERY' as const, actor: abroad, recipient: naviera, at: now() };
      return signTransfer({ document, platform: THERE, before, steps: [step] }, there);
    },
    close: () => embedded.close(),
  };
}
