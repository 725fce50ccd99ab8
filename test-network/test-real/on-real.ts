import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorityRoot, shippedTopology } from '@fairway/network';
import { openLocal, type LocalNetwork } from '@fairway/test-network';
import type { Ledger } from '@fairway/sdk';
import type { AttestingNetwork } from '../test/suites/index.ts';

/** Brings a shipped topology up for suites, and takes it away after them. */
export function onReal(
  topology: string,
  /** Ports of its own, so that a network that someone runs here does not stand in the way. */
  basePort: number,
  suites: (network: () => AttestingNetwork) => void,
): void {
  describe(`On a real Fabric network, ${topology}`, function () {
    this.timeout(120_000);
    let root: string;
    let local: LocalNetwork;
    let network: AttestingNetwork;
    before(async () => {
      root = mkdtempSync(join(tmpdir(), 'fairway-behaviour-'));
      local = await openLocal({ topology: { ...(await shippedTopology(topology)), basePort }, root });
      const members = local.members.toSorted((a, b) => Number(b === 'AR') - Number(a === 'AR'));
      const roots = new Map<string, string>();
      for (const [member, home] of local.homes) roots.set(member, await authorityRoot(home));
      const clients = new Map<string, Ledger>();
      for (const member of members.slice(0, 2))
        clients.set(member, local.ledgerAs(member, await local.enrolClient(member)));
      network = {
        name: topology,
        members,
        ledger: (member, as = 'service') => (as === 'service' ? local.ledger(member) : clients.get(member)!),
        attesting: (member) => local.ledger(member),
        rootOf: (member) => roots.get(member)!,
        close: () => local.close(true),
      };
    });
    after(async () => {
      await local?.close(true);
      rmSync(root, { recursive: true, force: true });
    });

    suites(() => network);
  });
}
