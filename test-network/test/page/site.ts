import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contractsFor } from '@fairway/chaincode';
import {
  DocumentKeeper,
  directoryStore,
  documentPart,
  openGateway,
  pagePart,
  watchTo,
  type Gateway,
} from '@fairway/gateway';
import { digestOfJson, instantOf, type Handle } from '@fairway/model';
import type { VerifiableDocument } from '@fairway/model/document';
import { signStatement, statementOf } from '@fairway/model/statement';
import { Aeo, Documents, Titles, type LinkedDocument } from '@fairway/sdk';
import { BILL_TERMS, openEmbedded, registerTrader, type EmbeddedNetwork } from '@fairway/test-network';
import { chromium, type Browser } from 'playwright-core';
import { networkOf } from '../network-of.ts';
import { attestedOn, type Attested } from '../suites/attestation.ts';
import { transportDocument } from '../suites/transport-document.ts';
import { filmOf } from './camera.ts';

/** What verifiers meet: two members' gateways with the page, and records of every sort. */
export interface Site {
  attested: Attested;
  /** The page at the issuer's gateway, and at another member's. */
  page: string;
  partnerPage: string;
  browser: Browser;
  /** An AEO certificate in force, with its document; a bill that has passed to its buyer. */
  certificate: { number: string } & LinkedDocument;
  bill: { number: string } & LinkedDocument;
  /** The codes for readers without a network: of the certificate, and of one that was suspended then. */
  statements: { certificate: string; suspended: string };
  /** A certificate that is suspended, one that has expired, and one whose first document was superseded. */
  suspended: string;
  expired: string;
  superseded: { number: string; document: VerifiableDocument };
  /** Stops the issuer's gateway for good. */
  close(): Promise<void>;
}

/** A port of this machine that nobody has. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

export async function openSite(): Promise<Site> {
  const embedded = await openEmbedded({ members: ['AR', 'UY', 'BR'], contracts: contractsFor });
  const attested = await attestedOn(networkOf(embedded));
  const { world } = attested;
  const folder = mkdtempSync(join(tmpdir(), 'fairway-page-'));
  const keeper = new DocumentKeeper({
    ...{ session: world.stage('AR'), member: 'AR', index: join(folder, 'documents.db') },
    blobs: directoryStore(join(folder, 'blobs')),
  });
  const [issuerPort, partnerPort] = [await freePort(), await freePort()];
  const network = attested.trust.digest;
  const ledgerOf = (member: string) => ({ session: world.stage(member), channel: 'customs' });
  const gateways = await Promise.all([
    gatewayOf(
      embedded,
      'AR',
      issuerPort,
      [world.officer.handle],
      [
        pagePart(
          { network, gateways: { UY: `http://127.0.0.1:${partnerPort}/` }, theme: 'bconnect' },
          { ...ledgerOf('AR'), statements: () => [world.officer.handle] },
        ),
        documentPart(keeper),
      ],
    ),
    gatewayOf(
      embedded,
      'UY',
      partnerPort,
      [],
      [pagePart({ gateways: { AR: `http://127.0.0.1:${issuerPort}/` } }, ledgerOf('UY'))],
    ),
  ]);
  const page = `http://127.0.0.1:${issuerPort}/verify`;
  const records = await recordsIn(attested, keeper, page);
  writeFileSync(join(folder, 'camera.y4m'), filmOf(records.certificate.link));
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${join(folder, 'camera.y4m')}`,
    ],
  });
  return {
    ...records,
    ...{ attested, browser, page, partnerPage: `http://127.0.0.1:${partnerPort}/verify` },
    async close() {
      await browser.close();
      await Promise.all(gateways.map((one) => one.close()));
      keeper.close();
      await embedded.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

type Parts = NonNullable<Parameters<typeof openGateway>[0]['parts']>;

function gatewayOf(
  embedded: EmbeddedNetwork,
  member: string,
  port: number,
  statements: Handle[],
  parts: Parts,
): Promise<Gateway> {
  const ledger = embedded.ledger({ member });
  return openGateway({
    ...{ member, channel: 'customs', ledger: () => ledger, parts, watch: watchTo({ write: () => undefined }) },
    http: { host: '127.0.0.1', port, members: [...embedded.members], statements, limits: { readsAMinute: 10_000 } },
  });
}

async function recordsIn({ world }: Attested, documents: DocumentKeeper, page: string) {
  const session = world.stage('AR', world.officer);
  const [aeo, officer] = [new Aeo(session), new Documents(session, { documents, page })];
  const granted = async (validTo = '2036-12-31'): Promise<string> => {
    const number = world.newNumber();
    const terms = { type: 'OEA', grantedOn: '2026-01-01', validFrom: '2026-01-01', validTo };
    await aeo.grant('AR', number, { holder: world.trader.handle, ...terms });
    return number;
  };
  const number = await granted();
  const certificate = { number, ...(await officer.issueAeo('AR', number)) };
  const suspended = await granted();
  await officer.issueAeo('AR', suspended);
  await aeo.suspend('AR', suspended, { reason: 'under-investigation' });
  const stated = async (id: string): Promise<string> => {
    const { record } = await session.read({ member: 'AR', kind: 'aeo', id });
    const about = { network: 'behaviour', member: 'AR', kind: 'aeo', id };
    // Statements are to the second below, in which the officer may not have had its key yet.
    return signStatement(statementOf(about, record, instantOf(Date.now() + 1_000)), world.officer.signer);
  };
  const renewed = await granted();
  const { document } = await officer.issueAeo('AR', renewed);
  await aeo.renew('AR', renewed, { validTo: '2039-12-31' });
  await officer.issueAeo('AR', renewed);
  return {
    statements: { certificate: await stated(number), suspended: await stated(suspended) },
    ...{ certificate, suspended, expired: await granted('2026-01-31') },
    superseded: { number: renewed, document },
    bill: await billIn(world, documents, page),
  };
}

async function billIn(world: Attested['world'], documents: DocumentKeeper, page: string): Promise<Site['bill']> {
  const carrier = await world.carrier();
  const buyer = await registerTrader(world.stage, world.partnerRegistrar, 7_200);
  const number = `SCAC:${carrier.code}/PAGE1/1`;
  const bill = { member: 'AR', id: number };
  const shipper = { partyName: 'Operador de ejemplo 1', identifyingCodes: [] };
  const said = transportDocument({ carrierCode: carrier.code, reference: 'PAGE1', shipper });
  const parties = { issuer: carrier.handle, shipper: world.trader.handle };
  await new Titles(world.stage('AR', carrier)).issue(bill, {
    ...{ ...parties, ...BILL_TERMS, document: digestOfJson(said) },
  });
  const lapsesAt = new Date(Date.now() + 3_600_000).toISOString();
  const offer = { to: buyer.handle, what: 'both' as const, endorsement: 'to-order' as const, lapsesAt };
  await new Titles(world.stage('AR', world.trader)).offer(bill, offer);
  await new Titles(world.stage('UY', buyer)).accept(bill);
  const carriers = new Documents(world.stage('AR', carrier), { documents, page });
  return { number, ...(await carriers.shareTitle(bill, said)) };
}
