import { type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectionOf, type MemberHome, shippedTopology } from '@fairway/network';
import { openLocal, type LocalNetwork } from '@fairway/test-network';
import type { Ledger } from '@fairway/sdk';
import { forgerySuite, type TamperedNetwork } from '../../test/suites/forgery.ts';
import { insiderSuite, type InsidersNetwork } from '../../test/suites/insider.ts';
import { titleTheftSuite } from '../../test/suites/title-theft.ts';
import { certificatesSuite } from './certificates.ts';
import { configurationSuite } from './configuration.ts';
import { doorSuite } from './door.ts';
import { ledgerAt } from './ledger-at.ts';
import { end, tamper, tamperedProgram } from './tampering.ts';

/** Ports of its own, so that a network that someone runs here does not stand in the way. */
const BASE_PORT = 28_500;
/** The issuer, its partner, and the rest, of whom two run other code from the start, as the issuer does. */
const MEMBERS = ['AR', 'UY', 'BO', 'BR', 'PY'];
const TAMPERED = ['BO', 'PY'];

describe('Under attack, on a real Fabric network of five', function () {
  this.timeout(180_000);
  let root: string;
  let local: LocalNetwork;
  let network: TamperedNetwork & InsidersNetwork;
  const programs: ChildProcess[] = [];
  const dated: Ledger[] = [];
  const home = (member: string): MemberHome => local.homes.get(member)!;

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'fairway-attacks-'));
    const topology = { ...(await shippedTopology('bconnect')), basePort: BASE_PORT };
    local = await openLocal({ topology, root });
    const tampered = await tamperedProgram(root);
    const connection = await connectionOf(home('AR'));
    for (const member of ['AR', ...TAMPERED]) programs.push(await tamper(home(member), tampered));
    network = {
      name: 'bconnect',
      members: MEMBERS,
      tampered: TAMPERED,
      ledger: (member) => local.ledger(member),
      named: async (member, commonName) => local.ledgerAs(member, await local.enrolClient(member, {}, commonName)),
      ledgerAt: (_member, offset) => {
        const ledger = ledgerAt(connection, offset);
        dated.push(ledger);
        return ledger;
      },
      close: () => Promise.resolve(),
    };
  });
  after(async () => {
    for (const ledger of dated) ledger.close();
    await Promise.all(programs.map((program) => end(program)));
    await local?.close(true);
    rmSync(root, { recursive: true, force: true });
  });

  insiderSuite(() => network);
  forgerySuite(() => network, { hasKeyPolicies: true });
  titleTheftSuite(() => network);
  configurationSuite(() => ({ homes: local.homes, exchange: join(root, 'bconnect', 'exchange') }));
  certificatesSuite(() => ({
    home: home('UY'),
    other: home('BR'),
    ledgerAs: (member, holder) => local.ledgerAs(member, { ...holder, caCertificates: '' }),
  }));
  doorSuite(() => ({ home: home('UY'), other: home('BR'), ledger: local.ledger('UY') }));
});
