import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import {
  DocumentKeeper,
  directoryStore,
  documentPart,
  openDevelopmentIssuer,
  openGateway,
  pagePart,
  watchTo,
  type Gateway,
} from '@fairway/gateway';
import encodeQR from 'qr';
import type { Digest, RecordAddress } from '@fairway/model';
import { recordedDigestOf } from '@fairway/model/document';
import { Documents, bundleFrom, trustListFrom } from '@fairway/sdk';
import { documentsAt } from '@fairway/sdk/document';
import type { Stage } from '@fairway/test-network';
import { readTrustList, verify, type Verification } from '@fairway/verifier';
import { mark } from '../table.js';
import type { Cast } from './cast.js';
import { numberOf } from './certificates.js';
import { audienceOf, officerPage, showOfficersWay } from './officer.js';
import { MEMBERS, type Setting } from './setting.js';

/** What anyone finds of certificates of AR's, by asking UY's gateway. */
export type VerificationResult = ({ asked: string } & Pick<Verification, 'verdict' | 'signers' | 'fragments'>)[];

/** The members' gateways, and a certificate's document at the issuer's. */
export interface Served {
  gateways: ReadonlyMap<string, Gateway>;
  link: string;
  document: Digest;
  close: () => Promise<void>;
}

/** The certificate whose document is made: not the one that is suspended. */
const INDEX = 1;

/** Opens every member's gateway, and has AR's officer make a certificate's document. */
export async function serveAll(setting: Setting, stage: Stage, { member, officer }: Cast): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'fairway-demo-'));
  const keeper = new DocumentKeeper({
    ...{ session: stage(member), member, index: join(folder, 'documents.db') },
    blobs: directoryStore(join(folder, 'blobs')),
  });
  const issuer = await openDevelopmentIssuer();
  const gateways = new Map<string, Gateway>();
  const urls: Record<string, string> = {};
  // The issuer's comes last, so that its page knows whom to ask where it gives no answer itself.
  for (const one of [...MEMBERS.filter((other) => other !== member), member]) {
    const page = pagePart({ gateways: { ...urls } }, { session: stage(one), channel: setting.channel });
    const isIssuers = one === member;
    const parts = isIssuers ? [documentPart(keeper), page, officerPage(member, issuer)] : [page];
    const oidc = isIssuers ? { oidc: { issuer: issuer.issuer, audience: audienceOf(member) } } : {};
    const http = { host: '127.0.0.1', port: 0, members: MEMBERS, ...oidc };
    const ledger = () => setting.ledger(one);
    // Nobody reads these gateways' logs.
    const watch = watchTo({ write: () => undefined });
    const gateway = await openGateway({ member: one, http, channel: setting.channel, ledger, parts, watch });
    gateways.set(one, gateway);
    urls[one] = gateway.url;
  }
  const { url } = gateways.get(member)!;
  const documents = new Documents(stage(member, officer), {
    documents: documentsAt(new URL('/api/documents/', url).href),
    page: new URL('/verify', url).href,
  });
  const { link, document } = await documents.issueAeo(member, numberOf(member, INDEX));
  return {
    ...{ gateways, link, document: recordedDigestOf(document) },
    close: async () => {
      await Promise.all([...gateways.values()].map((gateway) => gateway.close()));
      await issuer.close();
      keeper.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Someone without an account asks UY's gateway about certificates of AR's, and checks what it gives. */
export async function verifyAll({ gateways, document }: Served): Promise<VerificationResult> {
  const gateway = gateways.get('UY')!.url;
  const trust = await readTrustList(await trustListFrom(gateway));
  const found: VerificationResult = [];
  for (const [index, asked, shown] of [
    [INDEX, 'with its document in hand', document],
    [INDEX, 'by its number alone', undefined],
    [0, 'by the number of the suspended one', undefined],
    [98, 'by a number that nobody was given', undefined],
  ] as const) {
    const record: RecordAddress = { member: 'AR', kind: 'aeo', id: numberOf('AR', index) };
    const nonce = randomBytes(32).toString('base64url');
    const question = { record, nonce, ...(shown === undefined ? {} : { document: shown }) };
    const { verdict, signers, fragments } = await verify(await bundleFrom(gateway, question), { trust, ...question });
    found.push({ asked: `${record.id}, ${asked}`, verdict, signers, fragments });
  }
  return found;
}

/** Shows what was found, and by whose signatures. */
export function showVerification(found: VerificationResult): void {
  console.log(
    styleText('bold', "\nAnyone asks UY's gateway about AR's certificates, and checks the members' signatures"),
  );
  for (const { asked, verdict, signers, fragments } of found) {
    const said = fragments.filter(
      ({ dimension, result }) => dimension !== 'attestation' && result !== 'not-applicable',
    );
    console.log(`  ${asked}\n    ${mark(verdict === 'valid', said.map(({ reason }) => reason).join('; '))}`);
    console.log(`    ${styleText('dim', `signed by ${signers.join(', ')}`)}`);
  }
}

/** Shows where anyone may look on, while the gateways run. */
export function showLinks({ gateways, link }: Served, cast: Cast): void {
  const { member } = cast;
  const at = (path: string) => new URL(path, gateways.get(member)!.url).href;
  console.log(styleText('bold', '\nThe gateways run on, and a page at each; Ctrl-C ends them'));
  console.log(`\n${encodeQR(link, 'ascii', { ecc: 'low', border: 2 })}\n`);
  for (const [what, url] of [
    ['what the code says: the certificate, its document and its history', link],
    ['any number, or a document in hand', at('/verify')],
    [`what ${member}'s gateway can be asked`, at('/api/docs')],
  ] as const)
    console.log(`  ${what}\n    ${styleText('cyan', url)}`);
  showOfficersWay(cast, { page: at('/officer'), number: numberOf(member, INDEX) });
}
